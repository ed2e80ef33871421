"""The audit's pages: three sentences, one page a measure, the people behind each number, and the figures as a file."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit import document, exports, trail, workbook
from audit.behind import people, told_apart
from audit.charts import months as charts
from audit.groups import DIMENSIONS
from audit.measures import MEASURES, REASON_WORDS, STATE_WORDS, TABLES, Measure, State
from audit.measures.o1 import WALKING
from audit.outcomes import walking_table
from audit.periods import DEFAULT, PRESETS, Period, PeriodError, chosen_months
from audit.printed import printed
from audit.report import Report, build
from audit.sections import completeness, sections
from mscc.access import Access
from mscc.models import User
from mscc.moments import LONDON, day_in_london, show_day
from mscc.pdf import NotPossibleHere
from mscc.roles import Permission
from mscc.spreadsheets import BOM, write_csv
from mscc.web.downloads import csv_file
from mscc.web.guards import needs
from mscc.web.render import render
from referrals.models import Referral

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


@require_safe
@needs(Permission.SEE_FIGURES)
def overview(request: SignedIn) -> HttpResponse:
    """Every measure in one sentence, with its five counts."""
    wanted = asked(request)
    report = _report(request, wanted)
    told = [_told(report, measure) for measure in MEASURES.values()]
    walking = walking_table(report.walking)
    more = {
        "told": told,
        "tables": TABLES,
        "ways": WALKING,
        "walking": walking,
        "files": list(FILES),
        "kinds": workbook.KINDS,
    }
    return render(request, "audit/overview.jinja", _page(request, wanted, report, **more))


@require_safe
@needs(Permission.SEE_FIGURES)
def measure(request: SignedIn, slug: str) -> HttpResponse:
    """One measure: its sentence, its counts with their reasons, by month, its definition."""
    it, wanted = _measure(slug), asked(request)
    report = _report(request, wanted)
    context = _page(
        request,
        wanted,
        report,
        **_told(report, it),
        beside=[_told(report, other) for other in MEASURES.values() if other is not it],
        neighbours=_neighbours(it),
        months=report.by_month(it),
        **_chart(report, it),
        sections=sections(it, report.figures[it.id], told_apart(report.alliance, report.period, report.as_at, it)),
        completeness=completeness,
        rows=[(it.met_words if state is State.MET else it.words_of(state), state) for state in State],
    )
    return render(request, "audit/measure.jinja", context)


@require_safe
@needs(Permission.SEE_FIGURES)
@needs(Permission.SEE_PEOPLE_BEHIND)
def behind(request: SignedIn, slug: str) -> HttpResponse:
    """The people behind one number. That they were looked at is written into the trail."""
    it, wanted, state = _measure(slug), asked(request), _state(request.GET.get("state", ""))
    reason, period = _reason(request.GET.get("reason", "")), _narrowed(wanted.period, request.GET.get("month", ""))
    alliance, at = request.access.alliance, request.at
    by, group = _group(request.GET.get("by", ""), request.GET.get("group", ""))
    found = people(alliance, period.start, period.end, at, measure=it, state=state, reason=reason, by=by, group=group)
    referrals = Referral.seen_by(request.access).select_related("person", "service", "referring_organisation")
    by_id = referrals.in_bulk([each.referral_id for each in found])
    rows = [(by_id[each.referral_id], each.outcome) for each in found]
    subject = f"{it.id} {state}"
    trail.record(
        "figures.open_people", by=request.user, at=at, subject=subject, people=len(rows), **_days(period),
        reason=reason, group=by,
    )  # fmt: skip
    context = {
        "measure": it,
        "state": state,
        "reason": reason,
        "group": _group_words(by, group),
        "rows": rows,
        "period": period,
        "asked": wanted,
    }
    return render(request, "audit/people.jinja", _words() | context)


@require_safe
@needs(Permission.SEE_FIGURES)
def download(request: SignedIn, slug: str) -> HttpResponse:
    """A measure's figures as CSV. That it was taken is written into the trail."""
    it, wanted = _measure(slug), asked(request)
    if wanted.error:
        # The page says what is wrong with the period.
        return HttpResponseRedirect(f"{reverse('audit:measure', args=[slug])}?{request.GET.urlencode()}")
    report = _report(request, wanted, only=it)
    trail.record(
        "figures.download", by=request.user, at=report.as_at, subject=it.id, format="csv", **_days(report.period)
    )
    name = f"audit-{it.slug}-{report.period.start:%Y-%m}-to-{report.period.end:%Y-%m}.csv"
    return csv_file(name, exports.measure_rows(report, it))


@require_safe
@needs(Permission.SEE_FIGURES)
def report_file(request: SignedIn) -> HttpResponse:
    """The whole report as a file, exact or for sharing. That it was taken is written into the trail."""
    wanted, form = asked(request), request.GET.get("format", "")
    shareable = request.GET.get("shareable") == "yes"
    if form not in FILES:
        raise Http404
    if wanted.error:
        return HttpResponseRedirect(f"{reverse('audit:overview')}?{request.GET.urlencode()}")
    kind, write = FILES[form]
    report = _report(request, wanted)
    try:
        content = write(report, shareable)
    except NotPossibleHere as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(f"{reverse('audit:overview')}?{wanted.query}")
    said = {"format": form, "shareable": shareable, **_days(report.period)}
    trail.record("figures.download", by=request.user, at=report.as_at, subject="report", **said)
    about = "-for-sharing" if shareable else ""
    name = f"audit{about}-{report.period.start:%Y-%m}-to-{report.period.end:%Y-%m}.{form}"
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _csv(report: Report, shareable: bool) -> bytes:
    file = io.StringIO()
    write_csv(exports.report_rows(report, shareable=shareable), file)
    return f"{BOM}{file.getvalue()}".encode()


# The files that the whole report is offered as: what the browser is told they are, and what writes them.
FILES: dict[str, tuple[str, Callable[[Report, bool], bytes]]] = {
    "pdf": ("application/pdf", lambda report, shareable: document.build(printed(report, shareable=shareable))),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda report, shareable: workbook.build(printed(report, shareable=shareable)),
    ),
    "csv": ("text/csv; charset=utf-8", _csv),
}


def _report(request: SignedIn, wanted: Asked, only: Measure | None = None) -> Report:
    measures = [only] if only else list(MEASURES.values())
    period = wanted.period
    return build(request.access.alliance, period.start, period.end, request.at, measures=measures)


def _page(request: SignedIn, wanted: Asked, report: Report, **more: Any) -> dict[str, Any]:
    """What every page of figures shows around them."""
    local = report.as_at.astimezone(LONDON)
    return _words() | {
        "asked": wanted,
        "report": report,
        "as_at": f"{show_day(local)} {local:%H:%M}",
        "presets": {name: words for name, (words, _) in PRESETS.items()},
        "may_open": request.access.may(Permission.SEE_PEOPLE_BEHIND),
        "note": exports.NOT_FOR_SHARING,
        **more,
    }


def _words() -> dict[str, Any]:
    return {"section": "audit", "state_words": STATE_WORDS, "reason_words": REASON_WORDS}


def _told(report: Report, it: Measure) -> dict[str, Any]:
    return {"measure": it, "figures": report.figures[it.id]}


def _chart(report: Report, it: Measure) -> dict[str, Any]:
    """The chart by month with what it shows in a sentence; none of a measure that is only a distribution."""
    if not it.has_percentage:
        return {"chart": "", "signals": "", "has_limits": False}
    today = day_in_london(report.as_at)
    points = [
        charts.Point(month.start, figures.percent, is_open=month.end >= today, scored=figures.scored)
        for month, figures in report.by_month(it)
    ]
    found = charts.limits(points)
    title = f"{it.id}: percentage {it.met_words[0].lower()}{it.met_words[1:]}, by month"
    return {
        "chart": charts.chart(points, report.figures[it.id].percent, name=it.slug, title=title),
        "signals": charts.signal_words(charts.signals(points, found)),
        "has_limits": found is not None,
    }


def _neighbours(it: Measure) -> tuple[Measure | None, Measure | None]:
    every = list(MEASURES.values())
    place = every.index(it)
    return (every[place - 1] if place else None, every[place + 1] if place + 1 < len(every) else None)


def _measure(slug: str) -> Measure:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _state(name: str) -> State:
    try:
        return State(name)
    except ValueError:
        raise Http404 from None


def _reason(name: str) -> str:
    if name and name not in REASON_WORDS:
        raise Http404
    return name


def _group(by: str, group: str) -> tuple[str, str]:
    """A dimension and one of its groups; neither where none is named."""
    if by and (by not in DIMENSIONS or len(group) > 200):
        raise Http404
    return by, group


def _group_words(by: str, group: str) -> str:
    return f"{DIMENSIONS[by].title}: {DIMENSIONS[by].words(group)}" if by else ""


def _narrowed(period: Period, month: str) -> Period:
    """One month of the period, or all of it where none is named."""
    if not month:
        return period
    for each in period.months():
        if f"{each.start:%Y-%m}" == month:
            return each
    raise Http404


def _days(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
