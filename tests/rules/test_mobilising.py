"""What a step of mobilising means for the next, and what lacks for home: one that is not known never counts as no."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from referrals.caring import AREAS, care
from referrals.events import EventKind
from referrals.mobilising import BACK, LOOK, ON, WAIT, WORSE, verdict, went_on_against

K = EventKind
CLEAR = {"more_pain": "no", "worse_neurology": "no", "hypotension": "no"}


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (CLEAR, ON),
        ({**CLEAR, "more_pain": "yes"}, BACK),
        ({**CLEAR, "worse_neurology": "yes"}, WORSE),
        ({**CLEAR, "worse_neurology": "yes", "more_pain": "yes"}, WORSE),
        ({**CLEAR, "hypotension": "yes"}, WAIT),
        ({**CLEAR, "hypotension": "yes", "more_pain": "yes"}, BACK),
        ({**CLEAR, "hypotension": "unknown"}, LOOK),
        ({**CLEAR, "more_pain": "unknown"}, LOOK),
        ({**CLEAR, "worse_neurology": "unknown", "hypotension": "yes"}, WAIT),
        ({}, LOOK),
    ],
)
def test_a_step(found, says) -> None:
    assert verdict(found) is says
    assert went_on_against({**found, "went": "on"}) == says.stops
    assert not went_on_against({**found, "went": "back"})


@dataclass
class Entry:
    kind: str
    data: dict = field(default_factory=dict)
    pk: int = 0
    happened_at: datetime = datetime(2026, 11, 22, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.happened_at = self.happened_at.replace(hour=self.pk)


PARTIES = ("party_family", "party_oncology", "party_rehabilitation", "party_pharmacist", "party_community")


def test_nothing_lacks_for_home_before_anybody_plans_it() -> None:
    assert care([]).lacks == []


def test_all_lacks_once_somebody_leads_and_an_answer_that_is_not_known_puts_nothing_in_place() -> None:
    planned = Entry(K.DISCHARGE_PLANNED, pk=1)
    unknown = Entry(K.DISCHARGE_CHECKED, {**dict.fromkeys(PARTIES, "unknown"), "equipment": "ordered"}, pk=2)
    for events in ([planned], [planned, unknown]):
        assert len(care(events).lacks) == 8


def test_the_newest_answer_to_each_counts_and_one_left_out_takes_nothing_back() -> None:
    first = Entry(K.DISCHARGE_CHECKED, {**dict.fromkeys(PARTIES, "yes"), "equipment": "delivered"}, pk=1)
    then = Entry(
        K.DISCHARGE_CHECKED,
        {"party_pharmacist": "no", "equipment": "unknown", "carers_taught": "not_needed", "follow_up": "Clinic"},
        pk=2,
    )
    assert care([first, then]).lacks == ["Pharmacist"]


def test_the_card_has_the_newest_entry_of_each_kind_of_an_area() -> None:
    events = [Entry(K.PAIN_PLAN, {"pain_plan": "a"}, 1), Entry(K.PAIN_PLAN, {"pain_plan": "b"}, 3)]
    events += [Entry(K.PAIN_REVIEWED, {}, 2), Entry(K.MOBILISED, {**CLEAR, "more_pain": "yes", "went": "on"}, 4)]
    found = care(events)
    assert len(found.lines) == len(AREAS)
    pain = next(line for line in found.lines if line.area.title == "Pain")
    assert [(it.kind, it.pk) for it in pain.entries] == [(K.PAIN_PLAN, 3), (K.PAIN_REVIEWED, 2)]
    assert (found.step, found.went_on) == (BACK, True)
