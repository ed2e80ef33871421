"""The pages of figures: five sentences and every measure in one; one page a measure."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from audit import aims, exports, workbook
from audit.behind import Apart, told_apart
from audit.charts import months as charts
from audit.completeness import ITEMS
from audit.measures import MEASURES, TABLES, Measure, State
from audit.measures.o1 import WALKING
from audit.models import Aim
from audit.outcomes import walking_table
from audit.periods import PRESETS
from audit.report import Report, build
from audit.sections import completeness, sections
from audit.sentences import five
from audit.views.asked import Asked, SignedIn, asked, measure_of, narrowed, report_of, words
from audit.views.files import FILES
from mscc.moments import LONDON, day_in_london, show_day
from mscc.phrases import uncapitalised
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.render import render
from pathways import group


@require_safe
@needs(Permission.SEE_FIGURES)
def overview(request: SignedIn) -> HttpResponse:
    """Every measure in one sentence, with its five counts."""
    wanted = asked(request)
    report = report_of(request, wanted)
    told = [_told(report, measure) for measure in MEASURES.values()]
    apart = told_apart(report.alliance, report.period, report.as_at, MEASURES["T-1"])
    said = five(report, _before(report), apart)
    more = {
        "told": told,
        "said": said,
        "tables": TABLES,
        "ways": WALKING,
        "walking": walking_table(report.walking),
        "files": list(FILES),
        "kinds": workbook.KINDS,
        "items": ITEMS,
        "group": group.seen(request.access, day_in_london(request.at)),
    }
    return render(request, "audit/overview.jinja", _page(request, wanted, report, **more))


@require_safe
@needs(Permission.SEE_FIGURES)
def measure(request: SignedIn, slug: str) -> HttpResponse:
    """One measure: its sentence, its counts with their reasons, by month, its definition."""
    return measure_page(request, slug)


def measure_page(
    request: SignedIn, slug: str, *, typed: Mapping[str, str] | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page of a measure; after an aim that could not be set, with what was typed and what was wrong with it."""
    it, wanted = measure_of(slug), narrowed(request)
    report = report_of(request, wanted)
    aim = _aim(request, report, it)
    context = _page(
        request,
        wanted,
        report,
        **_told(report, it),
        beside=[_told(report, other) for other in MEASURES.values() if other is not it],
        neighbours=_neighbours(it),
        months=report.by_month(it),
        **_chart(report, it, aim["aim"]),
        **aim,
        typed=typed or {},
        problem=problem,
        sites=request.access.alliance.organisations.all(),
        versions=[_told(report, MEASURES[name]) for name in it.side_by_side],
        sections=sections(it, report.figures[it.id], _apart(report, wanted, it)),
        completeness=completeness,
        rows=[(it.met_words if state is State.MET else it.words_of(state), state) for state in State],
    )
    return render(request, "audit/measure.jinja", context, status=status)


def _aim(request: SignedIn, report: Report, it: Measure) -> dict[str, Any]:
    """The alliance's own aim, what came before it, and whether this person may set another."""
    every = aims.history(report.alliance, it) if it.may_have_aim else []
    holds = aims.standing(every)
    return {
        "aim": holds,
        "aims": every,
        "against": aims.against(holds, report.figures[it.id]) if holds else "",
        "may_set": request.access.may(Permission.SET_AIMS) and it.may_have_aim,
    }


def _apart(report: Report, wanted: Asked, it: Measure) -> Apart:
    return told_apart(report.alliance, report.period, report.as_at, it, site=wanted.site_id)


def _before(report: Report) -> Report:
    """The same report of the time just before, as long."""
    period = report.period.before()
    return build(report.alliance, period.start, period.end, report.as_at, measures=[])


def _page(request: SignedIn, wanted: Asked, report: Report, **more: Any) -> dict[str, Any]:
    """What every page of figures shows around them."""
    local = report.as_at.astimezone(LONDON)
    return words() | {
        "asked": wanted,
        "report": report,
        "as_at": f"{show_day(local)} {local:%H:%M}",
        "presets": {name: words for name, (words, _) in PRESETS.items()},
        "may_open": request.access.may(Permission.SEE_PEOPLE_BEHIND),
        "note": exports.NOT_FOR_SHARING,
        **more,
    }


def _told(report: Report, it: Measure) -> dict[str, Any]:
    return {"measure": it, "figures": report.figures[it.id]}


def _chart(report: Report, it: Measure, aim: Aim | None) -> dict[str, Any]:
    """The chart by month with what it shows in a sentence; none of a measure that is only a distribution."""
    if not it.has_percentage:
        return {"chart": "", "signals": "", "has_limits": False, "is_broken": False}
    points = charts.points_of(report.by_month(it), report.as_at, it.changed)
    found = charts.limits(points)
    title = f"{it.id}: percentage {uncapitalised(it.met_words)}, by month"
    return {
        "chart": charts.chart(
            points, report.figures[it.id].percent, name=it.slug, title=title, aim=aim.percent if aim else None
        ),
        "is_broken": any(point.is_before for point in points),
        "signals": charts.signal_words(charts.signals(points, found)),
        "has_limits": found is not None,
    }


def _neighbours(it: Measure) -> tuple[Measure | None, Measure | None]:
    every = list(MEASURES.values())
    place = every.index(it)
    return (every[place - 1] if place else None, every[place + 1] if place + 1 < len(every) else None)
