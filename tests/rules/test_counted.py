"""Months are sums: what is written of one is read again, and once it is settled no moment of a report changes it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.counted import BY_QUINTILE, Counted, Month, settled, together
from audit.measures import MEASURES, Record, State
from audit.outcomes import Confirmed
from audit.periods import month_start
from mscc.moments import LONDON, Moment, Precision

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RECEIVED = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
ANSWERS = ("cord", "pain", "mri_whole_spine", "mri_contraindicated", "surgery_suitable", "discharge_plan")
YES_NO = st.sampled_from([True, False, None])
WALKING = st.sampled_from(["", "unaided", "not_walking"])


@st.composite
def moments(draw) -> Moment | None:
    """Some time about the receipt, on either side of the end of the month, now and then known to the day only."""
    if draw(st.integers(0, 3)) == 0:
        return None
    at = RECEIVED + draw(st.sampled_from([HOUR, 12 * HOUR, DAY, 20 * DAY])) * draw(st.integers(-3, 3))
    if draw(st.booleans()):
        return Moment(at)
    return Moment(at.astimezone(LONDON).replace(hour=0, minute=0), Precision.DATE)


days = st.one_of(st.none(), st.integers(-40, 90).map(lambda n: (RECEIVED + n * DAY).date()))
RECORDS = st.builds(
    Record,
    received_at=st.just(Moment(RECEIVED)),
    **{
        name: moments()
        for name in (
            "presented_at", "suspected_at", "coordinator_contact_at", "mri_started_at", "mri_reported_at",
            "ct_started_at", "confirmed_at", "rt_decision_at", "rt_first_fraction_at", "surgery_at", "systemic_at",
            "discharged_at",
        )
    },
    **dict.fromkeys(ANSWERS, YES_NO),
    cancer=st.sampled_from(["", "current", "none"]),
    mri_exclusion=st.sampled_from(["", "", "declined", "died", "suspicion_withdrawn"]),
    outcome=st.sampled_from(["mscc", "mscc", "metastases", ""]),
    rt_exclusion=st.sampled_from(["", "", "poor_prognosis", "postoperative"]),
    rt_dose_gy=st.sampled_from([None, Decimal(8), Decimal(20)]),
    rt_fractions=st.sampled_from([None, 1, 5]),
    rt_reason_multifraction=st.sampled_from(["", "Agreed"]),
    walking_at_presentation=WALKING,
    walking_at_discharge=WALKING,
    died_on=days,
    last_known_alive=days,
    imd_decile=st.sampled_from([None, 1, 4, 10]),
)  # fmt: skip


@settings(max_examples=300)
@given(record=RECORDS, later=st.integers(0, 400), as_at=st.integers(-10, 90))
def test_a_settled_month_is_the_same_whenever_the_report_is_made(record: Record, later: int, as_at: int) -> None:
    for name, measure in MEASURES.items():
        placed = measure(record, RECEIVED).placed
        assert placed == measure(record, RECEIVED + as_at * DAY).placed, name
        if placed:
            at = settled(month_start(placed.day))
            if measure(record, at).state is State.PENDING:
                continue  # keeps its month from being kept
            assert measure(record, at) == measure(record, at + later * HOUR) == measure(record, at + later * DAY), name


@given(st.lists(RECORDS, max_size=4))
def test_what_is_written_of_a_month_is_read_again(found: list[Record]) -> None:
    counted = Counted(MEASURES.values(), lambda day: True)
    for each in found:
        counted.add(each, RECEIVED + 90 * DAY)
    counted.confirm(Confirmed(date(2026, 6, 30), True, None, date(2026, 8, 1)))
    counted.confirm(Confirmed(date(2026, 6, 2), False, date(2026, 8, 1), None))
    for month in counted.months.values():
        again = Month.read(month.written(), MEASURES)
        assert again.written() == month.written()
        assert together({date(2026, 6, 1): again, date(2026, 5, 1): Month()}).written() == month.written()
        for name, groups in month.tallies.items():
            assert {group: tally.figures() for group, tally in groups.items()} == {
                group: tally.figures() for group, tally in again.tallies[name].items()
            }


def test_only_the_measures_that_are_asked_for_are_read() -> None:
    counted = Counted(MEASURES.values(), lambda day: True)
    counted.add(Record(received_at=Moment(RECEIVED), cord=True), RECEIVED)
    month = counted.months[date(2026, 6, 1)]
    assert set(Month.read(month.written(), {"T-1": None}).tallies) == {"T-1"}
    assert set(Month.read(month.written(), MEASURES).tallies) >= {"T-1", "T-1b"}


def test_the_order_of_counting_leaves_no_trace() -> None:
    ends = (Moment(RECEIVED + 3 * HOUR), Moment(RECEIVED + 2 * HOUR))
    records = [
        Record(Moment(RECEIVED), suspected_at=Moment(RECEIVED), cord=True, mri_started_at=end, mri_whole_spine=True)
        for end in ends
    ]
    written = []
    for each in (records, reversed(records)):
        counted = Counted(MEASURES.values(), lambda day: True)
        for record in each:
            counted.add(record, RECEIVED)
        written.append(counted.months[date(2026, 6, 1)].written())
    assert written[0] == written[1]


def test_a_month_settles_forty_days_after_its_end() -> None:
    assert settled(date(2026, 6, 1)) == datetime(2026, 8, 9, 23, tzinfo=UTC)


def test_measures_told_by_fifths_are_measures() -> None:
    assert set(BY_QUINTILE) <= set(MEASURES)
