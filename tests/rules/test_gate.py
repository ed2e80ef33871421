"""The gate of a transfer: what must be in place before anybody leaves, and what of it is missing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.events import EVENTS, EventKind
from referrals.events.transfer import CHECKS
from referrals.forms.asks import ASKS
from referrals.gate import DESTINATION, ENOUGH, NEEDS, WORDS, current, newest

K = EventKind
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
IN_PLACE = {
    "accepting": "Mr S", "bed": "Bed 4", "responsible": "Dr R", "precautions": "Flat", "precautions_read_back": "yes",
    "images": "sent", "steroid_given": "no", "escort": "Nurse", "transport": "Crew", "ward_told": "Sister B",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    kind: str
    happened_at: datetime
    recorded_at: datetime
    data: dict[str, Any] = field(default_factory=dict)


def happened(kind: EventKind, minute: int, **data: Any) -> Event:
    at = NOON + timedelta(minutes=minute)
    return Event(kind, at, at, data)


def arranged(minute: int = 0, **data: Any) -> Event:
    return happened(K.TRANSFER_ARRANGED, minute, transfer_to="Ward 3", **data)


def test_the_seven_things_are_those_that_are_asked() -> None:
    assert len(NEEDS) == 7
    assert list(WORDS) == list(CHECKS)
    assert set(CHECKS) == {*IN_PLACE} <= {*ASKS}
    assert set(CHECKS) < set(EVENTS[K.TRANSFER_ARRANGED].asks)
    for name, values in ENOUGH.items():
        assert values < {value for value, _ in ASKS[name].choices}  # type: ignore[attr-defined]


def test_with_all_in_place_they_may_leave() -> None:
    transfer = newest([arranged(**IN_PLACE)])
    assert transfer.may_leave
    assert transfer.missing_words == []
    assert all(not missing for _, _, missing in transfer.needs())


@pytest.mark.parametrize("name", CHECKS)
def test_without_any_one_of_them_nobody_leaves_and_it_is_named(name: str) -> None:
    transfer = newest([arranged(**{**IN_PLACE, name: ""})])
    assert not transfer.may_leave
    assert transfer.missing_words == [WORDS[name]]
    assert [missing for _, _, missing in transfer.needs() if missing] == [[WORDS[name]]]


@pytest.mark.parametrize(
    ("name", "value", "is_in_place"),
    [
        ("precautions_read_back", "no", False), ("precautions_read_back", "unknown", False), ("images", "no", False),
        ("images", "unknown", False), ("images", "none", True), ("images", "sent", True),
        ("steroid_given", "yes", True), ("steroid_given", "no", True), ("steroid_given", "unknown", False),
        ("bed", "unknown", False),
    ],
)  # fmt: skip
def test_not_known_is_never_in_place(name: str, value: str, is_in_place: bool) -> None:
    assert newest([arranged(**{**IN_PLACE, name: value})]).may_leave is is_in_place


def test_two_people_tell_different_things_and_neither_loses_a_word() -> None:
    first = happened(K.TRANSFER_CHECKED, 1, bed="Bed 4", accepting="", images="unknown")
    second = happened(K.TRANSFER_CHECKED, 2, accepting="Mr S", bed="", images="sent")
    transfer = newest([arranged(), first, second])
    assert (transfer.answers["bed"], transfer.answers["accepting"], transfer.answers["images"]) == (
        "Bed 4", "Mr S", "sent",
    )  # fmt: skip
    assert (transfer.told["bed"], transfer.told["accepting"]) == (first, second)


def test_an_answer_that_got_worse_takes_the_place_of_the_better_one() -> None:
    transfer = newest([arranged(**IN_PLACE), happened(K.TRANSFER_CHECKED, 1, precautions_read_back="no")])
    assert transfer.missing_words == [WORDS["precautions_read_back"]]


def test_images_that_were_sent_once_it_was_arranged_count() -> None:
    without = {**IN_PLACE, "images": ""}
    sent = {"images_to": "spinal"}
    assert newest([arranged(**without), happened(K.IMAGES_SENT, 1, **sent)]).may_leave
    assert not newest([happened(K.IMAGES_SENT, -1, **sent), arranged(**without)]).may_leave


@pytest.mark.parametrize("answer", ["", "no", "unknown"])
def test_a_dose_in_the_log_was_given_whatever_was_answered(answer: str) -> None:
    dose = happened(K.STEROID_DOSE, -60, dose_mg="16")
    transfer = newest([dose, arranged(**{**IN_PLACE, "steroid_given": answer})])
    assert (transfer.answers["steroid_given"], transfer.told["steroid_given"]) == ("yes", dose)
    assert transfer.may_leave
    assert newest([dose]).answers == {}


def test_what_was_in_place_for_an_earlier_transfer_does_not_count_for_the_next() -> None:
    again = newest([arranged(**IN_PLACE), arranged(10)])
    assert again.missing_words == list(WORDS.values())
    assert newest([happened(K.TRANSFER_CHECKED, -1, **IN_PLACE), arranged()]).missing_words == list(WORDS.values())


def test_a_transfer_goes_its_way() -> None:
    events = [arranged(**IN_PLACE)]
    assert newest(events).is_waiting
    events.append(happened(K.DEPARTED, 1))
    assert (newest(events).is_waiting, newest(events).is_under_way) == (False, True)
    events.append(happened(K.ARRIVED, 2))
    assert (newest(events).is_waiting, newest(events).is_under_way) == (False, False)
    assert current(events)
    events.append(arranged(3))
    assert newest(events).is_waiting


def test_a_transfer_that_was_called_off_is_none() -> None:
    assert current([]) is None
    assert current([arranged(), happened(K.TRANSFER_CANCELLED, 1)]) is None
    assert current([arranged(), happened(K.TRANSFER_CANCELLED, 1), arranged(2)])


def test_whoever_left_with_nothing_arranged_is_on_the_way_all_the_same() -> None:
    transfer = newest([happened(K.DEPARTED, 0, left_without=["a bed"])])
    assert transfer.is_under_way
    assert transfer.left_without == ["a bed"]
    assert transfer.missing_words == [DESTINATION, *WORDS.values()]
    after = newest([arranged(**IN_PLACE), happened(K.DEPARTED, 1), happened(K.ARRIVED, 2), happened(K.DEPARTED, 3)])
    assert after.answers == {}


@given(st.sets(st.sampled_from(CHECKS)), st.permutations(CHECKS))
def test_what_is_missing_is_what_nobody_told_in_whatever_order_it_was_told(there: set[str], order: list[str]) -> None:
    told = [
        happened(K.TRANSFER_CHECKED, 1 + minute, **{name: IN_PLACE[name]})
        for minute, name in enumerate(order)
        if name in there
    ]
    assert set(newest([arranged(), *told]).missing) == set(CHECKS) - there


def test_no_pair_of_answers_makes_up_for_a_third() -> None:
    for names in combinations(CHECKS, 2):
        assert not newest([arranged(**{name: IN_PLACE[name] for name in names})]).may_leave
