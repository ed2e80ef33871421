"""PURE: the head of the record in a few words: what is loud, what was not asked. Not asked is never none."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from referrals.key_information.answers import Answer
from referrals.key_information.question import UNKNOWN


def head(its: Mapping[str, Answer], at: datetime) -> list[tuple[str, str]]:
    """Each item of the record's head with its words. `its`: the answers of the head."""
    return [
        ("Anticoagulant, antiplatelet", _thinner(its, at)),
        ("MRI safety", "; ".join(_scanner(its, at)) or "Nothing against it"),
        ("Resuscitation, escalation", "; ".join(_words(its[name], at) for name in ("resuscitation", "escalation"))),
    ]


def _words(answer: Answer, at: datetime) -> str:
    return answer.question.words(answer.value, at) if answer.value else f"{answer.question.label} not asked"


def _thinner(its: Mapping[str, Answer], at: datetime) -> str:
    kind = its["thinner"]
    if not kind.value:
        return "Not asked"
    if kind.value in ("no", UNKNOWN):
        return _words(kind, at)
    drug, last = its["thinner_drug"], its["thinner_last"]
    what = drug.value if drug.value not in ("", UNKNOWN) else f"{_words(kind, at)}, drug not known"
    when = _words(last, at) if last.value not in ("", UNKNOWN) else "not known"
    return f"{what}; last dose {when}"


def _scanner(its: Mapping[str, Answer], at: datetime) -> Iterator[str]:
    """What speaks against a scan, or was not asked or not known of it."""
    for name, more, yes in (("pacemaker", "pacemaker_kind", "Implanted device"), ("metal", "metal_what", "Metal")):
        value, told = its[name].value, its[more].value
        if value == "yes":
            yield f"{yes}: {told}" if told not in ("", UNKNOWN) else yes
        elif value != "no":
            yield f"{yes} {'not known' if value else 'not asked'}"
    for name, against, told, words in (
        ("claustrophobia", "yes", "Claustrophobia", "Claustrophobia"),
        ("lies_flat", "no", "Cannot lie flat", "Lying flat"),
    ):
        value = its[name].value
        if value == against:
            yield told
        elif value in ("", UNKNOWN):
            yield f"{words} {'not known' if value else 'not asked'}"
