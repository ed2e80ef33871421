"""How the tests of the measures write moments: as a clock in London shows them."""

from datetime import datetime, timedelta

from audit.measures import Outcome, Record
from mscc.moments import LONDON, Moment, Precision


def at(text: str) -> Moment:
    """A moment known exactly: "2026-06-10 09:00" in London, or with its offset."""
    moment = datetime.fromisoformat(text)
    return Moment(moment if moment.tzinfo else moment.replace(tzinfo=LONDON))


def on(day: str) -> Moment:
    """A moment known to the day only."""
    return Moment(datetime.fromisoformat(day).replace(tzinfo=LONDON), Precision.DATE)


START = at("2026-06-10 09:00")
NEVER_PENDING = at("2026-12-31 12:00").at
HOUR = timedelta(hours=1)


def after(hours: float, seconds: int = 0) -> Moment:
    """So long after START, in real time."""
    return Moment(START.at + timedelta(hours=hours, seconds=seconds))


def cord(**facts: object) -> Record:
    """Somebody with a cord feature, suspected at START unless said otherwise."""
    return Record(**{"received_at": after(1), "cord": True, "suspected_at": START} | facts)  # type: ignore[arg-type]


def said(outcome: Outcome) -> tuple[str | None, str]:
    """The state of an outcome and its reason, as a test compares them."""
    return (None if outcome.state is None else str(outcome.state)), outcome.reason
