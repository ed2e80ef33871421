"""Prompts are answered and kept; new facts that bring new advice are flagged, loudly where it is a danger."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from mscc.access import Access
from mscc.models import Service
from pathways.clock import Status
from pathways.guideline import EDITION, RULES_VERSION
from pathways.states import NotPossible
from referrals import sweep
from referrals.actions import advice, alerts, course
from referrals.actions.advice import Answered, Given, Reply
from referrals.events import EventKind
from referrals.models import Alert, Referral
from tests import factories
from tests.actions.acting import clock, event, exactly, kinds, moments, open_kinds
from tests.conftest import Cast

K = EventKind
HOUR = timedelta(hours=1)
DANGER = "steroid-conflict"


@pytest.fixture
def of(people: Cast, service: Service, at: datetime) -> Referral:
    facts = {**factories.EMERGENCY, "dexamethasone_before_imaging": "no"}
    return factories.referral(people.coordinator, service, at, facts=facts)


def answer(of: Referral, by: Access, at: datetime, *answers: Answered, told=None, seen=(), given=None) -> Referral:
    return advice.answer(referral=of, told=told or {}, answers=answers, seen=seen, given=given, by=by, at=at)


def suspect_blood_cancer(of: Referral, by: Access, at: datetime) -> Referral:
    return answer(of, by, at, told={"haematological": "radiologically_suspected"})


class TestAnswers:
    def test_an_answer_keeps_the_facts_and_the_edition_of_its_moment(self, of, by, at):
        answer(of, by, at + HOUR, Answered("dexamethasone", Reply.AS_SAID))
        kept = event(of, K.PROMPT_ANSWERED)
        assert (kept.recorded_by, kept.happened_at) == (by.user, at + HOUR)
        assert kept.data["prompt"] == "dexamethasone"
        assert kept.data["reply"] == "as_said"
        assert kept.data["facts"]["limb_weakness"] == "yes"
        assert (kept.data["edition"], kept.data["rules_version"]) == (EDITION, RULES_VERSION)

    @pytest.mark.parametrize("reply", [Reply.OTHERWISE, Reply.NOT_APPROPRIATE])
    def test_another_answer_needs_words(self, of, by, at, reply):
        with pytest.raises(NotPossible, match="Say w"):
            answer(of, by, at, Answered("dexamethasone", reply, "  "))
        answer(of, by, at, Answered("dexamethasone", reply, " 8 mg, frail "))
        assert event(of, K.PROMPT_ANSWERED).data["text"] == "8 mg, frail"

    def test_a_prompt_that_is_not_in_the_rules_is_refused(self, of, by, at):
        with pytest.raises(NotPossible, match="no longer in the rules"):
            answer(of, by, at, Answered("tea", Reply.AS_SAID))

    def test_all_or_nothing(self, of, by, at):
        with pytest.raises(NotPossible):
            answer(of, by, at, Answered("pain-relief", Reply.AS_SAID), Answered("tea", Reply.AS_SAID))
        assert K.PROMPT_ANSWERED not in kinds(of)

    def test_a_name_records_the_advice_as_given(self, of, by, at):
        answer(of, by, at + HOUR, given=Given("Dr R Ringback", "yes"))
        assert moments(of)["advice_given_at"] == at + HOUR
        assert event(of, K.ADVICE_GIVEN).data["read_back"] == "yes"

    def test_nobody_answers_for_another_service(self, of, people, at):
        with pytest.raises(PermissionDenied):
            answer(of, Access(people.colleague), at, Answered("dexamethasone", Reply.AS_SAID))

    def test_an_ended_referral_takes_none(self, people, service, by, at):
        ended = factories.referral_at(factories.State.CLOSED, people.coordinator, service, at)
        with pytest.raises(NotPossible, match="Reopen it first"):
            answer(ended, by, at + 10 * HOUR, Answered("pain-relief", Reply.AS_SAID))


class TestFactsToldWithIt:
    def test_what_was_asked_first_is_assessed_again(self, of, by, at):
        answer(of, by, at + HOUR, told={"instability_neurology": "yes", "movement_pain": "severe"})
        facts = of.assessments.first().facts
        assert (facts["instability_neurology"], facts["movement_pain"]) == ("yes", "severe")
        assert facts["limb_weakness"] == "yes"
        assert K.REASSESSED in kinds(of)

    def test_that_mri_cannot_be_done_moves_the_clock_to_ct(self, of, by, at):
        answer(of, by, at + HOUR, told={"mri_contraindicated": "yes"})
        assert {"ct"} == {"mri", "ct"} & open_kinds(of)
        assert clock(of, "mri").status == Status.SUPERSEDED


class TestNewAdvice:
    def test_a_call_flags_nothing(self, of):
        assert of.new_prompts == []
        assert K.ADVICE_CHANGED not in kinds(of)

    def test_a_blood_cancer_suspected_after_the_offer_of_a_steroid_is_told_at_once(self, of, by, at):
        suspect_blood_cancer(of, by, at + HOUR)
        assert of.new_prompts == [DANGER]
        assert event(of, K.ADVICE_CHANGED).data["prompts"] == [DANGER]
        assert clock(of, "advice_changed").is_open
        sweep.sweep(at=at + HOUR)
        alert = Alert.objects.get(clock__kind="advice_changed")
        assert (alert.who, alert.reason) == ("role_holder", "advice_changed")

    def test_seeing_it_does_not_end_it_and_answering_does(self, of, by, at):
        suspect_blood_cancer(of, by, at + HOUR)
        answer(of, by, at + HOUR, seen=[DANGER])
        assert of.new_prompts == [DANGER]
        answer(of, by, at + HOUR, Answered(DANGER, Reply.OTHERWISE, "Dr H rung, no steroid yet"))
        assert of.new_prompts == []
        assert clock(of, "advice_changed").status == Status.MET

    def test_it_ends_when_it_no_longer_applies(self, of, by, at):
        suspect_blood_cancer(of, by, at + HOUR)
        answer(of, by, at + 2 * HOUR, told={"haematological": "no"})
        assert DANGER not in of.new_prompts
        assert clock(of, "advice_changed").status == Status.MET_LATE

    def test_acknowledged_and_still_not_answered_it_comes_back(self, of, by, at):
        suspect_blood_cancer(of, by, at + HOUR)
        sweep.sweep(at=at + HOUR)
        alerts.acknowledge(clock=clock(of, "advice_changed"), by=by, at=at + HOUR)
        sweep.sweep(at=at + 2 * HOUR)
        assert Alert.objects.filter(clock__kind="advice_changed", round=1).exists()

    def test_what_is_only_new_is_flagged_until_seen_and_alerts_nobody(self, of, by, at):
        answer(of, by, at + HOUR, told={"instability_neurology": "yes"})
        assert of.new_prompts == ["immobilise"]
        assert "advice_changed" not in open_kinds(of)
        answer(of, by, at + HOUR, seen=["immobilise"])
        assert of.new_prompts == []

    def test_a_report_that_confirms_brings_its_own(self, of, by, at):
        data = {"outcome": "mscc", "levels": "T8", "told_by": ""}
        course.record(referral=of, kind=K.REPORTED, moment=exactly(at), data=data, by=by, at=at + HOUR)
        assert "plan" in of.new_prompts

    def test_it_ends_with_the_referral(self, of, by, at):
        suspect_blood_cancer(of, by, at + HOUR)
        course.record(referral=of, kind=K.DIED, moment=exactly(at + HOUR), data={}, by=by, at=at + 2 * HOUR)
        assert clock(of, "advice_changed").status == Status.CANCELLED


class TestExceptionsLimbByLimb:
    def exception(self, of, by, at, **data):
        moment = exactly(at)
        return course.record(referral=of, kind=K.RT_EXCEPTION, moment=moment, data=data, by=by, at=at)

    def test_complete_paralysis_with_pain_controlled(self, of, by, at):
        self.exception(
            of, by, at, rt_exclusion="plegia_two_weeks_pain_controlled", plegia_days="14", pain_controlled="yes",
            decided_by="Dr C",
        )  # fmt: skip
        facts = of.assessments.first().facts
        assert facts["plegia_complete"] == "yes"
        assert (facts["plegia_days"], facts["pain_controlled"]) == (14.0, "yes")

    def test_prognosis_is_a_clinicians_judgement(self, of, by, at):
        self.exception(of, by, at, rt_exclusion="poor_prognosis", decided_by="Dr C")
        assert of.assessments.first().facts["prognosis"] == "poor"

    def test_struck_out_the_limbs_go_too(self, of, by, at):
        self.exception(of, by, at + HOUR, rt_exclusion="poor_prognosis", decided_by="Dr C")
        course.strike_out(event=event(of, K.RT_EXCEPTION), reason="Another person", by=by, at=at + 2 * HOUR)
        assert "prognosis" not in of.assessments.first().facts

    def test_a_scan_overnight(self, of, by, at):
        data = {"treat_immediately": "yes", "decided_by": "Dr C"}
        course.record(referral=of, kind=K.MRI_OVERNIGHT, moment=exactly(at), data=data, by=by, at=at)
        assert of.new_prompts == ["overnight"]
        assert clock(of, "mri").is_open
