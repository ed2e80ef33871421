"""Care until home: what an entry does to tasks, facts and figures; what moves a clock."""

from datetime import timedelta

import pytest

from mscc.moments import LONDON
from pathways.guideline.terms import CORD
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible
from referrals.actions import closing, course
from referrals.events import EventKind, support
from referrals.models import Clock, Timeline
from tests import factories
from tests.actions.acting import assert_projected, event

K = EventKind
pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEP = {"mobile_step": "sitting", "hypotension": "no", "more_pain": "no", "worse_neurology": "no", "went": "stayed"}


@pytest.fixture
def referral(people, service, at):
    return factories.referral(people.coordinator, service, at)


def tasks(referral) -> dict[str, str]:
    return dict(referral.tasks.order_by("pk").values_list("template", "state"))


def test_a_pain_plan_does_the_first_task_and_asks_for_its_review(referral, by, at):
    factories.record(referral, K.PAIN_PLAN, by.user, at, pain_plan="Morphine")
    assert (tasks(referral)["pain"], tasks(referral)["pain_review"]) == ("done", "open")
    factories.record(referral, K.PAIN_REVIEWED, by.user, at + HOUR, plan_works="no")
    assert tasks(referral)["pain_review"] == "done"
    factories.record(referral, K.PAIN_PLAN, by.user, at + 2 * HOUR, pain_plan="More morphine")
    review = referral.tasks.filter(template="pain_review").latest("pk")
    assert (review.state, review.due_at) == ("open", at + 26 * HOUR)


def test_the_card_that_was_given_is_done_only_when_the_person_knows_whom_to_ring(referral, by, at):
    factories.record(referral, K.INFORMED, by.user, at, contact_known="unknown", card_given="yes")
    assert tasks(referral)["contact"] == "open"
    factories.record(referral, K.INFORMED, by.user, at, contact_known="yes")
    assert tasks(referral)["contact"] == "done"


@pytest.mark.parametrize(("sign", "asked"), [("more_pain", True), ("worse_neurology", True), ("hypotension", False)])
def test_a_step_that_hurts_asks_for_the_stability_to_be_looked_at_anew(referral, by, at, sign, asked):
    factories.record(referral, K.MOBILISED, by.user, at, **{**STEP, sign: "yes"})
    assert ("stability" in tasks(referral)) == asked


def test_neurology_that_gets_worse_at_a_step_is_assessed_again(people, service, by, at):
    """Whoever was thought to have metastases alone is an emergency from that moment, with its clock and its alarm."""
    clear = {"cancer": "current", "mechanical_pain": "yes", **dict.fromkeys(CORD, "no")}
    referral = factories.referral(people.coordinator, service, at, facts=clear)
    assert referral.disposition == Disposition.ADVICE_24H
    factories.record(referral, K.MOBILISED, by.user, at + HOUR, **{**STEP, "worse_neurology": "unknown"})
    referral.refresh_from_db()
    assert referral.disposition == Disposition.ADVICE_24H
    factories.record(referral, K.MOBILISED, by.user, at + 2 * HOUR, **{**STEP, "worse_neurology": "yes"})
    referral.refresh_from_db()
    assert referral.disposition == Disposition.EMERGENCY
    clock = Clock.objects.get(referral=referral, kind="mri", hours=24)
    assert (clock.status, clock.started_at) == ("open", at + 2 * HOUR)
    assert Clock.objects.get(referral=referral, kind="acknowledgement").is_open
    course.strike_out(event=event(referral, K.MOBILISED), reason="Another person", by=by, at=at + 3 * HOUR)
    assert referral.assessments.first().facts["neurological_signs"] == "yes", "only box 1 takes it away"


def test_immobilised_again_is_a_clock_of_its_own(referral, by, at):
    for hour, kind, data in ((0, K.IMMOBILISED, {}), (1, K.STABILITY_ADVICE, {"given_by": "Mr S"}),
                             (2, K.IMMOBILISATION_ENDED, {"ended_by": "Mr S"}), (5, K.IMMOBILISED, {})):  # fmt: skip
        factories.record(referral, kind, by.user, at + hour * HOUR, **data)
    rows = Clock.objects.filter(referral=referral, kind="immobilisation_advice").order_by("pk")
    assert [(row.status, row.started_at) for row in rows] == [("met", at), ("open", at + 5 * HOUR)]


def test_a_day_on_which_to_look_again_is_a_task_of_that_day_until_it_is_done(referral, by, at):
    told = {"care_senior": "Dr S", "care_plan": "x", "look_again": (at + 7 * DAY).isoformat()}
    factories.record(referral, K.CARE_PLAN, by.user, at, **told)
    again = referral.tasks.get(template="again-plan")
    assert (again.state, again.due_at, again.made_by) == ("open", at + 7 * DAY, by.user)
    factories.record(referral, K.CARE_PLAN, by.user, at + HOUR, **{**told, "look_again": (at + 9 * DAY).isoformat()})
    assert list(referral.tasks.filter(template="again-plan").values_list("state", flat=True)) == ["done", "open"]


def test_immobilisation_that_has_ended_is_a_fact_and_its_clock_still_asks_for_advice(referral, by, at):
    factories.record(referral, K.IMMOBILISED, by.user, at, position="Flat")
    factories.record(referral, K.IMMOBILISATION_ENDED, by.user, at + HOUR, ended_by="Mr S")
    assert referral.assessments.first().facts["immobilised"] == "no"
    assert Clock.objects.get(referral=referral, kind="immobilisation_advice").is_open
    course.strike_out(event=event(referral, K.IMMOBILISATION_ENDED), reason="Another person", by=by, at=at + HOUR)
    assert referral.assessments.first().facts["immobilised"] == "yes"


def test_nothing_of_the_care_moves_a_clock_or_a_time(referral, by, at):
    def stands() -> tuple:
        clocks = list(Clock.objects.filter(referral=referral).order_by("pk").values_list("status", "next_at", "due_at"))
        return clocks, Timeline.objects.filter(pk=referral.pk).values().get()

    before = stands()
    for kind in set(support.EVENTS) - {K.IMMOBILISATION_ENDED}:
        factories.record(referral, kind, by.user, at, **(STEP if kind == K.MOBILISED else {}))
    assert stands() == before
    assert_projected(referral)


class TestAfterDischarge:
    @pytest.fixture
    def closed(self, referral, by, at):
        factories.record(referral, K.MRI_STARTED, by.user, at, whole_spine="yes")
        factories.record(referral, K.REPORTED, by.user, at, outcome="mscc")
        factories.record(referral, K.DISCHARGED, by.user, at, destination="Home", discharge_plan="yes")
        return closing.close(referral=referral, outcome="mscc", reason="", by=by, at=at)

    def test_what_became_of_the_person_is_recorded_of_a_closed_referral_without_opening_it(self, closed, by, at):
        weeks = {"asked_when": "weeks", "walking_now": "aided", "continence": "catheter", "pain_now": "3"}
        factories.record(closed, K.FOLLOWED_UP, by.user, at + 40 * DAY, **weeks)
        assert (closed.state, tasks(closed)["weeks"], tasks(closed)["months"]) == ("closed", "done", "open")
        assert not Clock.objects.filter(referral=closed, status="open").exists()
        assert_projected(closed)

    def test_who_was_asked_after_was_alive_then(self, closed, by, at):
        for days in (30, 90, 40):
            factories.record(closed, K.FOLLOWED_UP, by.user, at + days * DAY, asked_when="other")
        alive = Timeline.objects.get(pk=closed.pk).last_known_alive
        assert alive == (at + 90 * DAY).astimezone(LONDON).date()

    def test_the_walking_at_discharge_stays_that_of_the_discharge(self, closed, by, at):
        factories.record(closed, K.FOLLOWED_UP, by.user, at + 40 * DAY, asked_when="weeks", walking_now="aided")
        assert Timeline.objects.get(pk=closed.pk).walking_at_discharge == ""

    def test_anything_else_of_a_closed_referral_wants_it_opened(self, closed, by, at):
        with pytest.raises(NotPossible, match="Reopen"):
            factories.record(closed, K.PAIN_PLAN, by.user, at + DAY, pain_plan="x")


@pytest.mark.parametrize("kind", [*support.EVENTS, K.ADMITTED, K.DISCHARGE_CHECKED, K.FOLLOWED_UP])
def test_a_save_takes_at_most_fifteen_queries(referral, by, at, kind, django_assert_max_num_queries):
    told = {"look_again": (at + DAY).isoformat(), "contact_known": "yes", "asked_when": "weeks", **STEP}
    told |= {"more_pain": "yes", "where_now": "Ward 7", "equipment": "none", "carers_taught": "yes"}
    with django_assert_max_num_queries(15 + 2 + 1):  # the savepoint, and the caller's row read anew
        factories.record(referral, kind, by.user, at, **told)
