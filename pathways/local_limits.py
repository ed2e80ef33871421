"""The limits that an alliance has agreed on, shorter than the guideline's: kept with its pathways (1.1.1)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from mscc.access import Access
from pathways.guideline.limits import SHORTENED
from pathways.models import LocalPathway


@dataclass(frozen=True)
class LocalLimit:
    """What stands for one clock: the hours, and the version of the document that says so."""

    hours: float
    pathway: LocalPathway


def standing(access: Access) -> dict[str, LocalLimit]:
    """The local limits of the person's alliance, by the slug of their clock."""
    return _shortest(LocalPathway.seen_by(access))


def of(alliance_id: int) -> dict[str, LocalLimit]:
    """The local limits of an alliance, by the slug of their clock."""
    return _shortest(LocalPathway.objects.filter(alliance_id=alliance_id))


def _shortest(versions: QuerySet[LocalPathway]) -> dict[str, LocalLimit]:
    """Of the latest versions of the documents in use: where two limit the same clock, the shorter limit holds. One that
    is not shorter than the guideline's by now (a new edition, say) holds no longer.
    """
    found: dict[str, LocalLimit] = {}
    for pathway in versions.order_by("key", "-version").distinct("key").defer("body"):
        for limit in SHORTENED if pathway.is_in_use else ():
            hours = pathway.limits.get(limit.slug)
            if hours is None or limit.refuses(hours):
                continue
            if limit.slug not in found or hours < found[limit.slug].hours:
                found[limit.slug] = LocalLimit(hours, pathway)
    return found
