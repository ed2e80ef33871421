"""TABLE: the worklist as rows to take out: what each column says of a referral. No cell is ever a formula."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from mscc.nhs_number import spaced
from pathways.states import STATES, State
from referrals.worklist import Row

COLUMNS: dict[str, Callable[[Row, datetime], Any]] = {
    "Reference": lambda row, at: row.reference,
    "Person": lambda row, at: row.name,
    "NHS number": lambda row, at: spaced(row.nhs_number) if row.nhs_number else "Not known",
    "Sex, age, born": lambda row, at: row.born(at),
    "Where now": lambda row, at: row.where_now or "Not known",
    "Ring": lambda row, at: row.where_phone or "Not known",
    "Referred from": lambda row, at: row.organisation or "Not known",
    "State": lambda row, at: STATES[State(row.state)].label,
    "Disposition": lambda row, at: row.label,
    "Why": lambda row, at: row.why,
    "Clock": lambda row, at: row.clock_label or row.waits,
    "Due": lambda row, at: row.due_words,
    "Stands": lambda row, at: row.tag_words,
    "Next": lambda row, at: row.next.words if row.next else "Nothing is waiting",
    "Owner": lambda row, at: row.owner_name or "Nobody",
    "Tasks": lambda row, at: row.tasks,
    "Tasks overdue": lambda row, at: row.tasks_overdue,
}


def lines(rows: Iterable[Row], at: datetime) -> Iterator[list[Any]]:
    """The heading, then a line for each referral."""
    yield list(COLUMNS)
    for row in rows:
        yield [of(row, at) for of in COLUMNS.values()]
