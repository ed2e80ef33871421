"""What may leave the service: nothing exact and small can be worked out from it, by any sum that it prints."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit import sharing
from audit.figures import Figures, Tally
from audit.measures import MEASURES, Outcome, State
from audit.outcomes import Confirmed, Incidence, Lives, survival
from audit.statistics import HIDDEN, shown

T1, T7 = MEASURES["T-1"], MEASURES["T-7"]


def figures(met: int = 0, not_met: int = 0, unknown: int = 0, **excluded: int) -> Figures:
    tally = Tally()
    for state, n in ((State.MET, met), (State.NOT_MET, not_met)):
        for hour in range(n):
            tally.add(Outcome(state, "" if state is State.MET else "late", timedelta(hours=hour + 1)))
    for _ in range(unknown):
        tally.add(Outcome(State.UNKNOWN, "date_only"))
    for reason, n in excluded.items():
        for _ in range(n):
            tally.add(Outcome(State.EXCLUDED, reason))
    return tally.figures()


def test_a_measure_by_the_names_of_its_exact_figures() -> None:
    assert list(sharing.measure(figures(9), T1)) == list(figures(9).as_json(T1))
    assert list(sharing.measure(figures(9), T7)) == list(figures(9).as_json(T7))


@pytest.mark.parametrize(
    ("met", "not_met", "percent"),
    [(0, 0, None), (0, 30, 0.0), (30, 0, 100.0), (28, 12, 75.0), (7, 30, HIDDEN), (30, 7, HIDDEN), (0, 7, HIDDEN)],
)
def test_the_percentage_is_made_from_the_rounded_counts(met: int, not_met: int, percent: object) -> None:
    cells = sharing.measure(figures(met, not_met), T1)
    assert cells["percent"] == percent
    assert (cells["ci_low"] == HIDDEN) == (percent == HIDDEN)
    assert (cells["ci_low"] is None) == (percent is None)


@pytest.mark.parametrize(
    ("n", "median", "centile"),
    [(0, HIDDEN, HIDDEN), (7, HIDDEN, HIDDEN), (8, 4.5, HIDDEN), (19, 10.0, HIDDEN), (20, 10.5, 18.1)],
)
def test_a_median_needs_eight_people_and_a_centile_twenty(n: int, median: object, centile: object) -> None:
    for measure in (T1, T7):
        cells = sharing.measure(figures(n), measure)
        assert (cells["median_hours"], cells["p90_hours"]) == (median, centile)
    assert (sharing.measure(figures(n), T7)["q1_hours"] == HIDDEN) == (n < 20)


def test_the_share_of_a_distribution_is_made_from_the_rounded_counts() -> None:
    cells = sharing.measure(figures(13, 20), T7)
    assert (cells["n"], cells["within_48_percent"]) == (35, 42.9)
    assert sharing.measure(figures(3, 20), T7)["within_48_percent"] == HIDDEN


def test_reasons_are_hidden_one_by_one_and_not_ordered_by_their_size() -> None:
    assert sharing.measure(figures(died=3, declined=2, mri_contraindicated=12), T1)["excluded_reasons"] == {
        "declined": "*", "died": "*", "mri_contraindicated": 10,
    }  # fmt: skip


def test_reasons_that_their_number_would_give_away_are_not_listed() -> None:
    seven = {f"reason{n}": 1 for n in range(7)}
    cells = sharing.measure(figures(**seven), T1)
    assert (cells["excluded"], cells["excluded_reasons"]) == ("*", {})


SMALL = st.integers(0, 16)


def worked_out(total: int, parts: list[int], as_shown: list) -> list[int]:
    """The small counts of which only one value is possible, from all that is printed."""
    each = [[n for n in range(18) if shown(n) == cell] for cell in as_shown]
    alike = [combination for combination in product(*each) if shown(sum(combination)) == shown(total)]
    return [n for place, n in enumerate(parts) if 0 < n < 8 and len({one[place] for one in alike}) == 1]


@given(st.lists(SMALL, min_size=1, max_size=5))
@example([7, 7, 7, 7])
@example([7, 7, 7, 7, 0])
@example([12, 12, 12, 12])
def test_no_small_count_can_be_worked_out_from_counts_and_their_sum(parts: list[int]) -> None:
    cells = sharing.counts({"all": sum(parts), **{str(place): n for place, n in enumerate(parts)}}, "all")
    told = [cells[str(place)] for place in range(len(parts))]
    if cells["all"] == shown(sum(parts)) and told == [shown(n) for n in parts]:
        assert worked_out(sum(parts), parts, told) == []
    else:
        assert cells["all"] == HIDDEN or told == [HIDDEN] * len(parts)


@settings(max_examples=25)
@given(st.lists(SMALL, min_size=6, max_size=6))
@example([7, 7, 7, 7, 0, 0])
@example([1, 1, 1, 1, 1, 1])
@example([7, 7, 7, 7, 7, 7])
def test_no_small_count_can_be_worked_out_from_the_quintiles_and_the_whole(parts: list[int]) -> None:
    whole = sharing.measure(figures(sum(parts)), T1)
    told = sharing.quintiles({str(q): sharing.measure(figures(n), T1) for q, n in enumerate(parts)}, whole)
    cells = [told[str(q)]["met"] for q in range(6)]
    if cells == [shown(n) for n in parts]:
        assert worked_out(sum(parts), parts, cells) == []
    else:
        assert cells == [HIDDEN] * 6
        assert {told[str(q)]["percent"] for q in range(6)} == {HIDDEN}


def test_a_walking_table_that_gives_a_cell_away_is_hidden() -> None:
    row = {"unaided": 7, "aided": 7}
    exact = {"unaided": row, "aided": row}
    assert sharing.walking(exact, 28) == {each: {"unaided": "*", "aided": "*"} for each in exact}
    assert sharing.walking({"unaided": {"unaided": 0, "aided": 23}}, 23) == {"unaided": {"unaided": 0, "aided": 25}}


@pytest.mark.parametrize(("people", "as_shown"), [(0, 0), (3, "*"), (23, 25)])
def test_incidence_is_made_from_the_people_as_shown(people: int, as_shown: object) -> None:
    cells = sharing.incidence(Incidence(people, 1_000_000, 1.0))
    assert cells["people"] == as_shown
    assert cells["per_million"] == (HIDDEN if as_shown == "*" else float(as_shown))  # type: ignore[arg-type]
    assert cells["population"] == 1_000_000


def lives(deaths: int, n: int):
    on = date(2026, 1, 1)
    died = [Confirmed(on, True, on + timedelta(days=20)) for _ in range(deaths)]
    return survival(Lives.of([*died, *[Confirmed(on, True) for _ in range(n - deaths)]]), date(2026, 6, 30))


def test_under_twenty_people_there_is_no_survival() -> None:
    assert set(sharing.survival(lives(9, 19)).values()) == {20, HIDDEN}


@pytest.mark.parametrize(("deaths", "at_30"), [(0, 1.0), (1, HIDDEN), (7, HIDDEN), (10, 0.75), (33, HIDDEN), (40, 0.0)])
def test_survival_never_counts_one_to_seven_people(deaths: int, at_30: object) -> None:
    assert sharing.survival(lives(deaths, 40))["at_30"] == at_30


@given(st.integers(20, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_no_number_of_deaths_can_be_worked_out_from_survival(case: tuple[int, int]) -> None:
    n, deaths = case
    cells = sharing.survival(lives(deaths, n))
    if cells["at_30"] in (HIDDEN, 0.0, 1.0):
        return
    alike = {
        dead
        for people in range(20, 66) if shown(people) == cells["n"]
        for dead in range(people + 1) if sharing.survival(lives(dead, people))["at_30"] == cells["at_30"]
    }  # fmt: skip
    assert len(alike) > 1
