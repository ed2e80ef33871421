"""A letter's life: draft, approved by name, sent by a person, read; and never changed once it is approved."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from audit.models import Entry
from mscc.access import Access
from mscc.models import Service
from mscc.moments import Moment
from mscc.roles import Role
from pathways.states import NotPossible, State
from referrals.actions import letters, wordings
from referrals.actions.letters import Typed
from referrals.events import EventKind
from referrals.letters import KINDS, LetterKind
from referrals.models import Letter, LetterWording, Referral
from tests import factories
from tests.actions.acting import event, kinds, together
from tests.conftest import Cast

K = EventKind
MINUTE = timedelta(minutes=1)


@pytest.fixture
def referral(people: Cast, service: Service, at: datetime) -> Referral:
    return factories.referral(people.coordinator, service, at, nhs_number=factories.NHS_NUMBER)


@pytest.fixture
def draft(referral: Referral, people: Cast, at: datetime) -> Letter:
    return factories.letter(referral, people.coordinator, at)


@pytest.fixture
def approved(draft: Letter, people: Cast, at: datetime) -> Letter:
    return factories.approve(draft, people.coordinator, at)


def typed(letter: Letter, **changed) -> Typed:
    given = {"to_whom": letter.to_whom, "body": letter.body, "read": letter.saves, "filled_to": letter.filled_to}
    return Typed(**{**given, **changed})


class TestDraft:
    def test_it_is_saved_and_on_the_trail(self, draft, by, at):
        saved = letters.edit(letter=draft, typed=typed(draft, body="Lie flat now"), by=by, at=at + MINUTE)
        assert (saved.body, saved.saves, saved.changed_at) == ("Lie flat now", 2, at + MINUTE)
        assert set(Entry.objects.filter(action__startswith="letter.").values_list("action", flat=True)) == {
            "letter.draft", "letter.edit",
        }  # fmt: skip
        assert "flat" not in str(list(Entry.objects.values_list("detail", "subject")))

    def test_whoever_read_an_older_one_loses_nothing_and_overwrites_nothing(self, draft, by, senior, at):
        read = typed(draft, body="Mine")
        letters.edit(letter=draft, typed=typed(draft, body="Theirs"), by=senior, at=at)
        with pytest.raises(letters.Changed, match="Test Senior clinician has changed this draft") as refused:
            letters.edit(letter=draft, typed=read, by=by, at=at)
        assert refused.value.now.body == "Theirs"
        draft.refresh_from_db()
        assert draft.body == "Theirs"

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_save_in_one_instant_one_is_told(self, draft, by, senior, at):
        works = [
            lambda who=who: letters.edit(letter=draft, typed=typed(draft, body=who.user.name), by=who, at=at)
            for who in (by, senior)
        ]
        assert sorted(type(each).__name__ for each in together(*works)) == ["Changed", "Letter"]

    def test_thrown_away_it_cannot_be_approved(self, draft, by, people, at):
        letters.drop(letter=draft, by=by, at=at)
        assert Letter.objects.get().standing == "Thrown away"
        with pytest.raises(NotPossible, match="thrown away"):
            factories.approve(draft, people.coordinator, at)
        with pytest.raises(NotPossible, match="thrown away"):
            letters.edit(letter=draft, typed=typed(draft), by=by, at=at)

    def test_a_colleague_who_is_no_party_writes_none(self, referral, people, at):
        with pytest.raises(PermissionDenied):
            factories.letter(referral, people.colleague, at)
        with pytest.raises(PermissionDenied):
            factories.letter(referral, people[Role.SERVICE_LEAD], at)


class TestApproval:
    def test_exactly_what_stands_in_the_form_is_approved_by_name(self, draft, by, at):
        approved = letters.approve(
            letter=draft, typed=typed(draft, body="As read"), record=letters.newest_entry(draft.referral), by=by, at=at
        )
        approved.refresh_from_db()
        assert (approved.body, approved.approved_by, approved.approved_at) == ("As read", by.user, at)
        assert approved.head["name"] == "TESTPATIENT, Alex"
        assert approved.head["nhs_number"] == "999 000 0018"
        assert event(draft.referral, K.LETTER_APPROVED).data == {"letter": "advice to the referrer, version 1"}

    def test_it_is_refused_when_the_record_has_moved_on(self, draft, referral, people, by, at):
        record = letters.newest_entry(referral)
        factories.record(referral, K.MRI_REQUESTED, people.coordinator, at)
        with pytest.raises(NotPossible, match="Something new was recorded"):
            letters.approve(letter=draft, typed=typed(draft), record=record, by=by, at=at)
        assert Letter.objects.get().is_draft

    def test_what_no_letter_speaks_of_makes_no_draft_old(self, draft, referral, people, by, at):
        factories.letter(referral, people.coordinator, at, approved=True, kind=LetterKind.GP_SUMMARY)
        factories.record(referral, K.NOTE, people.coordinator, at, note="Rang the ward")
        assert letters.newest_entry(referral) == draft.filled_to

    @pytest.mark.parametrize(
        "change",
        [
            {"body": "Other"}, {"to_whom": "Other"}, {"head": {}}, {"kind": "gp_summary"}, {"version": 9},
            {"approved_at": None, "approved_by": None}, {"dropped_at": "2026-11-22T20:00Z"}, {"filled_to": 0},
        ],
        ids=str,
    )  # fmt: skip
    def test_the_database_itself_changes_no_approved_letter(self, approved, change):
        with pytest.raises(DatabaseError, match=r"never changed|letter_approved_by_name"), transaction.atomic():
            Letter.objects.filter(pk=approved.pk).update(**change)

    def test_the_database_itself_deletes_none(self, approved):
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
            Letter.objects.filter(pk=approved.pk).delete()

    def test_by_the_actions_neither(self, approved, by, at, people):
        for deed in (
            lambda: letters.edit(letter=approved, typed=typed(approved), by=by, at=at),
            lambda: letters.drop(letter=approved, by=by, at=at),
            lambda: factories.approve(approved, people.coordinator, at),
        ):
            with pytest.raises(NotPossible, match="is approved and cannot be changed"):
                deed()

    def test_a_discharge_summary_comes_after_the_end(self, people, service, at):
        ended = factories.referral_at(State.CLOSED, people.coordinator, service, at)
        late = at + timedelta(days=2)
        made = factories.letter(ended, people.coordinator, late, approved=True, kind=LetterKind.DISCHARGE_SUMMARY)
        assert made.approved_at == late
        ended.refresh_from_db()
        assert ended.state == State.CLOSED


class TestVersions:
    def test_the_next_takes_its_place_once_it_is_approved(self, approved, by, people, at):
        new = letters.begin_version(letter=approved, to_whom="Dr N", body="Better", by=by, at=at)
        assert (new.version, new.replaces, approved.is_superseded) == (2, approved, False)
        factories.approve(new, people.coordinator, at)
        old = Letter.objects.get(pk=approved.pk)
        assert (old.standing, old.body) == ("Superseded", "# Advice\n- Lie flat")
        with pytest.raises(NotPossible, match="newer version of this letter is approved"):
            sent(old, by, at)

    def test_one_at_a_time_and_another_after_one_that_was_thrown_away(self, approved, by, at):
        new = letters.begin_version(letter=approved, to_whom="Dr N", body="Better", by=by, at=at)
        with pytest.raises(NotPossible, match="begun already"):
            letters.begin_version(letter=approved, to_whom="Dr N", body="Better", by=by, at=at)
        letters.drop(letter=new, by=by, at=at)
        assert letters.begin_version(letter=approved, to_whom="Dr N", body="Again", by=by, at=at).version == 2

    def test_a_draft_has_no_next_version(self, draft, by, at):
        with pytest.raises(NotPossible, match="not approved yet"):
            letters.begin_version(letter=draft, to_whom="Dr N", body="Better", by=by, at=at)


def sent(letter: Letter, by: Access, at: datetime, moment: datetime | None = None, to: str = "Dr R"):
    return letters.mark_sent(letter=letter, route="by_hand", to_whom=to, moment=Moment(moment or at), by=by, at=at)


class TestSent:
    def test_several_ways_each_with_its_reader(self, approved, by, at):
        first = sent(approved, by, at, at - MINUTE)
        sent(approved, by, at, to="Ward 7")
        assert Letter.objects.get().standing == "Sent"
        letters.mark_read(sent=first, read_by="Dr R Ringback", moment=Moment(at), by=by, at=at)
        assert Letter.objects.get().standing == "Read"
        assert [each.read_by for each in approved.sendings.all()] == ["Dr R Ringback", ""]
        assert kinds(approved.referral)[-4:] == [K.LETTER_APPROVED, K.LETTER_SENT, K.LETTER_SENT, K.LETTER_READ]
        assert mail.outbox == []  # the service sends none

    def test_only_what_is_approved_is_sent(self, draft, by, at):
        with pytest.raises(NotPossible, match="Only an approved letter"):
            sent(draft, by, at)

    def test_not_in_the_future_nor_read_before_it_was_sent_nor_twice(self, approved, by, at):
        with pytest.raises(NotPossible, match="in the future"):
            sent(approved, by, at, at + MINUTE)
        sending = sent(approved, by, at)
        with pytest.raises(NotPossible, match="before it was sent"):
            letters.mark_read(sent=sending, read_by="Dr R", moment=Moment(at - MINUTE), by=by, at=at)
        letters.mark_read(sent=sending, read_by="Dr R", moment=Moment(at), by=by, at=at)
        with pytest.raises(NotPossible, match="Dr R is on record already"):
            letters.mark_read(sent=sending, read_by="Dr S", moment=Moment(at), by=by, at=at)

    def test_each_save_takes_few_queries(self, draft, by, at, people, django_assert_max_num_queries):
        record = letters.newest_entry(draft.referral)
        by = Access(people.coordinator)
        with django_assert_max_num_queries(15):
            approved = letters.approve(letter=draft, typed=typed(draft), record=record, by=by, at=at)
        with django_assert_max_num_queries(15):
            sending = sent(approved, by, at)
        with django_assert_max_num_queries(15):
            letters.mark_read(sent=sending, read_by="Dr R", moment=Moment(at), by=by, at=at)


class TestWordings:
    KIND = LetterKind.GP_SUMMARY

    def keep(self, text: str, by: Access, at: datetime, read: int = 0) -> LetterWording:
        return wordings.keep(kind=self.KIND, text=text, read=read, by=by, at=at)

    @pytest.fixture
    def lead(self, people: Cast) -> Access:
        return Access(people[Role.SERVICE_LEAD])

    def test_each_save_is_a_version_and_empty_takes_our_own_again(self, lead, at):
        assert wordings.text_of(self.KIND, lead) == KINDS[self.KIND].wording
        self.keep("Dear {person}", lead, at)
        assert wordings.text_of(self.KIND, lead) == "Dear {person}"
        self.keep("", lead, at, read=1)
        assert wordings.text_of(self.KIND, lead) == KINDS[self.KIND].wording
        assert LetterWording.objects.count() == 2

    def test_an_unknown_placeholder_is_refused(self, lead, at):
        with pytest.raises(NotPossible, match=r"There is no placeholder \{pearson\}"):
            self.keep("Dear {pearson}", lead, at)
        assert not LetterWording.objects.exists()

    def test_whoever_read_an_older_version_looks_first(self, lead, at):
        self.keep("Dear {person}", lead, at)
        with pytest.raises(NotPossible, match="another wording since"):
            self.keep("Dear {caller}", lead, at)

    def test_only_a_service_lead_and_only_for_their_alliance(self, lead, by, people, at):
        with pytest.raises(PermissionDenied):
            self.keep("Dear {person}", by, at)
        self.keep("Dear {person}", lead, at)
        assert wordings.text_of(self.KIND, Access(people.stranger)) == KINDS[self.KIND].wording

    def test_a_row_is_never_changed(self, lead, at):
        self.keep("Dear {person}", lead, at)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            LetterWording.objects.update(text="Other")
