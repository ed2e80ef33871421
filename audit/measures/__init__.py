"""TABLE: the measures of the audit. One file a measure; its docstring is its definition. Imports no Django."""

from audit.measures import (
    b1,
    dq1,
    e1,
    inc1,
    inc2,
    inc3,
    inc4,
    o1,
    o2,
    o3,
    p1,
    p2,
    p3,
    s1,
    t1,
    t1b,
    t1c,
    t2,
    t3,
    t3b,
    t4,
    t5,
    t6,
    t7,
    t8,
)  # fmt: skip
from audit.measures.record import Record
from audit.measures.result import REASON_WORDS, STATE_WORDS, Measure, Outcome, State, Table

MEASURES: dict[str, Measure] = {
    each.id: each
    for each in (
        t1.MEASURE, t1b.MEASURE, t1c.MEASURE, t2.MEASURE, t3.MEASURE, t3b.MEASURE, t4.MEASURE, t5.MEASURE, t6.MEASURE,
        t7.MEASURE, t8.MEASURE, p1.MEASURE, p2.MEASURE, p3.MEASURE, o3.MEASURE, inc3.MEASURE, inc4.MEASURE, b1.MEASURE,
    )
}  # fmt: skip
# What is no measure of single people.
TABLES: dict[str, Table] = {
    each.id: each for each in (inc1.TABLE, inc2.TABLE, o1.TABLE, o2.TABLE, e1.TABLE, s1.TABLE, dq1.TABLE)
}

__all__ = ["MEASURES", "REASON_WORDS", "STATE_WORDS", "TABLES", "Measure", "Outcome", "Record", "State", "Table"]
