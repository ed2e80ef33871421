"""What happens on the way: recorded once, put right by a new entry, struck out, and never rewritten."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction

from audit.models import Entry
from mscc.access import Access
from mscc.moments import Moment, Precision
from mscc.roles import Role
from pathways.states import NotPossible, State
from referrals.actions import calls, course, details, presence, triage
from referrals.events import EVENTS, RECORDABLE, EventKind
from referrals.models import CallAttempt, Event, Person, Referral
from referrals.models.event import EventIsImmutable
from tests import factories
from tests.actions.acting import assert_projected, clock, event, kinds, moments, together
from tests.factories import EMERGENCY

K = EventKind
pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ANSWERS = {
    "to_whom": "The caller", "advice": "By the five topics", "read_back": "yes", "accepted_by": "Dr N Neuro",
    "position": "Flat", "given_by": "Dr S Spine", "whole_spine": "yes", "delay_reason": "No slot",
    "rt_delay_reason": "No slot",
    "contraindication": "Pacemaker", "confirmed_by": "MRI desk",
    "mri_exclusion": "declined", "rt_exclusion": "declined", "plegia_days": "3", "pain_controlled": "no",
    "treat_immediately": "yes",
    "decided_by": "Dr C Consultest", "outcome": "mscc", "levels": "T8", "treatment": "radiotherapy",
    "surgery_suitable": "no", "other_treatment": "yes",
    "dose_gy": "8.5", "fractions": 1, "where_now": "Ward 7", "where_phone": "1",
    "discharge_lead": "Sister B Bleep", "destination": "Home", "note": "The daughter rang",
    "fractions_reason": "High risk", "discharge_plan": "yes", "walking_now": "aided", "told_by": "MRI desk",
    "look_again": "", "report_form": "verbal", "images_to": "spinal", "opinion_of": "oncology",
    "bone_agent": "bisphosphonate", "bone_agent_stage": "given", "bisphosphonate_aim": "pain",
    "gave_advice": "yes", "spine_part": [], "sequences": ["t1"], "unsuitable_because": ["fitness"],
}  # fmt: skip


@pytest.fixture
def referral(people, service, at) -> Referral:
    return factories.referral(people.coordinator, service, at)


def answers(kind: EventKind, at) -> dict:
    known = {**ANSWERS, "booked_for": (at + 9 * HOUR).isoformat()}
    return {name: known.get(name, "As told") for name in EVENTS[kind].asks}


# What must have been recorded before a stage of a transfer.
STAGES = {
    K.TRANSFER_CHECKED: [K.TRANSFER_ARRANGED], K.TRANSFER_CANCELLED: [K.TRANSFER_ARRANGED],
    K.DEPARTED: [K.TRANSFER_ARRANGED], K.ARRIVED: [K.TRANSFER_ARRANGED, K.DEPARTED],
}  # fmt: skip
IN_PLACE = {"precautions_read_back": "yes", "images": "none", "steroid_given": "no"}


def prepare(referral: Referral, kind: EventKind, by: Access, at) -> None:
    for each in STAGES.get(kind, []):
        record(referral, each, by, at - 2 * HOUR, **{**answers(each, at), **IN_PLACE})


def record(referral: Referral, kind: EventKind, by: Access, at, **data) -> Referral:
    return course.record(referral=referral, kind=kind, moment=Moment(at), data=data, by=by, at=at)


class TestRecording:
    @pytest.mark.parametrize("kind", RECORDABLE)
    def test_each_is_kept_with_its_time_and_who_said_so(self, referral, by, at, kind):
        prepare(referral, kind, by, at)
        before, happened, given = referral.version, Moment(at - HOUR, Precision.ESTIMATED), answers(kind, at)
        course.record(referral=referral, kind=kind, moment=happened, data=given, by=by, at=at + HOUR)
        kept = event(referral, kind)
        assert (kept.moment, kept.recorded_at, kept.recorded_by) == (happened, at + HOUR, by.user)
        assert kept.told_by == given.get("told_by", "")
        assert kept.data == {name: value for name, value in given.items() if name != "told_by"}
        assert "told_by" not in EVENTS[kind].asks or given["told_by"] == "MRI desk"
        name = EVENTS[kind].sets
        if name and not EVENTS[kind].planned:
            assert moments(referral)[name] == at - HOUR
        assert Entry.objects.filter(action=f"referral.record.{kind}", subject=referral.reference).exists()
        assert referral.version == before + 1
        assert_projected(referral)

    @pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in RECORDABLE])
    def test_nothing_else_is_recorded_so(self, referral, by, at, kind):
        with pytest.raises(NotPossible, match="cannot be recorded"):
            record(referral, kind, by, at)

    def test_not_in_the_future(self, referral, by, at):
        with pytest.raises(NotPossible, match="in the future"):
            course.record(referral=referral, kind=K.NOTE, moment=Moment(at + MINUTE), data={"note": "x"}, by=by, at=at)
        assert kinds(referral) == [K.CALL_RECEIVED, K.TRIAGED]

    def test_several_tell_the_first_or_the_last_as_the_table_says(self, referral, by, at):
        for hours in (3, 1, 2):
            record(referral, K.MRI_REQUESTED, by, at + hours * HOUR)
            booked = (at + (10 + hours) * HOUR).isoformat()
            record(referral, K.MRI_BOOKED, by, at + hours * HOUR, booked_for=booked)
        assert moments(referral)["mri_requested_at"] == at + HOUR
        assert moments(referral)["mri_booked_for"] == at + 13 * HOUR

    def test_a_scan_of_the_whole_spine_counts_before_a_partial_one(self, referral, by, at):
        record(referral, K.MRI_STARTED, by, at + HOUR, whole_spine="no")
        assert (referral.timeline.mri_whole_spine, moments(referral)["mri_started_at"]) == (False, at + HOUR)
        record(referral, K.MRI_STARTED, by, at + 2 * HOUR, whole_spine="yes")
        assert (referral.timeline.mri_whole_spine, moments(referral)["mri_started_at"]) == (True, at + 2 * HOUR)

    def test_a_move_says_where_now(self, referral, by, at):
        record(referral, K.MOVED, by, at, where_now="Ward 7", where_phone="01632 960 159")
        assert (referral.where_now, referral.where_phone) == ("Ward 7", "01632 960 159")

    def test_a_result_joins_the_facts(self, referral, by, at):
        record(referral, K.REPORTED, by, at, outcome="mscc", levels="T8")
        facts = referral.assessments.first().facts
        assert facts == {**EMERGENCY, "mscc": "confirmed", "spinal_metastases": "confirmed"}
        assert moments(referral)["confirmed_at"] == at


class TestPuttingRight:
    def test_a_new_entry_takes_the_place_of_the_old(self, referral, by, senior, at):
        record(referral, K.MRI_STARTED, by, at + HOUR, whole_spine="yes")
        old = event(referral, K.MRI_STARTED)
        course.correct(
            event=old,
            moment=Moment(at + 2 * HOUR),
            data={"whole_spine": "yes", "told_by": "Porter"},
            by=senior,
            at=at + 3 * HOUR,
        )
        new = event(referral, K.MRI_STARTED)
        assert (new.supersedes, new.recorded_by, new.told_by) == (old, senior.user, "Porter")
        assert list(referral.events.current().filter(kind=K.MRI_STARTED)) == [new]
        assert moments(referral)["mri_started_at"] == at + 2 * HOUR
        kept = Event.objects.get(pk=old.pk)
        assert (kept.happened_at, kept.data, kept.recorded_by) == (at + HOUR, {"whole_spine": "yes"}, by.user)
        assert_projected(referral)

    def test_once(self, referral, by, at):
        record(referral, K.MRI_STARTED, by, at, whole_spine="yes")
        old = event(referral, K.MRI_STARTED)
        course.correct(event=old, moment=Moment(at), data={"whole_spine": "no"}, by=by, at=at)
        with pytest.raises(NotPossible, match="already"):
            course.correct(event=old, moment=Moment(at), data={"whole_spine": "yes"}, by=by, at=at)
        with pytest.raises(NotPossible, match="already"):
            course.strike_out(event=old, reason="x", by=by, at=at)

    def test_not_to_the_future(self, referral, by, at):
        record(referral, K.ADVICE_GIVEN, by, at, to_whom="X")
        with pytest.raises(NotPossible, match="future"):
            course.correct(
                event=event(referral, K.ADVICE_GIVEN), moment=Moment(at + HOUR), data={"to_whom": "X"}, by=by, at=at
            )

    @pytest.mark.parametrize("kind", [K.TRIAGED, K.OWNER_CHANGED])
    def test_what_the_service_itself_wrote_is_not(self, referral, by, senior, at, kind):
        course.take(referral=referral, by=senior, at=at)
        with pytest.raises(NotPossible, match="cannot be put right"):
            course.correct(event=event(referral, kind), moment=Moment(at), data={}, by=by, at=at)
        with pytest.raises(NotPossible, match="cannot be struck out"):
            course.strike_out(event=event(referral, kind), reason="x", by=by, at=at)

    def test_when_the_call_came_can_be(self, referral, by, at):
        call = event(referral, K.CALL_RECEIVED)
        course.correct(event=call, moment=Moment(at - HOUR), data=call.data, by=by, at=at)
        assert clock(referral, "mri").started_at == at - HOUR

    def test_a_result_put_right_corrects_the_facts(self, referral, by, at):
        record(referral, K.REPORTED, by, at + HOUR, outcome="mscc", levels="")
        reported = event(referral, K.REPORTED)
        course.correct(
            event=reported, moment=Moment(at), data={"outcome": "impending", "levels": ""}, by=by, at=at + 2 * HOUR
        )
        assert referral.assessments.first().facts == {
            **EMERGENCY, "spinal_metastases": "confirmed", "impending_compression": "yes",
        }  # fmt: skip
        assert (referral.timeline.outcome, referral.timeline.confirmed_at) == ("impending", None)

    def test_two_who_put_the_same_right_one_is_told(self, referral, by, senior, at):
        record(referral, K.ADVICE_GIVEN, by, at, to_whom="X")
        first, second = (Event.objects.get(kind=K.ADVICE_GIVEN) for _ in range(2))
        course.correct(event=first, moment=Moment(at), data={"to_whom": "Y"}, by=by, at=at)
        with pytest.raises(NotPossible, match="already"):
            course.correct(event=second, moment=Moment(at), data={"to_whom": "Z"}, by=senior, at=at)


class TestStrikingOut:
    def test_it_needs_a_reason(self, referral, by, at):
        record(referral, K.NOTE, by, at, note="x")
        with pytest.raises(NotPossible, match="why"):
            course.strike_out(event=event(referral, K.NOTE), reason=" ", by=by, at=at)

    def test_the_entry_stays_and_no_longer_counts(self, referral, by, at):
        record(referral, K.ADVICE_GIVEN, by, at, to_whom="X")
        struck = event(referral, K.ADVICE_GIVEN)
        course.strike_out(event=struck, reason=" Other person ", by=by, at=at + HOUR)
        assert "advice_given_at" not in moments(referral)
        assert event(referral, K.STRUCK_OUT).data == {"struck": "advice_given", "reason": "Other person"}
        assert event(referral, K.STRUCK_OUT).supersedes == struck
        assert referral.events.filter(pk=struck.pk).exists()
        assert_projected(referral)

    def test_a_corrected_entry_is_struck_with_all_it_stood_for(self, referral, by, at):
        """The first entry does not come back when the one that took its place is struck out."""
        record(referral, K.REPORTED, by, at + HOUR, outcome="mscc", levels="")
        course.correct(
            event=event(referral, K.REPORTED),
            moment=Moment(at),
            data={"outcome": "none", "levels": ""},
            by=by,
            at=at + 2 * HOUR,
        )
        course.strike_out(event=event(referral, K.REPORTED), reason="x", by=by, at=at + 3 * HOUR)
        assert referral.timeline.outcome == ""
        assert referral.assessments.first().facts == EMERGENCY

    def test_the_facts_go_back_to_what_else_is_known(self, referral, by, at):
        record(referral, K.REPORTED, by, at + HOUR, outcome="metastases", levels="")
        first = event(referral, K.REPORTED)
        record(referral, K.REPORTED, by, at + 2 * HOUR, outcome="mscc", levels="")
        course.strike_out(event=event(referral, K.REPORTED), reason="x", by=by, at=at + 3 * HOUR)
        assert referral.assessments.first().facts == {**EMERGENCY, "mscc": "excluded", "spinal_metastases": "confirmed"}
        course.strike_out(event=first, reason="x", by=by, at=at + 4 * HOUR)
        assert referral.assessments.first().facts == EMERGENCY

    def test_a_note_changes_no_facts(self, referral, by, at):
        record(referral, K.NOTE, by, at, note="x")
        course.strike_out(event=event(referral, K.NOTE), reason="x", by=by, at=at)
        assert referral.assessments.count() == 1


class TestNeverRewritten:
    def test_not_by_the_model(self, referral):
        kept = referral.events.first()
        kept.kind = K.NOTE
        for attempt in (
            kept.save,
            kept.delete,
            lambda: referral.events.update(kind=K.NOTE),
            lambda: referral.events.all().delete(),
            lambda: Event.objects.bulk_update([kept], ["kind"]),
        ):
            with pytest.raises(EventIsImmutable):
                attempt()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE referrals_event SET data = '{}' WHERE id = %s",
            "DELETE FROM referrals_event WHERE id = %s",
            "UPDATE referrals_assessment SET answer = '{}' WHERE %s > 0",
            "DELETE FROM audit_entry WHERE %s > 0",
        ],
    )
    def test_nor_by_the_role_of_the_database(self, referral, statement):
        event = referral.events.first().pk
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [event])

    def test_one_entry_is_superseded_once(self, referral, by, at):
        record(referral, K.NOTE, by, at, note="x")
        assert Event._meta.get_field("supersedes").unique


class TestOwners:
    def test_taken_given_back_and_brought_in(self, referral, by, senior, people, at):
        course.take(referral=referral, by=senior, at=at)
        assert referral.owner == senior.user
        assert event(referral, K.OWNER_CHANGED).data == {"old": by.user.name, "new": senior.user.name}
        course.leave(referral=referral, by=senior, at=at)
        assert referral.owner is None
        assert event(referral, K.OWNER_CHANGED).data == {"old": senior.user.name, "new": ""}
        for _ in range(2):
            course.bring_in(referral=referral, colleague=people.colleague, by=by, at=at)
        assert referral.parties.get().user == people.colleague
        assert referral.version == 5

    def test_it_touches_no_time_and_no_clock(self, referral, senior, at):
        before = list(referral.clocks.values())
        course.take(referral=referral, by=senior, at=at + HOUR)
        assert list(referral.clocks.values()) == before
        assert_projected(referral)

    def test_a_referral_given_back_ties_nobody(self, referral, people, by, at):
        Referral.objects.filter(pk=referral.pk).update(owner=people.colleague)
        course.leave(referral=referral, by=Access(people.colleague), at=at)
        with pytest.raises(PermissionDenied):
            record(referral, K.NOTE, Access(people.colleague), at, note="x")


class TestDetails:
    def test_who_the_person_is_is_put_right_with_its_history(self, referral, by, at):
        details.correct(
            referral=referral, person={"surname": "Correctpatient", "forename": "Alex"}, values={"where_now": "Ward 7"},
            version=1, by=by, at=at + HOUR,
        )  # fmt: skip
        person = Person.objects.get(pk=referral.person_id)
        assert person.surname == "Correctpatient"
        new, old = person.history.all()
        assert (old.surname, new.surname, new.history_date) == ("Testpatient", "Correctpatient", at + HOUR)
        assert event(referral, K.DETAILS_CHANGED).data == {"fields": ["surname", "where_now"]}
        assert "Correctpatient" not in str(list(Entry.objects.values()))

    def test_one_who_read_an_older_version_is_told(self, referral, by, senior, at):
        course.take(referral=referral, by=senior, at=at)
        with pytest.raises(triage.Conflict):
            details.correct(referral=referral, person={}, values={}, version=1, by=by, at=at)


class TestRingingBack:
    def test_a_promise_stays_until_somebody_was_spoken_to(self, referral, by, service, at):
        with pytest.raises(NotPossible, match="number"):
            calls.promise(service=service, whom="", phone=" ", about="", by=by, at=at)
        promised = calls.promise(service=service, referral=referral, whom="", phone="1", about="", by=by, at=at)
        assert (promised.whom, promised.done_at) == ("The caller", None)
        for minutes, result in enumerate(CallAttempt.Result, start=1):
            if result != CallAttempt.Result.SPOKE:
                assert calls.attempt(call_back=promised, result=result, by=by, at=at + minutes * MINUTE).done_at is None
        done = calls.attempt(call_back=promised, result=CallAttempt.Result.SPOKE, by=by, at=at + HOUR)
        assert (done.done_at, done.attempts.count()) == (at + HOUR, 4)
        with pytest.raises(NotPossible, match="already"):
            calls.attempt(call_back=promised, result=CallAttempt.Result.SPOKE, by=by, at=at + HOUR)

    @pytest.mark.parametrize("role", [Role.SERVICE_LEAD, Role.IG_LEAD, Role.ADMINISTRATOR])
    def test_only_by_those_who_log_calls(self, referral, people, by, service, at, role):
        promised = calls.promise(service=service, referral=referral, whom="", phone="1", about="", by=by, at=at)
        with pytest.raises(PermissionDenied):
            calls.promise(service=service, whom="", phone="1", about="", by=Access(people[role]), at=at)
        with pytest.raises(PermissionDenied):
            calls.attempt(call_back=promised, result=CallAttempt.Result.SPOKE, by=Access(people[role]), at=at)


class TestPresence:
    def test_who_else_has_it_open(self, referral, people, at):
        assert presence.note(referral=referral, user=people.coordinator, at=at) == []
        senior = people[Role.SENIOR]
        (other,) = presence.note(referral=referral, user=senior, at=at + MINUTE / 6)
        assert (other.user, other.opened_at) == (people.coordinator, at)
        assert presence.note(referral=referral, user=senior, at=at + HOUR) == []
        assert referral.seen.get(user=senior).opened_at == at + HOUR

    def test_taking_the_role_is_in_the_trail(self, people, by, senior, service, at):
        presence.take_role(service=service, by=by, at=at)
        presence.take_role(service=service, by=senior, at=at + HOUR)
        old, new = service.holdings.order_by("started_at")
        assert (old.user, old.ended_at, new.user, new.ended_at) == (by.user, at + HOUR, senior.user, None)
        assert presence.take_role(service=service, by=senior, at=at + 2 * HOUR) == new
        assert Entry.objects.filter(action="role.take", subject="TST1").count() == 3

    @pytest.mark.parametrize("role", [Role.SERVICE_LEAD, Role.ALLIANCE_LEAD, Role.IG_LEAD, Role.ADMINISTRATOR])
    def test_not_by_anybody(self, people, service, at, role):
        with pytest.raises(PermissionDenied):
            presence.take_role(service=service, by=Access(people[role]), at=at)


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_take_the_role_at_once_holds_it(people, service, at):
    users = [people.coordinator, people[Role.SENIOR], people.colleague]
    done = together(*(lambda user=user: presence.take_role(service=service, by=Access(user), at=at) for user in users))
    assert not [each for each in done if isinstance(each, Exception)]
    assert service.holdings.filter(ended_at=None).count() == 1
    assert service.holdings.count() == 3


def test_a_referral_moves_only_forward(referral, by, at):
    record(referral, K.SYSTEMIC, by, at)
    assert record(referral, K.MRI_STARTED, by, at, whole_spine="yes").state == State.TREATMENT
