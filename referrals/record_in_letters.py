"""What a letter says of the key information, a transfer, the care until home and the tasks, a line each.

Not asked, not known and missing are said in words: none of them passes for no, and none for done.
"""

from collections.abc import Iterator

from referrals import gate
from referrals.caring import care
from referrals.events import EVENTS, EventKind
from referrals.key_information.answers import Answer, Standing, Told
from referrals.key_information.completeness import Filled
from referrals.key_information.head import head as head_words
from referrals.letters.said import ANOTHER_DAY, dated, listed
from referrals.models import Event
from referrals.page import Page
from referrals.recorded_elsewhere import OnRecord
from referrals.sentences import detail
from referrals.summaries import in_place

K = EventKind
# Box 1 has a placeholder of its own, answer by answer.
IN_FINDINGS = frozenset({"box_1_cord", "box_1_pain"})
NOTHING_SAID = frozenset({"Not asked", "Not known"})


def line(event: Event) -> str:
    """An event with its moment, in words."""
    said = detail(event, {}, ANOTHER_DAY)
    words = f"{EVENTS[K(event.kind)].sentence}{f': {said}' if said else ''}"
    return words if event.data.get("time_not_known") else f"{dated(event.moment)}: {words}"


# Key information


def sections(page: Page) -> dict[str, str]:
    """Each section of the key information as a list, by its slug."""
    seen = OnRecord(page.referral, page.facts, page.events, ANOTHER_DAY)
    return {filled.section.slug: listed(_section(filled)) for filled in seen.sections()}


def head(page: Page) -> list[tuple[str, str]]:
    """The head of the record: each item with its words."""
    return head_words(page.key_information[0].answers, ANOTHER_DAY)


def _section(filled: Filled) -> Iterator[str]:
    """What was answered, the newest first, and what stands elsewhere; then what is not known, and what nobody asked."""
    yield from _answered(filled)
    shown = [(it.label, filled.elsewhere[it.key]) for it in filled.section.shown if it.key not in IN_FINDINGS]
    yield from (f"{label}: {it.words}" for label, it in shown if it.words not in NOTHING_SAID)
    silent = [(label, it.standing) for label, it in shown if it.words in NOTHING_SAID]
    asked = [(_label(it), it.standing) for it in filled.answers.values()]
    for standing, words in ((Standing.NOT_KNOWN, "Not known"), (Standing.NOT_ASKED, "Not asked")):
        if labels := [label for label, each in (*asked, *silent) if each is standing]:
            yield f"{words}: {'; '.join(labels)}"


def _answered(filled: Filled) -> Iterator[str]:
    """One line for all that was told at once: when it was true, what it is, who told it."""
    told: dict[int, tuple[Told, list[str]]] = {}
    stands = (it for it in filled.answers.values() if it.standing is Standing.ANSWERED)
    known = [(it.given, it) for it in stands if it.given]
    for given, answer in sorted(known, key=lambda each: each[0].order, reverse=True):
        event = given.event
        told.setdefault(event.pk, (event, []))[1].append(f"{answer.question.label}: {_words(answer)}")
    for event, parts in told.values():
        yield "; ".join([f"{dated(event.moment)}: {parts[0]}", *parts[1:], *_by(event)])


def _by(event: Told) -> list[str]:
    return [f"told by {event.told_by}"] if event.told_by else []


def _words(answer: Answer) -> str:
    words = answer.question.within(answer.value, ANOTHER_DAY)
    return f"{words}, worse, was {_before(answer)}" if answer.is_worse else words


def _label(answer: Answer) -> str:
    """A question that has no answer now, with the last one that it had."""
    return (
        f"{answer.question.label} (was {_before(answer)})" if answer.value and answer.before else answer.question.label
    )


def _before(answer: Answer) -> str:
    return answer.question.within(answer.before.value, ANOTHER_DAY) if answer.before else ""


# Transfer, care, tasks


def transfer(page: Page) -> gate.Transfer:
    """The newest transfer that was not called off; one in which nothing is in place where there is none."""
    return gate.current(page.standing) or gate.Transfer()


def gate_lines(moving: gate.Transfer) -> Iterator[str]:
    """The things that must be in place before anybody leaves, each with what was told and what is missing."""
    if not moving.arranged:
        yield "No transfer is on record as arranged"
    if moving.left_without and moving.departed:
        said = moving.departed.data
        without = ", ".join(moving.left_without)
        yield f"LEFT WITHOUT {without}: {said.get('gate_clinician')} says why: {said.get('gate_reason')}"
    for need in in_place(moving, ANOTHER_DAY):
        there = [f"{words} ({told.recorder}, {dated(told.moment)})" for words, told in need["there"]]
        missing = [f"MISSING: {', '.join(need['missing'])}"] if need["missing"] else []
        yield f"{need['title']}: {'; '.join([*there, *missing])}"


def care_lines(page: Page) -> Iterator[str]:
    """The care until home, area by area: the newest of each kind of entry, and where there is none, that."""
    stands = care(page.standing)
    for each in stands.lines:
        entries = (line(event) for event in each.entries)
        yield f"{each.area.title}: {'; '.join(entries) or 'nothing on record'}"
    if stands.step:
        against = " The step was taken further although this spoke against it." if stands.went_on else ""
        yield f"Mobilising, the next step: {stands.step.words}{against}"


def lacking_lines(page: Page) -> Iterator[str]:
    """What is not in place for home; nobody having asked is not the same as all being there."""
    if not any(event.kind in {K.DISCHARGE_PLANNED, K.DISCHARGE_CHECKED} for event in page.standing):
        yield "Nobody has asked yet what is in place"
        return
    lacks = care(page.standing).lacks
    yield f"Not in place, or not known: {'; '.join(lacks)}" if lacks else "All is in place"


def task_lines(page: Page) -> Iterator[str]:
    """What is still to be done: by when, by whom."""
    for task in page.open_tasks:
        yield f"{task.title}: due {dated(task.due_at)}, {task.whose or 'nobody named'}"
