"""What the answers of the key information do beside standing on record: the rules run anew, other fields follow."""

from collections.abc import Iterable, Sequence
from typing import Any

from mscc.moments import Moment
from pathways.guideline.terms import CORD, PAIN
from pathways.scores.scales import MRC_POWER
from referrals.actions import triage
from referrals.actions.change import Change
from referrals.events import EventKind
from referrals.key_information import QUESTIONS
from referrals.key_information.answers import History, history
from referrals.key_information.facts import WORSE_MAKES, facts
from referrals.key_information.question import UNKNOWN
from referrals.models import Event, Person, Referral
from referrals.scored import FULL, WEAKER, power_beside

# What answers change of these is triage, and said so on the timeline.
BOX_1 = frozenset({"cancer", *CORD, *PAIN})
WEAK = "limb_weakness"
ON_PERSON = {"needs_interpreter": {"yes": True, "no": False}}


def relevant(referral: Referral) -> list[Event]:
    """Every event, those that were struck out too: some answer questions, and all make the times."""
    return list(referral.events.select_related("superseded_by", "recorded_by").order_by("pk"))


def standing(events: Iterable[Event], last: int | None = None) -> list[Event]:
    """Those that count now; with `last`, those that counted when this was the newest event."""

    def counts(event: Event) -> bool:
        later = getattr(event, "superseded_by", None)
        return later is None or (last is not None and later.pk > last)

    return [event for event in events if counts(event) and (last is None or event.pk <= last)]


def write_along(it: Change, told: History, names: Iterable[str]) -> None:
    """Set the fields of referral and person that stand for these answers elsewhere."""
    for question in (QUESTIONS[name] for name in names if QUESTIONS[name].also):
        given = told.get(question.name, ())
        value = given[-1].value if given else ""
        known = "" if value == UNKNOWN else value
        if question.also in ON_PERSON:
            _write_person(it, question.also, ON_PERSON[question.also].get(known))
        else:
            it.set(**{question.also: question.words(known, it.at) if known else ""})


def _write_person(it: Change, field: str, value: Any) -> None:
    person = Person.objects.select_for_update(no_key=True).get(pk=it.referral.person_id)
    if getattr(person, field) != value:
        setattr(person, field, value)
        person.stamp(it.at, it.user)
        person.save(update_fields=[field])


def take_facts(it: Change, before: History, now: History, moment: Moment, worse: Sequence[str] = ()) -> None:
    """Run the rules on what the answers changed of the facts, and where something has become worse."""
    old, new = facts(before), facts(now)
    known = it.latest_facts()
    told = {name: value for name, value in known.items() if name in new or name not in old}
    if gone := old.keys() - new.keys():
        told |= _without_answers(it, before, gone)
    told |= {name: value for name, value in new.items() if old.get(name) != value}
    changed = {name for name in {*known, *told} if known.get(name) != told.get(name)}
    if worse or changed & BOX_1:
        triage.take_answers(it, told, moment, replace=True, worse=[WORSE_MAKES[name] for name in worse])
    elif changed:
        it.assess(told)


def take_power(it: Change, event: Event) -> None:
    """Power that is not full is a weak limb to box 1; power that is less than it was is a worse one."""
    graded = it.referral.events.current().filter(kind=EventKind.POWER).order_by("-happened_at", "-id")
    columns = power_beside(sorted([event, *graded], key=lambda each: each.happened_at, reverse=True))
    is_weaker = any(cell.change == WEAKER for cell in columns[0].cells)
    known = it.latest_facts()
    is_weak = any(grade in MRC_POWER.grades and grade != FULL for grade in event.data.values())
    if is_weaker or (is_weak and known.get(WEAK) != "yes"):
        told = {**known, WEAK: "yes"}
        triage.take_answers(it, told, event.moment, replace=True, worse=[WEAK] if is_weaker else [])


def _without_answers(it: Change, told: History, names: Iterable[str]) -> dict[str, Any]:
    """What was known of these facts before anything of the key information was answered."""
    given = [each.event for name in told for each in told[name] if each.event.kind == EventKind.KEY_INFORMATION]
    first = min(event.recorded_at for event in given)
    earlier = it.referral.assessments.filter(assessed_at__lt=first).values_list("facts", flat=True).first() or {}
    return {name: earlier[name] for name in names if name in earlier}


def take_back(it: Change, event: Event) -> None:
    """An entry of the key information is struck out: what stood before it stands again."""
    events = standing(relevant(it.referral))
    before = history(events)
    now = history(each for each in events if each.pk != event.pk)
    write_along(it, now, event.data["answers"])
    take_facts(it, before, now, Moment(it.at))
