"""What an address of the audit asks for: whose figures, of which measure, over which months."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from audit.measures import MEASURES, REASON_WORDS, STATE_WORDS, Measure
from audit.periods import DEFAULT, PRESETS, Period, PeriodError, chosen_months
from audit.report import Report, build
from mscc.access import Access
from mscc.models import Organisation, User
from mscc.moments import day_in_london

BY_SLUG = {measure.slug: measure for measure in MEASURES.values()}


class SignedIn(HttpRequest):
    """A request after the middleware: who asks, what they may, and what time it is, in UTC."""

    user: User
    access: Access
    at: datetime


@dataclass(frozen=True)
class Asked:
    """The period that an address asks for. `error` says what was wrong with it; then it is the default one."""

    period: Period
    words: dict[str, str]
    error: str = ""
    # The hospital to which a measure's page is narrowed.
    site: Organisation | None = None

    @property
    def site_id(self) -> int | None:
        return self.site.pk if self.site else None

    @property
    def query(self) -> str:
        """The period as the query of an address."""
        return urlencode(self.words)

    def link(self, **more: str) -> str:
        """A query that asks for more within this period."""
        return urlencode({**self.words, **more})


def asked(request: SignedIn) -> Asked:
    """The period asked for: one of those offered, or from one month to another."""
    today, words = day_in_london(request.at), request.GET
    name = words.get("period", DEFAULT)
    default = Asked(PRESETS[DEFAULT][1](today), {"period": DEFAULT})
    try:
        if "from" in words or "to" in words:
            months = {key: words.get(key, "").strip()[:20] for key in ("from", "to")}
            return Asked(chosen_months(months["from"], months["to"], today), months)
        return Asked(PRESETS[name][1](today), {"period": name})
    except PeriodError as problem:
        return Asked(default.period, default.words, str(problem))
    except KeyError:
        return default


def narrowed(request: SignedIn) -> Asked:
    """The period asked for, and one of the alliance's hospitals where the address names one."""
    wanted, named = asked(request), request.GET.get("site", "")
    if not (named.isascii() and named.isdecimal() and len(named) < 10):
        return wanted
    site = request.access.alliance.organisations.filter(pk=int(named)).first()
    return replace(wanted, site=site, words=wanted.words | {"site": named}) if site else wanted


def report_of(request: SignedIn, wanted: Asked) -> Report:
    period = wanted.period
    return build(request.access.alliance, period.start, period.end, request.at, site=wanted.site_id)


def words() -> dict[str, Any]:
    return {"section": "audit", "state_words": STATE_WORDS, "reason_words": REASON_WORDS}


def measure_of(slug: str) -> Measure:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def days_of(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
