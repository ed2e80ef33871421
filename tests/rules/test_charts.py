"""The chart by month: what is drawn, what is left out, and what is said to those who do not see it."""

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime

from audit.charts.months import BOTTOM, LEFT, TOP, WIDTH, Point, limits, points_of, signal_words, signals
from audit.charts.months import chart as run_chart
from audit.figures import Tally
from audit.periods import Period

SVG = "{http://www.w3.org/2000/svg}"


def drawn(points: list[Point], whole: float | None = 50.0, title: str = "Share by month") -> ET.Element:
    chart = run_chart(points, whole, name="t-1", title=title)
    return ET.fromstring(str(chart).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def months(*percents: float | None, start: int = 1) -> list[Point]:
    return [Point(date(2026, start + index, 1), percent) for index, percent in enumerate(percents)]


def test_every_month_stands_over_the_middle_of_its_column() -> None:
    circles = drawn(months(0.0, 50.0, 100.0)).findall(f"{SVG}circle")
    column = (WIDTH - LEFT) / 3
    assert [float(each.get("cx")) for each in circles] == [LEFT + column * (index + 0.5) for index in range(3)]
    assert [float(each.get("cy")) for each in circles] == [BOTTOM, (TOP + BOTTOM) / 2, TOP]


def test_a_month_with_nobody_scored_has_no_point_and_breaks_the_line() -> None:
    chart = drawn(months(40.0, 50.0, None, 60.0))
    assert len(chart.findall(f"{SVG}circle")) == 3
    lines = [each.get("points").split() for each in chart.findall(f"{SVG}polyline")]
    assert [len(each) for each in lines] == [2, 1]


def test_the_month_that_still_runs_is_a_diamond() -> None:
    chart = drawn([Point(date(2026, 1, 1), 40.0), Point(date(2026, 2, 1), 60.0, is_open=True)])
    assert (len(chart.findall(f"{SVG}circle")), len(chart.findall(f"{SVG}path"))) == (1, 1)


def test_the_whole_period_is_a_dashed_line_with_its_words() -> None:
    chart = drawn(months(40.0, 60.0), whole=66.5)
    dashed = [each for each in chart.findall(f"{SVG}line") if each.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert "whole period 66.5%" in [each.text for each in chart.findall(f"{SVG}text")]


def test_the_words_stay_inside_the_drawing_at_a_hundred_percent() -> None:
    words = [each for each in drawn(months(100.0), whole=100.0).findall(f"{SVG}text") if "whole" in each.text]
    assert TOP < float(words[0].get("y")) < BOTTOM


def test_the_year_stands_under_its_first_month() -> None:
    points = [Point(date(2025, 12, 1), 50.0), Point(date(2026, 1, 1), 50.0), Point(date(2026, 2, 1), 50.0)]
    texts = [each.text for each in drawn(points).findall(f"{SVG}text")]
    assert texts[-2:] == ["2025", "2026"]


def test_it_says_what_it_shows() -> None:
    chart = drawn(months(40.0, None, 75.0), whole=60.0)
    assert chart.get("role") == "img"
    ids = chart.get("aria-labelledby").split()
    said = [each.text for each in (chart.find(f"{SVG}title"), chart.find(f"{SVG}desc"))]
    assert [chart.find(f"{SVG}title").get("id"), chart.find(f"{SVG}desc").get("id")] == ids
    assert said[0] == "Share by month"
    assert said[1] == (
        "3 months, between 40.0% and 75.0%; the whole period 60.0%. Months with nobody scored: 1. "
        "The figures are in the table below."
    )


def test_months_without_anybody_are_an_empty_chart_that_says_so() -> None:
    chart = drawn(months(None, None), whole=None)
    assert not chart.findall(f"{SVG}circle")
    assert not chart.findall(f"{SVG}polyline")
    assert chart.find(f"{SVG}desc").text == "No month has anybody scored."


def test_words_from_outside_are_escaped_and_nothing_is_styled() -> None:
    chart = run_chart(months(50.0), 50.0, name="t-1", title="<script>&")
    assert "&lt;script&gt;&amp;" in chart
    assert "<script" not in chart
    assert "style=" not in chart


# Limits and signals


def year(*percents: float, scored: int = 20) -> list[Point]:
    return [
        Point(date(2025 + index // 12, index % 12 + 1, 1), each, scored=scored) for index, each in enumerate(percents)
    ]


STEADY = (50.0, 55.0) * 6


def test_twelve_full_months_have_a_mean_and_limits() -> None:
    found = limits(year(*STEADY))
    assert found is not None
    assert (round(found.mean, 1), round(found.upper, 1), round(found.lower, 1)) == (52.5, 65.8, 39.2)
    texts = [each.text for each in drawn(year(*STEADY)).findall(f"{SVG}text")]
    assert {"mean 52%", "upper limit 66%", "lower limit 39%"} <= set(texts)


def test_eleven_months_or_a_month_of_nine_people_have_none() -> None:
    assert limits(year(*STEADY[:11])) is None
    few = year(*STEADY)
    few[3] = Point(few[3].month, 55.0, scored=9)
    assert limits(few) is None
    assert limits([*year(*STEADY[:11]), Point(date(2025, 12, 1), 50.0, is_open=True, scored=20)]) is None


def test_a_month_outside_the_limits_is_a_filled_square_and_is_named() -> None:
    points = year(*(50.0, 60.0) * 6, 99.0)
    marked = signals(points, limits(points))
    assert list(marked) == [date(2026, 1, 1)]
    assert signal_words(marked) == "More than chance: Jan 2026: outside the limits."
    assert len(drawn(points).findall(f"{SVG}rect")) == 1
    assert "Jan 2026: outside the limits" in drawn(points).find(f"{SVG}desc").text


def test_limits_beyond_the_scale_are_not_drawn() -> None:
    points = year(*(2.0, 98.0) * 6)
    texts = [each.text for each in drawn(points).findall(f"{SVG}text")]
    assert not any("limit" in text for text in texts)


def test_no_line_and_no_limit_crosses_a_change_of_the_standard() -> None:
    before = [Point(date(2022, 9 + n, 1), 90.0, scored=20, is_before=True) for n in range(4)]
    after = [Point(date(2023, 1 + n, 1), 50.0, scored=20) for n in range(12)]
    chart = drawn([*before, *after])
    assert [len(each.get("points").split()) for each in chart.findall(f"{SVG}polyline")] == [4, 12]
    assert "the standard changed" in [each.text for each in chart.findall(f"{SVG}text")]
    assert limits([*before, *after]).mean == 50.0
    assert signals([*before, *after], limits([*before, *after])) == {}
    assert limits([*before, *after[:-1]]) is None


def test_a_period_all_before_the_change_is_not_broken() -> None:
    months = Period(date(2023, 1, 1), date(2023, 4, 30)).months()
    nobody = Tally().figures()
    points = points_of([(month, nobody) for month in months], datetime(2026, 1, 1, tzinfo=UTC), date(2023, 9, 1))
    assert {point.is_before for point in points} == {False}


def test_a_local_aim_is_a_line_with_its_words() -> None:
    chart = run_chart(months(40.0, 60.0), 50.0, name="t-1", title="Share", aim=90)
    assert "local aim 90%" in chart
    assert "local aim" not in run_chart(months(40.0, 60.0), 50.0, name="t-1", title="Share")
