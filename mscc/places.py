"""From a postcode to how deprived its area is and how far its cancer centre: asked once, at the referral."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from math import asin, cos, radians, sin, sqrt

from django.db.models import Max

from mscc.models import Alliance, AreaDeprivation, Organisation, Postcode

WHOLE = re.compile(r"(?:[A-Z]{1,2}[0-9][A-Z0-9]?|GIR|NPT)[0-9][A-Z]{2}")  # the last two are of old
EARTH_KM = 6371.0
Position = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """What is fixed of where somebody lives when they are referred. None is not known."""

    decile: int | None = None
    # Of the index that the decile is of.
    year: int | None = None
    # As the crow flies to the alliance's nearest cancer centre, in whole kilometres.
    centre_km: int | None = None

    def fields(self) -> dict[str, int | None]:
        """The same as the fields of a referral."""
        return {"imd_decile": self.decile, "imd_year": self.year, "centre_km": self.centre_km}


NOWHERE = Place()


def code_of(text: str) -> str:
    """A whole postcode without its space; empty for what is none."""
    code = "".join(text.upper().split())
    return code if WHOLE.fullmatch(code) else ""


def written(text: str) -> str:
    """A whole postcode as it is written: QQ1 2AB; empty for what is none."""
    code = code_of(text)
    return f"{code[:-3]} {code[-3:]}" if code else ""


def place_of(postcode: str, alliance: Alliance) -> Place:
    """What the tables say of a postcode today."""
    return places_of([postcode], alliance)[postcode]


def places_of(postcodes: Iterable[str], alliance: Alliance) -> dict[str, Place]:
    """What the tables say of each: in four queries, however many; in none where there is no whole postcode."""
    asked = {text: code_of(text) for text in postcodes}
    rows = (
        {row.code: row for row in Postcode.objects.filter(code__in=set(asked.values()) - {""})}
        if any(asked.values())
        else {}
    )
    if not rows:
        return dict.fromkeys(asked, NOWHERE)
    tell = partial(_place, areas=_areas(rows.values()), centres=_centres(alliance))
    return {text: tell(rows[code]) if code in rows else NOWHERE for text, code in asked.items()}


def _place(row: Postcode, areas: dict[str, AreaDeprivation], centres: list[Position]) -> Place:
    area = _area(row, areas)
    here = _position(row)
    km = round(min(map(partial(distance, here), centres))) if here and centres else None
    return Place(area.decile if area else None, area.year if area else None, km)


def _areas(rows: Collection[Postcode]) -> dict[str, AreaDeprivation]:
    """The areas of these postcodes in the newest index."""
    year = AreaDeprivation.objects.aggregate(newest=Max("year"))["newest"]
    codes = {row.lsoa_2011 for row in rows} | {row.lsoa_2021 for row in rows} - {""}
    found = AreaDeprivation.objects.filter(year=year, lsoa__in=codes) if year else ()
    return {area.lsoa: area for area in found}


def _area(row: Postcode, areas: dict[str, AreaDeprivation]) -> AreaDeprivation | None:
    """The postcode's area, by the census whose areas the index is of."""
    for census, code in ((2021, row.lsoa_2021), (2011, row.lsoa_2011)):
        area = areas.get(code)
        if area and area.census == census:
            return area
    return None


def _centres(alliance: Alliance) -> list[Position]:
    """Where the alliance's cancer centres lie, of which that is known."""
    centres = Organisation.objects.filter(alliance=alliance, kind=Organisation.Kind.CANCER_CENTRE).exclude(postcode="")
    codes = {code_of(text) for text in centres.values_list("postcode", flat=True)}
    return [here for row in Postcode.objects.filter(code__in=codes) if (here := _position(row))]


def _position(row: Postcode) -> Position | None:
    return None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)


def distance(one: Position, other: Position) -> float:
    """As the crow flies, in kilometres, by the haversine formula."""
    (north, east), (to_north, to_east) = (tuple(map(radians, each)) for each in (one, other))
    half = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
