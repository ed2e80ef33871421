"""What holds for every measure: its definition, its words, and one state for everybody."""

import importlib
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_cases import START

from audit.figures import Tally
from audit.measures import MEASURES, REASON_WORDS, STATE_WORDS, TABLES, Measure, Record, State
from audit.measures.timing import stopped
from mscc.moments import LONDON, Moment, Precision
from pathways.clock import Clock, Status
from pathways.guideline.limits import LIMITS
from referrals.models import Timeline

HEADINGS = ["Denominator", "Start", "Stop", "Numerator", "Exclusions", "Unknown", "Pending", "Percentage", "Period",
            "Source"]  # fmt: skip
UNTIMED = [heading for heading in HEADINGS if heading not in {"Start", "Stop", "Pending"}]
IDS = list(MEASURES)


@pytest.mark.parametrize("name", IDS)
def test_every_measure_has_its_file_and_says_all_of_its_definition_there(name: str) -> None:
    measure = MEASURES[name]
    module = importlib.import_module(f"audit.measures.{name.lower().replace('-', '')}")
    assert module.MEASURE is measure
    said = set(measure.definition)
    assert list(measure.definition) == [heading for heading in HEADINGS if heading in said]
    assert said >= set(HEADINGS if name.startswith("T") else UNTIMED)
    assert module.__doc__.lower().startswith(f"{name}: {measure.title[0]}".lower())
    assert measure.version
    assert measure.met_words
    assert all(rec.strip() in measure.definition["Source"] for rec in measure.source.split("; ")[1].split(","))


@pytest.mark.parametrize("name", list(TABLES))
def test_every_table_has_its_file_and_says_its_definition_there(name: str) -> None:
    module = importlib.import_module(f"audit.measures.{name.lower().replace('-', '')}")
    assert module.TABLE is TABLES[name]
    assert module.__doc__.startswith(f"{name}: {TABLES[name].title[0].lower()}")
    assert {"Denominator", "Table", "Period", "Source"} <= set(TABLES[name].definition)


def test_the_report_has_the_measures_of_its_contract() -> None:
    assert IDS == [
        "T-1", "T-1b", "T-1c", "T-2", "T-3", "T-3b", "T-4", "T-5", "T-6", "T-7", "T-8", "P-1", "P-2", "P-3", "O-3",
        "INC-3", "INC-4", "B-1",
    ]  # fmt: skip
    assert list(TABLES) == ["INC-1", "INC-2", "O-1", "O-2", "E-1", "S-1", "DQ-1"]


@pytest.mark.parametrize("name", ["T-1", "T-1b", "T-1c", "T-2", "T-5"])
def test_every_limit_is_a_row_of_the_table_that_the_alarms_read(name: str) -> None:
    assert MEASURES[name].limit in LIMITS


def test_every_state_has_its_words() -> None:
    assert set(STATE_WORDS) == set(State)


def test_every_exclusion_that_can_be_recorded_has_its_words() -> None:
    recorded = {*Timeline.MriExclusion.values, *Timeline.RadiotherapyExclusion.values} - {""}
    assert recorded <= set(REASON_WORDS)


def test_a_measure_is_named_in_an_address_in_small_letters() -> None:
    assert [measure.slug for measure in MEASURES.values()][:3] == ["t-1", "t-1b", "t-1c"]


# Everybody is in exactly one state, or outside the denominator.

moments = st.one_of(
    st.none(),
    st.builds(
        lambda hours, seconds: Moment(START.at + timedelta(hours=hours, seconds=seconds)),
        st.integers(-60, 60),
        st.sampled_from([-1, 0, 1]),
    ),
    st.builds(
        lambda days: Moment(START.at.astimezone(LONDON).replace(hour=0) + timedelta(days=days), Precision.DATE),
        st.integers(-3, 3),
    ),
)
answers = st.sampled_from([True, False, None])
RECORDS = st.builds(
    Record,
    received_at=moments.filter(lambda moment: moment and not moment.is_day_only),
    presented_at=moments,
    suspected_at=moments,
    cancer=st.sampled_from(["", "current", "past", "suspected", "none"]),
    coordinator_contact_at=moments,
    cord=answers,
    pain=answers,
    mri_started_at=moments,
    mri_whole_spine=answers,
    mri_contraindicated=answers,
    mri_exclusion=st.sampled_from(Timeline.MriExclusion.values),
    outcome=st.sampled_from(["mscc", "mscc", "none", ""]),
    surgery_suitable=st.sampled_from([False, False, True, None]),
    ct_started_at=moments,
    mri_reported_at=moments,
    confirmed_at=moments,
    rt_decision_at=moments,
    rt_first_fraction_at=moments,
    surgery_at=moments,
    systemic_at=moments,
    discharged_at=moments,
    discharge_plan=answers,
    rt_dose_gy=st.sampled_from([None, Decimal(8), Decimal("8.00"), Decimal(20)]),
    rt_fractions=st.sampled_from([None, 1, 5]),
    rt_reason_multifraction=st.sampled_from(["", "High risk"]),
    rt_exclusion=st.sampled_from(Timeline.RadiotherapyExclusion.values),
    died_on=st.one_of(st.none(), st.dates(date(2026, 6, 8), date(2026, 7, 13))),
    last_known_alive=st.one_of(st.none(), st.dates(date(2026, 6, 8), date(2026, 7, 13))),
)
AS_AT = st.integers(-30, 90).map(lambda hours: START.at + timedelta(hours=hours))


@given(RECORDS, AS_AT, st.sampled_from(list(MEASURES.values())))
def test_everybody_is_in_one_state_or_outside(record: Record, as_at, measure: Measure) -> None:
    outcome = measure(record, as_at)
    assert outcome.in_denominator == isinstance(outcome.state, State) == (outcome.placed is not None)
    assert bool(outcome.reason) == (outcome.state in {State.NOT_MET, State.EXCLUDED, State.UNKNOWN})
    assert outcome.reason in {"", *REASON_WORDS}
    within = timedelta(hours=measure.within_hours or 48)
    if not measure.has_percentage:
        assert outcome.state in {None, State.MET, State.UNKNOWN}
        assert (outcome.elapsed is None) == (outcome.state is not State.MET)
    elif outcome.elapsed is not None:
        assert (outcome.state is State.MET) == (timedelta() <= outcome.elapsed <= within)
        assert outcome.state in {State.MET, State.NOT_MET}
    if outcome.state is State.MET and measure.within_hours == 24:
        assert outcome.elapsed is not None


@given(RECORDS, st.sampled_from(list(MEASURES.values())))
def test_time_alone_never_turns_what_was_settled(record: Record, measure: Measure) -> None:
    """Met stays met and excluded stays excluded, but for a suspicion withdrawn after a scan of part of the spine."""
    early, late = measure(record, START.at - timedelta(days=9)), measure(record, START.at + timedelta(days=29))
    settled = {State.MET, State.NOT_MET} | (
        {State.EXCLUDED} if record.mri_exclusion != "suspicion_withdrawn" else set()
    )
    if early.state in settled:
        assert late == early


@given(st.lists(RECORDS, max_size=30), AS_AT, st.sampled_from(list(MEASURES.values())))
def test_the_five_counts_add_up_to_the_denominator(records: list[Record], as_at, measure: Measure) -> None:
    outcomes = [measure(record, as_at) for record in records]
    tally = Tally()
    for outcome in outcomes:
        tally.add(outcome)
    figures = tally.figures()
    assert sum(figures.counts.values()) == figures.denominator == sum(each.in_denominator for each in outcomes)
    for state in (State.NOT_MET, State.EXCLUDED, State.UNKNOWN):
        assert sum(figures.reasons[state].values()) == figures.counts[state]
    assert figures.fallback == sum(each.fallback for each in outcomes)
    assert Counter(figures.counts)[State.MET] <= figures.scored <= figures.denominator


@given(moments.filter(bool), moments.filter(bool))
def test_the_alarm_and_the_audit_agree_on_every_exact_time(start: Moment, stop: Moment) -> None:
    if start.is_day_only or stop.is_day_only or stop.at < start.at:
        return
    limit = MEASURES["T-1"].limit
    alarm = Clock(limit, start, limit.start, stop).status
    assert (alarm is Status.MET) == (stopped(start, stop, limit.within).state is State.MET)
