"""PURE: figures as they may leave the service: counts hidden or rounded, and everything else made from those.

Of figures of one sum that would give each other away, the parts are hidden. "*" therefore says: 1 to 7, or hidden so
that no such number can be worked out.
"""

from collections.abc import Mapping
from typing import Any

from audit.figures import Figures
from audit.incidents import SPLITS, Incidents
from audit.measures import Measure, State
from audit.measures.o2 import DAYS
from audit.outcomes import Episodes, Incidence, Survival, rate_of
from audit.statistics import HIDDEN, Shown, divided, give_away, shown, wilson
from audit.statistics.disclosure import ENOUGH_FOR_CURVES, FEWEST

Cells = dict[str, object]
# Survival is shown to the nearest twentieth: with two decimals, a few dozen people could be counted from it.
TWENTIETHS = 20


def measure(figures: Figures, of: Measure) -> Cells:
    """One measure, by the names of its exact figures."""
    named = {"title": of.title, "source": of.source}
    return named | (_waits(figures, of.share) if of.by_waits else _shares(figures))


def _shares(figures: Figures) -> Cells:
    counts = {state: shown(figures.counts[state]) for state in State}
    met, not_met = counts[State.MET], counts[State.NOT_MET]
    low, high = _interval(met, not_met)
    return {
        **{str(state): count for state, count in counts.items()},
        "percent": divided(met, _sum(met, not_met)),
        "ci_low": low,
        "ci_high": high,
        "excluded_reasons": _reasons(counts[State.EXCLUDED], figures.reasons[State.EXCLUDED]),
        "fallback": shown(figures.fallback),
        "median_hours": _if_enough(figures.median_hours, figures.timed, FEWEST),
        "p90_hours": _if_enough(figures.p90_hours, figures.timed, ENOUGH_FOR_CURVES),
    }


def _waits(figures: Figures, share: str) -> Cells:
    quarters = {name: getattr(figures, name) for name in ("q1_hours", "q3_hours", "p90_hours")}
    return {
        "n": shown(figures.timed),
        "median_hours": _if_enough(figures.median_hours, figures.timed, FEWEST),
        **{name: _if_enough(value, figures.timed, ENOUGH_FOR_CURVES) for name, value in quarters.items()},
        **({share: divided(shown(figures.met), shown(figures.timed))} if share else {}),
        "left_out": shown(figures.left_out),
        "fallback": shown(figures.fallback),
    }


def _sum(met: Shown, not_met: Shown) -> Shown:
    """Met and not met as shown, added up: hidden where either is."""
    return HIDDEN if isinstance(met, str) or isinstance(not_met, str) else met + not_met


def _interval(met: Shown, not_met: Shown) -> tuple[float | str | None, float | str | None]:
    """Wilson's interval of the counts as shown, in percent."""
    scored = _sum(met, not_met)
    if isinstance(scored, str) or isinstance(met, str):
        return HIDDEN, HIDDEN
    if not scored:
        return None, None
    low, high = wilson(met, scored)
    return round(100 * low, 1), round(100 * high, 1)


def _reasons(total: Shown, reasons: Mapping[str, int]) -> dict[str, Shown]:
    """Each reason with its count, in the order of their names: by size would say which of the hidden is larger."""
    cells = {reason: shown(n) for reason, n in sorted(reasons.items())}
    return {} if cells and give_away(total, list(cells.values())) else cells


def _if_enough(value: float | None, people: int, enough: int) -> float | str | None:
    return HIDDEN if people < enough else value


def counts(exact: Mapping[str, int], total: str) -> dict[str, Shown]:
    """Counts of which one is the sum of the others."""
    cells = {name: shown(n) for name, n in exact.items()}
    parts = [cell for name, cell in cells.items() if name != total]
    if give_away(cells[total], parts):
        # Where every part is hidden already, only their sum gives them away.
        named = [total] if set(parts) == {HIDDEN} else [name for name in cells if name != total]
        cells |= dict.fromkeys(named, HIDDEN)
    return cells


def walking(exact: Mapping[str, Mapping[str, int]], total: int) -> dict[str, dict[str, Shown]]:
    """The walking table; hidden as a whole where it and the number of its people would give a cell away."""
    cells = {before: {after: shown(n) for after, n in row.items()} for before, row in exact.items()}
    if give_away(shown(total), [cell for row in cells.values() for cell in row.values()]):
        return {before: dict.fromkeys(row, HIDDEN) for before, row in cells.items()}
    return cells


def incidence(exact: Incidence) -> Cells:
    """The rate is made from the people as shown; population and years are nobody's secret."""
    people = shown(exact.people)
    rate = (HIDDEN,) * 3 if isinstance(people, str) else rate_of(people, exact.population, exact.years)
    value, low, high = rate or (None, None, None)
    return {
        "people": people,
        "population": exact.population,
        "years": round(exact.years, 4),
        "per_million": value,
        "ci_low": low,
        "ci_high": high,
    }


def episodes(exact: Episodes) -> Cells:
    """INC-2 as so many different people: how many had two would be told by limits that are drawn apart for them."""
    n = shown(exact.episodes)
    rate = (HIDDEN,) * 3 if isinstance(n, str) else rate_of(n, exact.population, exact.years)
    value, low, high = rate or (None, None, None)
    return {"episodes": n, "per_million": value, "ci_low": low, "ci_high": high}


def referred(referrals: Shown, of: Incidence) -> Cells:
    """INC-3's rate, from the referrals as shown."""
    rate = (HIDDEN,) if isinstance(referrals, str) else rate_of(referrals, of.population, of.years)
    return {"referrals": referrals, "per_million": rate[0] if rate else None}


def complete(known: int, of: int) -> Cells:
    """DQ-1 of an item; hidden where what is missing, which may be told elsewhere, would be given away."""
    told, whole = shown(known), shown(of)
    if give_away(whole, [told, shown(of - known)]):
        told = HIDDEN
    return {"known": told, "of": whole, "percent": divided(told, whole)}


# The measures of everybody received: their five counts are parts of the referrals told beside them.
OF_EVERYBODY = ("P-3", "INC-3")
NOT_MSCC = ("impending", "metastases", "none")


def hold_to_counts(measures: Mapping[str, dict[str, Any]], counts: Mapping[str, Shown]) -> None:
    """Hide the counts of those measures that the referrals and their outcomes would give away."""
    for cells in (measures[name] for name in OF_EVERYBODY if name in measures):
        if give_away(counts["referrals"], [cells[state] for state in State]):
            cells.update(dict.fromkeys((*State, *OF_BOTH), HIDDEN) | {"excluded_reasons": {}})
    conversion = measures.get("INC-3")
    if conversion and give_away(conversion["not_met"], [counts[name] for name in NOT_MSCC]):
        conversion.update(dict.fromkeys(("not_met", *OF_BOTH), HIDDEN))


def incidents(exact: Incidents) -> Cells:
    """S-1: a split that with its sum would give a count away is hidden; rates are made from counts as shown."""
    n, referrals = len(exact.found), shown(exact.referrals)
    total, closed = shown(n), n - len(exact.open)
    ended = counts({"closed": closed, "open": len(exact.open), "": n}, "")
    ended = ended if ended[""] == total else dict.fromkeys(ended, HIDDEN)
    return {
        "incidents": total,
        "per_100_referrals": divided(total, referrals, 2),
        "closed": ended["closed"],
        "median_days_to_close": _if_enough(exact.median_days, closed, FEWEST),
        "open": ended["open"],
        "open_over_60_days": shown(exact.long_open) if ended["open"] != HIDDEN else HIDDEN,
        **{name: _split(exact.split(name), n, referrals) for name in SPLITS},
    }


def _split(parts: Mapping[str, int], n: int, referrals: Shown) -> dict[str, Cells]:
    cells = counts({**parts, "": n}, "")
    if cells[""] != shown(n):
        cells = dict.fromkeys(cells, HIDDEN)
    told = {kind: cells[kind] for kind in parts}
    return {kind: {"incidents": it, "per_100_referrals": divided(it, referrals, 2)} for kind, it in told.items()}


def survival(exact: Survival) -> Cells:
    """No survival under twenty people, nor of a day to which 1 to 7 of them had died or lived."""
    if exact.n < ENOUGH_FOR_CURVES:
        days: Cells = {f"at_{day}": HIDDEN for day in DAYS}
        return {"n": shown(exact.n), "median_days": HIDDEN, **days}
    days = {f"at_{day}": _alive(share, exact.n) for day, share in exact.by_day.items()}
    return {"n": shown(exact.n), "median_days": exact.median_days, **days}


def _alive(share: float | None, n: int) -> float | str | None:
    if share is None:
        return None
    alive = round(share * n)
    if HIDDEN in (shown(alive), shown(n - alive)):
        return HIDDEN
    return round(round(share * TWENTIETHS) / TWENTIETHS, 2)


def quintiles(cells: Mapping[str, Cells], whole: Cells) -> dict[str, Cells]:
    """One measure's cells in every quintile, as shown, held against those of the whole: a count of which the quintiles
    and the whole would give one away is hidden in every quintile, with what is made from it.
    """
    held = {quintile: dict(of) for quintile, of in cells.items()}
    for name in (*map(str, State), "fallback"):
        if give_away(whole[name], [of[name] for of in held.values()]):  # type: ignore[arg-type,misc]
            for of in held.values():
                of.update(dict.fromkeys((name, *MADE_FROM.get(name, ())), HIDDEN))
    told: Mapping[str, Shown] = whole["excluded_reasons"]  # type: ignore[assignment]
    for of in held.values():
        of["excluded_reasons"] = {
            reason: n
            for reason, n in of["excluded_reasons"].items()  # type: ignore[attr-defined]
            if reason in told and not _gives_reason_away(reason, told[reason], cells)
        }
    return held


def _gives_reason_away(reason: str, total: Shown, cells: Mapping[str, Cells]) -> bool:
    return give_away(total, [of["excluded_reasons"].get(reason, 0) for of in cells.values()])  # type: ignore[attr-defined]


OF_BOTH = ("percent", "ci_low", "ci_high")
# What is made from a count beside the count itself.
MADE_FROM = {"met": OF_BOTH, "not_met": OF_BOTH}
