"""The rules as coded, drawn from their tables; every recommendation with what is done about it; the sign-off."""

from collections.abc import Iterator
from functools import cache

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mscc.roles import Permission
from mscc.web.downloads import csv_file
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways import ladders, signing
from pathways.escalation import WHO_WORDS
from pathways.forms import SignOffForm
from pathways.guideline.assess import RULES
from pathways.guideline.editions import EDITIONS, RULE_SETS, in_force
from pathways.guideline.examples import example, in_words
from pathways.guideline.limits import LIMITS
from pathways.guideline.logic import Condition, names_used
from pathways.guideline.readings import READINGS
from pathways.guideline.recommendations import KIND_WORDS, SECTIONS, Kind, Link
from pathways.guideline.trace import Traced, traced
from pathways.guideline.triage import TABLE
from pathways.guideline.words import HEADINGS

# Where a prompt of a file is seen.
PROMPTED = {
    "pathways/guideline/words.py": "what to say and ask on a call",
    "pathways/guideline/prompts.py": "advice for the person, on the call and the referral",
    "referrals/next_steps.py": "the next step of a referral",
    "referrals/awaited.py": "the next step of a referral, until it is answered",
}
SHORT = {"mdt": "MDT", "mri": "MRI", "ct": "CT", "rt": "radiotherapy"}
COLUMNS = ("recommendation", "section", "evidence", "says", "does", "answers", "edition", "rules")


@require_GET
def guideline(request: StaffRequest) -> HttpResponse:
    """Sign-off, box 1's truth table, the limits, the alliance's ladders, each rule in words, the editions."""
    context = {
        "section": "guideline",
        "moment_words": moment_words,
        "table": [(*cell, HEADINGS[disposition].label) for cell, disposition in TABLE.items()],
        "ladders": ladders.standing(request.access),
        "who": WHO_WORDS,
        "rules": coded(),
        "named": named(),
        "readings": READINGS,
        "editions": EDITIONS,
        "rule_sets": RULE_SETS,
        "rule_set": in_force(request.at),
        "told": signing.told(request.access),
    }
    return render(request, "pathways/guideline.jinja", context)


@cache
def coded() -> list[tuple[Traced, str, str, str]]:
    """Each rule: its recommendation, its condition in words, an example to which it applies, one to which it does not.

    Rules are fixed while the program runs: they are put into words once.
    """
    numbers = {it.number: it for it in traced()}
    return [
        (numbers[number], rule.in_words(), _example(rule, applies=True), _example(rule, applies=False))
        for number, rule in RULES.items()
    ]


def _example(rule: Condition, *, applies: bool) -> str:
    return in_words(example(rule, applies=applies))


@cache
def named() -> list[tuple[str, str]]:
    """The conditions with a name of their own inside the rules: the name, and what it stands for."""
    inside = {it.name: it.part.in_words() for rule in RULES.values() for it in names_used(rule)}
    return sorted(inside.items())


@require_GET
def recommendations(request: StaffRequest) -> HttpResponse:
    """All recommendations, or those of a section, or those answered in one way."""
    section, kind = _asked(request)
    context = {
        "section": "guideline", "current": "true",
        "rows": [(it, list(_shown(it))) for it in traced(section, kind)], "of": len(traced()), "sections": SECTIONS,
        "kinds": {each: name for each, name in KIND_WORDS.items() if each is not Kind.TEST}, "asked_section": section,
        "asked_kind": kind,
    }  # fmt: skip
    return render(request, "pathways/recommendations.jinja", context)


def _shown(it: Traced) -> Iterator[tuple[Link, str, str]]:
    """What answers a recommendation, for its readers; the files of its tests stand in the CSV and in docs/."""
    return ((link, words(link), address(link)) for link in it.links if link.kind is not Kind.TEST)


@require_GET
def recommendations_csv(request: StaffRequest) -> HttpResponse:
    """The same table as a file."""
    return csv_file("recommendations.csv", _csv_rows(*_asked(request), request))


def _csv_rows(section: str, kind: Kind | None, request: StaffRequest) -> Iterator[list[object]]:
    rules = in_force(request.at)
    yield list(COLUMNS)
    for it in traced(section, kind):
        answers = "; ".join(f"{link.kind} {link.where}".strip() for link in it.links)
        name = SECTIONS[it.section][0]
        yield [it.number, f"{it.section} {name}", it.entry.year, it.entry.says, it.does, answers, rules.edition,
               rules.version]  # fmt: skip


def _asked(request: StaffRequest) -> tuple[str, Kind | None]:
    """What the list is narrowed to; what is no section and no kind narrows nothing."""
    section, kind = request.GET.get("section", ""), request.GET.get("kind", "")
    return section if section in SECTIONS else "", Kind(kind) if kind in list(Kind) else None


def words(link: Link) -> str:
    """A link in words, after the word for its kind."""
    if link.kind is Kind.CLOCK:
        return next(it.label for it in LIMITS if it.slug == link.where)
    if link.kind is Kind.PAGE:
        return link.where.rpartition(":")[2].replace("_", " ")
    if link.kind is Kind.MEASURE:
        return link.where
    return PROMPTED[link.where] if link.kind is Kind.PROMPT else moment_words(link.where)


def moment_words(name: str) -> str:
    """The name of a moment, or of what is recorded, as words: "MRI started"."""
    return " ".join(SHORT.get(word, word) for word in name.removesuffix("_at").split("_"))


def address(link: Link) -> str:
    """Where a link leads; nothing for what is not a page."""
    match link.kind:
        case Kind.RULE:
            return f"{reverse('guideline')}#rule-{link.where}"
        case Kind.CLOCK:
            return f"{reverse('guideline')}#clock-{link.where}"
        case Kind.MEASURE:
            return reverse("audit:measure", args=[link.where.lower()])
        case Kind.PAGE:
            return reverse(link.where)
    return ""


@needs(Permission.SIGN_OFF_RULES)
@once
def approval(request: StaffRequest) -> HttpResponse:
    """A clinical safety officer approves the rules in force, or takes that back."""
    rules = in_force(request.at)
    given = request.POST if request.method == "POST" else parked_form(request)
    form = SignOffForm(given, rules=rules)
    if request.method == "POST" and form.is_valid():
        signed = signing.sign(rules=rules, by=request.access, at=request.at, **form.answers())
        messages.success(request, f"Rules {rules.version}: {'approved' if signed.approves else 'approval taken back'}.")
        return go(request, "guideline")
    context = {
        "section": "guideline", "current": "true", "form": form, "rule_set": rules,
        "told": signing.told(request.access),
    }  # fmt: skip
    return render(request, "pathways/approval.jinja", context, status=422 if request.method == "POST" else 200)
