"""TABLE: the Record area of a referral's page, by group: what is recorded there, where more is written, what stands.

A part of the record hangs its links and its summary here; the page's own template names none of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from referrals import gate, incidents
from referrals.caring import care
from referrals.correspondence import Written
from referrals.events import EVENTS, GROUPS, RECORDABLE, EventKind
from referrals.key_information import SECTIONS
from referrals.scored import newest_compared
from referrals.summaries import images, opinions, steroid_log

if TYPE_CHECKING:
    from referrals.page import Page

K = EventKind
# What is recorded of nearly everybody stands in sight; the rest is one press away.
COMMON = frozenset({K.CALLED, K.ADVICE_GIVEN, K.MRI_REQUESTED, K.MRI_BOOKED, K.MRI_STARTED, K.REPORTED, K.DECISION,
                    K.RT_BOOKED, K.RT_FIRST_FRACTION, K.MOVED, K.DISCHARGED, K.NOTE})  # fmt: skip


@dataclass(frozen=True)
class Link:
    """A page of the referral where something is written: its words, and the name and arguments of its address."""

    words: str
    to: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A heading of the Record area: the pages that belong to it, then the events that are recorded under it."""

    title: str
    links: tuple[Link, ...]
    kinds: tuple[tuple[EventKind, str], ...]


@dataclass(frozen=True)
class Summary:
    """What stands on record, as a card of the page: its template of templates/referrals/blocks, and what that shows.

    The template gets what `of` finds as `it`; a card whose `of` finds nothing is left out, unless `always` is set.
    """

    template: str
    of: Callable[["Page"], Any]
    # Shown also where there is nothing, to whoever may write on an open referral.
    always: bool = False
    # Beside the next steps, and on a phone straight after them, rather than beneath with the rest.
    beside: bool = False


# By heading of the Record area: the headings of the events, and before them those that have pages only.
LINKS: dict[str, tuple[Link, ...]] = {
    "Key information": tuple(Link(each.title, "key_information", (each.slug,)) for each in SECTIONS.values()),
    "Scores and scales": (
        Link("SINS", "score", ("sins",)),
        Link("Revised Tokuhashi", "score", ("tokuhashi",)),
        Link("Scales", "scales"),
        Link("Power", "power"),
    ),
    "Transfer": (Link("What must be in place", "transfer"),),
    "Call and advice": (Link("Go through the advice", "advice"),),
    "Letters, documents, messages": (
        Link("Ask for information", "information"),
        Link("Letters and summaries", "letters"),
        Link("Documents", "documents"),
        Link("Messages", "messages"),
    ),
}
SUMMARIES: tuple[Summary, ...] = (
    Summary("key_information", lambda page: page.key_information),
    Summary("transfer", lambda page: gate.current(page.standing)),
    Summary("tasks", lambda page: page.open_tasks, always=True),
    Summary("asked", lambda page: [*opinions(page.standing), *images(page.standing)]),
    Summary("steroid", lambda page: log if (log := steroid_log(page.standing)).entries else None),
    Summary("care", lambda page: care(page.standing), always=True),
    Summary("incidents", incidents.of_referral),
    Summary("scores", lambda page: newest_compared(page.events), always=True),
    Summary("told", lambda page: page.said),
    Summary("written", Written, beside=True),
)


def groups() -> Iterator[Group]:
    """The headings under which there is anything to write, in order."""
    for title in [*(title for title in LINKS if title not in GROUPS), *GROUPS]:
        kinds = tuple((kind, about.record_as) for kind, about in GROUPS.get(title, {}).items() if about.record_as)
        if kinds or title in LINKS:
            yield Group(title, LINKS.get(title, ()), kinds)


def common() -> Iterator[tuple[EventKind, str]]:
    """The events of nearly everybody, in the order of their table."""
    return ((kind, EVENTS[kind].record_as) for kind in RECORDABLE if kind in COMMON)


def cards(page: "Page", *, may_write: bool, beside: bool) -> Iterator[tuple[str, Any]]:
    """The summaries that the page shows, beside the next steps or beneath; each its template and what that shows."""
    for summary in (each for each in SUMMARIES if each.beside == beside):
        found = summary.of(page)
        if found or (summary.always and may_write and page.referral.is_open):
            yield f"referrals/blocks/{summary.template}.jinja", found
