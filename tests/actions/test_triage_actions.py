"""Triage after the call: answers assessed again, a clinician's own disposition, and what neither may do."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from mscc.access import Access
from mscc.moments import Moment
from mscc.roles import ROLES, Permission, Role
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible, State
from referrals.actions import course, triage
from referrals.events import EventKind
from referrals.models import Referral
from tests import factories
from tests.actions.acting import assert_projected, event, kinds, together
from tests.factories import BACK_PAIN, EMERGENCY, NO_CORD, PAIN_ONLY

K, D = EventKind, Disposition
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def refer(people, service, at):
    def refer(facts: dict[str, str] = PAIN_ONLY, **told) -> Referral:
        return factories.referral(people.coordinator, service, at, facts=facts, **told)

    return refer


def reassess(referral: Referral, by: Access, at, facts: dict[str, str], **given) -> Referral:
    version = given.pop("version", referral.version)
    return triage.reassess(
        referral=referral, facts=facts, recognised=given.pop("recognised", Moment(at)), version=version, by=by, at=at
    )


def lower(referral: Referral, by: Access, at, to: Disposition = D.EXPLAIN, reason: str = "Muscular") -> Referral:
    return triage.set_disposition(referral=referral, to=to, reason=reason, by=by, at=at)


class TestAnswers:
    def test_they_are_assessed_and_kept_with_the_answer(self, refer, by, at):
        referral = reassess(refer(), by, at + HOUR, {**PAIN_ONLY, "sensory_loss": "yes"})
        new, old = referral.assessments.all()
        assert (new.answer["disposition"], old.answer["disposition"]) == ("EMERGENCY", "ADVICE_24H")
        assert (new.assessed_by, new.assessed_at) == (by.user, at + HOUR)
        said = event(referral, K.REASSESSED)
        assert said.data == {
            "certain": True, "disposition": "EMERGENCY", "changed": ["sensory_loss"], "suspected": True,
        }  # fmt: skip
        assert "sensory" in referral.why.lower()
        assert referral.timeline.has_cord_feature is True
        assert_projected(referral)

    def test_urgency_rises_by_rule(self, refer, by, at):
        referral = reassess(refer(BACK_PAIN), by, at, {**BACK_PAIN, "cancer": "current", "night_pain": "yes"})
        assert (referral.disposition, referral.rule_disposition) == (D.ADVICE_24H, D.ADVICE_24H)
        referral = reassess(referral, by, at, {**PAIN_ONLY, "limb_weakness": "yes"})
        assert (referral.disposition, referral.rule_disposition) == (D.EMERGENCY, D.EMERGENCY)

    @pytest.mark.parametrize("facts", [PAIN_ONLY, BACK_PAIN, {"cancer": "none", **NO_CORD}])
    def test_and_never_falls_by_it(self, refer, by, at, facts):
        referral = reassess(refer(EMERGENCY), by, at, facts)
        assert referral.disposition == D.EMERGENCY
        assert referral.rule_disposition != D.EMERGENCY

    def test_what_a_clinician_lowered_stays_while_nothing_is_worse(self, refer, by, at):
        referral = lower(refer(), by, at)
        assert reassess(referral, by, at, {**PAIN_ONLY, "progressive_pain": "yes"}).disposition == D.EXPLAIN

    def test_answers_that_complete_it_triage_it(self, refer, by, at):
        referral = refer({"cancer": "current", **NO_CORD})
        assert referral.state == State.RECEIVED
        assert reassess(referral, by, at, {"cancer": "current", "limb_weakness": "yes"}).state == State.TRIAGED

    def test_one_who_read_an_older_version_is_told(self, refer, by, senior, at):
        referral = refer()
        reassess(referral, senior, at, {**PAIN_ONLY, "limb_weakness": "yes"})
        with pytest.raises(triage.Conflict, match="Somebody else changed"):
            reassess(referral, by, at, PAIN_ONLY, version=1)
        kept = Referral.objects.get(pk=referral.pk)
        assert (kept.version, kept.disposition, kept.assessments.count()) == (2, D.EMERGENCY, 2)

    def test_a_fact_that_does_not_exist_is_refused(self, refer, by, at):
        with pytest.raises(ValueError, match="no fact"):
            reassess(refer(), by, at, {"limb_weaknes": "yes"})

    def test_being_immobilised_is_an_event_once(self, refer, by, at):
        referral = reassess(refer(), by, at, {**PAIN_ONLY, "immobilised": "yes"})
        reassess(referral, by, at, {**PAIN_ONLY, "immobilised": "yes", "progressive_pain": "yes"})
        assert kinds(referral).count(K.IMMOBILISED) == 1
        assert event(referral, K.IMMOBILISED).precision == "estimated"


class TestDisposition:
    @pytest.mark.parametrize("role", list(Role))
    def test_by_permission(self, refer, people, at, role):
        referral, who = refer(), Access(people[role])
        if Permission.CHANGE_DISPOSITION in ROLES[role]:
            assert lower(referral, who, at).disposition == D.EXPLAIN
        else:
            with pytest.raises(PermissionDenied, match="raise or lower the disposition"):
                lower(referral, who, at)

    @pytest.mark.parametrize("who", ["colleague", "stranger"])
    def test_not_by_anybody_of_another_service(self, refer, people, at, who):
        with pytest.raises(PermissionDenied):
            lower(refer(), Access(getattr(people, who)), at)

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_lowering_needs_a_reason(self, refer, by, at, reason):
        referral = refer()
        with pytest.raises(NotPossible, match="needs a reason"):
            lower(referral, by, at, reason=reason)
        assert Referral.objects.get(pk=referral.pk).disposition == D.ADVICE_24H

    def test_raising_does_not(self, refer, by, at):
        referral = lower(refer(), by, at, to=D.EMERGENCY, reason="")
        assert referral.disposition == D.EMERGENCY
        assert referral.rule_disposition == D.ADVICE_24H
        assert not referral.is_lowered

    def test_the_rules_answer_stays_in_sight_and_in_the_trail(self, refer, senior, at):
        referral = lower(refer(EMERGENCY), senior, at + HOUR, to=D.BACK_PAIN, reason=" Old stroke ")
        assert (referral.disposition, referral.rule_disposition, referral.is_lowered) == (
            D.BACK_PAIN,
            D.EMERGENCY,
            True,
        )
        assert event(referral, K.DISPOSITION_CHANGED).data == {
            "old": "EMERGENCY", "new": "BACK_PAIN", "reason": "Old stroke", "rule": "EMERGENCY", "suspected": False,
        }  # fmt: skip
        assert event(referral, K.DISPOSITION_CHANGED).recorded_by == senior.user
        entry = Entry.objects.get(action="referral.set_disposition")
        assert (entry.actor, entry.subject) == (senior.user.name, referral.reference)
        assert "stroke" not in str(entry.detail)
        old, new = referral.history.order_by("history_id").values_list("disposition", flat=True)
        assert (old, new) == ("EMERGENCY", "BACK_PAIN")

    def test_the_same_again_is_refused(self, refer, by, at):
        with pytest.raises(NotPossible, match="already"):
            lower(refer(), by, at, to=D.ADVICE_24H)

    def test_a_clinicians_word_triages_what_was_left_open(self, refer, by, at):
        referral = refer({"cancer": "current", **NO_CORD})
        assert lower(referral, by, at, to=D.BACK_PAIN).state == State.TRIAGED

    def test_lowering_a_day_clock_asks_a_second_clinician(self, refer, by, at):
        referral = lower(refer(EMERGENCY), by, at + HOUR, to=D.NO_ROUTE)
        asked = event(referral, K.WITHDRAWAL_ASKED)
        assert asked.data == {"reason": "Muscular", "until": (at + 2 * HOUR).isoformat()}
        assert triage.pending_withdrawal(referral, at + HOUR) == asked

    def test_where_no_day_clock_runs_it_asks_nobody(self, refer, by, at):
        referral = factories.record(refer(EMERGENCY), K.MRI_STARTED, by.user, at, whole_spine="yes")
        lower(referral, by, at + HOUR, to=D.NO_ROUTE)
        assert event(referral, K.WITHDRAWAL_ASKED) is None


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_sets_of_answers_one_is_told(self, people, refer, at):
        referral = refer()
        given = [{**PAIN_ONLY, "limb_weakness": "yes"}, {**PAIN_ONLY, "sensory_loss": "yes"}]
        done = together(
            *(
                lambda facts=facts, user=user: triage.reassess(
                    referral=Referral.objects.get(pk=referral.pk),
                    facts=facts,
                    recognised=Moment(at),
                    version=1,
                    by=Access(user),
                    at=at,
                )
                for facts, user in zip(given, (people.coordinator, people[Role.SENIOR]), strict=True)
            )
        )
        assert sorted(type(each).__name__ for each in done) == ["Conflict", "Referral"]
        assert Referral.objects.get().version == 2

    def test_events_recorded_at_once_are_all_kept(self, people, refer, at):
        referral = refer(EMERGENCY)
        users = [people.coordinator, people[Role.SENIOR], people[Role.REGISTRAR]]
        given = {K.MRI_REQUESTED: {}, K.ADVICE_GIVEN: {"to_whom": "X"}, K.MRI_STARTED: {"whole_spine": "yes"}}
        done = together(
            *(
                lambda kind=kind, data=data, user=user: course.record(
                    referral=Referral.objects.get(pk=referral.pk),
                    kind=kind,
                    moment=Moment(at),
                    data=data,
                    by=Access(user),
                    at=at,
                )
                for (kind, data), user in zip(given.items(), users, strict=True)
            )
        )
        assert all(isinstance(each, Referral) for each in done)
        kept = Referral.objects.get()
        assert (kept.version, kept.state) == (4, State.IMAGING)
        assert set(given) <= set(kinds(kept))
        assert_projected(kept)
