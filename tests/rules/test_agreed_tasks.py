"""The tasks that come with the service: each of a recommendation, at something that happens, and sayable in words."""

import pytest

from pathways.agreed_tasks import DEFAULTS, DOER_WORDS, REPEATING, START_WORDS, Doer, Start, span_words
from pathways.guideline.recommendations import RECOMMENDATIONS
from referrals.events import EVENTS, EventKind
from referrals.follow_up import ENDS, ONLY_IF, STARTS, begins, does


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
        ("triaged", {"disposition": "ADVICE_24H"}, Start.SUSPECTED),
        ("triaged", {"disposition": "BACK_PAIN"}, None),
        ("disposition_changed", {"old": "EMERGENCY", "new": "BACK_PAIN"}, None),
        ("pain_reviewed", {"plan_works": "no", "plan_next": "changed"}, Start.PAIN_PLANNED),
        ("pain_reviewed", {"plan_works": "no", "plan_next": "same"}, None),
        ("reported", {"outcome": "impending"}, Start.DIAGNOSED),
        ("reported", {"outcome": "none"}, None),
        ("surgery", {}, Start.TREATED),
        ("note", {}, None),
    ],
)
def test_what_an_event_begins(kind, data, start) -> None:
    assert begins(kind, data) == start


LOOKED_AT = {"clots": "none", "pressure": "prevented", "bladder": "present", "bowel": "none"}


def test_what_must_stand_in_an_event_is_of_tasks_that_are_there() -> None:
    assert ONLY_IF.keys() <= DEFAULTS.keys()


@pytest.mark.parametrize(
    ("kind", "data", "done"),
    [
        ("complications", LOOKED_AT, {"complications", "skin"}),
        ("complications", {**LOOKED_AT, "clots": "unknown"}, {"skin"}),
        ("complications", {**LOOKED_AT, "pressure": "unknown"}, set()),
        ("pain_reviewed", {"plan_works": "no"}, {"pain_review"}),
        ("pain_reviewed", {"plan_works": "unknown"}, set()),
        ("planning_ahead", {"planning": "declined"}, {"advance_care", "again-planning"}),
        ("planning_ahead", {"planning": "unknown"}, {"again-planning"}),
        ("discharge_planned", {"discharge_lead": "Sister Y"}, {"discharge"}),
        ("discharge_planned", {"discharge_lead": ""}, set()),
    ],
)
def test_what_was_not_checked_or_is_not_known_does_no_task(kind, data, done) -> None:
    assert does(kind, data) == done
