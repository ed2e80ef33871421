"""The whole shareable report at once: no count of 1 to 7 can be worked out by adding up what it prints anywhere."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_cases import START
from scipy.optimize import Bounds, LinearConstraint, milp

from audit.completeness import Complete, Kept
from audit.counted import Counted, together
from audit.exports import as_json
from audit.incidents import Incidents
from audit.measures import MEASURES, Record, State
from audit.measures.o1 import WALKING
from audit.outcomes import Episodes, Incidence, Survival
from audit.periods import Period
from audit.published import found
from audit.report import QUINTILES, Report, told
from audit.statistics import HIDDEN
from audit.statistics.disclosure import possible
from mscc.models import Alliance

Path = tuple[str, ...]
Sum = tuple[Path, list[Path]]
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
AS_AT = datetime(2026, 12, 31, tzinfo=UTC)
MOST = 10**6
TOTAL = ("counts", "referrals")
NOT_KNOWN, MSCC = ("counts", "outcome_not_known"), ("counts", "confirmed_mscc")
NOT_MSCC = [("counts", name) for name in ("impending", "metastases", "none")]


def sums() -> Iterator[Sum]:
    """What always adds up in an exact report: a count, and the counts that make it."""
    yield TOTAL, [MSCC, *NOT_MSCC, NOT_KNOWN]
    yield ("measures", "INC-3", "met"), [MSCC]
    yield ("measures", "INC-3", "not_met"), NOT_MSCC
    yield ("measures", "INC-3", "unknown"), [NOT_KNOWN]
    for name in ("INC-3", "P-3"):
        yield TOTAL, [("measures", name, str(state)) for state in State]
    yield TOTAL, [("by_deprivation_quintile", each, "referrals") for each in QUINTILES]
    for name in ("T-1", "T-5"):
        for figure in (*map(str, State), "fallback"):
            fifths = [("by_deprivation_quintile", each, name, figure) for each in QUINTILES]
            yield ("measures", name, figure), fifths
    yield MSCC, [("walking", before, after) for before in WALKING for after in WALKING]
    yield TOTAL, [("completeness", "outcome", "of")]
    yield TOTAL, [("completeness", "outcome", "known"), NOT_KNOWN]
    yield TOTAL, [("completeness", "deprivation", "known"), ("by_deprivation_quintile", "not_known", "referrals")]
    yield MSCC, [("completeness", "walking_before", "of")]
    unknown = [("walking", "not_known", after) for after in WALKING]
    yield MSCC, [("completeness", "walking_before", "known"), *unknown]
    yield ("referred", "referrals"), [TOTAL]


SUMS = list(sums())
CELLS = list(dict.fromkeys(path for total, parts in SUMS for path in (total, *parts)))


def report_of(records: list[Record]) -> Report:
    """A report on people of June, made in memory by the same counting."""
    counted = Counted(MEASURES.values(), JUNE.__contains__)
    for record in records:
        counted.add(record, AS_AT)
    mscc = [it for it in records if it.outcome == "mscc"]
    items = {
        "outcome": Complete(sum(bool(it.outcome) for it in records), len(records)),
        "deprivation": Complete(sum(it.imd_decile is not None for it in records), len(records)),
        "walking_before": Complete(sum(bool(it.walking_at_presentation) for it in mscc), len(mscc)),
    }
    alliance = Alliance(code="TST", name="Test Alliance", population=3_500_000)
    figures = told(counted.months, together(counted.months), MEASURES)
    return Report(
        alliance=alliance, period=JUNE, as_at=AS_AT, edition="test", measures=dict(MEASURES), **figures,
        incidence=Incidence(len(mscc), alliance.population, 1.0), survival=Survival(None),
        incidents=Incidents([], len(records), JUNE.end), episodes=Episodes({1: len(mscc)}, alliance.population, 1.0),
        kept=Kept(items, 0),
    )  # fmt: skip


RECORDS = st.lists(
    st.tuples(
        st.builds(
            Record,
            received_at=st.just(START),
            suspected_at=st.sampled_from([START, None]),
            coordinator_contact_at=st.sampled_from([START, None]),
            cord=st.sampled_from([True, True, False, None]),
            mri_contraindicated=st.sampled_from([None, None, True]),
            outcome=st.sampled_from(["mscc", "mscc", "impending", "metastases", "none", ""]),
            imd_decile=st.sampled_from([1, 3, 5, 10, None]),
            walking_at_presentation=st.sampled_from(["aided", "unaided", ""]),
            key_headings=st.sampled_from(["", "earlier_log"]),
        ),
        st.integers(1, 9),
    ),
    max_size=8,
).map(lambda groups: [record for record, n in groups for _ in range(n)])


def bounds(told: Mapping[str, Any], exact: Mapping[str, Any]) -> list[tuple[int, int]]:
    """What a reader knows of each cell, who is even told which "*" is a small number and which is hidden beside one."""
    known = []
    for path in CELLS:
        cell, n = found(told, path), found(exact, path)
        is_number = isinstance(cell, int) or (cell == HIDDEN and 0 < n < 8)
        known.append(possible(cell) if is_number else (0, MOST))
    return known


def worked_out(told: Mapping[str, Any], exact: Mapping[str, Any]) -> list[Path]:
    """The cells that hold a small number and can hold no other, given every sum at once."""
    matrix = np.zeros((len(SUMS), len(CELLS)))
    for row, (total, parts) in enumerate(SUMS):
        matrix[row, CELLS.index(total)] += 1
        for part in parts:
            matrix[row, CELLS.index(part)] -= 1
    low, high = zip(*bounds(told, exact), strict=True)
    small = [place for place, path in enumerate(CELLS) if 0 < found(exact, path) < 8]
    return [
        CELLS[place]
        for place in small
        if _extreme(matrix, low, high, place, 1) == _extreme(matrix, low, high, place, -1)
    ]


def _extreme(matrix: np.ndarray, low: tuple, high: tuple, place: int, sign: int) -> int:
    """The smallest (1) or the largest (-1) value of a cell that fits everything printed."""
    goal = np.zeros(len(CELLS))
    goal[place] = sign
    same = LinearConstraint(matrix, 0, 0)
    done = milp(goal, constraints=same, bounds=Bounds(low, high), integrality=np.ones(len(CELLS)))
    assert done.success, done.message
    return round(done.x[place])


def test_the_sums_hold_in_an_exact_report() -> None:
    cells = {"received_at": START, "suspected_at": START, "cord": True, "outcome": "mscc", "imd_decile": 2}
    exact = as_json(report_of([Record(**cells), Record(received_at=START), Record(**cells | {"outcome": "none"})]))
    for total, parts in SUMS:
        assert found(exact, total) == sum(found(exact, part) for part in parts), (total, parts)


@settings(max_examples=40, deadline=timedelta(minutes=2))
@given(RECORDS)
def test_no_small_count_is_worked_out_from_the_whole_report(records: list[Record]) -> None:
    report = report_of(records)
    assert worked_out(as_json(report, shareable=True), as_json(report)) == []
