"""What a letter says of key information, transfer, care and tasks: what is not known, not asked or missing is said."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mscc.access import Access
from mscc.moments import Moment
from referrals import story
from referrals.actions import course, key_information, tasks
from referrals.events import EventKind
from referrals.key_information import SECTIONS
from referrals.letters import KINDS, LetterKind, blocks, fill
from referrals.models import Event, Referral
from tests import factories
from tests.rules.test_gate import IN_PLACE

K = EventKind
HOUR = timedelta(hours=1)


@pytest.fixture
def by(people) -> Access:
    return Access(people.coordinator)


@pytest.fixture
def record(referral, people, at):
    return lambda kind, hours=0, **data: factories.record(referral, kind, people.coordinator, at + hours * HOUR, **data)


@pytest.fixture
def keep(referral, by, at):
    """Answer questions of a section some hours later, the others as they stood."""

    def keep(slug: str, hours: int = 0, told_by: str = "Sister B", **answers: str) -> None:
        section, fresh = SECTIONS[slug], Referral.objects.get(pk=referral.pk)
        events = key_information.relevant(fresh)
        given = key_information.values(section, key_information.history(events))
        seen = max(event.pk for event in fresh.events.all())
        key_information.keep(
            referral=fresh, section=section, given={**given, **answers}, seen=seen, confirms=False,
            moment=Moment(at + hours * HOUR), told_by=told_by, by=by, at=at + hours * HOUR,
        )  # fmt: skip

    return keep


@pytest.fixture
def told(referral, by, at):
    """The lines of a placeholder, a few hours later."""
    return lambda name: story.values(Referral.objects.get(pk=referral.pk), by, at + 9 * HOUR)[name].split("\n")


class TestKeyInformation:
    def test_of_a_section_that_nobody_was_asked_each_question_is_said_as_not_asked(self, told):
        (line,) = told("needs")
        assert line.startswith("- Not asked: Language; Interpreter needed; ")

    def test_an_answer_says_when_it_was_true_and_who_told_it(self, told, keep):
        keep("needs", language="Polish", interpreter="yes", lives="unknown")
        first, unknown, not_asked = told("needs")
        assert first == "- 19:12 on 22 Nov 2026: Language: Polish; Interpreter needed: yes; told by Sister B"
        assert unknown == "- Not known: Lives now"
        assert "Lives now" not in not_asked
        assert "Language" not in not_asked

    def test_no_is_an_answer_and_not_known_is_none(self, told, keep):
        keep("oncology", histology="no", visceral="unknown")
        lines = told("oncology")
        assert "- 19:12 on 22 Nov 2026: Histology known: no; told by Sister B" in lines
        assert [line for line in lines if line.startswith("- Not known: ")] == ["- Not known: Metastases in organs"]

    def test_what_has_become_worse_says_so_with_what_it_was(self, told, keep):
        keep("neurology", walking="unaided")
        keep("neurology", hours=1, walking="not_walking", told_by="")
        assert "worse, was unaided" in "\n".join(told("neurology"))

    def test_an_answer_no_longer_known_keeps_what_it_was(self, told, keep):
        keep("needs", lives="alone")
        keep("needs", hours=1, lives="unknown")
        assert "- Not known: Lives now (was alone)" in told("needs")

    def test_what_is_recorded_elsewhere_stands_with_its_day(self, told, record):
        record(K.REPORTED, outcome="mscc", levels="T8")
        assert [it for it in told("investigations") if it.startswith("- Imaging of this referral: ") and "T8" in it]
        assert "2026" in "\n".join(told("investigations"))

    def test_the_head_says_what_was_not_asked(self, told, keep):
        assert told("head")[0] == "- Anticoagulant, antiplatelet: Not asked"
        keep("safety", thinner="anticoagulant", thinner_drug="Apixaban 5 mg", pacemaker="no", metal="unknown")
        thinner, scanner, resuscitation = told("head")
        assert thinner == "- Anticoagulant, antiplatelet: Apixaban 5 mg; last dose not known"
        assert scanner == "- MRI safety: Metal not known; Claustrophobia not asked; Lying flat not asked"
        assert resuscitation.endswith("Resuscitation not asked; Treatment escalation not asked")

    def test_what_was_struck_out_is_not_in_it(self, told, keep, referral, by, at):
        keep("needs", language="Polish")
        event = referral.events.get(kind=K.KEY_INFORMATION)
        course.strike_out(event=event, reason="Other person", by=by, at=at + HOUR)
        assert "Polish" not in "\n".join(told("needs"))


class TestTransfer:
    def test_where_none_is_arranged_all_seven_things_are_missing(self, told):
        first, *needs = told("transfer")
        assert first == "- No transfer is on record as arranged"
        assert len(needs) == 7
        assert all("MISSING: " in line for line in needs)
        assert told("transfer_to") == ["not known"]

    def test_each_thing_says_who_told_it_and_what_is_missing(self, told, record, people):
        told_then = {**IN_PLACE, "bed": "", "precautions_read_back": "unknown"}
        record(K.TRANSFER_ARRANGED, transfer_to="Infirmary, ward 3", transfer_phone="01632 1", **told_then)
        needs = told("transfer")
        assert len(needs) == 7
        assert needs[0].startswith("- Accepting clinician and bed: accepted by: Mr S")
        assert f"({people.coordinator.name}, 19:12 on 22 Nov 2026); MISSING: a bed" in needs[0]
        assert needs[2].endswith("MISSING: the precautions read back")
        assert "MISSING" not in needs[1]
        assert told("transfer_to") == ["Infirmary, ward 3"]

    def test_who_left_without_something_is_never_shown_as_complete(self, told, record):
        record(K.TRANSFER_ARRANGED, transfer_to="Infirmary", transfer_phone="1", **{**IN_PLACE, "bed": ""})
        record(K.DEPARTED, hours=1, gate_reason="Losing power", gate_clinician="Mr S Spine")
        assert told("transfer")[0] == "- LEFT WITHOUT a bed: Mr S Spine says why: Losing power"

    def test_one_that_was_called_off_is_not_spoken_of(self, told, record):
        record(K.TRANSFER_ARRANGED, transfer_to="Infirmary", transfer_phone="1", **IN_PLACE)
        record(K.TRANSFER_CANCELLED, hours=1, cancel_reason="No bed")
        assert told("transfer")[0] == "- No transfer is on record as arranged"


class TestCare:
    def test_each_area_says_what_stands_or_that_nothing_does(self, told, record):
        record(K.DISCHARGE_PLANNED, discharge_lead="Sister B Bleep")
        lines = told("care")
        assert "- Care plan: nothing on record" in lines
        assert "- For discharge: 19:12 on 22 Nov 2026: Discharge planning: Sister B Bleep" in lines

    def test_what_is_not_in_place_for_home_was_asked_first(self, told, record):
        assert told("lacks_for_home") == ["- Nobody has asked yet what is in place"]
        record(K.DISCHARGE_PLANNED, discharge_lead="Sister B Bleep")
        (line,) = told("lacks_for_home")
        assert line.startswith("- Not in place, or not known: ")

    def test_what_is_to_be_done_says_by_when_and_by_whom(self, told, referral, by, at):
        tasks.add(referral=referral, title="Ring the ward", due_at=at + HOUR, by=by, at=at)
        ended = tasks.add(referral=referral, title="Ring the GP", due_at=at + HOUR, by=by, at=at)
        tasks.done(task=ended, by=by, at=at)
        lines = "\n".join(told("to_do"))
        assert "- Ring the ward: due 20:12 on 22 Nov 2026, nobody named" in lines
        assert "Ring the GP" not in lines


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("mdt_summary", {"Clinical presentation", "Neurological assessment", "Performance status", "Frailty",
                         "Investigations", "Oncology and staging", "Needs and preferences"}),
        ("transfer_note", {"Must be in place before anybody leaves"}),
        ("discharge_summary", {"Care plan and needs", "For home", "Still to be done"}),
    ],
)  # fmt: skip
def test_the_wordings_speak_of_it(referral, by, at, kind, headings):
    text = fill(KINDS[LetterKind(kind)].wording, story.values(referral, by, at))
    found = list(blocks(text))
    said = {each.lines[0] for each in found if each.kind == "heading"}
    assert headings <= said
    # Under each of them something stands, were it that nobody asked.
    after = {each.lines[0]: found[number + 1].kind for number, each in enumerate(found[:-1]) if each.kind == "heading"}
    assert "heading" not in {after[each] for each in headings}


def test_a_letter_costs_no_query_for_each_thing_that_it_says(referral, by, at, record, keep):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            story.values(Referral.objects.get(pk=referral.pk), by, at + HOUR)
        return len(context)

    record(K.TRANSFER_ARRANGED, transfer_to="Infirmary", transfer_phone="1", **IN_PLACE)
    tasks.add(referral=referral, title="Ring", due_at=at + HOUR, by=by, at=at)
    before = queries()
    for number in range(3):
        tasks.add(referral=referral, title=f"Ring {number}", due_at=at + HOUR, by=by, at=at, owner=by.user)
        record(K.TRANSFER_CHECKED, bed=f"Bed {number}")
        keep("needs", language=f"Language {number}")
    assert queries() == before


def test_first_suspected_is_the_first_time_though_a_newer_feature_began_the_clocks_anew(told, referral, people, at):
    (before,) = told("suspected")
    user = people.coordinator
    data, precision = {"features": ["limb_weakness"]}, "exact"
    Event.objects.create(
        referral=referral, kind=K.CORD_FEATURE, happened_at=at + 2 * HOUR, recorded_at=at + 2 * HOUR,
        recorded_by=user, data=data, precision=precision,
    )  # fmt: skip
    (after,) = told("suspected")
    assert after == f"{before}; a new feature of the cord 21:12 on 22 Nov 2026"
