"""The command that takes over an earlier log, as it is typed, and what then stands in the record."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from audit.models import Entry
from mscc.access import Access
from mscc.models import Alliance, Organisation, Service
from mscc.moments import Moment, Precision
from pathways.states import State
from referrals.actions import closing, course
from referrals.actions.importing import import_log
from referrals.events import EventKind
from referrals.logbook import Reader
from referrals.models import Clock, Event, Person, Referral, Timeline
from tests.actions.acting import assert_projected
from tests.factories import referral
from tests.logs import row, write

WHOLE = row(
    nhs_number="999 000 0018", surname="Testpatient", forename="Alex", date_of_birth="01/02/1950", sex="female",
    postcode="ZZ99 3WZ", imd_decile="2", ethnicity="a", interpreter="no", resident="no", referring_site="zz001",
    presented_at="2026-03-10 08:00", suspected_at="10/03/2026 09:00:30", coordinator_contact_at="2026-03-10T09:30Z",
    cancer="current", primary="myeloma", pain="night_pain; mechanical_pain", cord="limb_weakness",
    mri_requested_at="2026-03-10", mri_started_at="2026-03-10 15:00", mri_reported_at="2026-03-10 16:00",
    mri_contraindicated="no", outcome="mscc", confirmed_at="2026-03-10 16:00", surgery_suitable="no",
    rt_decision_at="2026-03-10 18:00", rt_first_fraction_at="2026-03-11 10:00", rt_dose_gy="20", rt_fractions="5",
    rt_reason_multifraction="High risk", systemic_at="2026-03-14", walking_at_presentation="aided",
    walking_at_discharge="unaided", discharged_at="2026-03-20", discharge_plan="yes", last_known_alive="2026-04-01",
)  # fmt: skip


def run(path: Path, *words: str) -> str:
    """The command as it is typed; what it printed, and of a refusal what it said."""
    out = io.StringIO()
    try:
        call_command("import_referrals", str(path), "--service", "TST1", *words, stdout=out, stderr=out)
    except CommandError as refusal:
        return f"{out.getvalue()}{refusal}\nexit {refusal.returncode}"
    return out.getvalue()


def one(reference: str = "OLD-1") -> Referral:
    return Referral.objects.get(imported_reference=reference)


def test_a_whole_row_stands_in_the_record(service: Service, tmp_path: Path) -> None:
    site = Organisation.objects.create(alliance=service.alliance, ods_code="ZZ001", name="Site", kind="hospital")
    said = run(write(tmp_path / "log.csv", WHOLE))
    assert "Imported 1 referrals of 1 new people" in said
    it = one()
    assert (it.state, it.disposition, it.referring_organisation, it.imd_decile) == ("closed", "EMERGENCY", site, 2)
    assert (it.reference, it.primary, it.clocks.count()) == ("TST-26-500001", "myeloma", 0)
    person = it.person
    assert (person.nhs_number, person.surname, person.date_of_birth) == ("9990000018", "Testpatient", date(1950, 2, 1))
    assert (person.sex, person.ethnicity, person.needs_interpreter, person.is_resident) == ("female", "A", False, False)
    times = it.timeline
    assert times.suspected_at == datetime(2026, 3, 10, 9, 0, 30, tzinfo=UTC)
    assert (times.has_cord_feature, times.has_pain_characteristic, times.cancer) == (True, True, "current")
    assert (times.mri_whole_spine, times.mri_contraindicated, times.outcome) == (True, False, "mscc")
    assert (times.rt_dose_gy, times.rt_fractions, times.rt_reason_multifraction) == (Decimal(20), 5, "High risk")
    assert (times.walking_at_presentation, times.walking_at_discharge) == ("aided", "unaided")
    assert (times.discharge_plan, times.last_known_alive, times.died_on) == (True, date(2026, 4, 1), None)
    assert times.moment("mri_requested_at").precision is Precision.DATE
    assert times.moment("discharged_at").day == date(2026, 3, 20)
    assert times.moment("mri_started_at").precision is Precision.EXACT


def test_what_is_empty_is_not_known(service: Service, tmp_path: Path) -> None:
    run(write(tmp_path / "log.csv", row(cord="", mri_started_at="", sex="", resident="")))
    it, times = one(), one().timeline
    known = {"referral_id": it.pk, "precision": {}, "key_headings": "earlier_log"}
    for field in Timeline._meta.concrete_fields:
        assert getattr(times, field.attname) == known.get(field.attname, field.get_default()), field.attname
    assert (it.person.name, it.person.sex, it.person.nhs_number) == ("Name not known", "not_known", "")
    assert it.person.is_resident is True, "an empty cell is a resident"


def test_none_is_asked_and_none_present(service: Service, tmp_path: Path) -> None:
    run(write(tmp_path / "log.csv", row(cord="none", pain="none")))
    assert (one().timeline.has_cord_feature, one().timeline.has_pain_characteristic) == (False, False)


def test_the_coordinator_was_not_rung_because_a_row_was_received(service: Service, tmp_path: Path) -> None:
    run(write(tmp_path / "log.csv", row(suspected_at="2026-03-10 12:00", coordinator_contact_at="2026-03-10 11:00")))
    assert one().timeline.suspected_at == datetime(2026, 3, 10, 12, tzinfo=UTC), "taken over as it stands"
    run(write(tmp_path / "log.csv", row(reference="2")))
    assert one("2").timeline.coordinator_contact_at is None


def test_the_row_is_one_event_that_is_never_changed_and_folds_to_its_timeline(service: Service, tmp_path: Path) -> None:
    run(write(tmp_path / "log.csv", WHOLE))
    assert list(one().events.values_list("kind", flat=True)) == [EventKind.IMPORTED]
    assert_projected(one())
    assert one().history.count() == one().person.history.count() == 1


def test_importing_the_same_file_twice_changes_nothing(service: Service, tmp_path: Path) -> None:
    path = write(tmp_path / "log.csv", WHOLE, row(reference="2", suspected_at="2026-03-10 09:00"))
    run(path)
    before = (
        list(Referral.objects.values()),
        list(Person.objects.values()),
        Event.objects.count(),
        Entry.objects.count(),
    )
    assert "Imported 0 referrals of 0 new people; 2 stood already" in run(path)
    after = list(Referral.objects.values()), list(Person.objects.values()), Event.objects.count(), Entry.objects.count()
    assert before == after


def test_the_reference_is_the_key_within_its_service(service: Service, sister_service: Service, tmp_path: Path) -> None:
    path = write(tmp_path / "log.csv", row())
    run(path)
    call_command("import_referrals", str(path), "--service", "TST2", stdout=io.StringIO())
    assert sorted(Referral.objects.values_list("reference", flat=True)) == ["TST-26-500001", "TST-26-500002"]


def test_rows_with_one_nhs_number_are_one_person(service: Service, tmp_path: Path) -> None:
    rows = [row(reference=str(n), nhs_number="9990000018", **more) for n, more in enumerate((
        {"surname": "Testpatient"}, {"date_of_birth": "1950-02-01"}, {"surname": "Other", "resident": "no"},
    ))]  # fmt: skip
    run(write(tmp_path / "log.csv", *rows, row(reference="9"), row(reference="10")))
    assert Person.objects.count() == 3
    person = Person.objects.get(nhs_number="9990000018")
    assert (person.surname, person.date_of_birth, person.is_resident) == ("Testpatient", date(1950, 2, 1), False)
    run(write(tmp_path / "more.csv", row(reference="11", nhs_number="999-000-0018", postcode="ZZ99 3WZ")))
    person.refresh_from_db()
    assert (person.referrals.count(), person.postcode, person.history.count()) == (4, "ZZ99 3WZ", 2)


def test_another_alliances_person_is_another_person(service: Service, other_service: Service, tmp_path: Path) -> None:
    path = write(tmp_path / "log.csv", row(nhs_number="9990000018"))
    run(path)
    call_command("import_referrals", str(path), "--service", "OTH1", stdout=io.StringIO())
    assert Person.objects.filter(nhs_number="9990000018").count() == 2


# All or nothing, or the good rows

BAD = row(reference="bad", nhs_number="9990000019")


def test_one_bad_row_imports_nothing_and_every_bad_row_is_named(service: Service, tmp_path: Path) -> None:
    said = run(write(tmp_path / "log.csv", row(), BAD, row(reference="3", sex="woman", outcome="MSCC")))
    assert "row 3, column nhs_number: This is not a valid NHS number" in said
    assert "row 4, column sex: “woman” is not one of the values, permitted: male, female, other, not_known" in said
    assert "Nothing was imported" in said
    assert Referral.objects.count() == Person.objects.count() == Event.objects.count() == 0


def test_partial_imports_the_good_rows_and_still_exits_with_1(service: Service, tmp_path: Path) -> None:
    said = run(write(tmp_path / "log.csv", row(), BAD), "--partial")
    assert "Imported 1 referrals" in said
    assert said.endswith("1 bad row.\nexit 1")
    assert Referral.objects.count() == 1


def test_a_dry_run_says_it_all_and_writes_nothing(service: Service, tmp_path: Path) -> None:
    assert "Would import 2 referrals" in run(write(tmp_path / "log.csv", row(), row(reference="2")), "--dry-run")
    assert "row 3, column nhs_number" in run(write(tmp_path / "log.csv", row(), BAD), "--dry-run", "--partial")
    assert Referral.objects.count() == Entry.objects.count() == 0


def test_a_real_service_takes_numbers_of_the_range_for_tests_and_says_so(service: Service, tmp_path: Path) -> None:
    Alliance.objects.update(is_demonstration=False)
    assert "row 2, column nhs_number: “9990000018” is of the range" in run(
        write(tmp_path / "log.csv", row(nhs_number="9990000018"))
    )
    assert one().person.nhs_number == "9990000018"


def test_an_import_is_written_into_the_trail_once(service: Service, tmp_path: Path) -> None:
    run(write(tmp_path / "log.csv", row(), row(reference="2")))
    entry = Entry.objects.get()
    assert (entry.action, entry.subject, entry.detail) == (
        "referral.import", "TST1", {"new": 2, "standing": 0, "bad_rows": 0},
    )  # fmt: skip


# What may still be under way


def taken_over(service: Service, at: datetime, **cells: str) -> Referral:
    values = row(**cells)
    entry = Reader(list(values), at, demonstration=True).read(2, list(values.values()))
    import_log(rows=[entry], service=service, by=None, at=at)  # type: ignore[list-item]
    return one()


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"received_at": "2026-11-22 18:00", "cord": "limb_weakness"}, State.TRIAGED),
        ({"received_at": "2026-11-22 18:00"}, State.RECEIVED),
        ({"received_at": "2026-11-20", "cord": "limb_weakness", "mri_started_at": "2026-11-21"}, State.IMAGING),
        ({"received_at": "2026-11-16", "outcome": "mscc"}, State.AWAITING_DECISION),
        ({"received_at": "2026-11-16", "surgery_at": "2026-11-17"}, State.TREATMENT),
        ({"received_at": "2026-11-15 19:11", "cord": "limb_weakness"}, State.CLOSED),
        ({"received_at": "2026-11-20", "outcome": "none"}, State.CLOSED),
        ({"received_at": "2026-11-20", "died_on": "2026-11-20"}, State.CLOSED),
        ({"received_at": "2026-11-20", "discharged_at": "2026-11-21"}, State.CLOSED),
    ],
)
def test_a_referral_of_the_last_seven_days_without_an_end_is_open(
    service: Service, at: datetime, cells: dict, state: State
) -> None:
    assert taken_over(service, at, **cells).state == state


def test_an_open_one_has_its_clocks_and_an_earlier_one_has_none(service: Service, at: datetime) -> None:
    it = taken_over(
        service, at, received_at="2026-11-22 18:00", suspected_at="2026-11-22 17:00", cord="limb_weakness",
        cancer="current",
    )  # fmt: skip
    clock = it.clocks.get(kind="mri")
    assert (clock.started_at, clock.basis) == (datetime(2026, 11, 22, 17, tzinfo=UTC), "suspected_at")
    assert it.assessments.get().facts == {"cancer": "current", "limb_weakness": "yes"}
    assert_projected(it)


def test_history_raises_no_alarm(service: Service, tmp_path: Path) -> None:
    run(write(tmp_path / "log.csv", row(suspected_at="2026-03-10 09:00", cord="limb_weakness", cancer="current")))
    assert Clock.objects.count() == 0


def test_what_happens_later_is_recorded_on_top(service: Service, at: datetime, people) -> None:
    it = taken_over(
        service, at, received_at="2026-11-22 12:00", suspected_at="2026-11-22 11:00", cord="limb_weakness",
        mri_started_at="2026-11-22 13:00", mri_whole_spine="no",
    )  # fmt: skip
    by = Access(people.coordinator)
    for kind, data in (
        (EventKind.MRI_STARTED, {"whole_spine": "yes"}),
        (EventKind.REPORTED, {"outcome": "mscc", "levels": "T8"}),
    ):
        course.record(referral=it, kind=kind, moment=Moment(at), data=data, by=by, at=at)
    times = Timeline.objects.get(pk=it.pk)
    assert (times.mri_started_at, times.mri_whole_spine, times.outcome, times.confirmed_at) == (at, True, "mscc", at)
    assert times.suspected_at == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert times.has_cord_feature is True
    assert_projected(it)


def test_a_whole_spine_scan_of_the_log_stays_the_first(service: Service, at: datetime, people) -> None:
    it = taken_over(service, at, received_at="2026-11-22 12:00", mri_started_at="2026-11-22 13:00")
    course.record(
        referral=it, kind=EventKind.MRI_STARTED, moment=Moment(at), data={"whole_spine": "yes"},
        by=Access(people.coordinator), at=at,
    )  # fmt: skip
    assert Timeline.objects.get(pk=it.pk).mri_started_at == datetime(2026, 11, 22, 13, tzinfo=UTC)


def test_a_scan_whose_time_the_log_did_not_know_gives_way_to_one_that_is_recorded(
    service: Service, at: datetime, people
) -> None:
    it = taken_over(service, at, received_at="2026-11-22 12:00", mri_whole_spine="yes")
    course.record(
        referral=it, kind=EventKind.MRI_STARTED, moment=Moment(at), data={"whole_spine": "yes"},
        by=Access(people.coordinator), at=at,
    )  # fmt: skip
    assert Timeline.objects.get(pk=it.pk).mri_started_at == at


def test_an_imported_referral_can_be_reopened_with_what_the_log_knew(
    service: Service, at: datetime, people, tmp_path: Path
) -> None:
    run(write(tmp_path / "log.csv", WHOLE))
    it = closing.reopen(referral=one(), reason="Came back", by=Access(people.coordinator), at=at)
    assert it.is_open
    assert Timeline.objects.get(pk=it.pk).has_cord_feature is True


def test_the_page_of_an_imported_referral_shows_what_the_log_knew(
    service: Service, people, client, sign_in, tmp_path: Path
) -> None:
    run(write(tmp_path / "log.csv", WHOLE))
    page = sign_in(client, people.coordinator).get(f"/referrals/{one().reference}/")
    text = " ".join(BeautifulSoup(page.content, "html.parser").get_text(" ").split())
    assert "Taken over from an earlier log" in text
    assert "number there: OLD-1" in text
    assert "Limb weakness Yes" in text


def test_references_of_calls_go_on_beside_those_of_imports(
    service: Service, at: datetime, people, tmp_path: Path
) -> None:
    run(write(tmp_path / "log.csv", row()))
    assert referral(people.coordinator, service, at).reference == "TST-26-000001"


def test_a_service_that_is_not_there_is_refused_with_those_that_are(service: Service, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no service with the code “NIL”\. There are: TST1"):
        call_command("import_referrals", str(tmp_path / "x.csv"), "--service", "NIL")


def test_statements_do_not_grow_with_the_rows(service: Service, tmp_path: Path, django_assert_max_num_queries) -> None:
    path = write(tmp_path / "log.csv", *[row(reference=str(n), cord="limb_weakness") for n in range(300)])
    with django_assert_max_num_queries(25):
        run(path)
    assert Referral.objects.count() == 300
