"""Keep the answers of a section of the key information: only those that this person changed or confirmed.

So two people who save the same section lose nothing. Where both answered the same question differently since the page
was read, both answers are shown and one of them is asked for.
"""

from collections.abc import Mapping
from datetime import datetime

from mscc.access import Access
from mscc.moments import Moment
from pathways.states import NotPossible
from referrals.actions import triage
from referrals.actions.change import Change, change
from referrals.actions.told import relevant, standing, take_facts, write_along
from referrals.events import EventKind
from referrals.key_information.answers import History, answers, history
from referrals.key_information.facts import worse
from referrals.key_information.section import Section
from referrals.models import Event, Referral


class Conflict(triage.Conflict):
    """Somebody else answered the same questions otherwise meanwhile: `names`."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("Somebody else answered the same question meanwhile. Look at both before you save again.")
        self.names = names


def keep(
    *, referral: Referral, section: Section, given: Mapping[str, str], seen: int, confirms: bool, moment: Moment,
    told_by: str, by: Access, at: datetime, events: list[Event] | None = None,
) -> list[str]:  # fmt: skip
    """Keep what differs from what was read; with `confirms` also the rest, as asked again and still so.

    `given`: every question with its answer, empty for not asked. `seen`: the newest event when the page was read.
    `events`: what the caller has read of it, after the referral; read again if anything was written meanwhile.
    Returns the questions whose answers were not kept, because they are not asked any more.
    """
    with change(referral, f"referral.key_information.{section.slug}", by=by, at=at) as it:
        it.check_past(moment)
        if events is None or it.referral.version != referral.version:
            events = relevant(it.referral)
        now, read = (values(section, history(standing(events, last))) for last in (None, seen))
        changed = {name: given[name] for name in read if given[name] != read[name]}
        _check_conflict(section, changed, now, read)
        wanted = asked(section, {**now, **changed})
        mine = {name: value for name, value in changed.items() if name in wanted}
        confirmed = {name: value for name, value in wanted.items() if value} if confirms else {}
        if not mine and not confirmed:
            raise NotPossible("Nothing was changed. Change an answer, or say that all were asked again.")
        _write(it, section, confirmed | mine, events=events, moment=moment, told_by=told_by)
    return [name for name, value in changed.items() if value and name not in wanted]


def values(section: Section, told: History) -> dict[str, str]:
    """The answer to each question as its form shows it; empty where there is none."""
    return {name: answer.value for name, answer in answers(section, told).items()}


def asked(section: Section, given: Mapping[str, str]) -> dict[str, str]:
    """The answers of the questions that are asked while these are the answers."""
    wanted: dict[str, str] = {}
    for question in section.questions:
        if question.when is None or wanted.get(question.when.name) in question.when.answers:
            wanted[question.name] = given[question.name]
    return wanted


def _check_conflict(
    section: Section, changed: Mapping[str, str], now: Mapping[str, str], read: Mapping[str, str]
) -> None:
    """Raise Conflict where somebody answered the same otherwise, or closed a question that this person answered."""
    both = {name for name in changed if now[name] not in (read[name], changed[name])}
    wanted, as_read = asked(section, {**now, **changed}), asked(section, {**read, **changed})
    shut = {
        question.when.name for question in section.questions
        if question.when and question.name in changed and question.name in as_read and question.name not in wanted
    }  # fmt: skip
    if both or shut:
        raise Conflict([name for name in now if name in both | shut])


def _write(
    it: Change, section: Section, kept: dict[str, str], *, events: list[Event], moment: Moment, told_by: str
) -> None:
    told = history(standing(events))
    was = {name: told[name][-1].value for name in kept if told.get(name)}
    was = {name: value for name, value in was.items() if value not in ("", kept[name])}
    event = it.event(
        EventKind.KEY_INFORMATION, moment, told_by=told_by, section=section.slug, answers=kept, was=was
    )  # fmt: skip
    it.stood = standing(events)
    now = history([*it.stood, event])
    before = worse(told)
    newly = [name for name, value in worse(now).items() if before.get(name) != value]
    event.data["worse"] = newly
    write_along(it, now, kept)
    take_facts(it, told, now, moment, newly)
