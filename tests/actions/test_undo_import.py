"""Taking back a log that was taken over: what goes, what stays, and that nothing is lost or counted."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from audit.models import Entry
from audit.report import build
from mscc.access import Access
from mscc.models import Service
from mscc.moments import Moment
from mscc.roles import Role
from pathways.states import NotPossible, State
from referrals.actions import closing, course, messages, tasks
from referrals.actions.importing import import_log
from referrals.actions.undo_import import WITHIN, undo
from referrals.events import EventKind
from referrals.logbook import Reader
from referrals.models import Clock, ImportedLog, Person, Referral
from tests import factories
from tests.conftest import Cast
from tests.logs import row, write


@pytest.fixture
def lead(people: Cast) -> Access:
    return Access(people[Role.SERVICE_LEAD])


@pytest.fixture
def coordinator(people: Cast) -> Access:
    return Access(people.coordinator)


def known_before(service: Service, at: datetime) -> Person:
    """Somebody known a day before the log came."""
    person = Person(alliance=service.alliance, nhs_number="9990000018", surname="Testpatient")
    person.stamp(at - timedelta(days=1), None)
    person.save()
    return person


def take_over(service: Service, at: datetime, by: Access | None, *rows: dict[str, str]) -> ImportedLog:
    headings = list(dict.fromkeys(name for each in rows for name in each))
    lines = [[each.get(name, "") for name in headings] for each in rows]
    reader = Reader(headings, at, demonstration=False)
    import_log(rows=reader.read_all(enumerate(lines, 2)), service=service, by=by, at=at)
    return ImportedLog.objects.get(imported_at=at)


def old(reference: str, **more: str) -> dict[str, str]:
    return {"reference": reference, "received_at": "2026-03-10 10:00", "outcome": "none", **more}


def counted(service: Service, at: datetime) -> int:
    return build(service.alliance, date(2026, 1, 1), date(2026, 12, 31), at).counts["referrals"]


def test_every_row_is_withdrawn_and_none_is_counted(service: Service, lead: Access, at: datetime) -> None:
    log = take_over(service, at, lead, old("1"), old("2"))
    assert (log.new, counted(service, at)) == (2, 2)
    done = undo(log=log, reason="Wrong file", by=lead, at=at + timedelta(hours=1))
    assert (done.withdrawn, done.kept, counted(service, at)) == (2, [], 0)
    it = Referral.objects.first()
    assert (it.state, it.imported_reference, it.history.first().state) == (State.WITHDRAWN, "", State.WITHDRAWN)
    said = it.events.get(kind=EventKind.WITHDRAWN)
    assert (said.data["reason"], said.recorded_by) == ("Wrong file", lead.user)
    entry = Entry.objects.get(action="referral.import_undone")
    assert (entry.subject, entry.detail["withdrawn"]) == (service.code, 2)


def test_a_mended_log_can_be_taken_over_anew(service: Service, lead: Access, at: datetime) -> None:
    undo(log=take_over(service, at, lead, old("1")), reason="Wrong dates", by=lead, at=at)
    again = take_over(service, at + timedelta(minutes=5), lead, old("1", outcome="mscc"))
    assert (again.new, counted(service, at)) == (1, 1)


def test_clocks_of_those_under_way_end_with_it(service: Service, lead: Access, at: datetime) -> None:
    now = f"{at:%Y-%m-%d %H:%M}"
    log = take_over(service, at, lead, {"reference": "1", "received_at": now, "suspected_at": now, "cancer": "current",
                                        "cord": "limb_weakness"})  # fmt: skip
    assert Clock.objects.filter(referral__imported_log=log, status="open").exists()
    undo(log=log, reason="Wrong file", by=lead, at=at + timedelta(minutes=1))
    assert not Clock.objects.filter(referral__imported_log=log, status="open").exists()


def test_one_that_somebody_wrote_on_stays(service: Service, lead: Access, coordinator: Access, at: datetime) -> None:
    log = take_over(service, at, lead, old("1"), old("2"))
    it = Referral.objects.get(imported_reference="1")
    later = at + timedelta(minutes=1)
    course.record(
        referral=it, kind=EventKind.NOTE, moment=Moment(later), data={"note": "Rung"}, by=coordinator, at=later
    )
    done = undo(log=log, reason="Wrong file", by=lead, at=at + timedelta(hours=1))
    it.refresh_from_db()
    assert (done.withdrawn, done.kept, it.state, counted(service, at)) == (1, [it.reference], State.CLOSED, 1)


def test_one_for_which_somebody_added_a_task_stays(
    service: Service, lead: Access, coordinator: Access, at: datetime
) -> None:
    log = take_over(service, at, lead, old("1"), old("2"))
    it = Referral.objects.get(imported_reference="1")
    tasks.add(referral=it, title="Ring the family", due_at=at, by=coordinator, at=at + timedelta(minutes=1))
    assert undo(log=log, reason="Wrong file", by=lead, at=at + timedelta(hours=1)).kept == [it.reference]


def test_what_it_told_of_somebody_known_is_forgotten(service: Service, lead: Access, at: datetime) -> None:
    known = known_before(service, at)
    log = take_over(service, at, lead, old("1", nhs_number="9990000018", ethnicity="a", postcode="ZZ99 3WZ"))
    known.refresh_from_db()
    assert (known.ethnicity, known.postcode) == ("A", "ZZ99 3WZ")
    undo(log=log, reason="Wrong file", by=lead, at=at + timedelta(hours=1))
    known.refresh_from_db()
    assert (known.ethnicity, known.postcode, known.surname) == ("", "", "Testpatient")


def test_what_was_corrected_since_is_kept(service: Service, lead: Access, at: datetime) -> None:
    known = known_before(service, at)
    log = take_over(service, at, lead, old("1", nhs_number="9990000018", ethnicity="a"))
    known.refresh_from_db()
    known.ethnicity = "B"
    known.save()
    undo(log=log, reason="Wrong file", by=lead, at=at + timedelta(hours=1))
    known.refresh_from_db()
    assert known.ethnicity == "B"


@pytest.mark.parametrize(("after", "says"), [(WITHIN, ""), (WITHIN + timedelta(seconds=1), "for a day")])
def test_within_a_day(service: Service, lead: Access, at: datetime, after: timedelta, says: str) -> None:
    log = take_over(service, at, lead, old("1"))
    if not says:
        assert undo(log=log, reason="Wrong file", by=lead, at=at + after).withdrawn == 1
        return
    with pytest.raises(NotPossible, match=says):
        undo(log=log, reason="Wrong file", by=lead, at=at + after)


def test_once_with_a_reason_and_by_those_who_may(service: Service, people: Cast, lead: Access, at: datetime) -> None:
    log = take_over(service, at, lead, old("1"))
    with pytest.raises(NotPossible, match="Say why"):
        undo(log=log, reason=" ", by=lead, at=at)
    with pytest.raises(PermissionDenied):
        undo(log=log, reason="Mine", by=Access(people[Role.COORDINATOR]), at=at)
    undo(log=log, reason="Wrong file", by=lead, at=at)
    with pytest.raises(NotPossible, match="already"):
        undo(log=log, reason="Wrong file", by=lead, at=at)


def test_it_is_not_opened_again(service: Service, lead: Access, coordinator: Access, at: datetime) -> None:
    undo(log=take_over(service, at, lead, old("1")), reason="Wrong file", by=lead, at=at)
    with pytest.raises(NotPossible, match="taken back"):
        closing.reopen(referral=Referral.objects.get(), reason="Look again", by=coordinator, at=at)


def test_the_command_takes_back_the_last_one(service: Service, tmp_path: Path, capsys) -> None:
    call_command("import_referrals", str(write(tmp_path / "log.csv", row())), "--service", service.code)
    call_command("undo_import", "--service", service.code, "--reason", "Wrong file")
    assert "1 referrals are withdrawn" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No log stands"):
        call_command("undo_import", "--service", service.code, "--reason", "Again")


def test_one_about_which_an_incident_was_logged_stays(service: Service, lead: Access, at: datetime) -> None:
    log = take_over(service, at, lead, old("1"), old("2"))
    it = Referral.objects.get(imported_reference="1")
    factories.incident(lead, service, at, referral=it)
    assert undo(log=log, reason="Wrong file", by=lead, at=at + timedelta(hours=1)).kept == [it.reference]


def test_one_about_which_somebody_wrote_a_message_stays(
    service: Service, lead: Access, coordinator: Access, at: datetime
) -> None:
    log = take_over(service, at, lead, old("1"), old("2"))
    it = Referral.objects.get(imported_reference="1")
    messages.write(referral=it, to_service=None, text="Who knows him?", by=coordinator, at=at + timedelta(minutes=1))
    assert undo(log=log, reason="Wrong file", by=lead, at=at + timedelta(hours=1)).kept == [it.reference]
