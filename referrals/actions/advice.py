"""Answer the prompts of the advice panel: given as said, given otherwise, not appropriate (1.1.16)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from mscc.access import Access
from mscc.moments import Moment
from pathways.guideline.advice import advice
from pathways.guideline.editions import in_force
from pathways.guideline.prompts import BY_KEY
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible
from referrals.actions.change import Change, change
from referrals.actions.triage import take_answers
from referrals.events import EventKind
from referrals.models import Referral

K = EventKind


class Reply(models.TextChoices):
    """What became of a prompt."""

    AS_SAID = "as_said", "Given as said"
    OTHERWISE = "otherwise", "Given otherwise"
    NOT_APPROPRIATE = "not_appropriate", "Not appropriate"


@dataclass(frozen=True)
class Answered:
    """A prompt's reply. `text`: what was said instead, or why it is not appropriate; needed for these two."""

    key: str
    reply: Reply
    text: str = ""


@dataclass(frozen=True)
class Given:
    """To whom the advice was given, and whether it was read back."""

    to_whom: str
    read_back: str = "unknown"


def answer(
    *, referral: Referral, told: Mapping[str, Any], answers: Collection[Answered], seen: Collection[str],
    given: Given | None, by: Access, at: datetime,
) -> Referral:  # fmt: skip
    """Take the facts `told` with it, and keep the answers, each with the facts and the edition of the moment.

    `seen` names the prompts that were shown: what is only a new piece of advice is done with by this; a prohibition or
    a conflict stays flagged until it is answered.
    Raises NotPossible for an unknown prompt, or one answered without the words that its reply needs.
    """
    for each in answers:
        check(each)
    with change(referral, "referral.advice", by=by, at=at) as it:
        if told:
            _learn(it, told)
        facts, rules = it.latest_facts(), in_force(at)
        shown = {found.prompt.key: found for found in advice(facts, Disposition(it.referral.disposition))}
        for each in answers:
            used = dict(shown[each.key].used) if each.key in shown else {}
            it.event(
                K.PROMPT_ANSWERED, prompt=each.key, reply=each.reply, text=each.text.strip(), facts=used,
                edition=rules.edition, rules_version=rules.version,
            )  # fmt: skip
        if given:
            it.event(K.ADVICE_GIVEN, Moment(at), to_whom=given.to_whom, advice="", read_back=given.read_back)
        answered = {each.key for each in answers}
        it.set(new_prompts=[key for key in it.referral.new_prompts if not _is_done(key, answered, seen)])
    return referral


def _learn(it: Change, told: Mapping[str, Any]) -> None:
    """What the advice asked for first. That MRI cannot be done is an event of its own: it moves the clock to CT."""
    if told.get("mri_contraindicated") == "yes" and it.latest_facts().get("mri_contraindicated") != "yes":
        it.event(K.MRI_CONTRAINDICATED, contraindication="")
    take_answers(it, told, Moment(it.at))


def check(answered: Answered) -> None:
    """Raise NotPossible, with the sentence to show, unless the answer can be kept."""
    if answered.key not in BY_KEY:
        raise NotPossible("This advice is no longer in the rules. Look at the page again.")
    if answered.reply == Reply.OTHERWISE and not answered.text.strip():
        raise NotPossible("Say what was advised instead.")
    if answered.reply == Reply.NOT_APPROPRIATE and not answered.text.strip():
        raise NotPossible("Say why it is not appropriate.")


def _is_done(key: str, answered: Collection[str], seen: Collection[str]) -> bool:
    is_loud = key in BY_KEY and BY_KEY[key].loud
    return key in answered or (key in seen and not is_loud)


def prompt_answer(data: dict[str, Any]) -> str:
    """A prompt and what became of it, as one line of the timeline."""
    says = BY_KEY[data["prompt"]].says if data["prompt"] in BY_KEY else data["prompt"]
    return f"{says} {Reply(data['reply']).label}" + (f": {data['text']}" if data["text"] else "")
