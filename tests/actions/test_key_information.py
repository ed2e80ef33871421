"""Key information is kept answer by answer: two people lose nothing, and what is worse runs the rules anew."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from mscc.access import Access
from mscc.moments import Moment
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible
from referrals.actions import course, scores, triage
from referrals.actions import key_information as action
from referrals.actions.told import relevant, standing
from referrals.events import EventKind
from referrals.key_information import SECTIONS
from referrals.key_information.answers import history
from referrals.models import Referral
from tests import factories
from tests.actions.acting import assert_projected, event, kinds, open_kinds, together
from tests.actions.test_asked_again import facts, scanned

K = EventKind
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def referral(people, service, at) -> Referral:
    return factories.referral(people.coordinator, service, at)


def stands(referral: Referral, slug: str) -> dict[str, str]:
    return action.values(SECTIONS[slug], history(standing(relevant(referral))))


def newest(referral: Referral) -> int:
    return relevant(referral)[-1].pk


def save(referral: Referral, by: Access, at, slug: str = "neurology", *, seen: int | None = None, read=None, **answers):
    """Save a section as its form does: every question, those not named as they were read."""
    seen = newest(referral) if seen is None else seen
    read = read or action.values(SECTIONS[slug], history(standing(relevant(referral), seen)))
    given = {**read, **{name: value for name, value in answers.items() if name in read}}
    return action.keep(
        referral=referral, section=SECTIONS[slug], given=given, seen=seen, confirms=answers.get("confirms", False),
        moment=answers.get("moment", Moment(at)), told_by=answers.get("told_by", ""), by=by, at=at,
    )  # fmt: skip


class TestKept:
    def test_only_what_was_changed_is_kept_with_who_told_and_when_it_was_true(self, referral, by, at):
        save(referral, by, at, walking="aided", bladder="normal")
        save(referral, by, at + HOUR, bladder="retention", told_by="Sister B", moment=Moment(at + HOUR / 2))
        last = event(referral, K.KEY_INFORMATION)
        assert last.data["answers"] == {"bladder": "retention"}
        assert last.data["was"] == {"bladder": "normal"}
        assert (last.told_by, last.happened_at, last.recorded_by) == ("Sister B", at + HOUR / 2, by.user)
        assert stands(referral, "neurology")["walking"] == "aided"

    def test_asked_again_and_still_so_is_kept_of_everything_answered(self, referral, by, at):
        save(referral, by, at, walking="aided", bladder="normal")
        save(referral, by, at + HOUR, bladder="retention", confirms=True)
        assert event(referral, K.KEY_INFORMATION).data["answers"] == {"walking": "aided", "bladder": "retention"}

    def test_nothing_changed_is_nothing_to_keep(self, referral, by, at):
        with pytest.raises(NotPossible, match="Nothing was changed"):
            save(referral, by, at)
        assert K.KEY_INFORMATION not in kinds(referral)

    def test_the_future_is_not_kept(self, referral, by, at):
        with pytest.raises(NotPossible, match="future"):
            save(referral, by, at, walking="aided", moment=Moment(at + HOUR))

    def test_what_is_no_longer_asked_is_named_and_not_kept(self, referral, by, at):
        assert save(referral, by, at, "safety", thinner="no", thinner_drug="Apixaban") == ["thinner_drug"]
        assert event(referral, K.KEY_INFORMATION).data["answers"] == {"thinner": "no"}

    def test_allergies_primary_and_interpreter_stand_where_others_read_them(self, referral, by, at):
        save(referral, by, at, "safety", allergies="Penicillin: rash")
        save(referral, by, at, "oncology", primary="prostate")
        save(referral, by, at, "needs", interpreter="yes")
        referral.refresh_from_db()
        referral.person.refresh_from_db()
        assert (referral.allergies, referral.primary, referral.person.needs_interpreter) == (
            "Penicillin: rash", "Prostate", True,
        )  # fmt: skip
        save(referral, by, at, "needs", interpreter="unknown")
        referral.person.refresh_from_db()
        assert referral.person.needs_interpreter is None

    def test_neither_a_stranger_nor_a_colleague_who_is_not_party_to_it_writes(self, referral, people, at):
        for user in (people.colleague, people.stranger):
            with pytest.raises(PermissionDenied):
                save(referral, Access(user), at, walking="aided")
        assert K.KEY_INFORMATION not in kinds(referral)


class TestTwoPeople:
    def test_who_save_the_same_section_lose_nothing(self, referral, by, senior, at):
        seen = newest(referral)
        save(referral, by, at, seen=seen, walking="aided", catheter="yes")
        save(referral, senior, at, seen=seen, bladder="retention", last_walked="Saturday")
        found = stands(referral, "neurology")
        assert [found[name] for name in ("walking", "catheter", "bladder", "last_walked")] == [
            "aided", "yes", "retention", "Saturday",
        ]  # fmt: skip

    def test_who_answer_one_question_otherwise_are_shown_both(self, referral, by, senior, at):
        seen = newest(referral)
        save(referral, by, at, seen=seen, walking="aided")
        with pytest.raises(action.Conflict) as problem:
            save(referral, senior, at, seen=seen, walking="not_walking", bowel="normal")
        assert problem.value.names == ["walking"]
        assert stands(referral, "neurology")["bowel"] == ""
        save(referral, senior, at, walking="not_walking", bowel="normal")
        assert stands(referral, "neurology")["walking"] == "not_walking"

    def test_who_answer_it_alike_agree(self, referral, by, senior, at):
        seen = newest(referral)
        save(referral, by, at, seen=seen, walking="aided")
        save(referral, senior, at, seen=seen, walking="aided")
        assert stands(referral, "neurology")["walking"] == "aided"

    def test_one_closes_the_question_that_the_other_answers(self, referral, by, senior, at):
        save(referral, by, at, "safety", thinner="anticoagulant")
        seen = newest(referral)
        save(referral, by, at, "safety", seen=seen, thinner="no")
        with pytest.raises(action.Conflict) as problem:
            save(referral, senior, at, "safety", seen=seen, thinner_drug="Apixaban")
        assert problem.value.names == ["thinner"]

    @pytest.mark.django_db(transaction=True)
    def test_in_the_same_instant(self, referral, by, senior, at):
        seen = newest(referral)
        done = together(
            lambda: save(referral, by, at, seen=seen, walking="aided"),
            lambda: save(
                Referral.objects.get(pk=referral.pk), senior, at, seen=seen, walking="not_walking", bowel="normal"
            ),
        )
        assert sorted(type(each).__name__ for each in done) == ["Conflict", "list"]


@pytest.fixture
def everything(people, service, at) -> Referral:
    """Whoever has these features already can only become worse in them."""
    features = ("limb_weakness", "gait_disturbance", "bladder_bowel_dysfunction")
    return factories.referral(
        people.coordinator, service, at, facts={"cancer": "current", **dict.fromkeys(features, "yes")}
    )  # fmt: skip


def examine(referral: Referral, by: Access, at, **cells: str) -> Referral:
    return scores.examine_power(referral=referral, cells=cells, moment=Moment(at), told_by="", by=by, at=at)


class TestRules:
    def test_a_new_finding_is_triaged_with_its_clock(self, people, service, by, at):
        of = factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY)
        assert of.disposition == Disposition.ADVICE_24H
        save(of, by, at + HOUR, bladder="retention", moment=Moment(at + HOUR / 2))
        assert of.disposition == Disposition.EMERGENCY
        assert "mri" in open_kinds(of)
        assert event(of, K.CORD_FEATURE).happened_at == at + HOUR / 2
        assert_projected(of)

    @pytest.mark.parametrize(("name", "best", "worst"), [
        ("walking", "unaided", "aided"), ("bladder", "normal", "retention"),
    ])  # fmt: skip
    def test_worse_brings_back_what_the_rules_say(self, everything, by, senior, at, name, best, worst):
        save(everything, by, at, **{name: best})
        triage.set_disposition(
            referral=everything, to=Disposition.ADVICE_24H, reason="Old weakness", by=senior, at=at
        )  # fmt: skip
        save(everything, by, at + HOUR, **{name: worst})
        assert everything.disposition == Disposition.EMERGENCY
        assert event(everything, K.KEY_INFORMATION).data["worse"] == [name]

    def test_weaker_by_the_grid_brings_it_back_too(self, everything, by, senior, at):
        examine(everything, by, at, l2_left="4")
        triage.set_disposition(
            referral=everything, to=Disposition.ADVICE_24H, reason="Old weakness", by=senior, at=at
        )  # fmt: skip
        examine(everything, by, at + HOUR, l2_left="4", l3_left="3")
        assert everything.disposition == Disposition.ADVICE_24H
        examine(everything, by, at + 2 * HOUR, l2_left="3")
        assert everything.disposition == Disposition.EMERGENCY

    def test_a_weak_muscle_is_a_weak_limb(self, people, service, by, at):
        of = factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY)
        examine(of, by, at + HOUR, l2_left="5", l2_right="NT")
        assert of.disposition == Disposition.ADVICE_24H
        examine(of, by, at + HOUR, l2_left="4+")
        assert (of.disposition, facts(of)["limb_weakness"]) == (Disposition.EMERGENCY, "yes")

    @pytest.mark.parametrize("outcome", ["metastases", "none"])
    def test_worse_after_a_clear_scan_is_asked_anew(self, referral, by, at, outcome):
        save(referral, by, at, walking="unaided", bladder="changed")
        scanned(referral, by, at + HOUR, outcome)
        save(referral, by, at + 24 * HOUR, bladder="retention")
        assert "mri" in open_kinds(referral)
        assert facts(referral).get("mscc") is None
        assert_projected(referral)

    def test_worse_with_compression_already_found_starts_no_second_scan(self, referral, by, at):
        save(referral, by, at, bladder="changed")
        scanned(referral, by, at + HOUR, "mscc")
        save(referral, by, at + 24 * HOUR, bladder="retention")
        assert "mri" not in open_kinds(referral)
        assert K.CORD_FEATURE not in kinds(referral)

    def test_other_facts_are_taken_quietly(self, referral, by, at):
        before = kinds(referral).count(K.REASSESSED)
        save(referral, by, at, "oncology", prognosis="poor", primary="breast")
        assert (facts(referral)["prognosis"], facts(referral)["primary"]) == ("poor", "breast")
        assert kinds(referral).count(K.REASSESSED) == before

    def test_a_fact_goes_with_the_question_above_it(self, referral, by, at):
        save(referral, by, at, "oncology", previous_radiotherapy="yes", good_response="yes")
        assert facts(referral)["good_response"] == "yes"
        save(referral, by, at, "oncology", previous_radiotherapy="no")
        assert "good_response" not in facts(referral)

    def test_striking_out_brings_back_what_stood_before(self, referral, by, at):
        save(referral, by, at, "safety", allergies="Latex")
        save(referral, by, at + HOUR, "safety", allergies="Penicillin")
        course.strike_out(event=event(referral, K.KEY_INFORMATION), reason="Other person", by=by, at=at + HOUR)
        assert (stands(referral, "safety")["allergies"], referral.allergies) == ("Latex", "Latex")

    def test_striking_out_takes_its_facts_back_and_leaves_the_disposition(self, people, service, by, at):
        of = factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY)
        save(of, by, at + HOUR, bladder="retention")
        course.strike_out(event=event(of, K.KEY_INFORMATION), reason="Other person", by=by, at=at + 2 * HOUR)
        assert facts(of)["bladder_bowel_dysfunction"] == "no"
        assert of.disposition == Disposition.EMERGENCY


def test_an_answer_is_a_heading_to_the_audit(referral, people, at):
    save(referral, Access(people.coordinator), at, slug="needs", lives="alone")
    assert Referral.objects.get(pk=referral.pk).timeline.key_headings == "needs"
