"""The whole report by its contract, exact and shareable, from imported rows: command, CSV, workbook and PDF."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from pypdf import PdfReader

from audit import packs
from audit.measures import TABLES
from audit.periods import Period
from audit.published import SECTIONS
from audit.report import build
from audit.statistics import byar
from mscc.access import Access
from mscc.models import Alliance, Service
from mscc.roles import Role
from tests.audit_rows import referral
from tests.logs import write

PERIOD = ("--from", "2026-01-01", "--to", "2026-06-30")
AS_AT = "2026-09-30T12:00"
numbers = count(1)


def report(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("audit_report", "--alliance", "TST", *PERIOD, "--as-at", AS_AT, *words, stdout=out)
    return json.loads(out.getvalue())


def shared() -> dict[str, Any]:
    return report("--shareable")


def taken_over(tmp_path: Path, *rows: dict[str, Any]) -> None:
    complete = [{"reference": f"R{next(numbers)}", "received_at": "2026-03-10 10:00"} | each for each in rows]
    path = write(tmp_path / f"log{next(numbers)}.csv", *complete)
    call_command("import_referrals", str(path), "--service", "TST1", stdout=io.StringIO())


def times(n: int, **cells: Any) -> list[dict[str, Any]]:
    return [dict(cells) for _ in range(n)]


CORD = {"cord": "limb_weakness", "suspected_at": "2026-03-10 09:00"}
MET, LATE = CORD | {"mri_started_at": "2026-03-11 09:00"}, CORD | {"mri_started_at": "2026-03-11 09:01"}
MSCC = {"outcome": "mscc", "confirmed_at": "2026-03-11"}


def test_an_imported_log_comes_out_as_it_went_in(service: Service, tmp_path: Path) -> None:
    taken_over(
        tmp_path,
        MET,
        LATE,
        CORD | {"mri_started_at": "2026-03-11"},
        CORD | {"mri_contraindicated": "yes", "ct_started_at": "2026-03-10 12:00"},
        CORD | {"mri_exclusion": "declined"},
        {"cord": "none", "pain": "night_pain", "suspected_at": "2026-03-10", "mri_started_at": "2026-03-17 23:00"},
        MSCC | {"surgery_suitable": "no", "rt_decision_at": "2026-03-11 10:00", "rt_dose_gy": "8", "rt_fractions": "1",
                "rt_first_fraction_at": "2026-03-12 10:00", "suspected_at": "2026-03-10 10:00",
                "discharged_at": "2026-03-20", "discharge_plan": "no"},
    )  # fmt: skip
    found = {
        name: [of[state] for state in ("met", "not_met", "excluded", "unknown", "pending")]
        for name, of in report()["measures"].items()
        if "met" in of
    }
    assert found == {
        "T-1": [1, 1, 2, 1, 0], "T-1b": [0, 0, 0, 5, 0], "T-1c": [2, 1, 1, 1, 0], "T-2": [1, 0, 0, 0, 0],
        "T-3": [0, 0, 0, 1, 0], "T-5": [1, 0, 0, 0, 0], "T-6": [0, 0, 0, 0, 0], "P-1": [1, 0, 0, 0, 0],
        "P-2": [0, 1, 0, 0, 0], "O-3": [0, 0, 0, 1, 0], "INC-4": [0, 0, 0, 1, 0], "T-4": [0, 0, 0, 5, 0],
        "P-3": [0, 0, 0, 7, 0], "INC-3": [1, 0, 0, 6, 0], "B-1": [0, 0, 0, 7, 0],
    }  # fmt: skip
    assert report()["measures"]["T-7"]["median_hours"] == 48.0
    assert report()["measures"]["T-7"]["within_48_percent"] == 100.0


def test_the_shape_of_the_whole_report(service: Service) -> None:
    found = report()
    assert found["incidence"] == {
        "people": 0, "population": 3_500_000, "years": 0.4956, "per_million": 0.0, "ci_low": 0.0, "ci_high": 2.1,
    }  # fmt: skip
    nothing = {"n": 0, "median_days": None, "at_30": None, "at_90": None, "at_365": None}
    assert found["survival"] == nothing
    ways = ["unaided", "aided", "not_walking", "no_movement", "not_known"]
    assert {before: list(row) for before, row in found["walking"].items()} == dict.fromkeys(ways, ways)
    assert list(found["by_deprivation_quintile"]) == ["1", "2", "3", "4", "5", "not_known"]
    assert all(list(of) == ["T-1", "T-5", "referrals"] for of in found["by_deprivation_quintile"].values())
    assert list(found["measures"]["T-7"]) == [
        "title", "source", "n", "median_hours", "q1_hours", "q3_hours", "p90_hours", "within_48_percent", "left_out",
        "fallback",
    ]  # fmt: skip


def test_quintiles_are_two_tenths_each_and_not_known_is_a_row(service: Service, tmp_path: Path) -> None:
    taken_over(
        tmp_path, *[MET | {"imd_decile": str(decile)} for decile in range(1, 11)], MET, LATE | {"imd_decile": "9"}
    )
    fifths = report()["by_deprivation_quintile"]
    assert [fifths[each]["referrals"] for each in fifths] == [2, 2, 2, 2, 3, 1]
    assert (fifths["5"]["T-1"]["met"], fifths["5"]["T-1"]["not_met"]) == (2, 1)


def test_walking_is_of_those_with_mscc_received_in_the_period(service: Service, tmp_path: Path) -> None:
    ways = {"walking_at_presentation": "aided", "walking_at_discharge": "not_walking"}
    taken_over(tmp_path, MSCC | ways, MSCC | ways, MSCC, ways, MSCC | ways | {"received_at": "2026-07-01"})
    walking = report()["walking"]
    assert walking["aided"]["not_walking"] == 2
    assert walking["not_known"]["not_known"] == 1
    assert sum(sum(row.values()) for row in walking.values()) == 3


def test_incidence_counts_residents_once_by_their_first_confirmation_ever(service: Service, tmp_path: Path) -> None:
    again = {"nhs_number": "9990000018"}
    taken_over(
        tmp_path,
        MSCC | again | {"confirmed_at": "2024-05-01", "received_at": "2024-05-01"},
        MSCC | again,
        MSCC | {"nhs_number": "9990000026"},
        MSCC | {"nhs_number": "9990000026", "confirmed_at": "2026-05-01"},
        MSCC | {"resident": "no"},
        MSCC,
        {"outcome": "impending", "confirmed_at": "2026-03-11"},
        MSCC | {"confirmed_at": ""},
        MSCC | {"confirmed_at": "2026-06-30 23:59"},
        MSCC | {"confirmed_at": "2026-07-01"},
        MSCC | {"confirmed_at": "2026-01-01", "received_at": "2025-12-31"},
    )
    found = report()
    assert found["incidence"]["people"] == 4
    assert found["survival"]["n"] == 5, "residents and others"
    assert found["counts"]["confirmed_mscc"] == 8


def test_survival_is_of_the_first_confirmation_and_of_all_that_is_known_of_a_person(
    service: Service, tmp_path: Path
) -> None:
    one = {"nhs_number": "9990000018"}
    taken_over(
        tmp_path,
        MSCC | one | {"confirmed_at": "2026-01-01", "received_at": "2026-01-01"},
        MSCC | one | {"confirmed_at": "2026-03-01", "died_on": "2026-04-11"},
        MSCC | {"confirmed_at": "2026-01-01", "last_known_alive": "2026-01-21", "received_at": "2026-01-01"},
        MSCC | {"confirmed_at": "2026-03-10"},
    )
    assert report()["survival"] == {"n": 3, "median_days": 100, "at_30": 1.0, "at_90": 1.0, "at_365": None}


def test_another_alliance_is_in_none_of_it(
    service: Service, other_service: Service, other_alliance: Alliance, tmp_path: Path
) -> None:
    taken_over(tmp_path, MSCC | MET | {"imd_decile": "1"})
    theirs = build(other_alliance, date(2026, 1, 1), date(2026, 6, 30), datetime(2026, 9, 30, tzinfo=UTC))
    assert (theirs.incidence.people, theirs.survival.n, theirs.walking.total()) == (0, 0, 0)
    assert sum(theirs.by_quintile.values()) == sum(theirs.counts.values()) == 0


def test_a_second_episode_counts_among_the_episodes_and_widens_their_limits(service: Service, tmp_path: Path) -> None:
    again = {"nhs_number": "9990000018"}
    taken_over(
        tmp_path, *times(10, **MSCC), MSCC | again, MSCC | again | {"confirmed_at": "2026-05-01"},
        MSCC | {"resident": "no"}, MSCC | {"confirmed_at": "2026-07-01"},
    )  # fmt: skip
    found = report()
    assert found["incidence"]["people"] == 11
    assert found["episodes"]["episodes"] == 12
    person_years = 3.5 * 181 / 365.25
    limit = byar(12)[0]
    assert found["episodes"]["per_million"] == round(12 / person_years, 1)
    assert found["episodes"]["ci_low"] == round((12 + (14 / 12) ** 0.5 * (limit - 12)) / person_years, 1)
    assert found["referred"] == {"referrals": 14, "per_million": round(14 / person_years, 1)}


def test_completeness_is_of_those_of_whom_an_item_is_wanted(service: Service, tmp_path: Path) -> None:
    taken_over(tmp_path, MSCC | MET | {"ethnicity": "A", "mri_whole_spine": "yes"}, CORD, {"outcome": "none"})
    complete = report()["completeness"]
    assert complete["ethnicity"] == {"known": 1, "of": 3, "percent": 33.3}
    assert complete["suspected_at"] == {"known": 2, "of": 2, "percent": 100.0}
    assert complete["outcome"] == {"known": 2, "of": 3, "percent": 66.7}
    assert complete["discharge_plan"] == {"known": 0, "of": 0, "percent": None}
    assert (complete["confirmed_at"]["of"], complete["reported_at"]) == (1, {"known": 0, "of": 1, "percent": 0.0})


# Shareable


def leaves(value: Any) -> Iterator[Any]:
    for each in value.values() if isinstance(value, dict) else [value]:
        yield from leaves(each) if isinstance(each, dict) else [each]


def test_shareable_hides_1_to_7_rounds_others_and_makes_percentages_of_those(service: Service, tmp_path: Path) -> None:
    taken_over(tmp_path, *times(43, **MET), *times(26, **LATE), *times(2, **CORD | {"mri_exclusion": "declined"}))
    t1 = shared()["measures"]["T-1"]
    assert (t1["met"], t1["not_met"], t1["excluded"], t1["unknown"]) == (45, 25, "*", 0)
    assert (t1["percent"], t1["ci_low"], t1["ci_high"]) == (64.3, 52.6, 74.5)
    assert t1["excluded_reasons"] == {"declined": "*"}
    assert (t1["median_hours"], t1["p90_hours"]) == (24.0, 24.0)


def test_shareable_hides_what_is_made_from_a_hidden_count(service: Service, tmp_path: Path) -> None:
    taken_over(tmp_path, *times(9, **MET), *times(7, **LATE), *times(7, **MSCC))
    found = shared()
    t1 = found["measures"]["T-1"]
    assert (t1["met"], t1["not_met"], t1["percent"], t1["ci_low"], t1["ci_high"]) == (10, "*", "*", "*", "*")
    assert (t1["median_hours"], t1["p90_hours"]) == (24.0, "*"), "sixteen have a median and no centile"
    assert found["incidence"]["people"] == found["incidence"]["per_million"] == found["incidence"]["ci_high"] == "*"
    assert set(found["survival"].values()) == {"*"}
    assert found["counts"]["referrals"] == 25


def test_shareable_incidence_and_survival_are_made_from_rounded_counts(service: Service, tmp_path: Path) -> None:
    taken_over(tmp_path, *times(12, **MSCC | {"died_on": "2026-03-31"}), *times(11, **MSCC))
    found = shared()
    exact = report()
    assert exact["survival"]["at_30"] == 0.48
    assert found["survival"] == {"n": 25, "median_days": 20, "at_30": 0.5, "at_90": 0.5, "at_365": None}
    assert found["incidence"]["people"] == 25
    assert found["incidence"]["per_million"] == round(25 / (3.5 * 181 / 365.25), 1)


def test_shareable_survival_of_few_deaths_is_hidden(service: Service, tmp_path: Path) -> None:
    taken_over(tmp_path, *times(3, **MSCC | {"died_on": "2026-03-31"}), *times(27, **MSCC))
    assert shared()["survival"] == {"n": 30, "median_days": None, "at_30": "*", "at_90": "*", "at_365": None}


def test_no_small_count_stands_anywhere_in_a_shareable_report(service: Service, tmp_path: Path) -> None:
    rows = [
        MSCC | MET | {"imd_decile": str(1 + n % 10), "walking_at_presentation": "aided", "surgery_at": "2026-03-12"}
        for n in range(23)
    ]  # fmt: skip
    taken_over(tmp_path, *rows, *times(3, **LATE), *times(2, **CORD | {"mri_exclusion": "declined"}))
    found = shared()
    whole = [each for each in leaves(found) if isinstance(each, int) and not isinstance(each, bool)]
    days = {found["survival"]["median_days"]}
    assert {each for each in whole if each not in days and 0 < each < 8} == set()
    assert {each % 5 for each in whole} == {0}


def test_counts_that_their_sum_would_give_away_are_hidden(service: Service, tmp_path: Path) -> None:
    outcomes = ("mscc", "impending", "metastases", "none")
    taken_over(tmp_path, *[{"outcome": each} for each in outcomes for _ in range(7)])
    assert report()["counts"]["referrals"] == 28
    assert shared()["counts"] == {
        "referrals": 30, "confirmed_mscc": "*", "impending": "*", "metastases": "*", "none": "*",
        "outcome_not_known": "*",
    }  # fmt: skip


def test_quintiles_that_the_whole_would_give_away_are_hidden(service: Service, tmp_path: Path) -> None:
    taken_over(tmp_path, *[MET | {"imd_decile": str(2 * fifth)} for fifth in (1, 2, 3, 4) for _ in range(7)])
    found = shared()
    assert found["measures"]["T-1"]["met"] == 30
    assert {of["T-1"]["met"] for of in found["by_deprivation_quintile"].values()} == {"*"}
    assert {of["referrals"] for of in found["by_deprivation_quintile"].values()} == {"*"}


# Files


@pytest.fixture
def some(service: Service, tmp_path: Path) -> None:
    taken_over(tmp_path, *times(9, **MSCC | MET), *times(3, **LATE))


def test_the_csv_says_the_same_as_the_json(some: None) -> None:
    for words in ((), ("--shareable",)):
        out = io.StringIO()
        call_command(
            "audit_report", "--alliance", "TST", *PERIOD, "--as-at", AS_AT, "--format", "csv", *words, stdout=out
        )
        rows = list(csv.DictReader(io.StringIO(out.getvalue())))
        told = report(*words)
        figures = [
            each for name in SECTIONS
            for each in leaves(told[name])
        ]  # fmt: skip
        assert [row["value"] for row in rows] == ["" if each is None else str(each) for each in figures]
        assert {row["shareable"] for row in rows} == {str(told["shareable"]).lower()}


def test_the_workbook_says_the_same_with_definitions_and_no_formula(
    some: None, tmp_path: Path, alliance: Alliance
) -> None:
    Alliance.objects.update(name='=HYPERLINK("x")')
    path = tmp_path / "audit.xlsx"
    call_command("audit_report", "--alliance", "TST", *PERIOD, "--format", "xlsx", "--output", str(path))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "About", "Measures", "Referrals", "Incidence", "Survival", "Walking", "Deprivation", "Incidents",
        "Completeness", "Definitions",
    ]  # fmt: skip
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    measures = {(row[0], row[2]): row[3] for row in book["Measures"].iter_rows(min_row=2, values_only=True)}
    assert (measures["T-1", "Met"], measures["T-1", "Not met"], measures["T-1", "Percentage"]) == (9, 3, 75.0)
    defined = {row[0] for row in book["Definitions"].iter_rows(min_row=2, values_only=True)}
    assert defined == {*report()["measures"], *TABLES}


def test_a_shareable_workbook_holds_no_small_count(some: None, tmp_path: Path) -> None:
    path = tmp_path / "audit.xlsx"
    call_command("audit_report", "--alliance", "TST", *PERIOD, "--format", "xlsx", "--output", str(path), "--shareable")
    book = openpyxl.load_workbook(path)
    del book["Definitions"]
    assert not {cell.value for row in book["Measures"].iter_rows(min_col=4) for cell in row} & {1, 2, 3, 4, 5, 6, 7, 9}


def test_the_pdf_is_tagged_and_says_the_same(some: None, tmp_path: Path) -> None:
    path = tmp_path / "audit.pdf"
    call_command(
        "audit_report", "--alliance", "TST", *PERIOD, "--as-at", AS_AT, "--format", "pdf", "--output", str(path)
    )
    pdf = PdfReader(path)
    text = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "MSCC audit, Test Alliance" in text
    assert "Exact small numbers" in text
    assert "75.0" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_referral_of_which_nothing_is_known_breaks_nothing(service: Service) -> None:
    referral(service).timeline.delete()
    assert report()["counts"]["outcome_not_known"] == 1


def test_command_and_pack_tell_the_same_exact_and_shared(service: Service, people, tmp_path: Path) -> None:
    taken_over(tmp_path, *times(12, **MSCC | MET), *times(3, **LATE), MSCC | {"imd_decile": "2"})
    lead, at = Access(people[Role.ALLIANCE_LEAD]), datetime(2026, 9, 30, 11, tzinfo=UTC)
    wanted = packs.order(period=Period(date(2026, 1, 1), date(2026, 6, 30)), by=lead, at=at)
    pack = packs.make(wanted, at)
    assert pack.content["exact"] == report()
    assert pack.content["shareable"] == shared()
