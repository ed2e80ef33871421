"""The audit's rows with pseudonyms: the report's own judgement, and nobody to be recognised."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime

import openpyxl
import pytest

from audit import row_level
from audit.measures import MEASURES, STATE_WORDS
from audit.models import Entry
from audit.periods import Period
from audit.report import build
from mscc.roles import ROLES, Permission, Role
from tests import factories
from tests.audit_rows import cord, for_radiotherapy, referral
from tests.views.looking import words

pytestmark = pytest.mark.django_db
AS_AT = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
OUT = {"why": "audit", "reason": "National audit", "form": "csv"}


def rows(alliance, period: Period = JUNE) -> list[dict[str, object]]:
    head, *lines = row_level.lines(alliance, period, AS_AT)
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.fixture
def several(service):
    """People of every state, one referral received in May whose clock began in June, one of another period."""
    for hours in (4, 17.25, 30, None):
        cord(service, hours=hours)
    cord(service, mri_exclusion="declined")
    referral(service, has_cord_feature=True)
    referral(service, "2026-05-31 10:00", has_cord_feature=True, suspected_at="2026-06-02 09:00")
    referral(service, "2026-02-01 10:00", has_cord_feature=True, suspected_at="2026-02-01 10:00")
    for_radiotherapy(service, "2026-06-12 09:00", 10)
    for_radiotherapy(service, "2026-06-12 09:00", 30)


def test_each_measure_judges_each_row_as_the_report_does(alliance, several):
    figures = build(alliance, JUNE.start, JUNE.end, AS_AT).figures
    found = rows(alliance)
    for name in MEASURES:
        counted = Counter(str(row[f"{name} state"]) for row in found if row[f"{name} state"])
        wanted = {STATE_WORDS[state]: n for state, n in figures[name].counts.items() if n}
        assert counted == wanted, name
    assert sum(figures["T-1"].counts.values()) >= 6


def test_there_is_a_row_for_whoever_was_received_or_is_counted_and_for_nobody_else(alliance, several):
    found = rows(alliance)
    assert Counter(row["month_received"] for row in found) == {"2026-06": 8, "2026-05": 1}
    (counted,) = (row for row in found if row["month_received"] == "2026-05")
    assert counted["T-1 state"]


def test_times_are_counted_from_the_referral(alliance, service):
    cord(service, hours=17.25)
    (row,) = rows(alliance)
    assert (row["mri_started_at_hours"], row["mri_started_at_days"]) == (17.25, 1)
    assert (row["confirmed_at_hours"], row["confirmed_at_days"]) == (None, None)
    assert row["T-1 hours"] == 17.25


def test_a_time_known_to_the_day_only_has_days_and_no_hours(alliance, service):
    cord(service, hours=17.25, precision={"mri_started_at": "date"})
    (row,) = rows(alliance)
    assert (row["mri_started_at_hours"], row["mri_started_at_days"]) == (None, 1)


def test_what_nobody_knows_is_said_and_is_not_no(alliance, service):
    referral(service)
    (row,) = rows(alliance)
    assert {row[name] for name in ("cord", "outcome", "surgery_suitable", "rt_dose_gy")} == {"Not known"}
    assert (row["ethnicity"], row["age"], row["language"]) == ("Not known", "Not known", "Not known")


def test_nobody_can_be_recognised(alliance, service, people, browser, at):
    it = factories.referral(
        people.coordinator, service, at, surname="HIERNAME", forename="Otto", nhs_number=factories.NHS_NUMBER,
        date_of_birth=date(1950, 3, 4),
    )  # fmt: skip
    given = factories.K.MRI_STARTED
    factories.record(it, given, people.coordinator, at, whole_spine="yes", detail="Freetext")
    lead = browser(people[Role.SERVICE_LEAD])
    said = lead.post("/audit/rows/?from=2026-11&to=2026-11", OUT).content.decode()
    assert said.count("\n") == 2
    hidden = ("HIERNAME", "Otto", factories.NHS_NUMBER, it.reference, "1950", str(at.date()), "Freetext", "Test Coord")
    assert [each for each in hidden if each.lower() in said.lower()] == []


def test_a_person_has_one_pseudonym_in_every_file_and_another_in_another_alliance(alliance, other_service, service):
    one = cord(service, hours=4)
    two = cord(service, hours=5)
    two.person = one.person
    two.save()
    three = cord(service, hours=6)
    first, again = rows(alliance), rows(alliance, Period(date(2026, 5, 1), date(2026, 7, 31)))
    assert first[0].keys() == again[0].keys()
    assert [(row["person"], row["referral"]) for row in first] == [(row["person"], row["referral"]) for row in again]
    assert len({row["person"] for row in first}) == 2
    assert len({row["referral"] for row in first}) == 3
    mine = row_level.pseudonym(alliance, "person", three.person_id)
    assert mine in {row["person"] for row in first}
    assert mine != row_level.pseudonym(other_service.alliance, "person", three.person_id)
    assert mine != row_level.pseudonym(alliance, "referral", three.person_id)


def test_without_the_secret_no_number_gives_a_pseudonym(alliance, settings):
    mine = row_level.pseudonym(alliance, "person", 7)
    settings.SECRET_KEY = "another"
    assert mine != row_level.pseudonym(alliance, "person", 7)


def test_another_alliance_has_its_own_rows_alone(other_service, several):
    assert rows(other_service.alliance) == []


# The page


@pytest.fixture
def lead(browser, people):
    return browser(people[Role.SERVICE_LEAD])


def test_it_is_handed_out_with_a_reason_that_is_kept(lead, people, several):
    page = lead.post("/audit/rows/?from=2026-06&to=2026-06", OUT)
    found = list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))
    assert len(found) == 9
    entry = Entry.objects.get(action="audit.export")
    assert entry.actor == people[Role.SERVICE_LEAD].name
    assert entry.detail == OUT | {"role": "Service lead", "referrals": 9, "start": "2026-06-01", "end": "2026-06-30"}


def test_the_workbook_has_the_same_rows_and_what_each_column_means(lead, several):
    taken = lead.post("/audit/rows/?from=2026-06&to=2026-06", OUT | {"form": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(taken.content))
    assert book.sheetnames == ["Rows", "Definitions"]
    assert book["Rows"].max_row == 10
    said = {row[0].value: row[1].value for row in book["Definitions"].iter_rows()}
    assert {f"{name} state" for name in MEASURES} <= set(said)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("missing", ["why", "reason"])
def test_without_a_reason_nothing_leaves(lead, several, missing):
    page = lead.post("/audit/rows/?from=2026-06&to=2026-06", OUT | {missing: ""})
    assert page.status_code == 422
    assert "text/html" in page["Content-Type"]
    assert not Entry.objects.filter(action="audit.export").exists()


def test_a_wrong_period_is_said_and_nothing_leaves(lead, several):
    page = lead.post("/audit/rows/?from=2026-06&to=2026-01", OUT)
    assert page.status_code == 422
    assert "National audit" in page.content.decode()
    assert not Entry.objects.filter(action="audit.export").exists()


def test_too_many_for_a_workbook_are_offered_as_csv(lead, several, monkeypatch):
    monkeypatch.setattr("audit.views.rows.MOST_IN_WORKBOOK", 3)
    page = lead.post("/audit/rows/?from=2026-06&to=2026-06", OUT | {"form": "xlsx"})
    assert page.status_code == 422
    assert "Take them as CSV" in words(page)


def test_whoever_may_take_records_out_may_take_rows_out_and_nobody_else() -> None:
    may = {role for role, given in ROLES.items() if Permission.TAKE_AUDIT_OUT in given}
    assert may == {role for role, given in ROLES.items() if Permission.TAKE_RECORDS_OUT in given}
