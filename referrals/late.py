"""TABLE: why a limit was passed: the event that says so, the reasons to choose from, where the reason stands."""

from dataclasses import dataclass

from referrals.events.kinds import EventKind


@dataclass(frozen=True)
class Late:
    """A thing that was late: the event that says why, the field of its form, the field of the timeline, the reasons."""

    what: str
    event: EventKind
    asks: str
    field: str
    reasons: tuple[str, ...]


SCAN = Late(
    "the scan", EventKind.MRI_DELAY, "delay_reason", "mri_delay_reason",
    ("No slot", "Requested late", "Out of hours", "Transfer", "Scanner down", "Person not well enough",
     "Safety questions", "Other"),
)  # fmt: skip
RADIOTHERAPY = Late(
    "radiotherapy", EventKind.RT_DELAY, "rt_delay_reason", "rt_delay_reason",
    ("No slot", "Referred late", "Out of hours", "Transfer", "Machine down", "Planning not finished",
     "Person not well enough", "Person wanted time", "Other"),
)  # fmt: skip
# By the clock that was passed.
LATE: dict[str, Late] = {"mri": SCAN, "ct": SCAN, "radiotherapy": RADIOTHERAPY}
BY_EVENT = {late.event: late for late in LATE.values()}
