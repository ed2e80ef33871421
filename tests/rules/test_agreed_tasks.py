"""The tasks that come with the service: each of a recommendation, at something that happens, and sayable in words."""

import pytest

from pathways.agreed_tasks import DEFAULTS, DOER_WORDS, REPEATING, START_WORDS, Doer, Start, span_words
from pathways.guideline.recommendations import RECOMMENDATIONS
from referrals.events import EVENTS, EventKind
from referrals.follow_up import ENDS, STARTS, begins


def test_tables_are_whole() -> None:
    assert set(START_WORDS) == set(Start)
    assert set(DOER_WORDS) == set(Doer)
    assert {start for start, _ in STARTS.values()} == set(Start)
    assert set(Start) >= REPEATING
    assert {EventKind(kind) for kind in ENDS} <= set(EVENTS)


@pytest.mark.parametrize("task", DEFAULTS.values(), ids=lambda it: it.key)
def test_each_comes_from_a_recommendation_or_follows_a_discharge(task) -> None:
    assert task.rec in RECOMMENDATIONS or (task.start is Start.DISCHARGED and task.outlives)
    assert task.hours > 0
    assert len(task.title) <= 120


@pytest.mark.parametrize(
    ("hours", "said"),
    [(1, "1 hour"), (24, "24 hours"), (36, "36 hours"), (48, "2 days"), (168, "7 days"), (336, "2 weeks")],
)
def test_a_span_is_said_in_its_largest_whole_unit(hours, said) -> None:
    assert span_words(hours) == said


@pytest.mark.parametrize(
    ("kind", "data", "start"),
    [
        ("triaged", {"disposition": "EMERGENCY"}, Start.SUSPECTED),
        ("triaged", {"disposition": "EMERGENCY_ANY_CAUSE"}, None),
        ("disposition_changed", {"old": "ADVICE_24H", "new": "EMERGENCY"}, Start.SUSPECTED),
        ("disposition_changed", {"old": "EMERGENCY", "new": "ADVICE_24H"}, None),
        ("reported", {"outcome": "impending"}, Start.DIAGNOSED),
        ("reported", {"outcome": "none"}, None),
        ("surgery", {}, Start.TREATED),
        ("note", {}, None),
    ],
)
def test_what_an_event_begins(kind, data, start) -> None:
    assert begins(kind, data) == start
