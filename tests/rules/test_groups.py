"""Groups and gaps: everybody in one group, not known a group of its own, no gap said that chance could give."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_cases import at, on

from audit.charts.funnel import Dot, Place, funnel, place
from audit.charts.strip import strip
from audit.figures import Figures, Tally
from audit.groups import DIMENSIONS, NOT_KNOWN, Background
from audit.measures import MEASURES, Outcome, State
from audit.sections import completeness, sections

CODES = [*"ABCDEFGHJKLMNPRSZ", ""]


def of(key: str, started=None, **known: object) -> str:
    return DIMENSIONS[key].of(Background(**known), Outcome(State.MET, started=started))


@pytest.mark.parametrize(("decile", "fifth"), [(1, "1"), (2, "1"), (3, "2"), (10, "5"), (None, NOT_KNOWN)])
def test_a_fifth_is_two_tenths(decile: int | None, fifth: str) -> None:
    assert of("deprivation", decile=decile) == fifth


@pytest.mark.parametrize(
    ("age", "band"), [(0, "under"), (17, "under"), (18, "18"), (49, "18"), (50, "50"), (79, "70"), (80, "80"),
                      (104, "80"), (None, NOT_KNOWN)],
)  # fmt: skip
def test_ages_have_their_bands(age: int | None, band: str) -> None:
    assert of("age", age=age) == band


def test_not_stated_is_not_not_known() -> None:
    assert (of("ethnicity", ethnicity="Z"), of("ethnicity", ethnicity="")) == ("not_stated", NOT_KNOWN)
    assert [of("ethnicity", ethnicity=code) for code in "AGLPR"] == ["white", "mixed", "asian", "black", "other"]


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        (at("2026-06-10 08:00"), "in"),
        (at("2026-06-10 17:59"), "in"),
        (at("2026-06-10 07:59"), "out"),
        (at("2026-06-10 18:00"), "out"),
        (at("2026-06-13 12:00"), "out"),
        (at("2026-12-25 12:00"), "out"),
        (on("2026-06-10"), NOT_KNOWN),
        (None, NOT_KNOWN),
    ],
)
def test_hours_are_of_the_clock_in_london(started, expected: str) -> None:
    assert of("hours", started) == expected


@given(
    st.builds(
        Background,
        decile=st.one_of(st.none(), st.integers(1, 10)),
        sex=st.sampled_from(["", "female", "male", "other", "not_known"]),
        ethnicity=st.sampled_from(CODES),
        age=st.one_of(st.none(), st.integers(0, 120)),
        needs_interpreter=st.sampled_from([True, False, None]),
        cancer=st.sampled_from(["", "current", "past", "suspected", "none"]),
    ),
    st.sampled_from([key for key in DIMENSIONS if key != "site"]),
)
def test_everybody_is_in_a_group_of_the_table(who: Background, key: str) -> None:
    assert DIMENSIONS[key].of(who, Outcome(State.MET)) in DIMENSIONS[key].groups


def figures(met: int, not_met: int, unknown: int = 0) -> Figures:
    tally = Tally()
    for state, n in ((State.MET, met), (State.NOT_MET, not_met), (State.UNKNOWN, unknown)):
        for _ in range(n):
            tally.add(Outcome(state, "" if state is State.MET else "late", timedelta(hours=1) if n else None))
    return tally.figures()


def apart(**sites: tuple[int, int]):
    empty = {key: {group: figures(0, 0) for group in DIMENSIONS[key].groups} for key in DIMENSIONS}
    fifths = {"1": figures(20, 60), "5": figures(60, 20)}
    return empty | {
        "site": {name: figures(*of) for name, of in sites.items()},
        "deprivation": empty["deprivation"] | fifths,
        "sex": empty["sex"] | {"female": figures(5, 5), "male": figures(6, 5)},
    }


def shown(**sites: tuple[int, int]):
    return {each.dimension.key: each for each in sections(MEASURES["T-1"], figures(80, 80), apart(**sites))}


def test_a_gap_is_said_with_its_interval_and_whether_chance_could_give_it() -> None:
    found = shown(North=(40, 40))
    assert found["deprivation"].gap.startswith("The most deprived fifth against the least deprived: −50.0 points")
    assert found["deprivation"].gap.endswith("more than chance alone would give.")
    assert found["sex"].gap.endswith("which chance alone could give.")
    assert found["language"].gap == "", "nobody is scored in either group"


def test_a_hospital_is_outside_only_beyond_the_limits_of_chance() -> None:
    rows = shown(East=(10, 0), North=(38, 42), West=(2, 78), Zed=(0, 0))["site"].rows
    assert [row.limits for row in rows] == ["Outside 99.8%", "Inside", "Outside 99.8%", "Nobody scored"]
    assert [row.words[0] for row in rows] == ["1", "2", "3", "4"], "numbered in the order of their names, not ranked"


def test_ten_of_ten_around_a_half_is_outside_but_four_of_five_is_not() -> None:
    assert place(4, 5, 0.5) is Place.INSIDE
    assert place(10, 10, 0.5) is not Place.INSIDE
    assert place(0, 0, 0.5) is Place.NOBODY


def test_the_funnel_says_who_is_outside_to_those_who_do_not_see_it() -> None:
    drawn = str(funnel([Dot(1, 40, 80), Dot(2, 2, 80)], 0.5, name="x", title="<b>"))
    assert "Outside the limits: 2." in drawn
    assert "&lt;b&gt;" in drawn
    assert drawn.count("<circle") == 2


def test_a_strip_of_nobody_has_no_dot() -> None:
    assert "<circle" not in strip(None, None, 50.0)
    assert "<circle" in strip(20.0, (10.0, 30.0), 50.0)


def test_completeness_counts_everybody_also_the_unknown() -> None:
    groups = apart()
    groups["sex"] = groups["sex"] | {NOT_KNOWN: figures(1, 0, unknown=2)}
    found = {each.dimension.key: each for each in sections(MEASURES["T-1"], figures(80, 80), groups)}
    assert completeness(found["sex"]) == "Known for 21 of 24."
    assert completeness(found["age"]) == ""
