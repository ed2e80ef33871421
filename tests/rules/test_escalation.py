"""The ladder of a clock: in order, never early, never silent."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscc.moments import Moment
from pathways.clock import running
from pathways.escalation import (
    LADDERS,
    MINIMUM_STEP,
    WEEK_LADDER,
    WHO_WORDS,
    Ladder,
    Stage,
    Who,
    ladder_for,
)
from pathways.guideline.limits import LIMITS, ClockKind, Limit

DUE = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLAIN = Ladder((Stage(-240, Who.ROLE_HOLDER), Stage(0, Who.EVERYONE)), repeat_minutes=30)
ALL_LADDERS = [*LADDERS.values(), WEEK_LADDER]


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


# What is no ladder


@pytest.mark.parametrize(
    ("times", "why"),
    [((), "in order"), ((0, -10), "in order"), ((5, 0), "in order"), ((0, 0), "its own"),
     ((-10,), "due moment"), ((-30, -5), "due moment"), ((-5, 5), "due moment")],
)  # fmt: skip
def test_a_ladder_is_in_order_and_has_a_rung_at_the_due_moment(times: tuple[int, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Ladder(tuple(Stage(each, Who.EVERYONE) for each in times), repeat_minutes=30)


@pytest.mark.parametrize(
    ("stages", "why"),
    [
        ((Stage(0, Who.EVERYONE, unless_booked=True), Stage(5, Who.EVERYONE)), "booked or not"),
        ((Stage(0, Who.EVERYONE), Stage(5, Who.EVERYONE, unless_booked=True)), "last stage"),
    ],
)
def test_a_booking_quietens_neither_the_due_moment_nor_the_last_rung(stages: tuple[Stage, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Ladder(stages, repeat_minutes=30)


@pytest.mark.parametrize(("repeat", "recheck"), [(0, 60), (-1, 60), (30, 0), (30, -5)])
def test_a_ladder_never_falls_silent(repeat: int, recheck: int) -> None:
    with pytest.raises(ValueError, match="repeats"):
        Ladder((Stage(0, Who.EVERYONE),), repeat_minutes=repeat, recheck_minutes=recheck)


# The ladders of the service


def test_every_clock_has_a_ladder_and_every_rung_its_words() -> None:
    assert set(LADDERS) == set(ClockKind)
    assert set(WHO_WORDS) == set(Who)
    assert [ladder_for(each.kind, each.hours) for each in LIMITS if each.hours == 168] == [WEEK_LADDER, WEEK_LADDER]
    assert all(ladder_for(each.kind, each.hours) is LADDERS[each.kind] for each in LIMITS if each.hours <= 24)


@pytest.mark.parametrize(
    ("ladder", "told"),
    [
        (
            LADDERS[ClockKind.MRI],
            [(-720, "role_holder"), (-240, "role_holder"), (-60, "senior"), (0, "service_lead"), (30, "service_lead")],
        ),
        (LADDERS[ClockKind.CT], [(-240, "role_holder"), (-60, "senior"), (0, "service_lead"), (30, "service_lead")]),
        (
            WEEK_LADDER,
            [
                (-5040, "role_holder"),
                (-1440, "role_holder"),
                (-240, "senior"),
                (0, "service_lead"),
                (60, "service_lead"),
            ],
        ),
        # a new emergency: the role holder at once, everyone after its ten minutes
        (LADDERS[ClockKind.ACKNOWLEDGEMENT], [(-10, "role_holder"), (0, "everyone"), (10, "everyone")]),
        # a review: four weeks before, when due, by the week
        (LADDERS[ClockKind.REVIEW], [(-40320, "lead"), (0, "lead"), (10080, "lead"), (20160, "lead")]),
        # the steering group is to meet: eight and four weeks before, when due, by the week
        (
            LADDERS[ClockKind.MEETING],
            [(-80640, "alliance_lead"), (-40320, "alliance_lead"), (0, "alliance_lead"), (10080, "alliance_lead")],
        ),
        # five minutes from the first emergency answer: the author after two, the role holder after five
        (LADDERS[ClockKind.DRAFT], [(-3, "author"), (0, "role_holder"), (5, "everyone"), (10, "everyone")]),
    ],
)
def test_who_is_told_when(ladder: Ladder, told: list[tuple[int, str]]) -> None:
    for number, (offset, who) in enumerate(told):
        assert ladder.planned(number, DUE) == DUE + minutes(offset)
        assert ladder.stage(number).who == who


def test_a_ladder_that_is_kept_with_its_clock_comes_back_the_same() -> None:
    for ladder in ALL_LADDERS:
        assert Ladder.from_json(ladder.as_json()) == ladder


# The next look


def test_told_on_time_the_next_look_is_the_next_rung() -> None:
    assert PLAIN.next_look(0, DUE, DUE - minutes(240), None) == DUE
    # also where the rungs stand closer than the time left to act after an outage
    assert LADDERS[ClockKind.DRAFT].next_look(0, DUE, DUE - minutes(3), None) == DUE


def test_the_last_rung_repeats_at_its_own_pace() -> None:
    assert PLAIN.next_look(1, DUE, DUE, None) == DUE + minutes(30)
    assert PLAIN.next_look(7, DUE, DUE + minutes(200), None) == DUE + minutes(230)


def test_told_late_the_next_rung_leaves_a_moment_to_act() -> None:
    """After an outage the first rung and the second do not come in the same second."""
    assert PLAIN.next_look(0, DUE, DUE + minutes(90), None) == DUE + minutes(95)


def test_a_start_learned_two_days_late_does_not_ring_every_five_minutes() -> None:
    """What is missed is not made up for: after the first two rungs, every thirty minutes."""
    told, looks = DUE + timedelta(days=2), []
    for number in range(6):
        looks.append(told)
        told = PLAIN.next_look(number, DUE, told, None)
    gaps = [later - earlier for earlier, later in pairwise(looks)]
    assert gaps == [minutes(5), *[minutes(30)] * 4]


def test_nobody_on_duty_and_the_last_rung_told_at_once_it_repeats_from_then() -> None:
    early = DUE - minutes(240)
    assert PLAIN.next_look(1, DUE, early, None) == early + minutes(30)


def test_a_later_round_climbs_from_its_own_start_and_then_repeats_at_the_ladder_s_pace() -> None:
    begun = DUE + minutes(500)
    assert [PLAIN.planned(number, DUE, begun) - begun for number in range(4)] == [
        minutes(0), minutes(10), minutes(40), minutes(70),
    ]  # fmt: skip
    assert PLAIN.next_look(0, DUE, begun, begun) == begun + minutes(10)
    assert PLAIN.next_look(1, DUE, begun + minutes(10), begun) == begun + minutes(40)
    assert LADDERS[ClockKind.DRAFT].planned(1, DUE, begun) == begun + minutes(5)


@pytest.mark.parametrize(
    ("acknowledged", "looked_at"),
    [(-600, 0), (-1, 0), (0, 60), (1, 61), (500, 560)],
)
def test_what_is_in_hand_is_looked_at_again_when_due_or_an_hour_later(acknowledged: int, looked_at: int) -> None:
    assert PLAIN.recheck(DUE, DUE + minutes(acknowledged)) == DUE + minutes(looked_at)


# Of every ladder, at every moment


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    times = sorted({0, *draw(st.lists(st.integers(-2000, 500), max_size=4))})
    quiet = [each < 0 and draw(st.booleans()) for each in times]
    stages = tuple(Stage(each, draw(st.sampled_from(Who)), over) for each, over in zip(times, quiet, strict=True))
    return Ladder(stages, draw(st.integers(1, 240)), draw(st.integers(1, 240)))


offsets = st.integers(-3000, 100_000).map(minutes)


@given(ladders(), st.integers(0, 200), offsets, st.none() | offsets)
def test_there_is_always_a_next_look_and_it_lies_ahead(
    ladder: Ladder, number: int, told: timedelta, begun: timedelta | None
) -> None:
    told_at = DUE + told
    round_started = None if begun is None else DUE + begun
    look = ladder.next_look(number, DUE, told_at, round_started)
    assert look > told_at
    gap = ladder.planned(number + 1, DUE, round_started) - ladder.planned(number, DUE, round_started)
    assert look >= told_at + min(MINIMUM_STEP, minutes(ladder.repeat_minutes), gap or MINIMUM_STEP)


@given(ladders(), st.integers(0, 200), st.none() | offsets)
def test_the_rungs_are_planned_in_order(ladder: Ladder, number: int, begun: timedelta | None) -> None:
    round_started = None if begun is None else DUE + begun
    assert ladder.planned(number + 1, DUE, round_started) >= ladder.planned(number, DUE, round_started)
    assert ladder.planned(number + len(ladder.stages), DUE) >= DUE


@given(ladders(), st.lists(st.integers(0, 600), min_size=1, max_size=40), st.booleans())
def test_climbed_by_a_sweep_that_is_late_every_rung_is_told_once_in_order_and_none_early(
    ladder: Ladder, lateness: list[int], is_later_round: bool
) -> None:
    """As the timer engine does it: look when the next moment has come, tell that stage, ask for the next moment."""
    round_started = DUE + minutes(700) if is_later_round else None
    look = ladder.planned(0, DUE, round_started)
    for number, late in enumerate(lateness):
        told_at = look + timedelta(seconds=late)
        if number < len(ladder.stages):
            assert told_at >= ladder.planned(number, DUE, round_started)
        look = ladder.next_look(number, DUE, told_at, round_started)
        if number >= len(ladder.stages) - 1:
            assert look - told_at == minutes(ladder.repeat_minutes)


@given(ladders(), offsets)
def test_an_acknowledged_clock_is_looked_at_again(ladder: Ladder, acknowledged: timedelta) -> None:
    assert ladder.recheck(DUE, DUE + acknowledged) > DUE + acknowledged


@pytest.mark.parametrize("night", [datetime(2026, 10, 24, tzinfo=UTC), datetime(2027, 3, 27, tzinfo=UTC)])
@pytest.mark.parametrize(
    "limit", [each for each in LIMITS if each.hours >= 24 and not each.is_local], ids=lambda each: each.slug
)
def test_rungs_are_elapsed_time_on_both_nights(limit: Limit, night: datetime) -> None:
    """Started in any hour of the day of the change or the one before it, in London: each window and rung is exact."""
    moments = {"suspected_at", "coordinator_contact_at", "presented_at", "immobilised_at", "rt_decision_at"}
    for hour in range(48):
        start = (night + timedelta(hours=hour)).astimezone(ZoneInfo("Europe/London"))
        (clock,) = running([limit], dict.fromkeys(moments, Moment(start)))
        assert (clock.due.astimezone(UTC) - start.astimezone(UTC)) == timedelta(hours=limit.hours)
        ladder = ladder_for(limit.kind, limit.hours)
        for number, stage in enumerate(ladder.stages):
            planned = ladder.planned(number, clock.due).astimezone(UTC)
            assert planned - clock.due.astimezone(UTC) == timedelta(minutes=stage.minutes_from_due)
