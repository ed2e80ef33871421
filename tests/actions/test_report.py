"""The report from rows: the contract's figures, whose rows count where, and how many queries it takes."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from audit.behind import people
from audit.kept import standing
from audit.measures import MEASURES, State
from audit.periods import Period, PeriodError
from audit.report import build
from mscc.models import Alliance, Service
from mscc.spreadsheets import harmless, write_csv
from tests.audit_rows import cord, for_radiotherapy, london, referral

AS_AT = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
T1 = MEASURES["T-1"]


def figures(alliance: Alliance, name: str = "T-1", start: date = JUNE[0], end: date = JUNE[1], as_at=AS_AT):
    return build(alliance, start, end, as_at).figures[name]


def counts(alliance: Alliance, name: str = "T-1", **period: date) -> dict[str, int]:
    return {str(state): n for state, n in figures(alliance, name, **period).counts.items() if n}


def test_the_figures_of_a_period(alliance: Alliance, service: Service) -> None:
    for hours in (4, 17.2, 24, 30):
        cord(service, hours=hours)
    cord(service, mri_exclusion="declined")
    cord(service, mri_contraindicated=True)
    referral(service, "2026-06-10 10:00", has_cord_feature=True)
    referral(service, "2026-06-10 10:00", has_cord_feature=False, suspected_at="2026-06-10 09:00")
    result = figures(alliance)
    assert result.as_json(T1) == {
        "title": T1.title,
        "source": T1.source,
        "met": 3,
        "not_met": 1,
        "excluded": 2,
        "unknown": 1,
        "pending": 0,
        "percent": 75.0,
        "ci_low": 30.1,
        "ci_high": 95.4,
        "excluded_reasons": {"declined": 1, "mri_contraindicated": 1},
        "fallback": 0,
        "median_hours": 20.6,
        "p90_hours": 28.2,
    }


def test_the_contact_stands_in_for_the_suspicion_and_is_counted(alliance: Alliance, service: Service) -> None:
    referral(
        service,
        has_cord_feature=True,
        coordinator_contact_at="2026-06-10 10:00",
        mri_started_at="2026-06-11 09:00",
        mri_whole_spine=True,
    )
    assert figures(alliance).fallback == 1
    assert figures(alliance, "T-1b").fallback == 0
    assert counts(alliance) == counts(alliance, "T-1b") == {"met": 1}


def test_precision_comes_from_the_row(alliance: Alliance, service: Service) -> None:
    day = {"mri_started_at": "2026-06-11 00:00", "mri_whole_spine": True, "precision": {"mri_started_at": "date"}}
    referral(service, has_cord_feature=True, suspected_at="2026-06-10 09:00", **day)
    assert figures(alliance).reasons[State.UNKNOWN] == {"date_only": 1}


def test_pending_is_judged_at_the_given_moment(alliance: Alliance, service: Service) -> None:
    cord(service, "2026-06-10 09:00")
    assert figures(alliance, as_at=london("2026-06-11 08:59:59")).counts[State.PENDING] == 1
    assert figures(alliance, as_at=london("2026-06-11 09:00:00")).counts[State.NOT_MET] == 1


def test_a_period_holds_both_its_days_in_london(alliance: Alliance, service: Service) -> None:
    for suspected in ("2026-05-31 23:59:59", "2026-06-01 00:00:00", "2026-06-30 23:59:59", "2026-07-01 00:00:00"):
        cord(service, suspected, hours=3)
    assert counts(alliance) == {"met": 2}
    assert counts(alliance, start=date(2026, 6, 30), end=date(2026, 6, 30)) == {"met": 1}


def test_the_start_places_it_whenever_it_was_received(alliance: Alliance, service: Service) -> None:
    referral(
        service,
        "2026-06-02 10:00",
        has_cord_feature=True,
        suspected_at="2026-05-31 09:00",
        coordinator_contact_at="2026-06-02 10:00",
        mri_started_at="2026-06-02 18:00",
        mri_whole_spine=True,
    )
    assert counts(alliance) == {}
    assert counts(alliance, "T-1b") == {"met": 1}
    assert counts(alliance, start=date(2026, 5, 31), end=date(2026, 5, 31)) == {"not_met": 1}


def test_without_a_start_the_day_it_was_received_places_it(alliance: Alliance, service: Service) -> None:
    referral(service, "2026-06-30 23:30", has_cord_feature=True)
    assert counts(alliance) == {"unknown": 1}
    assert counts(alliance, start=date(2026, 7, 1), end=date(2026, 7, 1)) == {}


def test_radiotherapy_without_a_decision_is_placed_by_its_fraction(alliance: Alliance, service: Service) -> None:
    referral(
        service, "2026-05-20 10:00", outcome="mscc", surgery_suitable=False, rt_first_fraction_at="2026-06-01 09:00"
    )
    for_radiotherapy(service, "2026-05-31 23:00", hours=2)
    assert counts(alliance, "T-5") == {"unknown": 1}


def test_radiotherapy_within_a_day_of_the_decision(alliance: Alliance, service: Service) -> None:
    for hours in (1, 24, 25):
        for_radiotherapy(service, "2026-06-05 12:00", hours=hours)
    for_radiotherapy(service, "2026-06-05 12:00", rt_exclusion="poor_prognosis")
    for_radiotherapy(service, "2026-06-05 12:00", hours=-1)
    assert counts(alliance, "T-5") == {"met": 2, "not_met": 1, "excluded": 1, "unknown": 1}


def test_the_counts_are_of_the_referrals_received(alliance: Alliance, service: Service) -> None:
    for outcome in ("mscc", "mscc", "impending", "metastases", "none", ""):
        referral(service, outcome=outcome, suspected_at="2026-05-01 09:00")
    referral(service, "2026-07-01 00:00", outcome="mscc")
    without_times = referral(service)
    without_times.timeline.delete()
    assert build(alliance, *JUNE, AS_AT).counts == {
        "referrals": 7,
        "confirmed_mscc": 2,
        "impending": 1,
        "metastases": 1,
        "none": 1,
        "outcome_not_known": 2,
    }


def test_another_alliance_is_never_counted(
    alliance: Alliance, service: Service, sister_service: Service, other_alliance: Alliance, other_service: Service
) -> None:
    cord(service, hours=3)
    cord(sister_service, hours=3)
    cord(other_service, hours=30)
    assert counts(alliance) == {"met": 2}
    assert counts(other_alliance) == {"not_met": 1}
    assert build(alliance, *JUNE, AS_AT).counts["referrals"] == 2
    assert len(people(other_alliance, *JUNE, AS_AT, measure=T1, state=State.MET)) == 0


def test_the_months_add_up_to_the_whole(alliance: Alliance, service: Service) -> None:
    for suspected, hours in (("2026-03-31 23:30", 3), ("2026-04-01 00:30", 30), ("2026-06-10 09:00", 3)):
        cord(service, suspected, hours=hours)
    report = build(alliance, date(2026, 3, 1), date(2026, 6, 30), AS_AT)
    months = [(f"{month.start:%b}", of.met, of.scored) for month, of in report.by_month(T1)]
    assert months == [("Mar", 1, 1), ("Apr", 0, 1), ("May", 0, 0), ("Jun", 1, 1)]
    assert report.figures["T-1"].met == sum(met for _, met, _ in months)


def test_the_people_behind_a_number_are_as_many_as_the_number(alliance: Alliance, service: Service) -> None:
    late = cord(service, "2026-06-12 09:00", hours=30)
    never = cord(service, "2026-06-11 09:00")
    cord(service, hours=3)
    found = people(alliance, *JUNE, AS_AT, measure=T1, state=State.NOT_MET)
    assert [each.referral_id for each in found] == [never.pk, late.pk]
    found = people(alliance, *JUNE, AS_AT, measure=T1, state=State.NOT_MET, reason="late")
    assert [each.referral_id for each in found] == [late.pk]
    for measure in MEASURES.values():
        for state, n in figures(alliance, measure.id).counts.items():
            assert len(people(alliance, *JUNE, AS_AT, measure=measure, state=state)) == n


def test_however_many_rows_it_is_the_same_few_queries(
    alliance: Alliance, service: Service, django_assert_num_queries
) -> None:
    cord(service, hours=3)
    with django_assert_num_queries(8):
        build(alliance, *JUNE, AS_AT)
    for _ in range(12):
        cord(service, hours=3)
    with django_assert_num_queries(8):
        assert build(alliance, *JUNE, AS_AT).figures["T-1"].met == 13
    with django_assert_num_queries(6):
        people(alliance, *JUNE, AS_AT, measure=T1, state=State.MET)


def test_only_rows_that_may_count_are_fetched(alliance: Alliance, service: Service) -> None:
    cord(service, "2026-01-10 09:00", hours=3)
    cord(service, hours=3)
    assert len(standing(alliance, Period(*JUNE))) == 1


def test_a_period_that_ends_before_it_begins_is_refused(alliance: Alliance) -> None:
    with pytest.raises(PeriodError):
        build(alliance, JUNE[1], JUNE[0], AS_AT)


# The command


def run(**options: object) -> str:
    out = io.StringIO()
    call_command(
        "audit_report", **{"alliance": "TST", "start": "2026-06-01", "end": "2026-06-30"} | options, stdout=out
    )
    return out.getvalue()


def typed(*words: str) -> str:
    """The command as it is typed."""
    out = io.StringIO()
    call_command("audit_report", *words, stdout=out)
    return out.getvalue()


def test_the_command_writes_the_contract_as_json(alliance: Alliance, service: Service) -> None:
    cord(service, hours=3)
    period = ("--from", "2026-06-01", "--to", "2026-06-30")
    report = json.loads(typed("--alliance", "TST", *period, "--format", "json", "--as-at", "2026-11-22T19:12Z"))
    assert list(report) == [
        "alliance", "from", "to", "as_at", "shareable", "edition", "measures", "counts", "incidence", "survival",
        "walking", "by_deprivation_quintile", "incidents", "episodes", "referred", "completeness", "departures",
    ]  # fmt: skip
    assert (report["alliance"], report["from"], report["to"]) == ("TST", "2026-06-01", "2026-06-30")
    assert report["as_at"] == "2026-11-22T19:12:00Z"
    assert report["shareable"] is False
    assert report["edition"].startswith("NG234")
    assert list(report["measures"]) == list(MEASURES)
    assert report["measures"]["T-1"]["percent"] == 100.0
    assert report["measures"]["T-5"]["percent"] is None
    assert report["counts"]["referrals"] == 1


def test_csv_and_json_hold_the_same_figures(alliance: Alliance, service: Service) -> None:
    cord(service, hours=3)
    cord(service, mri_exclusion="declined")
    as_at = {"as_at": "2026-11-22T19:12:00Z"}
    report = json.loads(run(**as_at))
    rows = list(csv.DictReader(io.StringIO(run(format="csv", **as_at))))
    by_name = {(row["item"], row["figure"]): row["value"] for row in rows if row["section"] in {"measures", "counts"}}
    for name, of in report["measures"].items():
        for figure, value in of.items():
            if figure == "excluded_reasons":
                assert {k: str(v) for k, v in value.items()} == {
                    each.split(".")[1]: n for (item, each), n in by_name.items() if item == name and "." in each
                }
            else:
                assert by_name[name, figure] == ("" if value is None else str(value))
    assert by_name["", "referrals"] == "2"
    assert {(row["alliance"], row["from"], row["as_at"]) for row in rows} == {("TST", "2026-06-01", as_at["as_at"])}


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2026-06-11T08:59:59", "pending"),
        ("2026-06-11 09:00", "not_met"),
        ("2026-06-11T08:00Z", "not_met"),
        ("2026-06-11T09:59:59+02:00", "pending"),
        ("2026-06-11", "pending"),
    ],
)
def test_as_at_is_london_time_unless_it_has_a_zone(
    alliance: Alliance, service: Service, written: str, means: str
) -> None:
    cord(service, "2026-06-10 09:00")
    assert json.loads(run(as_at=written))["measures"]["T-1"][means] == 1


def test_without_as_at_it_is_now(alliance: Alliance) -> None:
    assert datetime.fromisoformat(json.loads(run())["as_at"]).date() >= date(2025, 1, 1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"alliance": "NIL"}, "no alliance with the code “NIL”. There are: TST"),
        ({"start": "2026-07-01"}, "begins on 2026-07-01 and ends before that, on 2026-06-30"),
        ({"start": "1 June"}, "“1 June” is not a date. Write it as 2025-01-31"),
        ({"end": "2026-06-31"}, "“2026-06-31” is not a date"),
        ({"end": "9999-12-31"}, "between the years"),
        ({"as_at": "soon"}, "“soon” is not a moment in London"),
        ({"as_at": "2026-03-29T01:30"}, "is not a moment in London"),
        ({"format": "xlsx"}, "--output FILE"),
        ({"format": "doc"}, "“doc” is not a format"),
        ({"output": "/nowhere/at/all"}, "could not be written"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(alliance: Alliance, wrong: dict, says: str) -> None:
    with pytest.raises(CommandError, match=says) as refusal:
        run(**wrong)
    assert "\n" not in str(refusal.value)


def test_with_no_alliance_at_all_that_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="There are: none yet"):
        run()


# Files


@pytest.mark.parametrize(
    "cell", ["=1+1", " =1+1", "+44", "-5", "@x", "|x", "%x", "\tx", "\rx", "\n=x", "＝1", "\u00a0=1"]
)
def test_a_cell_that_looks_like_a_formula_becomes_words(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "written"), [("Test, NHS", "Test, NHS"), (None, ""), (-5, -5), (62.3, 62.3), ("", "")]
)
def test_other_cells_stay_as_they_are(cell: object, written: object) -> None:
    assert harmless(cell) == written


def test_every_cell_is_quoted() -> None:
    file = io.StringIO()
    write_csv([["=x", 1, None]], file)
    assert file.getvalue() == '"\'=x","1",""\r\n'
