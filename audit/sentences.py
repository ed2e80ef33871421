"""Five sentences at the head of the audit, from the data: how many, how fast, what changed, for whom, what lacks."""

from collections.abc import Iterator

from audit.charts.months import limits, points_of, signal_words, signals
from audit.figures import Figures
from audit.groups import DIMENSIONS
from audit.measures import REASON_WORDS, Measure, State
from audit.report import Report
from audit.sections import Apart, sections

# Told at the head: the standard's two clocks.
FIRST = ("T-1", "T-5")
# The dimensions whose gap is looked at.
LOOKED_AT = ("deprivation", "hours", "language", "sex")


def five(report: Report, before: Report, apart: Apart) -> list[str]:
    """The sentences. `before` is the same report of the time before, as long; `apart` is T-1 told apart."""
    return [
        _received(report, before),
        " ".join(_standard(report.measures[name], report.figures[name]) for name in FIRST),
        _changed(report),
        _unequal(report, apart),
        _missing(report),
    ]


def _received(report: Report, before: Report) -> str:
    now, then = report.counts["referrals"], before.counts["referrals"]
    change = f"{abs(now - then)} {'more' if now > then else 'fewer'} than" if now != then else "as many as"
    return (
        f"{now} referral{'' if now == 1 else 's'} received, {change} in {before.period.words} ({then}); "
        f"{report.counts['confirmed_mscc']} confirmed MSCC ({before.counts['confirmed_mscc']} before)."
    )


def _standard(measure: Measure, figures: Figures) -> str:
    if figures.percent is None:
        return f"{measure.id}: nobody is met or not met."
    low, high = figures.interval or (0.0, 0.0)
    late = figures.counts[State.NOT_MET]
    return f"{measure.id}: {figures.percent}% {measure.finding} (95% interval {low}% to {high}%); {late} were not."


def _changed(report: Report) -> str:
    """The measures with a month that is more than chance; and whether any had months enough to tell."""
    found = list(_signals(report))
    told = [f"{name}: {words}" for name, words in found if words]
    if told:
        return " ".join(told)
    if not found:
        return "No measure has twelve full months with ten people scored in each: a change cannot be told from chance."
    return f"Nothing changed by more than chance where there are months enough to tell ({_list(n for n, _ in found)})."


def _signals(report: Report) -> Iterator[tuple[str, str]]:
    for name, measure in report.measures.items():
        points = points_of(report.by_month(measure), report.as_at, measure.changed)
        found = limits(points) if measure.has_percentage else None
        if found:
            yield name, signal_words(signals(points, found))


def _unequal(report: Report, apart: Apart) -> str:
    measure = report.measures["T-1"]
    found = {it.dimension.key: it.gap for it in sections(measure, report.figures["T-1"], apart)}
    told = [found[key] for key in LOOKED_AT if found[key].endswith("more than chance alone would give.")]
    if told:
        return f"T-1: {' '.join(told)}"
    looked = _list((DIMENSIONS[key].title.lower() for key in LOOKED_AT if found[key]), "or")
    return f"T-1: no gap by {looked} is more than chance." if looked else "T-1: too few people to compare groups."


def _missing(report: Report) -> str:
    """The measure that lacks most, and what it lacks."""
    lacking = [(of.counts[State.UNKNOWN], name, of) for name, of in report.figures.items() if of.counts[State.UNKNOWN]]
    if not lacking:
        anybody = any(of.denominator for of in report.figures.values())
        return "No measure lacks a time or an answer." if anybody else "Nobody is counted in any measure."
    unknown, name, figures = max(lacking, key=lambda each: each[0])
    reason, n = next(iter(figures.reasons[State.UNKNOWN].items()))
    lacks = f"{unknown} of {figures.denominator} unknown, {n} of them for: {REASON_WORDS[reason]}"
    return f"Most is missing from {name}: {lacks}."


def _list(words: Iterator[str], last: str = "and") -> str:
    every = list(words)
    return f" {last} ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)
