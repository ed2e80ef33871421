"""S-1: incidents by stage and harm, exact and for sharing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import sharing
from audit.incidents import SPLITS, Happened, Incidents
from audit.statistics import HIDDEN, shown

DAY = date(2026, 6, 30)


def happened(days_ago: int = 10, stage: str = "imaging", closed_after: int | None = None, **harm: str) -> Happened:
    on = DAY - timedelta(days=days_ago)
    closed = None if closed_after is None else on + timedelta(days=closed_after)
    return Happened(on, stage, harm.get("physical", ""), harm.get("psychological", ""), closed)


def figures(found: list[Happened], referrals: int = 200) -> dict:
    return Incidents(found, referrals, DAY).as_json()


def test_every_incident_is_in_each_table_once() -> None:
    told = figures([happened(), happened(stage="report", physical="low"), happened(physical="fatal")])
    assert (told["incidents"], told["per_100_referrals"]) == (3, 1.5)
    assert told["by_stage"]["imaging"] == {"incidents": 2, "per_100_referrals": 1.0}
    assert {kind: of["incidents"] for kind, of in told["by_physical_harm"].items()} == {
        "none": 0, "low": 1, "moderate": 0, "severe": 0, "fatal": 1, "not_known": 1,
    }  # fmt: skip
    assert told["by_psychological_harm"]["not_known"]["incidents"] == 3


@pytest.mark.parametrize(("days", "long"), [(60, 0), (61, 1)])
def test_open_for_more_than_sixty_days(days: int, long: int) -> None:
    told = figures([happened(days), happened(days, closed_after=3)])
    assert (told["open"], told["open_over_60_days"], told["closed"]) == (1, long, 1)


def test_one_closed_after_the_day_of_the_report_was_open_then() -> None:
    assert figures([happened(2, closed_after=5)])["open"] == 1


def test_half_were_closed_within_so_many_days() -> None:
    assert figures([happened(90, closed_after=days) for days in (1, 4, 40)])["median_days_to_close"] == 4
    assert figures([])["median_days_to_close"] is None


def test_without_referrals_there_is_no_rate() -> None:
    assert figures([happened()], referrals=0)["per_100_referrals"] is None


@given(st.lists(st.tuples(st.sampled_from(["imaging", "report", "transfer"]), st.booleans()), max_size=60))
def test_for_sharing_no_small_number_stands_in_it(told: list[tuple[str, bool]]) -> None:
    found = [happened(stage=stage, closed_after=1 if closed else None) for stage, closed in told]
    cells = sharing.incidents(Incidents(found, 200, DAY))
    numbers = [cells[name] for name in ("incidents", "closed", "open", "open_over_60_days")]
    numbers += [of["incidents"] for name in SPLITS for of in cells[name].values()]  # type: ignore[attr-defined]
    assert all(n in (HIDDEN, 0) or n >= 10 for n in numbers)
    assert cells["incidents"] == shown(len(found))
    assert list(cells) == list(Incidents(found, 200, DAY).as_json())
