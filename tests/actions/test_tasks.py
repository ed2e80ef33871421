"""What is to be done: arises by the pathway, is taken, done, not needed with the reason, and ends with the referral."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from mscc.access import Access
from mscc.moments import Moment
from mscc.roles import Role
from pathways import task_templates
from pathways.agreed_tasks import DEFAULTS, Doer, Start
from pathways.states import NotPossible
from referrals.actions import closing, course, tasks, triage
from referrals.events import EventKind
from referrals.models import Task
from tests import factories
from tests.actions.acting import event, together

K = EventKind
S = Task.State
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def referral(people, service, at):
    return factories.referral(people.coordinator, service, at)


def held(referral) -> dict[str, str]:
    return dict(referral.tasks.exclude(template="").values_list("template", "state"))


def one(referral, key: str) -> Task:
    return referral.tasks.filter(template=key).latest("pk")


def found(referral, by, at, outcome="mscc"):
    return factories.record(referral, K.REPORTED, by.user, at, outcome=outcome, levels="T8")


class TestArising:
    def test_a_suspicion_brings_its_tasks_each_due_by_the_table(self, referral, at):
        assert held(referral) == {"contact": S.OPEN, "pain": S.OPEN}
        pain = one(referral, "pain")
        assert (pain.due_at, pain.rec, pain.doer) == (at + 24 * HOUR, "1.7.2", Doer.WARD)
        assert (pain.event.kind, pain.made_by) == (K.TRIAGED, None)

    def test_where_nothing_is_suspected_none_arises(self, people, service, at):
        assert held(factories.referral(people.coordinator, service, at, facts=factories.BACK_PAIN)) == {}

    def test_one_that_becomes_suspected_has_them_then(self, people, service, by, at):
        it = factories.referral(people.coordinator, service, at, facts=factories.BACK_PAIN)
        assert "pain" not in held(it)
        worse = {**factories.BACK_PAIN, "cancer": "current", "limb_weakness": "yes"}
        triage.reassess(referral=it, facts=worse, recognised=Moment(at), version=it.version, by=by, at=at + HOUR)
        assert {"contact", "pain"} <= held(it).keys()

    def test_an_admission_brings_its_own_for_everybody(self, people, service, by, at):
        it = factories.referral(people.coordinator, service, at, facts=factories.BACK_PAIN)
        factories.record(it, K.ADMITTED, by.user, at, where_now="Ward 7", where_phone="")
        assert held(it) == {"complications": S.OPEN, "discharge": S.OPEN}

    def test_the_moment_of_the_event_counts_and_not_that_of_its_recording(self, referral, by, at):
        course.record(
            referral=referral, kind=K.ADMITTED, moment=Moment(at - 5 * HOUR), by=by, at=at,
            data={"where_now": "Ward 7", "where_phone": "", "told_by": ""},
        )  # fmt: skip
        assert one(referral, "complications").due_at == at + 19 * HOUR
        assert referral.where_now == "Ward 7"

    @pytest.mark.parametrize(("outcome", "arises"), [("mscc", True), ("metastases", True), ("none", False)])
    def test_a_report_brings_them_only_where_it_finds_something(self, referral, by, at, outcome, arises):
        found(referral, by, at, outcome)
        assert ("care_plan" in held(referral)) == arises

    def test_a_second_report_doubles_nothing_even_once_they_are_done(self, referral, by, at):
        found(referral, by, at)
        tasks.done(task=one(referral, "needs"), by=by, at=at)
        found(referral, by, at + HOUR, "metastases")
        assert referral.tasks.filter(template__in=["needs", "care_plan"]).count() == 2

    def test_a_second_admission_asks_for_its_checks_anew(self, referral, by, at):
        for hours in (0, 1):
            factories.record(referral, K.ADMITTED, by.user, at + hours * HOUR, where_now="Ward", where_phone="")
        assert referral.tasks.filter(template="complications").count() == 1, "it is open still"
        tasks.done(task=one(referral, "complications"), by=by, at=at + HOUR)
        factories.record(referral, K.ADMITTED, by.user, at + 2 * HOUR, where_now="Ward", where_phone="")
        assert list(referral.tasks.filter(template="complications").values_list("state", flat=True)) == [S.DONE, S.OPEN]

    def test_what_does_a_task_ends_it(self, referral, by, at):
        factories.record(referral, K.ADMITTED, by.user, at, where_now="Ward 7", where_phone="")
        factories.record(referral, K.DISCHARGE_PLANNED, by.user, at + HOUR, discharge_lead="Sister B Bleep")
        done = one(referral, "discharge")
        assert (done.state, done.ended_at, done.ended_by) == (S.DONE, at + HOUR, by.user)

    def test_a_corrected_time_moves_what_is_due(self, referral, by, at):
        factories.record(referral, K.ADMITTED, by.user, at, where_now="Ward 7", where_phone="")
        course.correct(
            event=event(referral, K.ADMITTED), moment=Moment(at - 2 * HOUR), by=by, at=at + HOUR,
            data={"where_now": "Ward 7", "where_phone": "", "told_by": ""},
        )  # fmt: skip
        moved = one(referral, "complications")
        assert moved.due_at == at + 22 * HOUR
        assert moved.event == event(referral, K.ADMITTED)
        assert referral.tasks.filter(template="complications").count() == 1

    def test_what_arose_from_an_entry_struck_out_is_not_needed(self, referral, by, at):
        factories.record(referral, K.ADMITTED, by.user, at, where_now="Ward 7", where_phone="")
        course.strike_out(event=event(referral, K.ADMITTED), reason="Another person", by=by, at=at + HOUR)
        gone = one(referral, "complications")
        assert (gone.state, gone.reason) == (S.NOT_NEEDED, "The entry that it arose from was struck out")
        assert one(referral, "pain").state == S.OPEN


class TestThePathway:
    @pytest.fixture
    def lead(self, people) -> Access:
        return Access(people[Role.SERVICE_LEAD])

    def keep(self, lead, at, key="", **told):
        given = {"title": "Ring the family", "rec": "", "start": Start.ADMITTED, "doer": Doer.COORDINATOR, "hours": 3}
        return task_templates.keep(key=key, given={**given, "is_in_use": True, **told}, by=lead, at=at)

    def test_what_the_alliance_adds_arises(self, referral, lead, by, at):
        key = self.keep(lead, at).key
        factories.record(referral, K.ADMITTED, by.user, at, where_now="Ward 7", where_phone="")
        assert one(referral, key).due_at == at + 3 * HOUR

    def test_what_it_changes_or_takes_out_holds_from_then_on(self, referral, lead, by, at):
        shipped = DEFAULTS["complications"]
        self.keep(lead, at, "complications", title="Own words", hours=6)
        self.keep(lead, at, "discharge", is_in_use=False)
        factories.record(referral, K.ADMITTED, by.user, at, where_now="Ward 7", where_phone="")
        assert one(referral, "complications").title == "Own words"
        assert "discharge" not in held(referral)
        task_templates.restore(key="complications", by=lead, at=at)
        standing = {it.task.key: it for it in task_templates.standing(referral.alliance_id)}
        assert (standing["complications"].task, standing["complications"].is_own) == (shipped, False)

    def test_another_alliance_has_its_own(self, lead, other_service, people, at):
        self.keep(lead, at, "pain", is_in_use=False)
        theirs = factories.referral(people.stranger, other_service, at)
        assert "pain" in held(theirs)

    def test_only_the_service_lead_changes_it(self, by, at):
        with pytest.raises(PermissionDenied):
            self.keep(by, at)
        with pytest.raises(PermissionDenied):
            task_templates.restore(key="pain", by=by, at=at)


class TestAnswers:
    @pytest.fixture
    def task(self, referral, by, at) -> Task:
        return tasks.add(referral=referral, title="  Ask for   the\nold films ", due_at=at + HOUR, by=by, at=at)

    def test_one_added_by_hand(self, task, by, at):
        assert (task.title, task.template, task.made_by, task.whose) == ("Ask for the old films", "", by.user, "")
        assert Entry.objects.filter(action="task.add", subject=task.referral.reference).exists()
        assert task.is_overdue(at + 2 * HOUR)
        assert not task.is_overdue(at + HOUR)

    def test_it_needs_words(self, referral, by, at):
        with pytest.raises(NotPossible, match="Say what"):
            tasks.add(referral=referral, title=" ", due_at=at, by=by, at=at)

    def test_it_is_never_given_to_another_alliance(self, referral, people, by, at):
        with pytest.raises(NotPossible):
            tasks.add(referral=referral, title="x", due_at=at, owner=people.stranger, by=by, at=at)

    def test_taken_and_done(self, task, by, at):
        assert tasks.take(task=task, by=by, at=at).whose == by.user.name
        done = tasks.done(task=task, note="By courier", by=by, at=at + HOUR)
        assert (done.state, done.ended_by, done.ended_at, done.reason) == (S.DONE, by.user, at + HOUR, "By courier")

    def test_not_needed_wants_a_reason(self, task, by, at):
        with pytest.raises(NotPossible, match="why"):
            tasks.not_needed(task=task, reason="  ", by=by, at=at)
        assert tasks.not_needed(task=task, reason="No old films", by=by, at=at).state == S.NOT_NEEDED

    def test_the_second_of_two_hears_who_was_quicker(self, task, by, registrar, at):
        tasks.done(task=task, by=by, at=at)
        for act in (tasks.take, tasks.done):
            with pytest.raises(NotPossible, match=by.user.name):
                act(task=task, by=registrar, at=at)

    def test_put_back(self, task, by, at):
        tasks.done(task=task, note="x", by=by, at=at)
        back = tasks.reopen(task=task, by=by, at=at)
        assert (back.state, back.ended_at, back.ended_by, back.reason) == (S.OPEN, None, None, "")
        with pytest.raises(NotPossible):
            tasks.reopen(task=task, by=by, at=at)

    def test_one_of_a_template_is_not_put_back_beside_another(self, referral, by, at):
        factories.record(referral, K.IMMOBILISED, by.user, at)
        first = one(referral, "skin")
        tasks.done(task=first, by=by, at=at)
        factories.record(referral, K.IMMOBILISED, by.user, at + HOUR)
        with pytest.raises(NotPossible, match="open already"):
            tasks.reopen(task=first, by=by, at=at)

    @pytest.mark.parametrize("who", ["colleague", "stranger"])
    def test_nobody_without_a_tie_answers(self, task, people, at, who):
        other = Access(getattr(people, who))
        for act in (tasks.take, tasks.done):
            with pytest.raises(PermissionDenied):
                act(task=task, by=other, at=at)
        with pytest.raises(PermissionDenied):
            tasks.add(referral=task.referral, title="x", due_at=at, by=other, at=at)


class TestTheEnd:
    @pytest.fixture
    def discharged(self, referral, by, at):
        found(factories.record(referral, K.MRI_STARTED, by.user, at, whole_spine="yes"), by, at)
        return factories.record(referral, K.DISCHARGED, by.user, at, destination="Home", discharge_plan="yes")

    def close(self, it, by, at):
        return closing.close(referral=it, outcome="mscc", reason="", by=by, at=at)

    def test_closing_ends_all_but_the_follow_up(self, discharged, by, at):
        self.close(discharged, by, at)
        left = {key for key, state in held(discharged).items() if state == S.OPEN}
        assert left == {"thirty_days", "weeks", "months"}
        assert set(held(discharged).values()) == {S.OPEN, S.ENDED}

    def test_reopened_what_ended_with_it_is_to_do_again_and_what_was_answered_is_not(self, discharged, by, at):
        tasks.done(task=one(discharged, "needs"), by=by, at=at)
        self.close(discharged, by, at)
        closing.reopen(referral=discharged, reason="Too early", by=by, at=at)
        assert held(discharged)["care_plan"] == S.OPEN
        assert held(discharged)["needs"] == S.DONE

    def test_nothing_is_to_do_for_somebody_who_died(self, discharged, by, at):
        self.close(discharged, by, at)
        factories.record(discharged, K.DIED, by.user, at + HOUR)
        assert S.OPEN not in held(discharged).values()

    def test_death_ends_an_open_one_too(self, discharged, by, at):
        factories.record(discharged, K.DIED, by.user, at + HOUR)
        assert S.OPEN not in held(discharged).values()

    def test_a_withdrawn_referral_keeps_no_follow_up(self, discharged, by, at):
        closing.withdraw(referral=discharged, reason="Entered twice", by=by, at=at)
        assert S.OPEN not in held(discharged).values()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_who_answer_at_once_answer_once(referral, by, registrar, at):
    task = tasks.add(referral=referral, title="x", due_at=at, by=by, at=at)
    answered = together(
        lambda: tasks.done(task=task, by=by, at=at),
        lambda: tasks.not_needed(task=task, reason="x", by=registrar, at=at),
    )
    assert sorted(type(each).__name__ for each in answered) == ["NotPossible", "Task"]
