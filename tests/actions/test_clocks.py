"""Every row and sentence of the contract of the clocks, walked through the actions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mscc.access import Access
from mscc.models import User
from mscc.moments import Moment, Precision
from mscc.roles import Role
from pathways import ladders
from pathways.clock import Status
from pathways.escalation import Ladder, Stage, Who
from pathways.guideline.limits import MRI_DAY
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible, State
from referrals.actions import alerts, closing, course, triage
from referrals.events import EventKind
from referrals.models import Clock, Referral, Timeline
from tests import factories
from tests.actions.acting import assert_projected, clock, event, moments, open_kinds, standing
from tests.factories import EMERGENCY, EMERGENCY_ONC, NO_CORD, PAIN_ONLY

K = EventKind
pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SECOND = timedelta(seconds=1)
ANSWERS = {
    K.MRI_STARTED: {"whole_spine": "yes"},
    K.STABILITY_ADVICE: {"given_by": "Dr S Spine", "advice": "Flat"},
    K.ADVICE_GIVEN: {"to_whom": "The caller", "advice": "Given"},
    K.REPORTED: {"outcome": "mscc", "levels": "T8"},
    K.DECISION: {"treatment": "radiotherapy", "surgery_suitable": "no", "decided_by": "Dr C Consultest"},
    K.RT_FIRST_FRACTION: {"dose_gy": "8", "fractions": 1},
    K.MRI_CONTRAINDICATED: {"contraindication": "Pacemaker", "confirmed_by": "MRI desk"},
    K.IMMOBILISED: {"position": "Flat"},
}


class Case:
    """A referral, and what happens to it: times are given as hours after the call."""

    def __init__(self, user: User, referral: Referral, at: datetime) -> None:
        self.user, self.referral, self.at = user, referral, at

    def happens(self, kind: EventKind, hours: float, recorded: float | None = None, **data: str) -> "Case":
        """Something happens `hours` after the call, and is recorded then or later."""
        moment = Moment(self.at + hours * HOUR)
        at = self.at + (hours if recorded is None else recorded) * HOUR
        given = {**ANSWERS.get(kind, {}), **data}
        course.record(referral=self.referral, kind=kind, moment=moment, data=given, by=Access(self.user), at=at)
        return self

    def answers(self, hours: float, recognised: float | None = None, **facts: str) -> "Case":
        before = self.referral.assessments.first().facts
        triage.reassess(
            referral=self.referral,
            facts={**before, **facts},
            recognised=Moment(self.at + (hours if recognised is None else recognised) * HOUR),
            version=self.referral.version,
            by=Access(self.user),
            at=self.at + hours * HOUR,
        )
        return self

    def disposition(self, to: Disposition, hours: float, reason: str = "Old injury") -> "Case":
        at = self.at + hours * HOUR
        triage.set_disposition(referral=self.referral, to=to, reason=reason, by=Access(self.user), at=at)
        return self

    def confirmed(self, by: User, hours: float) -> "Case":
        triage.confirm_withdrawal(referral=self.referral, by=Access(by), at=self.at + hours * HOUR)
        return self

    def struck(self, kind: EventKind, hours: float) -> "Case":
        course.strike_out(
            event=event(self.referral, kind), reason="Wrong person", by=Access(self.user), at=self.at + hours * HOUR
        )
        return self

    def clock(self, kind: str, hours: float | None = None) -> Clock:
        return clock(self.referral, kind, hours)

    def ended(self, kind: str, hours: float | None = None) -> tuple[str, float]:
        """Status, and when it ended in hours after the call."""
        row = self.clock(kind, hours)
        return str(row.status), (row.closed_at - self.at) / HOUR


@pytest.fixture
def case(people, service, at):
    def case(facts: dict[str, str] = EMERGENCY, **told) -> Case:
        user = people.coordinator
        return Case(user, factories.referral(user, service, at, facts=facts, **told), at)

    return case


@pytest.fixture
def second(people) -> User:
    """Another clinician."""
    return people[Role.SENIOR]


class TestStarts:
    @pytest.mark.parametrize("facts", [EMERGENCY, EMERGENCY_ONC])
    def test_mri_within_a_day_of_the_suspicion(self, case, at, facts):
        row = case(facts, suspected=Moment(at - 3 * HOUR)).clock("mri")
        assert (row.hours, row.basis, row.is_fallback) == (24, "suspected_at", False)
        assert (row.started_at, row.due_at) == (at - 3 * HOUR, at + 21 * HOUR)

    def test_mri_within_a_week_for_pain_only(self, case, at):
        row = case(PAIN_ONLY, suspected=Moment(at - 3 * HOUR)).clock("mri")
        assert (row.hours, row.started_at, row.due_at) == (168, at - 3 * HOUR, at + 165 * HOUR)

    def test_advice_from_the_first_contact_with_this_pain(self, case, at):
        row = case(PAIN_ONLY, presented=Moment(at - 5 * HOUR), suspected=Moment(at)).clock("coordinator_advice")
        assert (row.basis, row.started_at, row.due_at) == ("presented_at", at - 5 * HOUR, at + 19 * HOUR)

    @pytest.mark.parametrize("kind", ["mri", "coordinator_advice"])
    def test_the_contact_stands_in_and_is_flagged(self, case, at, kind):
        row = case(PAIN_ONLY).clock(kind)
        assert (row.basis, row.is_fallback, row.started_at) == ("coordinator_contact_at", True, at)

    def test_no_start_is_later_than_the_contact(self, case, at):
        row = case(PAIN_ONLY, suspected=Moment(at + HOUR), presented=Moment(at + HOUR)).clock("mri")
        assert row.started_at == at
        assert case(PAIN_ONLY, presented=Moment(at + HOUR)).clock("coordinator_advice").started_at == at

    def test_the_request_of_the_scan_never_starts_it(self, case, at):
        it = case(suspected=Moment(at - HOUR)).happens(K.MRI_REQUESTED, 4)
        assert it.clock("mri").started_at == at - HOUR

    def test_a_start_known_to_the_day_is_kept_so(self, case, at):
        day = Moment(datetime(2026, 11, 22, tzinfo=UTC), Precision.DATE)
        row = case(suspected=day).clock("mri")
        assert (row.start, row.due_at) == (day, day.at + 24 * HOUR)

    def test_immobilisation_from_the_moment(self, case, at):
        row = case({**EMERGENCY, "immobilised": "yes"}, immobilised=Moment(at - 2 * HOUR)).clock(
            "immobilisation_advice"
        )
        assert (row.basis, row.started_at, row.due_at) == ("immobilised_at", at - 2 * HOUR, at + 22 * HOUR)

    def test_or_from_when_that_was_recorded(self, case, at):
        row = case({**EMERGENCY, "immobilised": "yes"}).clock("immobilisation_advice")
        assert (row.basis, row.is_fallback, row.started_at) == ("immobilised_recorded_at", True, at)

    def test_told_later_it_starts_then(self, case, at):
        assert case().answers(3, immobilised="yes").clock("immobilisation_advice").started_at == at + 3 * HOUR
        assert case().happens(K.IMMOBILISED, 2, 3).clock("immobilisation_advice").started_at == at + 2 * HOUR

    def test_the_time_told_afterwards_takes_the_place_of_the_fallback(self, case, at):
        it = case({**EMERGENCY, "immobilised": "yes"})
        told = event(it.referral, K.IMMOBILISED)
        moment = Moment(at - HOUR)
        course.correct(event=told, moment=moment, data={"position": "Flat"}, by=Access(it.user), at=at + HOUR)
        row = it.clock("immobilisation_advice")
        assert (row.basis, row.started_at) == ("immobilised_at", at - HOUR)

    @pytest.mark.parametrize(
        "facts", [{"cancer": "none", "limb_weakness": "yes"}, factories.ONCOLOGY, factories.BACK_PAIN]
    )
    def test_no_mri_clock_without_suspicion_of_mscc_or_metastases(self, case, facts):
        assert case(facts).clock("mri") is None

    @pytest.mark.parametrize("facts", [EMERGENCY, EMERGENCY_ONC, factories.ANY_CAUSE])
    def test_every_emergency_is_to_be_acknowledged_in_ten_minutes(self, case, at, facts):
        row = case(facts).clock("acknowledgement")
        assert (row.started_at, row.due_at, row.status) == (at, at + 10 * MINUTE, Status.OPEN)
        assert row.next_at == at  # its role holder is told at once

    def test_nothing_else_is(self, case):
        assert case(PAIN_ONLY).clock("acknowledgement") is None

    def test_no_radiotherapy_clock_without_a_decision(self, case):
        assert case().happens(K.REPORTED, 5).clock("radiotherapy") is None


class TestStops:
    def test_a_scan_of_the_whole_spine(self, case, second):
        it = case().happens(K.MRI_STARTED, 6)
        row = it.clock("mri")
        assert (row.closed_by, row.next_at) == (it.user, None)
        assert it.ended("mri") == ("met", 6)

    @pytest.mark.parametrize(("hours", "status"), [(24, "met"), (24 + 1 / 3600, "met_late")])
    def test_at_the_limit_it_is_met_and_a_second_later_late(self, case, hours, status):
        assert case().happens(K.MRI_STARTED, hours).ended("mri")[0] == status

    @pytest.mark.parametrize("whole", ["no", "unknown"])
    def test_a_partial_scan_stops_nothing(self, case, whole):
        it = case().happens(K.MRI_STARTED, 6, whole_spine=whole)
        assert it.clock("mri").is_open
        assert it.happens(K.MRI_STARTED, 9).ended("mri") == ("met", 9)

    def test_a_scan_recorded_late_counts_from_when_it_started(self, case):
        assert case().happens(K.MRI_STARTED, 20, 30).ended("mri") == ("met", 20)

    def test_what_is_recorded_afterwards_does_not_end_it_again(self, case, second):
        it = case().happens(K.MRI_STARTED, 6)
        course.record(referral=it.referral, kind=K.REPORTED, moment=Moment(it.at + 7 * HOUR), data=ANSWERS[K.REPORTED],
                      by=Access(second), at=it.at + 7 * HOUR)  # fmt: skip
        assert it.clock("mri").closed_by == it.user

    def test_advice(self, case):
        assert case(PAIN_ONLY).happens(K.ADVICE_GIVEN, 2).ended("coordinator_advice") == ("met", 2)

    def test_stability_advice(self, case):
        it = case({**EMERGENCY, "immobilised": "yes"}).happens(K.STABILITY_ADVICE, 25)
        assert it.ended("immobilisation_advice") == ("met_late", 25)

    def test_the_first_fraction(self, case, at):
        it = case().happens(K.REPORTED, 5).happens(K.DECISION, 6)
        row = it.clock("radiotherapy")
        assert (row.started_at, row.due_at, row.basis) == (at + 6 * HOUR, at + 30 * HOUR, "rt_decision_at")
        assert it.happens(K.RT_FIRST_FRACTION, 30).ended("radiotherapy") == ("met", 30)

    @pytest.mark.parametrize(("minutes", "status"), [(10, "met"), (11, "met_late")])
    def test_an_acknowledgement(self, case, at, minutes, status):
        it = case()
        alerts.acknowledge(clock=it.clock("acknowledgement"), by=Access(it.user), at=at + minutes * MINUTE)
        assert it.ended("acknowledgement") == (status, minutes / 60)

    def test_a_scan_done_before_the_call_meets_it(self, case, at):
        it = case(mri="done", mri_at=Moment(at - HOUR), mri_whole_spine="yes")
        assert it.ended("mri") == ("met", -1)

    def test_a_scan_struck_out_starts_a_new_round(self, case, at):
        it = case().happens(K.MRI_STARTED, 6).struck(K.MRI_STARTED, 7)
        row = it.clock("mri")
        assert (row.status, row.round, row.next_stage, row.closed_at, row.closed_by) == ("open", 1, 0, None, None)
        assert (row.next_at, row.due_at) == (at + 12 * HOUR, at + 24 * HOUR)
        assert_projected(it.referral)

    def test_struck_out_after_the_due_moment_it_is_looked_at_now(self, case, at):
        row = case().happens(K.MRI_STARTED, 6).struck(K.MRI_STARTED, 26).clock("mri")
        assert row.next_at == at + 26 * HOUR

    def test_a_scan_whose_time_is_put_right_is_judged_anew(self, case, at):
        it = case().happens(K.MRI_STARTED, 6, 26)
        course.correct(event=event(it.referral, K.MRI_STARTED), moment=Moment(at + 25 * HOUR), by=Access(it.user),
                       data={"whole_spine": "yes"}, at=at + 26 * HOUR)  # fmt: skip
        assert it.ended("mri") == ("met_late", 25)


class TestCorrectedStart:
    def test_earlier_moves_the_due_moment(self, case, at):
        row = case().happens(K.MSCC_SUSPECTED, -10, 1).clock("mri")
        assert (row.started_at, row.basis, row.is_fallback) == (at - 10 * HOUR, "suspected_at", False)
        assert (row.due_at, row.next_at) == (at + 14 * HOUR, at + 2 * HOUR)

    def test_past_it_is_due_at_once(self, case, at):
        row = case().happens(K.MSCC_SUSPECTED, -30, 1).clock("mri")
        assert row.due_at == at - 6 * HOUR
        assert row.next_at <= at + HOUR

    def test_in_hand_it_is_looked_at_again_at_the_new_moment(self, case, at):
        it = case()
        alerts.acknowledge(clock=it.clock("mri"), by=Access(it.user), at=at + HOUR)
        row = it.happens(K.MSCC_SUSPECTED, -30, 2).clock("mri")
        assert row.is_acknowledged
        assert row.next_at <= at + 2 * HOUR

    def test_later_it_is_still_looked_at_when_due(self, case, at):
        """However far the ladder was climbed for the due moment that was wrong."""
        it = case(suspected=Moment(at - 30 * HOUR))
        Clock.objects.filter(pk=it.clock("mri").pk).update(next_stage=7, next_at=at + HOUR)
        suspected = event(it.referral, K.MSCC_SUSPECTED)
        course.correct(event=suspected, moment=Moment(at - 3 * HOUR), data={}, by=Access(it.user), at=at + HOUR / 2)
        row = it.clock("mri")
        assert row.due_at == row.next_at == at + 21 * HOUR

    def test_one_that_has_ended_is_judged_by_it(self, case):
        it = case().happens(K.MRI_STARTED, 20).happens(K.MSCC_SUSPECTED, -10, 21)
        assert it.ended("mri") == ("met_late", 20)

    def test_how_precisely_it_is_known_is_corrected_too(self, case, at):
        it = case(suspected=Moment(at - HOUR))
        suspected = event(it.referral, K.MSCC_SUSPECTED)
        moment = Moment(at - HOUR, Precision.ESTIMATED)
        course.correct(event=suspected, moment=moment, data={}, by=Access(it.user), at=at)
        assert it.clock("mri").start == moment


class TestNewFeature:
    def test_it_replaces_the_week_by_a_day_from_when_it_was_recognised(self, case, at):
        it = case(PAIN_ONLY, suspected=Moment(at - 50 * HOUR)).answers(31, recognised=30, limb_weakness="yes")
        day = it.clock("mri", 24)
        assert (day.started_at, day.due_at, day.basis) == (at + 30 * HOUR, at + 54 * HOUR, "suspected_at")
        assert it.ended("mri", 168) == ("superseded", 31)
        assert it.ended("coordinator_advice") == ("superseded", 31)
        assert it.clock("acknowledgement").started_at == at + 31 * HOUR
        assert it.referral.disposition == Disposition.EMERGENCY
        assert_projected(it.referral)

    def test_advice_that_was_given_stays_given(self, case):
        it = case(PAIN_ONLY).happens(K.ADVICE_GIVEN, 2).answers(30, limb_weakness="yes")
        assert it.ended("coordinator_advice") == ("met", 2)

    def test_a_further_feature_does_not_move_the_start(self, case, at):
        it = case(suspected=Moment(at - HOUR)).answers(5, gait_disturbance="yes")
        assert it.clock("mri").started_at == at - HOUR
        assert it.referral.events.filter(kind=K.CORD_FEATURE).count() == 0

    def test_an_answer_taken_back_by_mistake_and_given_again_does_not_either(self, case, at):
        it = case(suspected=Moment(at - HOUR)).answers(5, limb_weakness="no").answers(6, limb_weakness="yes")
        assert it.clock("mri").started_at == at - HOUR
        it = case().answers(5, limb_weakness="no").answers(6, limb_weakness="yes")
        assert it.clock("mri").started_at == at

    def test_the_scan_of_before_does_not_answer_it(self, case, at):
        it = case(PAIN_ONLY).happens(K.MRI_STARTED, 20).happens(K.REPORTED, 22, outcome="metastases")
        it.answers(70, limb_weakness="yes")
        row = it.clock("mri", 24)
        assert (row.status, row.started_at, row.due_at) == ("open", at + 70 * HOUR, at + 94 * HOUR)
        assert it.ended("mri", 168) == ("met", 20)
        assert it.happens(K.MRI_STARTED, 75).ended("mri", 24) == ("met", 75)
        assert moments(it.referral)["mri_started_at"] == at + 75 * HOUR
        assert_projected(it.referral)

    def test_a_scan_since_it_was_recognised_does(self, case):
        it = case(PAIN_ONLY).happens(K.MRI_STARTED, 20).answers(22, recognised=19, limb_weakness="yes")
        assert it.ended("mri", 24) == ("met", 20)

    def test_its_moment_can_be_put_right(self, case, at):
        it = case(PAIN_ONLY).answers(30, limb_weakness="yes")
        feature = event(it.referral, K.CORD_FEATURE)
        course.correct(
            event=feature, moment=Moment(at + 5 * HOUR), data=feature.data, by=Access(it.user), at=at + 31 * HOUR
        )
        row = it.clock("mri", 24)
        assert (row.started_at, row.due_at) == (at + 5 * HOUR, at + 29 * HOUR)
        assert row.next_at <= at + 31 * HOUR

    def test_one_person_cannot_strike_it_out(self, case):
        with pytest.raises(NotPossible, match="cannot be struck out"):
            case(PAIN_ONLY).answers(30, limb_weakness="yes").struck(K.CORD_FEATURE, 31)

    def test_after_a_withdrawal_it_starts_anew_and_the_old_clock_stands(self, case, second, at):
        it = case()
        alerts.acknowledge(clock=it.clock("acknowledgement"), by=Access(it.user), at=at + 5 * MINUTE)
        it.disposition(Disposition.ADVICE_24H, 1).confirmed(second, 1.5)
        assert it.clock("mri", 168).is_open
        it.answers(40, recognised=39, sensory_loss="yes")
        assert it.referral.disposition == Disposition.EMERGENCY
        old, new = it.referral.clocks.filter(kind="mri", hours=24).order_by("id")
        assert (old.status, old.closed_at, old.close_reason[:27]) == (
            "cancelled", at + 1.5 * HOUR, "MSCC no longer suspected: T",
        )  # fmt: skip
        assert (new.status, new.started_at) == ("open", at + 39 * HOUR)
        assert it.clock("mri", 168).status == Status.SUPERSEDED
        assert it.clock("acknowledgement").started_at == at + 40 * HOUR

    def test_recognised_before_the_withdrawal_but_told_after_it(self, case, second, at):
        it = case().disposition(Disposition.NO_ROUTE, 1).confirmed(second, 1.5).answers(2, 1.2, sensory_loss="yes")
        row = it.clock("mri", 24)
        assert (row.status, row.started_at) == ("open", at + 1.2 * HOUR)

    def test_one_in_somebody_whom_a_clinician_lowered_raises_again(self, case):
        it = case(factories.ANY_CAUSE).disposition(Disposition.BACK_PAIN, 1)
        assert it.answers(2, sensory_loss="yes").referral.disposition == Disposition.EMERGENCY_ANY_CAUSE


class TestContraindication:
    @pytest.mark.parametrize(("facts", "hours"), [(EMERGENCY, 24), (PAIN_ONLY, 168)])
    def test_ct_takes_the_place_of_mri_with_its_start_and_limit(self, case, at, facts, hours):
        it = case(facts, suspected=Moment(at - HOUR)).happens(K.MRI_CONTRAINDICATED, 2)
        row = it.clock("ct")
        assert (row.hours, row.started_at, row.due_at) == (hours, at - HOUR, at + (hours - 1) * HOUR)
        assert it.ended("mri") == ("superseded", 2)
        assert it.happens(K.CT_STARTED, 3).ended("ct") == ("met", 3)

    def test_told_in_the_call_there_is_no_mri_clock(self, case):
        it = case({**EMERGENCY, "mri_contraindicated": "yes"})
        assert open_kinds(it.referral) == {"ct", "acknowledgement"}

    def test_a_ct_stops_no_mri_clock(self, case):
        assert case().happens(K.CT_STARTED, 2).clock("mri").is_open

    def test_struck_out_the_mri_clock_runs_again(self, case, at):
        it = case().happens(K.MRI_CONTRAINDICATED, 2).struck(K.MRI_CONTRAINDICATED, 3)
        assert open_kinds(it.referral) == {"mri", "acknowledgement"}
        assert it.clock("mri").due_at == at + 24 * HOUR
        assert it.ended("ct")[0] == "superseded"
        assert "mri_contraindicated" not in it.referral.assessments.first().facts


class TestExceptions:
    @pytest.mark.parametrize("why", ["declined", "not_in_best_interests"])
    def test_no_mri_limb_by_limb(self, case, why):
        it = case().happens(K.MRI_EXCEPTION, 3, mri_exclusion=why, decided_by="Dr C Consultest")
        row = it.clock("mri")
        assert it.ended("mri") == ("excepted", 3)
        assert (row.close_reason, row.closed_by) == (Timeline.MriExclusion(why).label, it.user)

    def test_struck_out_it_runs_again(self, case):
        it = case().happens(K.MRI_EXCEPTION, 3, mri_exclusion="declined", decided_by="X").struck(K.MRI_EXCEPTION, 4)
        assert (it.clock("mri").status, it.clock("mri").round) == ("open", 1)

    @pytest.mark.parametrize("why", [value for value, _ in Timeline.RadiotherapyExclusion.choices if value])
    def test_no_radiotherapy_limb_by_limb(self, case, why):
        it = case().happens(K.REPORTED, 5).happens(K.DECISION, 6)
        it.happens(K.RT_EXCEPTION, 7, rt_exclusion=why, decided_by="Dr C Consultest")
        assert it.ended("radiotherapy") == ("excepted", 7)
        assert it.clock("radiotherapy").close_reason == Timeline.RadiotherapyExclusion(why).label


class TestRadiotherapy:
    def test_surgery_done_ends_it(self, case):
        it = case().happens(K.REPORTED, 5).happens(K.DECISION, 6).happens(K.SURGERY, 9)
        assert it.ended("radiotherapy") == ("cancelled", 9)
        assert "Surgery" in it.clock("radiotherapy").close_reason

    def test_surgery_before_the_decision_does_not(self, case):
        it = case().happens(K.REPORTED, 5).happens(K.SURGERY, 6).happens(K.DECISION, 30)
        assert it.clock("radiotherapy").is_open

    def test_a_decision_for_something_else_ends_it(self, case):
        it = case().happens(K.REPORTED, 5).happens(K.DECISION, 6).happens(K.DECISION, 8, treatment="supportive")
        assert it.ended("radiotherapy") == ("cancelled", 8)

    def test_decided_again_it_starts_anew_and_the_old_one_stands(self, case, at):
        it = case().happens(K.REPORTED, 5).happens(K.DECISION, 6).happens(K.DECISION, 8, treatment="supportive")
        it.happens(K.DECISION, 20)
        old, new = it.referral.clocks.filter(kind="radiotherapy").order_by("id")
        assert (old.status, old.started_at) == ("cancelled", at + 6 * HOUR)
        assert (new.status, new.started_at, new.due_at) == ("open", at + 20 * HOUR, at + 44 * HOUR)

    def test_the_same_decision_told_twice_keeps_the_first(self, case, at):
        it = case().happens(K.REPORTED, 5).happens(K.DECISION, 6).happens(K.DECISION, 8)
        assert it.clock("radiotherapy").started_at == at + 6 * HOUR

    def test_not_for_somebody_suitable_for_surgery_nor_without_compression(self, case):
        it = case().happens(K.REPORTED, 5).happens(K.DECISION, 6, surgery_suitable="yes")
        assert it.clock("radiotherapy") is None
        it = case().happens(K.REPORTED, 5, outcome="metastases").happens(K.DECISION, 6)
        assert it.clock("radiotherapy") is None

    def test_decided_before_the_report_it_runs(self, case):
        assert case().happens(K.DECISION, 6).clock("radiotherapy").is_open

    def test_struck_out_there_is_none(self, case):
        it = case().happens(K.REPORTED, 5).happens(K.DECISION, 6).struck(K.DECISION, 7)
        assert it.ended("radiotherapy") == ("cancelled", 7)
        assert "surgery_suitable" not in it.referral.assessments.first().facts


class TestDeath:
    def test_it_closes_every_clock_and_the_referral(self, case):
        it = case({**PAIN_ONLY, "immobilised": "yes"}).happens(K.DECISION, 2)
        assert open_kinds(it.referral) == {"mri", "coordinator_advice", "immobilisation_advice", "radiotherapy"}
        it.happens(K.DIED, 3, 4, told_by="Ward")
        assert it.referral.state == State.CLOSED
        assert not open_kinds(it.referral)
        for row in it.referral.clocks.all():
            assert (row.status, row.close_reason, row.closed_by) == ("cancelled", "Died", it.user)
            assert row.closed_at == it.at + 4 * HOUR

    def test_an_emergency_too_and_one_person_is_enough(self, case):
        it = case().happens(K.DIED, 1)
        assert standing(it.referral) == {("mri", 24): "cancelled", ("acknowledgement", 0.17): "cancelled"}

    def test_what_was_met_stays_met(self, case):
        assert case().happens(K.MRI_STARTED, 2).happens(K.DIED, 5).ended("mri") == ("met", 2)

    def test_told_after_the_end_it_is_still_recorded(self, case):
        it = case(factories.BACK_PAIN)
        closing.redirect(referral=it.referral, where="GP", reason="", by=Access(it.user), at=it.at + HOUR)
        it.happens(K.DIED, 50)
        assert it.referral.state == State.REDIRECTED
        assert Timeline.objects.get(pk=it.referral.pk).died_on

    def test_told_of_the_wrong_person_everything_runs_again(self, case, at):
        it = case({**EMERGENCY, "immobilised": "yes"}).happens(K.DIED, 1)
        closing.reopen(referral=it.referral, reason="Another person", by=Access(it.user), at=at + 2 * HOUR)
        assert not open_kinds(it.referral) - {"acknowledgement"}
        it.struck(K.DIED, 2)
        assert open_kinds(it.referral) == {"mri", "immobilisation_advice", "acknowledgement"}
        assert (it.clock("mri").round, it.clock("mri").due_at) == (1, at + 24 * HOUR)
        assert it.referral.state == State.TRIAGED


class TestWithdrawal:
    """Only a second named clinician, within the hour, ends a 24-hour clock because MSCC is no longer suspected."""

    def test_two_clinicians_cancel_it(self, case, second, at):
        it = case().disposition(Disposition.NO_ROUTE, 1)
        assert it.clock("mri").is_open
        it.confirmed(second, 2)
        row = it.clock("mri")
        assert it.ended("mri") == ("cancelled", 2)
        assert row.closed_by == second
        assert row.close_reason == f"MSCC no longer suspected: {it.user.name} and {second.name}. Old injury"
        assert it.referral.timeline.mri_exclusion == "suspicion_withdrawn"
        assert it.referral.disposition == Disposition.NO_ROUTE
        assert it.referral.rule_disposition == Disposition.EMERGENCY

    def test_the_clock_runs_meanwhile(self, case, at):
        it = case(suspected=Moment(at - 23.5 * HOUR)).disposition(Disposition.NO_ROUTE, 0.1)
        row = it.clock("mri")
        assert (row.status, row.due_at) == ("open", at + HOUR / 2)
        assert row.next_at <= at + HOUR / 2

    def test_not_the_same_person(self, case):
        it = case().disposition(Disposition.NO_ROUTE, 1)
        with pytest.raises(NotPossible, match="somebody else"):
            it.confirmed(it.user, 1.5)
        assert it.clock("mri").is_open

    @pytest.mark.parametrize("role", [Role.SERVICE_LEAD, Role.ALLIANCE_LEAD, Role.IG_LEAD, Role.ADMINISTRATOR])
    def test_only_a_clinician(self, case, people, role):
        it = case().disposition(Disposition.NO_ROUTE, 1)
        with pytest.raises(PermissionDenied):
            it.confirmed(people[role], 1.5)

    def test_it_lapses_after_an_hour(self, case, second, at):
        it = case().disposition(Disposition.NO_ROUTE, 1)
        assert triage.pending_withdrawal(it.referral, at + 2 * HOUR)
        assert triage.pending_withdrawal(it.referral, at + 2 * HOUR + SECOND) is None
        with pytest.raises(NotPossible, match="older than an hour"):
            it.confirmed(second, 2.01)
        assert it.clock("mri").is_open

    def test_and_can_then_be_asked_again(self, case, second):
        it = case().disposition(Disposition.NO_ROUTE, 1)
        with pytest.raises(NotPossible, match="already"):
            it.disposition(Disposition.NO_ROUTE, 1.5)
        with pytest.raises(NotPossible, match="reason"):
            it.disposition(Disposition.NO_ROUTE, 3, reason=" ")
        it.disposition(Disposition.NO_ROUTE, 3, reason="As before").confirmed(second, 3.5)
        assert it.ended("mri") == ("cancelled", 3.5)
        assert it.referral.events.filter(kind=K.DISPOSITION_CHANGED).count() == 1

    def test_raised_again_there_is_nothing_to_confirm(self, case, second):
        it = case().disposition(Disposition.NO_ROUTE, 1).disposition(Disposition.EMERGENCY, 1.2, reason="")
        with pytest.raises(NotPossible, match="no request"):
            it.confirmed(second, 1.5)
        assert it.clock("mri").is_open

    def test_raised_again_after_it_was_confirmed_the_clock_runs_again(self, case, second, at):
        it = case().disposition(Disposition.NO_ROUTE, 1).confirmed(second, 1.5).disposition(Disposition.EMERGENCY, 2)
        row = it.clock("mri", 24)
        assert (row.status, row.round, row.started_at) == ("open", 1, at)

    def test_by_the_rules_too(self, case, second, at):
        it = (
            case(EMERGENCY_ONC).disposition(Disposition.NO_ROUTE, 1).confirmed(second, 1.5).answers(2, cancer="current")
        )
        assert it.referral.disposition == Disposition.EMERGENCY
        assert it.clock("mri", 24).is_open

    def test_another_emergency_with_mscc_suspected_asks_nobody(self, case, at):
        it = case().disposition(Disposition.EMERGENCY_ONC, 1)
        assert triage.pending_withdrawal(it.referral, at + HOUR) is None
        assert it.clock("mri").is_open

    def test_without_a_request_nothing_is_confirmed(self, case, second):
        with pytest.raises(NotPossible, match="no request"):
            case().confirmed(second, 1)

    def test_lowered_to_pain_only_the_week_begins_once_it_is_confirmed(self, case, second, at):
        it = case({**EMERGENCY, "night_pain": "yes"}).disposition(Disposition.ADVICE_24H, 1)
        assert standing(it.referral)["mri", 24] == "open"
        assert ("mri", 168) not in standing(it.referral)
        it.confirmed(second, 1.5)
        assert (it.clock("mri", 168).status, it.clock("mri", 168).started_at) == ("open", at)

    @pytest.mark.parametrize("to", [each for each in Disposition if each not in (Disposition.EMERGENCY,)])
    def test_lowering_alone_never_ends_a_day_clock(self, case, to):
        it = case().disposition(to, 1)
        assert it.clock("mri", 24).is_open

    def test_nor_do_answers_that_say_no_feature(self, case):
        it = case().answers(1, **NO_CORD)
        assert it.clock("mri", 24).is_open
        assert it.referral.disposition == Disposition.EMERGENCY

    def test_the_ct_clock_in_its_place_needs_two_as_well(self, case, second):
        it = case().happens(K.MRI_CONTRAINDICATED, 0.5).disposition(Disposition.NO_ROUTE, 1)
        assert it.clock("ct").is_open
        assert it.confirmed(second, 1.5).ended("ct") == ("cancelled", 1.5)

    def test_a_week_clock_ends_by_one_clinician_with_the_reason(self, case):
        it = case(PAIN_ONLY).disposition(Disposition.EXPLAIN, 1, reason="Muscular")
        for kind in ("mri", "coordinator_advice"):
            assert it.ended(kind) == ("cancelled", 1)
            assert it.clock(kind).close_reason == "Muscular"


class TestLateBooking:
    @pytest.mark.parametrize(("kind", "booking"), [("mri", K.MRI_BOOKED), ("radiotherapy", K.RT_BOOKED)])
    def test_it_warns_at_once(self, case, at, kind, booking):
        it = case().happens(K.DECISION, 1).happens(booking, 2, booked_for=(at + 26 * HOUR).isoformat())
        assert it.clock(kind).next_at == at + 2 * HOUR

    def test_in_time_it_does_not(self, case, at):
        it = case().happens(K.MRI_BOOKED, 2, booked_for=(at + 23 * HOUR).isoformat())
        assert it.clock("mri").next_at == at + 12 * HOUR

    def test_again_when_the_first_warning_has_gone_out(self, case, at):
        it = case()
        Clock.objects.filter(kind="mri").update(next_stage=1, next_at=at + 24 * HOUR)
        it.happens(K.MRI_BOOKED, 21, booked_for=(at + 26 * HOUR).isoformat())
        assert it.clock("mri").next_at == at + 21 * HOUR

    def test_also_when_the_clock_is_in_hand(self, case, at):
        it = case()
        alerts.acknowledge(clock=it.clock("mri"), by=Access(it.user), at=at + HOUR)
        it.happens(K.MRI_BOOKED, 3, booked_for=(at + 26 * HOUR).isoformat())
        assert it.clock("mri").next_at == at + 3 * HOUR

    def test_once_for_each_booking(self, case, at):
        it = case().happens(K.MRI_BOOKED, 2, booked_for=(at + 26 * HOUR).isoformat())
        Clock.objects.filter(kind="mri").update(next_stage=1, next_at=at + 24 * HOUR)
        it.happens(K.MRI_DELAY, 3, delay_reason="No slot")
        assert it.clock("mri").next_at == at + 24 * HOUR

    def test_a_start_put_right_can_make_a_booking_late(self, case, at):
        it = case().happens(K.MRI_BOOKED, 2, booked_for=(at + 23 * HOUR).isoformat())
        it.happens(K.MSCC_SUSPECTED, -5, 3)
        assert it.clock("mri").next_at == at + 3 * HOUR


class TestNights:
    """A day is 24 hours and a week 168, also over the nights when the clocks change."""

    @pytest.mark.parametrize(
        "start",
        [datetime(2026, 10, 24 + day, hour, 30, tzinfo=UTC) for day in (0, 1) for hour in range(0, 24, 5)]
        + [datetime(2027, 3, 27 + day, hour, 30, tzinfo=UTC) for day in (0, 1) for hour in range(0, 24, 5)],
    )
    def test_exactly(self, people, service, start):
        emergency = factories.referral(people.coordinator, service, start)
        pain = factories.referral(people.coordinator, service, start, facts=PAIN_ONLY)
        assert clock(emergency, "mri").due_at - start == timedelta(hours=24)
        assert clock(pain, "mri").due_at - start == timedelta(hours=168)
        row = clock(emergency, "mri")
        row.refresh_from_db()
        assert row.due_at.astimezone(UTC) == start + timedelta(hours=24)


class TestRows:
    def test_nothing_is_open_without_a_next_moment(self, case):
        row = case().clock("mri")
        with pytest.raises(IntegrityError, match="open_has_next_moment"), transaction.atomic():
            Clock.objects.filter(pk=row.pk).update(next_at=None)

    def test_nothing_ended_has_one_or_lacks_its_moment(self, case, at):
        row = case().clock("mri")
        for changes in ({"closed_at": at}, {"next_at": None}):
            with pytest.raises(IntegrityError, match="ended_has_its_moment"), transaction.atomic():
                Clock.objects.filter(pk=row.pk).update(status=Status.MET, **changes)

    def test_two_of_a_kind_are_never_open(self, case):
        row = case().clock("mri")
        row.pk, row.hours = None, 168
        with pytest.raises(IntegrityError, match="one_open_of_a_kind"), transaction.atomic():
            row.save()

    def test_the_ladder_is_a_copy(self, case, people, at):
        row = case().clock("mri")
        own = Ladder((Stage(0, Who.EVERYONE),), repeat_minutes=5)
        ladders.change(limit=MRI_DAY, ladder=own, by=Access(people[Role.SERVICE_LEAD]), at=at)
        row.refresh_from_db()
        assert [stage.minutes_from_due for stage in row.rungs.stages] == [-720, -240, -60, 0]
        assert case().clock("mri").rungs == own

    def test_a_clock_that_the_table_no_longer_has_is_still_shown(self, case):
        row = case().clock("mri")
        row.hours = 20
        assert (str(row), row.limit.label) == ("mri 20 h, running", "mri 20 h")

    def test_an_ended_referral_has_no_open_clock(self, case, at):
        it = case(PAIN_ONLY)
        closing.redirect(referral=it.referral, where="The GP", reason="", by=Access(it.user), at=at + HOUR)
        assert set(standing(it.referral).values()) == {"cancelled"}
        assert it.clock("mri").close_reason == "Referral redirected"


class TestFewQueries:
    def test_a_change_of_owner(self, case, people, django_assert_max_num_queries):
        it = case({**EMERGENCY, "immobilised": "yes"})
        by = Access(people[Role.SENIOR])
        with django_assert_max_num_queries(13):
            course.take(referral=it.referral, by=by, at=it.at + HOUR)

    def test_an_event_that_moves_no_clock_writes_none(self, case, people, django_assert_max_num_queries):
        it = case({**EMERGENCY, "immobilised": "yes"})
        by = Access(people[Role.SENIOR])
        with django_assert_max_num_queries(19):
            course.record(referral=it.referral, kind=K.MRI_REQUESTED, moment=Moment(it.at), data={}, by=by, at=it.at)
