"""A transfer: nobody leaves before all is in place, unless a named clinician says why; who has arrived has moved."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Entry
from mscc.moments import Moment
from pathways.states import NotPossible
from referrals.actions import course, details
from referrals.events import EventKind
from referrals.gate import WORDS
from referrals.models import Event, Referral
from tests import factories
from tests.actions.acting import assert_projected, event, kinds
from tests.rules.test_gate import IN_PLACE

K = EventKind
pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WHY = {"gate_reason": "Losing power by the minute", "gate_clinician": "Mr S Spine"}
WHERE = {"where_now": "Infirmary, ward 3", "where_phone": "01632 960 300"}


@pytest.fixture
def referral(people, service, at) -> Referral:
    return factories.referral(people.coordinator, service, at, where_now="Ward 7", where_phone="01632 960 100")


@pytest.fixture
def record(referral, by, at):
    """Record a stage so many minutes after the call."""

    def does(kind: EventKind, minute: int, **data: Any) -> Event:
        when = at + minute * MINUTE
        course.record(referral=referral, kind=kind, moment=Moment(when), data=data, by=by, at=when)
        return event(referral, kind)

    return does


@pytest.fixture
def arranged(record) -> Event:
    return record(K.TRANSFER_ARRANGED, 1, transfer_to="Infirmary, ward 3", **IN_PLACE)


class TestTheGate:
    @pytest.mark.parametrize("name", WORDS)
    def test_nobody_leaves_while_one_thing_is_missing_and_it_is_named(self, referral, record, name):
        record(K.TRANSFER_ARRANGED, 1, transfer_to="Infirmary", **{**IN_PLACE, name: ""})
        version = referral.version
        with pytest.raises(NotPossible, match=f"Missing: {WORDS[name]}\\. "):
            record(K.DEPARTED, 2)
        assert K.DEPARTED not in kinds(referral)
        referral.refresh_from_db()
        assert referral.version == version
        record(K.TRANSFER_CHECKED, 3, **{name: IN_PLACE[name]})
        assert "left_without" not in record(K.DEPARTED, 4).data
        referral.timeline.refresh_from_db()
        assert referral.timeline.left_incomplete == 0

    def test_with_all_in_place_they_leave_and_are_on_the_way(self, referral, record, arranged):
        assert list(referral.timeline.awaited) == ["transfer"]
        record(K.DEPARTED, 2)
        referral.timeline.refresh_from_db()
        assert list(referral.timeline.awaited) == ["on_the_way"]
        assert_projected(referral)

    @pytest.mark.parametrize("half", [{}, {"gate_reason": "No time"}, {"gate_clinician": "Mr S"}])
    def test_half_a_reason_is_none(self, record, half):
        record(K.TRANSFER_ARRANGED, 1, transfer_to="Infirmary")
        with pytest.raises(NotPossible, match="say why, and which clinician says so"):
            record(K.DEPARTED, 2, **half)

    def test_who_left_all_the_same_is_recorded_with_what_was_missing_why_and_who_says_so(self, referral, record):
        record(K.TRANSFER_ARRANGED, 1, transfer_to="Infirmary", **{**IN_PLACE, "bed": "", "images": "no"})
        left = record(K.DEPARTED, 2, **WHY)
        assert left.data == {**WHY, "left_without": [WORDS["bed"], WORDS["images"]]}
        referral.timeline.refresh_from_db()
        assert referral.timeline.left_incomplete == 1
        assert Entry.objects.filter(action="referral.record.departed", subject=referral.reference).exists()

    def test_a_reason_where_nothing_is_missing_makes_no_flag(self, record, arranged):
        assert record(K.DEPARTED, 2, **WHY).data == WHY

    def test_with_nothing_arranged_even_where_to_is_missing(self, record):
        with pytest.raises(NotPossible, match="Missing: where to, the clinician who accepts"):
            record(K.DEPARTED, 1)
        assert record(K.DEPARTED, 2, **WHY).data["left_without"] == ["where to", *WORDS.values()]

    def test_what_was_in_place_for_the_last_transfer_is_not_for_the_next(self, record, arranged):
        record(K.DEPARTED, 2)
        record(K.ARRIVED, 3, **WHERE)
        with pytest.raises(NotPossible, match="Missing: where to"):
            record(K.DEPARTED, 4)

    def test_a_departure_whose_time_is_put_right_keeps_what_was_missing(self, referral, record, arranged, by, at):
        left = record(K.DEPARTED, 5)
        record(K.ARRIVED, 6, **WHERE)
        course.correct(event=left, moment=Moment(at + 4 * MINUTE), data={}, by=by, at=at + HOUR)
        assert event(referral, K.DEPARTED).data == {}


class TestTheOrder:
    @pytest.mark.parametrize(
        ("kind", "data", "why"),
        [
            (K.TRANSFER_CHECKED, {"bed": "4"}, "No transfer is arranged"),
            (K.TRANSFER_CANCELLED, {"cancel_reason": "unwell"}, "No transfer is arranged"),
            (K.ARRIVED, WHERE, "Record first that the person left"),
        ],
    )
    def test_a_stage_wants_the_one_before_it(self, referral, record, kind, data, why):
        with pytest.raises(NotPossible, match=why):
            record(kind, 1, **data)
        assert kind not in kinds(referral)

    def test_nobody_arrives_past_the_gate(self, record, arranged):
        with pytest.raises(NotPossible, match="Record first that the person left"):
            record(K.ARRIVED, 2, **WHERE)

    def test_nobody_leaves_twice(self, record, arranged):
        record(K.DEPARTED, 2)
        with pytest.raises(NotPossible, match="recorded already"):
            record(K.DEPARTED, 3, **WHY)

    def test_a_transfer_that_was_called_off_is_over(self, referral, record, arranged):
        record(K.TRANSFER_CANCELLED, 2, cancel_reason="unwell")
        with pytest.raises(NotPossible, match="Missing: where to"):
            record(K.DEPARTED, 3)
        referral.timeline.refresh_from_db()
        assert referral.timeline.awaited == {}

    def test_each_stage_comes_after_the_one_before_it(self, referral, arranged, record, by, at):
        def told_late(kind: EventKind, minute: int, **data: str) -> None:
            when, late = Moment(at + minute * MINUTE), at + 9 * MINUTE
            course.record(referral=referral, kind=kind, moment=when, data=data, by=by, at=late)

        with pytest.raises(NotPossible, match="before the transfer was arranged"):
            told_late(K.DEPARTED, 0)
        left = record(K.DEPARTED, 5)
        with pytest.raises(NotPossible, match="before they left"):
            told_late(K.ARRIVED, 4, **WHERE)
        record(K.ARRIVED, 7, **WHERE)
        for entry, minute, why in ((left, 8, "after they arrived"), (arranged, 6, "after they left")):
            data = {"transfer_to": "Infirmary", **IN_PLACE}
            with pytest.raises(NotPossible, match=why):
                course.correct(event=entry, moment=Moment(at + minute * MINUTE), data=data, by=by, at=at + HOUR)

    def test_within_a_minute_what_was_told_first_came_first(self, referral, record, by, at):
        """The arrangement was told "now", with its seconds; the departure by the minute on the clock."""
        now = at + timedelta(seconds=40)
        data = {"transfer_to": "Infirmary", **IN_PLACE}
        course.record(referral=referral, kind=K.TRANSFER_ARRANGED, moment=Moment(now), data=data, by=by, at=now)
        course.record(
            referral=referral, kind=K.DEPARTED, moment=Moment(at), data={}, by=by, at=now + timedelta(seconds=9)
        )
        assert list(referral.timeline.awaited) == ["on_the_way"]


class TestWhereTheyAre:
    def test_who_has_arrived_has_moved(self, referral, record, arranged):
        record(K.DEPARTED, 2)
        arrived = record(K.ARRIVED, 3, **WHERE)
        moved = event(referral, K.MOVED)
        assert (moved.happened_at, moved.data) == (arrived.happened_at, WHERE)
        assert (referral.where_now, referral.where_phone) == (WHERE["where_now"], WHERE["where_phone"])
        assert_projected(referral)

    def test_an_arrival_put_right_puts_the_move_right(self, referral, record, arranged, by, at):
        record(K.DEPARTED, 2)
        arrived = record(K.ARRIVED, 3, **WHERE)
        course.correct(event=arrived, moment=arrived.moment, data={**WHERE, "where_now": "Ward 4"}, by=by, at=at + HOUR)
        moves = referral.events.current().filter(kind=K.MOVED)
        assert [each.data["where_now"] for each in moves] == ["Ward 4"]
        referral.refresh_from_db()
        assert referral.where_now == "Ward 4"

    def test_an_arrival_struck_out_takes_them_back(self, referral, record, arranged, by, at):
        record(K.DEPARTED, 2)
        arrived = record(K.ARRIVED, 3, **WHERE)
        course.strike_out(event=arrived, reason="Another person", by=by, at=at + HOUR)
        assert not referral.events.current().filter(kind__in=(K.MOVED, K.ARRIVED)).exists()
        referral.refresh_from_db()
        assert (referral.where_now, referral.where_phone) == ("Ward 7", "01632 960 100")
        assert list(referral.timeline.awaited) == ["on_the_way"]

    def test_a_move_struck_out_takes_them_back_to_the_one_before(self, referral, record, by, at):
        record(K.MOVED, 1, where_now="Ward 8", where_phone="")
        last = record(K.MOVED, 2, where_now="Ward 9", where_phone="")
        course.strike_out(event=last, reason="Wrong", by=by, at=at + HOUR)
        referral.refresh_from_db()
        assert referral.where_now == "Ward 8"

    def test_a_move_struck_out_leaves_what_was_told_since(self, referral, record, by, at):
        moved = record(K.MOVED, 1, where_now="Ward 8", where_phone="")
        values = {"where_now": "Scanner"}
        when = at + 2 * MINUTE
        details.correct(referral=referral, person={}, values=values, version=referral.version, by=by, at=when)
        course.strike_out(event=moved, reason="Wrong", by=by, at=at + HOUR)
        referral.refresh_from_db()
        assert referral.where_now == "Scanner"

    def test_a_move_told_late_does_not_take_them_back(self, referral, record, by, at):
        record(K.MOVED, 9, where_now="Ward 9", where_phone="")
        late = at + 10 * MINUTE
        earlier = {"where_now": "Ward 8", "where_phone": ""}
        course.record(referral=referral, kind=K.MOVED, moment=Moment(at + MINUTE), data=earlier, by=by, at=late)
        assert referral.where_now == "Ward 9"
