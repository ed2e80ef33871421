"""The call: what saving it makes, who counts as the same person, one referral however often it is saved."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.models import Entry
from mscc.access import Access
from mscc.models import Organisation
from mscc.moments import Moment, Precision
from mscc.roles import Role
from pathways.clock import Status
from pathways.guideline.limits import ClockKind
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible, State
from referrals.actions import alerts, closing, course, intake
from referrals.call import Call
from referrals.events import EventKind
from referrals.models import Clock, Draft, Event, Person, Referral
from tests import factories
from tests.actions.acting import assert_projected, clock, event, kinds, moments, open_kinds, standing, together
from tests.factories import EMERGENCY, NHS_NUMBER, PAIN_ONLY

K = EventKind
pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BORN = date(1951, 3, 9)
OTHER_NUMBER = "9990000026"


def full_call(at: datetime, organisation: Organisation) -> Call:
    """A call in which everything was asked and told."""
    return Call(
        facts={**EMERGENCY, "back_pain": "yes", "immobilised": "yes", "primary": "prostate"},
        nhs_number=NHS_NUMBER,
        surname="Testpatient",
        forename="Alex",
        date_of_birth=BORN,
        sex="male",
        is_resident=True,
        caller_kind="emergency_department",
        caller_name="Dr R Ringback",
        caller_team="FY2, emergency",
        caller_phone="01632 960 157",
        organisation=organisation,
        where_now="ED majors 4",
        where_phone="01632 960 158",
        primary="Prostate",
        oncologist="Dr C Consultest",
        allergies="None known",
        suspected=Moment(at - HOUR),
        presented=Moment(at - 3 * HOUR, Precision.ESTIMATED),
        immobilised=Moment(at - HOUR / 2),
        mri="requested",
        mri_at=Moment(at - HOUR / 4),
        details={"walking": "aided", "dexamethasone_mg": "16", "notes": "Rang from the corridor"},
    )


@pytest.fixture
def hospital(alliance) -> Organisation:
    return Organisation.objects.create(alliance=alliance, ods_code="XTST1", name="Test Hospital", kind="hospital")


def save(by: Access, service, at: datetime, **told) -> Referral:
    """A call that began at `at`, saved four minutes later."""
    call = Call(**{"facts": EMERGENCY, "caller_phone": "01632 960 157", **told})
    return intake.receive(draft=factories.draft(by, service, at), call=call, by=by, at=at + 4 * MINUTE)


class TestSaving:
    def test_everything_told_is_kept(self, by, service, at, hospital):
        draft = factories.draft(by, service, at)
        referral = intake.receive(draft=draft, call=full_call(at, hospital), by=by, at=at + 4 * MINUTE)
        person = referral.person
        assert (person.nhs_number, person.name, person.date_of_birth) == (NHS_NUMBER, "TESTPATIENT, Alex", BORN)
        assert (person.sex, person.is_resident, person.alliance) == ("male", True, by.alliance)
        assert (referral.reference, referral.state, referral.version) == ("TST-26-000001", State.TRIAGED, 1)
        assert referral.disposition == referral.rule_disposition == Disposition.EMERGENCY
        assert (referral.owner, referral.service) == (by.user, service)
        assert (referral.received_at, referral.changed_at) == (at, at + 4 * MINUTE)
        assert (referral.referring_organisation, referral.where_now) == (hospital, "ED majors 4")
        assert "limb weakness" in referral.why.lower()
        assert kinds(referral) == [
            K.CALL_RECEIVED, K.MSCC_SUSPECTED, K.PRESENTED, K.IMMOBILISED, K.MRI_REQUESTED, K.TRIAGED,
        ]  # fmt: skip
        call = event(referral, K.CALL_RECEIVED)
        assert (call.happened_at, call.recorded_at, call.recorded_by) == (at, at + 4 * MINUTE, by.user)
        assert call.told_by == "Dr R Ringback, FY2, emergency"
        told = {"walking": "aided", "dexamethasone_mg": "16", "notes": "Rang from the corridor"}
        kept = {"allergies": "None known", "primary": "Prostate", "where_then": "ED majors 4"}
        assert call.data == told | kept

    def test_the_rules_answer_is_kept_with_its_facts(self, by, service, at, hospital):
        call = full_call(at, hospital)
        referral = intake.receive(draft=factories.draft(by, service, at), call=call, by=by, at=at)
        (kept,) = referral.assessments.all()
        assert kept.facts == call.facts
        assert kept.answer["disposition"] == "EMERGENCY"
        assert (kept.assessed_at, kept.assessed_by) == (at, by.user)
        assert "NG234" in kept.edition
        assert kept.rules_version

    def test_times_clocks_and_trail(self, by, service, at, hospital):
        referral = intake.receive(
            draft=factories.draft(by, service, at), call=full_call(at, hospital), by=by, at=at + 4 * MINUTE
        )
        assert moments(referral) == {
            "coordinator_contact_at": at,
            "suspected_at": at - HOUR,
            "presented_at": at - 3 * HOUR,
            "immobilised_at": at - HOUR / 2,
            "immobilised_recorded_at": at + 4 * MINUTE,
            "mri_requested_at": at - HOUR / 4,
        }
        assert referral.timeline.precision == {"presented_at": "estimated"}
        assert (referral.timeline.has_cord_feature, referral.timeline.cancer) == (True, "current")
        assert referral.timeline.has_pain_characteristic is None
        assert standing(referral) == {
            ("mri", 24): "open", ("immobilisation_advice", 24): "open", ("acknowledgement", 0.17): "open",
        }  # fmt: skip
        assert_projected(referral)
        entry = Entry.objects.get(action="referral.receive")
        assert (entry.actor_id, entry.subject, entry.at) == (by.user.pk, referral.reference, at + 4 * MINUTE)
        assert entry.alliance_id == by.alliance_id

    def test_the_record_history_stands_at_the_moment_of_saving(self, by, service, at):
        referral = save(by, service, at, surname="Testpatient")
        assert referral.history.get().history_date == at + 4 * MINUTE
        assert referral.person.history.get().history_date == at + 4 * MINUTE

    def test_it_takes_few_queries(self, by, service, at, hospital, django_assert_max_num_queries):
        draft = factories.draft(by, service, at, facts=EMERGENCY)
        by = Access(by.user)  # as at the start of a request
        with django_assert_max_num_queries(25):
            intake.receive(draft=draft, call=full_call(at, hospital), by=by, at=at + 4 * MINUTE)

    def test_it_takes_few_queries_for_a_person_known(self, by, service, at, hospital, django_assert_max_num_queries):
        intake.receive(draft=factories.draft(by, service, at), call=full_call(at, hospital), by=by, at=at)
        draft = factories.draft(by, service, at + HOUR, facts=EMERGENCY)
        by = Access(by.user)
        with django_assert_max_num_queries(25):
            intake.receive(draft=draft, call=full_call(at, hospital), by=by, at=at + HOUR)

    def test_blanks_are_not_known(self, by, service, at):
        referral = save(by, service, at, facts={}, caller_phone="")
        person, timeline = referral.person, referral.timeline
        assert (person.nhs_number, person.surname, person.date_of_birth) == ("", "", None)
        assert (person.sex, person.is_resident, person.name) == ("not_known", None, "Name not known")
        assert (referral.caller_kind, referral.where_now) == ("", "")
        assert (timeline.has_cord_feature, timeline.has_pain_characteristic, timeline.cancer) == (None, None, "")
        assert timeline.mri_whole_spine is None
        # The most urgent reading of what is not known, and nothing is called triaged.
        assert (referral.disposition, referral.state) == (Disposition.EMERGENCY, State.RECEIVED)
        mri = clock(referral, "mri")
        assert (mri.started_at, mri.basis, mri.is_fallback) == (at, "coordinator_contact_at", True)

    def test_nothing_is_left_of_a_save_that_fails(self, by, service, at):
        draft = factories.draft(by, service, at)
        with pytest.raises(ValueError, match="no fact"):
            intake.receive(draft=draft, call=Call(facts={"limb_weaknes": "yes"}), by=by, at=at)
        assert not Person.objects.exists()
        assert not Event.objects.exists()
        assert save(by, service, at).reference == "TST-26-000001"

    @pytest.mark.parametrize("role", list(Role))
    def test_who_may_save(self, people, by, service, at, role):
        draft = factories.draft(by, service, at)
        who = Access(people[role])
        if role in {Role.COORDINATOR, Role.REGISTRAR, Role.SENIOR}:
            assert intake.receive(draft=draft, call=Call(facts=EMERGENCY), by=who, at=at).pk
        else:
            with pytest.raises(PermissionDenied):
                intake.receive(draft=draft, call=Call(facts=EMERGENCY), by=who, at=at)

    @pytest.mark.parametrize("who", ["colleague", "stranger"])
    def test_nobody_of_another_service_saves(self, people, by, service, at, who):
        draft = factories.draft(by, service, at)
        other = Access(getattr(people, who))
        for attempt in (
            lambda: intake.receive(draft=draft, call=Call(facts=EMERGENCY), by=other, at=at),
            lambda: intake.keep(draft=draft, data={}, facts={}, by=other, at=at),
            lambda: intake.discard(draft=draft, reason="x", by=other, at=at),
        ):
            with pytest.raises(PermissionDenied):
                attempt()


class TestSamePerson:
    @pytest.mark.parametrize(
        ("told", "same"),
        [
            ({"nhs_number": NHS_NUMBER, "date_of_birth": BORN}, True),
            ({"nhs_number": NHS_NUMBER, "surname": "testPATIENT"}, True),
            ({"nhs_number": NHS_NUMBER, "surname": "Married", "date_of_birth": BORN}, True),
            ({"nhs_number": NHS_NUMBER}, False),
            ({"nhs_number": NHS_NUMBER, "forename": "Alex"}, False),
            ({"nhs_number": NHS_NUMBER, "surname": "Somebody"}, False),
            ({"nhs_number": NHS_NUMBER, "date_of_birth": date(1951, 9, 3)}, False),
            ({"nhs_number": OTHER_NUMBER, "surname": "Testpatient", "date_of_birth": BORN}, False),
            ({"surname": "Testpatient", "date_of_birth": BORN}, False),
            ({}, False),
        ],
    )
    def test_who_counts_as_the_same(self, by, service, at, told, same):
        first = save(by, service, at, nhs_number=NHS_NUMBER, surname="Testpatient", date_of_birth=BORN)
        second = save(by, service, at + HOUR, **told)
        assert (second.person_id == first.person_id) is same

    def test_a_number_alone_joins_nobody_to_somebody_without_a_name(self, by, service, at):
        first = save(by, service, at, nhs_number=NHS_NUMBER)
        assert save(by, service, at + HOUR, nhs_number=NHS_NUMBER).person_id != first.person_id

    def test_nobody_of_another_alliance_is_the_same(self, people, by, service, other_service, at):
        told = {"nhs_number": NHS_NUMBER, "surname": "Testpatient", "date_of_birth": BORN}
        first = save(by, service, at, **told)
        second = save(Access(people.stranger), other_service, at, **told)
        assert second.person_id != first.person_id
        assert second.reference == "OTH-26-000001"

    def test_what_is_known_is_not_overwritten_and_gaps_are_filled(self, by, service, at):
        first = save(by, service, at, nhs_number=NHS_NUMBER, surname="Testpatient", date_of_birth=BORN, sex="male")
        save(
            by, service, at + HOUR, nhs_number=NHS_NUMBER, surname="Married", forename="Alex", date_of_birth=BORN,
            sex="female", is_resident=False,
        )  # fmt: skip
        person = Person.objects.get(pk=first.person_id)
        assert (person.surname, person.sex, person.date_of_birth) == ("Testpatient", "male", BORN)
        assert (person.forename, person.is_resident) == ("Alex", False)

    def test_an_age_once_given_stays(self, by, service, at):
        first = save(by, service, at, nhs_number=NHS_NUMBER, surname="Testpatient", age=70)
        save(by, service, at + HOUR, nhs_number=NHS_NUMBER, surname="Testpatient", age=17)
        person = Person.objects.get(pk=first.person_id)
        assert (person.age_given, person.age_given_on) == (70, date(2026, 11, 22))

    def test_a_call_that_tells_nothing_new_leaves_no_history(self, by, service, at):
        told = {"nhs_number": NHS_NUMBER, "surname": "Testpatient", "date_of_birth": BORN}
        first = save(by, service, at, **told)
        save(by, service, at + HOUR, **told)
        assert first.person.history.count() == 1


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_double_submit_makes_one_referral(self, people, by, service, at):
        draft = factories.draft(by, service, at, facts=EMERGENCY)
        call = Call(facts=EMERGENCY, surname="Testpatient")

        def press() -> Referral:
            return intake.receive(draft=draft, call=call, by=Access(people.coordinator), at=at)

        first, second = together(press, press)
        assert first == second == Referral.objects.get()
        assert first.reference == "TST-26-000001"
        assert Person.objects.count() == 1
        assert Clock.objects.filter(draft=draft, status=Status.OPEN).count() == 0

    def test_saving_and_tracking_one_draft_at_once_happens_once(self, people, by, service, at):
        known = factories.referral(people.coordinator, service, at)
        draft = factories.draft(by, service, at + HOUR)
        call = Call(facts=EMERGENCY)
        done = together(
            lambda: intake.receive(draft=draft, call=call, by=Access(people.coordinator), at=at + HOUR),
            lambda: intake.track(draft=draft, call=call, referral=known, by=Access(people.coordinator), at=at + HOUR),
        )
        assert done[0] == done[1] == Draft.objects.get(pk=draft.pk).referral

    def test_references_have_no_gaps_and_no_repeats(self, people, by, service, at):
        """Eight people save at once, five times each; every third is rolled back at the last moment."""

        class GivenUp(Exception):
            pass

        def save_five(number: int) -> list[str]:
            given = []
            for turn in range(5):
                who = Access(people.coordinator)
                draft = factories.draft(who, service, at)
                try:
                    with transaction.atomic():
                        made = intake.receive(draft=draft, call=Call(facts={}), by=who, at=at)
                        if (number + turn) % 3 == 0:
                            raise GivenUp
                    given.append(made.reference)
                except GivenUp:
                    pass
            return given

        done = together(*(lambda number=number: save_five(number) for number in range(8)))
        given = sorted(reference for each in done for reference in each)
        assert given == [f"TST-26-{number:06d}" for number in range(1, len(given) + 1)]
        assert given == sorted(Referral.objects.values_list("reference", flat=True))
        assert 20 < len(given) < 40

    def test_numbers_begin_anew_each_year_in_london(self, by, service):
        last = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
        assert save(by, service, last - 5 * MINUTE).reference == "TST-26-000001"
        assert save(by, service, last).reference == "TST-27-000001"


class TestTracking:
    @pytest.fixture
    def known(self, people, service, at) -> Referral:
        return factories.referral(people.coordinator, service, at, facts=PAIN_ONLY, where_now="Home", allergies="Latex")

    def track(self, known: Referral, by: Access, at: datetime, **told) -> Referral:
        draft = factories.draft(by, known.service, at)
        call = Call(**{"facts": {}, "caller_name": "Sister B Bleep", "caller_team": "Ward 7", **told})
        return intake.track(draft=draft, call=call, referral=known, by=by, at=at + MINUTE)

    def test_what_was_typed_comes_along(self, by, known, at):
        later = at + 5 * HOUR
        referral = self.track(
            known, by, later, where_now="Ward 7", where_phone="01632 960 159", mri="requested",
            mri_at=Moment(later - HOUR), details={"notes": "Worse since noon"},
        )  # fmt: skip
        assert referral == known
        tracked = event(known, K.TRACKED)
        assert (tracked.happened_at, tracked.told_by) == (later, "Sister B Bleep, Ward 7")
        assert tracked.data == {"notes": "Worse since noon", "where_then": "Ward 7"}
        assert (referral.where_now, referral.caller_name, referral.allergies) == ("Ward 7", "Sister B Bleep", "Latex")
        assert moments(known)["mri_requested_at"] == later - HOUR
        assert moments(known)["coordinator_contact_at"] == at
        assert referral.version == 2
        assert_projected(known)

    def test_what_was_typed_of_the_person_fills_gaps(self, by, known, at):
        self.track(known, by, at + HOUR, nhs_number=NHS_NUMBER, surname="Else", date_of_birth=BORN)
        person = Person.objects.get(pk=known.person_id)
        assert (person.nhs_number, person.date_of_birth, person.surname) == (NHS_NUMBER, BORN, "Testpatient")

    def test_a_new_feature_raises_it_and_starts_its_clock(self, by, known, at):
        assert known.disposition == Disposition.ADVICE_24H
        referral = self.track(known, by, at + 30 * HOUR, facts={"gait_disturbance": "yes"})
        assert referral.disposition == Disposition.EMERGENCY
        assert clock(known, "mri", 24).started_at == at + 30 * HOUR
        assert clock(known, "mri", 168).status == Status.SUPERSEDED
        assert {"mri", "acknowledgement"} == open_kinds(known)
        # What was known and not asked again stays known.
        assert known.assessments.first().facts == {**PAIN_ONLY, "gait_disturbance": "yes"}

    def test_being_immobilised_is_written_once(self, by, known, at):
        self.track(known, by, at + HOUR, facts={"immobilised": "yes"}, immobilised=Moment(at))
        assert kinds(known).count(K.IMMOBILISED) == 1
        assert clock(known, "immobilisation_advice").started_at == at

    def test_an_ended_referral_is_opened_again(self, people, by, service, at):
        known = factories.referral_at(State.CLOSED, people.coordinator, service, at)
        referral = self.track(known, by, at + 100 * HOUR, facts={"sensory_loss": "yes"})
        assert referral.state == State.DISCHARGE_PLANNING
        told = [kind for kind in kinds(known) if kind != K.ADVICE_CHANGED]
        assert told[-5:] == [K.CLOSED, K.REOPENED, K.TRACKED, K.CORD_FEATURE, K.REASSESSED]
        assert known.drafts.count() == 2

    def test_one_that_somebody_ended_meanwhile_is_opened_again_too(self, by, known, at):
        stale = Referral.objects.get(pk=known.pk)
        closing.redirect(referral=known, where="The GP", reason="", by=by, at=at + HOUR)
        assert self.track(stale, by, at + 2 * HOUR).is_open

    def test_the_second_press_finds_what_the_first_one_made(self, by, known, at):
        draft = factories.draft(by, known.service, at + HOUR)
        for _ in range(2):
            assert intake.track(draft=draft, call=Call(), referral=known, by=by, at=at + HOUR) == known
        assert kinds(known).count(K.TRACKED) == 1

    def test_a_colleague_of_another_service_tracks_only_as_party(self, people, by, known, sister_service, at):
        other = Access(people.colleague)
        draft = factories.draft(other, sister_service, at)
        with pytest.raises(PermissionDenied):
            intake.track(draft=draft, call=Call(), referral=known, by=other, at=at)
        course.bring_in(referral=known, colleague=people.colleague, by=by, at=at)
        assert intake.track(draft=draft, call=Call(), referral=known, by=other, at=at) == known


class TestDrafts:
    def keep(self, by: Access, draft: Draft, at: datetime, facts: dict[str, str]) -> Draft:
        return intake.keep(draft=draft, data={"surname": "Typed"}, facts=facts, by=by, at=at)

    @pytest.fixture
    def draft(self, by, service, at) -> Draft:
        return factories.draft(by, service, at)

    def test_an_empty_form_is_no_emergency(self, by, draft, at):
        """The most urgent reading of nothing is an emergency; a draft alerts on what was answered."""
        kept = self.keep(by, draft, at, {"cancer": "current"})
        assert (kept.disposition, kept.emergency_at) == ("EMERGENCY", None)
        assert not kept.clocks.exists()

    @pytest.mark.parametrize(
        "facts", [EMERGENCY, factories.EMERGENCY_ONC, factories.ANY_CAUSE, {"radicular_pain": "yes"}]
    )
    def test_its_clock_starts_when_it_reads_as_an_emergency(self, by, draft, at, facts):
        kept = self.keep(by, draft, at + MINUTE, facts)
        row = kept.clocks.get()
        assert (row.kind, row.service_id, row.alliance_id) == (ClockKind.DRAFT, draft.service_id, by.alliance_id)
        assert (row.started_at, row.due_at, row.status) == (at + MINUTE, at + 6 * MINUTE, Status.OPEN)
        assert row.next_at == at + 3 * MINUTE  # its author after two minutes
        assert row.rungs.planned(1, row.due_at) == at + 6 * MINUTE  # the role holder after five

    def test_typing_on_does_not_move_it(self, by, draft, at):
        for minute in range(1, 4):
            kept = self.keep(by, draft, at + minute * MINUTE, EMERGENCY)
        assert kept.clocks.get().started_at == at + MINUTE
        assert (kept.data, kept.kept_at) == ({"surname": "Typed"}, at + 3 * MINUTE)

    def test_saving_ends_it_and_starts_the_true_clock(self, by, draft, at):
        self.keep(by, draft, at + MINUTE, EMERGENCY)
        referral = intake.receive(draft=draft, call=Call(facts=EMERGENCY), by=by, at=at + 4 * MINUTE)
        row = draft.clocks.get()
        assert (row.status, row.closed_at, row.closed_by, row.next_at) == (Status.MET, at + 4 * MINUTE, by.user, None)
        assert clock(referral, "mri").started_at == at

    def test_saved_late_it_was_met_late(self, by, draft, at):
        self.keep(by, draft, at, EMERGENCY)
        intake.receive(draft=draft, call=Call(facts=EMERGENCY), by=by, at=at + 5 * MINUTE + timedelta(seconds=1))
        assert draft.clocks.get().status == Status.MET_LATE

    def test_tracking_ends_it_too(self, people, by, service, draft, at):
        known = factories.referral(people.coordinator, service, at)
        self.keep(by, draft, at, EMERGENCY)
        intake.track(draft=draft, call=Call(facts=EMERGENCY), referral=known, by=by, at=at + MINUTE)
        assert draft.clocks.get().status == Status.MET

    def test_answers_that_no_longer_read_so_cancel_it(self, by, draft, at):
        self.keep(by, draft, at, EMERGENCY)
        kept = self.keep(by, draft, at + MINUTE, {"cancer": "current", "limb_weakness": "no"})
        row = draft.clocks.get()
        assert (row.status, row.closed_at, kept.emergency_at) == (Status.CANCELLED, at + MINUTE, None)
        assert row.close_reason

    def test_reading_so_again_starts_another(self, by, draft, at):
        for minute, facts in enumerate((EMERGENCY, {}, EMERGENCY)):
            self.keep(by, draft, at + minute * MINUTE, facts)
        assert [row.started_at for row in draft.clocks.order_by("id")] == [at, at + 2 * MINUTE]

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_an_emergency_is_not_put_away_without_a_reason(self, by, draft, at, reason):
        self.keep(by, draft, at, EMERGENCY)
        with pytest.raises(NotPossible, match="say why"):
            intake.discard(draft=draft, reason=reason, by=by, at=at)
        assert draft.clocks.get().is_open

    def test_with_a_reason_it_is_and_its_clock_says_why(self, by, draft, at):
        self.keep(by, draft, at, EMERGENCY)
        intake.discard(draft=draft, reason=" Entered by somebody else ", by=by, at=at + MINUTE)
        draft.refresh_from_db()
        assert (draft.discarded_at, draft.discarded_reason) == (at + MINUTE, "Entered by somebody else")
        row = draft.clocks.get()
        assert (row.status, row.close_reason) == (Status.CANCELLED, "Entered by somebody else")
        assert Entry.objects.filter(action="draft.discard", subject=str(draft.pk)).exists()

    def test_any_other_is_put_away_without_one(self, by, draft, at):
        intake.discard(draft=draft, reason="", by=by, at=at)
        with pytest.raises(NotPossible, match="put away"):
            intake.receive(draft=draft, call=Call(), by=by, at=at)

    def test_a_saved_one_cannot_be_changed_or_put_away(self, by, draft, at):
        referral = intake.receive(draft=draft, call=Call(facts=EMERGENCY), by=by, at=at)
        assert self.keep(by, draft, at, {}).referral_id == referral.pk
        intake.discard(draft=draft, reason="x", by=by, at=at)
        draft.refresh_from_db()
        assert (draft.discarded_at, draft.data) == (None, {})

    def test_an_acknowledged_draft_is_looked_at_again(self, by, draft, at):
        self.keep(by, draft, at, EMERGENCY)
        alerts.acknowledge(clock=draft.clocks.get(), by=by, at=at + 3 * MINUTE)
        assert draft.clocks.get().next_at == at + 5 * MINUTE


@pytest.mark.django_db(transaction=True)
def test_a_draft_saved_while_it_is_kept_is_saved_once(people, by, service, at):
    """The page keeps what is typed in the very moment in which somebody presses save."""
    draft = factories.draft(by, service, at)
    user = people.coordinator
    together(
        lambda: intake.receive(draft=draft, call=Call(facts=EMERGENCY), by=Access(user), at=at),
        lambda: intake.keep(draft=draft, data={"a": "b"}, facts=EMERGENCY, by=Access(user), at=at),
    )
    draft.refresh_from_db()
    assert draft.referral == Referral.objects.get()
    assert draft.data == {}
    assert not draft.clocks.filter(status=Status.OPEN).exists()


def test_references_look_like_references(by, service, at):
    assert re.fullmatch(r"TST-26-\d{6}", save(by, service, at).reference)
