"""The end of a referral and its reopening: what must be said, what may not be closed over, what comes back."""

from datetime import timedelta

import pytest

from mscc.access import Access
from mscc.moments import Moment
from pathways.states import ENDED, NotPossible, State
from referrals.actions import alerts, calls, closing, course, triage
from referrals.events import EventKind
from referrals.models import Referral
from tests import factories
from tests.actions.acting import assert_projected, clock, event, kinds, open_kinds, standing
from tests.factories import ANY_CAUSE, BACK_PAIN, EMERGENCY, EMERGENCY_ONC, PAIN_ONLY

K = EventKind
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WAYS = {
    State.CLOSED: lambda **given: closing.close(outcome="none", reason="", **given),
    State.REDIRECTED: lambda **given: closing.redirect(where="The GP", reason="", **given),
    State.WITHDRAWN: lambda **given: closing.withdraw(reason="Entered twice", **given),
}


@pytest.fixture
def refer(people, service, at):
    def refer(facts: dict[str, str], **told) -> Referral:
        return factories.referral(people.coordinator, service, at, facts=facts, **told)

    return refer


class TestWhatMustBeSaid:
    def test_closing_asks_for_the_outcome(self, refer, by, at):
        referral = refer(BACK_PAIN)
        with pytest.raises(NotPossible, match="outcome"):
            closing.close(referral=referral, outcome="", reason="", by=by, at=at)
        assert closing.close(referral=referral, outcome="not_known", reason="", by=by, at=at).state == State.CLOSED
        assert event(referral, K.CLOSED).data == {"was": "triaged", "outcome": "not_known", "reason": ""}

    @pytest.mark.parametrize("where", ["", "  "])
    def test_redirecting_asks_where(self, refer, by, at, where):
        with pytest.raises(NotPossible, match="taken over"):
            closing.redirect(referral=refer(BACK_PAIN), where=where, reason="", by=by, at=at)

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_withdrawing_and_reopening_ask_why(self, refer, by, at, reason):
        referral = refer(BACK_PAIN)
        with pytest.raises(NotPossible, match="withdrawn"):
            closing.withdraw(referral=referral, reason=reason, by=by, at=at)
        WAYS[State.REDIRECTED](referral=referral, by=by, at=at)
        with pytest.raises(NotPossible, match="opened again"):
            closing.reopen(referral=referral, reason=reason, by=by, at=at)

    def test_a_refused_end_leaves_everything_as_it_was(self, refer, by, at):
        referral = refer(EMERGENCY)
        with pytest.raises(NotPossible):
            closing.close(referral=referral, outcome="mscc", reason="", by=by, at=at)
        kept = Referral.objects.get(pk=referral.pk)
        assert (kept.state, kept.version, kept.events.count()) == (State.TRIAGED, 1, 2)


@pytest.mark.parametrize("way", sorted(ENDED))
class TestDayClock:
    @pytest.mark.parametrize("facts", [EMERGENCY, EMERGENCY_ONC])
    def test_a_running_one_is_not_closed_over(self, refer, by, at, way, facts):
        with pytest.raises(NotPossible, match="24-hour imaging clock is still running"):
            WAYS[way](referral=refer(facts), by=by, at=at + 30 * HOUR)

    def test_nor_one_of_a_ct(self, refer, by, at, way):
        with pytest.raises(NotPossible, match="24-hour"):
            WAYS[way](referral=refer({**EMERGENCY, "mri_contraindicated": "yes"}), by=by, at=at)

    @pytest.mark.parametrize(
        ("kind", "data"),
        [(K.MRI_STARTED, {"whole_spine": "yes"}), (K.MRI_EXCEPTION, {"mri_exclusion": "declined", "decided_by": "X"})],
    )
    def test_met_or_excepted_it_lets_go(self, refer, by, at, way, kind, data):
        referral = factories.record(refer(EMERGENCY), kind, by.user, at + HOUR, **data)
        assert WAYS[way](referral=referral, by=by, at=at + 2 * HOUR).state == way

    def test_a_week_clock_does_not_hold_it(self, refer, by, at, way):
        referral = WAYS[way](referral=refer(PAIN_ONLY), by=by, at=at + HOUR)
        assert set(standing(referral).values()) == {"cancelled"}


class TestAnyCause:
    def test_it_needs_the_clinician_who_accepted_the_person(self, refer, by, at):
        referral = refer(ANY_CAUSE)
        for way in WAYS.values():
            with pytest.raises(NotPossible, match="accepted the person"):
                way(referral=referral, by=by, at=at)
        with pytest.raises(NotPossible, match="Name the clinician"):
            triage.accept(referral=referral, clinician=" ", told_by="", by=by, at=at)
        triage.accept(referral=referral, clinician="Dr N Neuro", told_by="Switchboard", by=by, at=at)
        assert WAYS[State.REDIRECTED](referral=referral, by=by, at=at).accepted_by == "Dr N Neuro"

    def test_one_struck_out_no_longer_counts(self, refer, by, at):
        referral = factories.record(refer(ANY_CAUSE), K.ACCEPTED, by.user, at, accepted_by="Dr N Neuro")
        course.strike_out(event=event(referral, K.ACCEPTED), reason="Somebody else", by=by, at=at)
        with pytest.raises(NotPossible, match="accepted the person"):
            WAYS[State.REDIRECTED](referral=referral, by=by, at=at)

    def test_a_death_needs_nobody(self, refer, by, at):
        assert factories.record(refer(ANY_CAUSE), K.DIED, by.user, at + HOUR).state == State.CLOSED


class TestAfterTheEnd:
    @pytest.fixture
    def ended(self, refer, by, at) -> Referral:
        return WAYS[State.CLOSED](referral=refer(BACK_PAIN), by=by, at=at + HOUR)

    def test_nothing_is_recorded_but_a_note_and_a_death(self, ended, by, at):
        later = at + 2 * HOUR
        for kind in (K.MRI_STARTED, K.MOVED, K.ADVICE_GIVEN, K.DISCHARGED):
            with pytest.raises(NotPossible, match="Reopen it first"):
                factories.record(ended, kind, by.user, later, whole_spine="yes", where_now="Home", destination="Home")
        factories.record(ended, K.NOTE, by.user, later, note="The GP rang")
        assert factories.record(ended, K.DIED, by.user, later).state == State.CLOSED

    def test_nor_assessed_nor_taken(self, ended, by, at):
        with pytest.raises(NotPossible, match="Reopen"):
            triage.reassess(
                referral=ended, facts=EMERGENCY, recognised=Moment(at), version=ended.version, by=by, at=at + 2 * HOUR
            )
        with pytest.raises(NotPossible, match="Reopen"):
            course.take(referral=ended, by=by, at=at + 2 * HOUR)

    def test_it_cannot_end_twice_nor_open_twice(self, ended, by, at):
        with pytest.raises(NotPossible, match="Reopen"):
            closing.withdraw(referral=ended, reason="x", by=by, at=at + 2 * HOUR)
        closing.reopen(referral=ended, reason="Rang again", by=by, at=at + 2 * HOUR)
        with pytest.raises(NotPossible, match="is open"):
            closing.reopen(referral=ended, reason="Rang again", by=by, at=at + 2 * HOUR)

    def test_a_death_ends_the_promises_to_ring_back(self, refer, by, service, at):
        referral = refer(BACK_PAIN)
        promised = calls.promise(service=service, referral=referral, whom="Dr R", phone="1", about="", by=by, at=at)
        factories.record(referral, K.DIED, by.user, at + HOUR)
        promised.refresh_from_db()
        assert promised.done_at == at + HOUR


class TestReopening:
    @pytest.mark.parametrize(
        "state", [State.TRIAGED, State.IMAGING, State.AWAITING_DECISION, State.TREATMENT, State.DISCHARGE_PLANNING]
    )
    def test_it_returns_where_it_stood_with_its_history(self, people, service, by, at, state):
        referral = factories.referral_at(state, people.coordinator, service, at)
        if state is State.TRIAGED:
            factories.record(referral, K.MRI_EXCEPTION, by.user, at, mri_exclusion="declined", decided_by="X")
        before = kinds(referral)
        WAYS[State.CLOSED](referral=referral, by=by, at=at + 10 * HOUR)
        closing.reopen(referral=referral, reason=" Rang again ", by=by, at=at + 11 * HOUR)
        assert referral.state == state
        assert kinds(referral) == [*before, K.CLOSED, K.REOPENED]
        assert event(referral, K.REOPENED).data == {"reason": "Rang again"}
        assert_projected(referral)

    def test_its_clocks_run_again_in_a_new_round(self, refer, by, at):
        referral = WAYS[State.CLOSED](referral=refer(PAIN_ONLY), by=by, at=at + HOUR)
        closing.reopen(referral=referral, reason="Rang again", by=by, at=at + 2 * HOUR)
        assert open_kinds(referral) == {"mri", "coordinator_advice"}
        row = clock(referral, "mri")
        assert (row.round, row.due_at, row.close_reason) == (1, at + 168 * HOUR, "")

    def test_overdue_meanwhile_they_are_looked_at_at_once(self, refer, by, at):
        referral = WAYS[State.CLOSED](referral=refer(PAIN_ONLY), by=by, at=at + HOUR)
        closing.reopen(referral=referral, reason="Rang again", by=by, at=at + 60 * HOUR)
        assert clock(referral, "coordinator_advice").next_at == at + 60 * HOUR
        assert clock(referral, "mri").next_at == at + 84 * HOUR

    def test_what_was_met_stays_met(self, people, service, by, at):
        referral = factories.referral_at(State.CLOSED, people.coordinator, service, at)
        closing.reopen(referral=referral, reason="Rang again", by=by, at=at + 20 * HOUR)
        assert standing(referral)["mri", 24] == "met"

    def test_an_emergency_that_nobody_acknowledged_is_to_be_acknowledged_again(self, refer, by, at):
        referral = factories.record(refer(EMERGENCY), K.MRI_STARTED, by.user, at, whole_spine="yes")
        WAYS[State.CLOSED](referral=referral, by=by, at=at + HOUR)
        closing.reopen(referral=referral, reason="Rang again", by=by, at=at + 2 * HOUR)
        assert clock(referral, "acknowledgement").due_at == at + 2 * HOUR + timedelta(minutes=10)

    def test_one_that_was_is_not(self, refer, by, at):
        referral = factories.record(refer(EMERGENCY), K.MRI_STARTED, by.user, at, whole_spine="yes")
        alerts.acknowledge(clock=clock(referral, "acknowledgement"), by=Access(by.user), at=at)
        WAYS[State.CLOSED](referral=referral, by=by, at=at + HOUR)
        closing.reopen(referral=referral, reason="Rang again", by=by, at=at + 2 * HOUR)
        assert not open_kinds(referral)
