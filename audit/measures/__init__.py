"""TABLE: the measures of the audit. One file a measure; its docstring is its definition. Imports no Django."""

from audit.measures import t1, t1b, t5
from audit.measures.record import Record
from audit.measures.result import REASON_WORDS, STATE_WORDS, Measure, Outcome, State

MEASURES: dict[str, Measure] = {each.id: each for each in (t1.MEASURE, t1b.MEASURE, t5.MEASURE)}

__all__ = ["MEASURES", "REASON_WORDS", "STATE_WORDS", "Measure", "Outcome", "Record", "State"]
