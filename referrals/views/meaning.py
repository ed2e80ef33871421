"""What the answers of a call mean so far: the verdict, its clocks, what to say and ask, who was referred before."""

from typing import Any

from mscc.access import Access
from mscc.moments import Moment, day_in_london
from mscc.web.requests import StaffRequest
from pathways.clock import running
from pathways.guideline.advice import advice
from pathways.guideline.assess import Answer, asked
from pathways.guideline.editions import in_force
from pathways.guideline.prompts import TOPICS
from pathways.guideline.terms import CORD, PAIN
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS, reason, to_ask, to_say
from pathways.models import Contact
from referrals.forms.call import FACT_FIELDS, CallForm
from referrals.models import Draft, Person, Referral

ADULT = 18
# Fields whose text is read while it is typed: what cannot be read is said at once.
TIMES = ("suspected_at", "presented_at", "immobilised_at", "mri_at")
READ = ("nhs_number", "born", *TIMES)
MOST_EARLIER = 3
# Where the call asks each fact.
FIELDS = {name: name for name in FACT_FIELDS} | {
    "dexamethasone_before_imaging": "dexamethasone", "haematological": "id_haematological", "primary": "id_primary",
    "neurology": "box1",
}  # fmt: skip
TABLES = {"cord": CORD, "pain": PAIN, "times": TIMES, "topics": TOPICS, "fields": FIELDS}


def meaning(request: StaffRequest, draft: Draft, form: CallForm) -> dict[str, Any]:
    """What the answers so far mean, and what of the typing cannot be read."""
    form.is_valid()
    facts = form.facts()
    answer = in_force(request.at).assess(facts)
    return {
        "draft": draft,
        "reading": form,
        **TABLES,
        "facts": facts,
        "answer": answer,
        "verdict": verdict(facts, answer),
        "heading": HEADINGS[answer.disposition].heading,
        "headline": headline(facts, answer),
        "why": reason(facts),
        "clocks": _clocks(request, draft, form, answer),
        "advice": advice({**facts, **form.told()}, answer.disposition),
        "say": list(to_say(facts, answer.disposition)),
        "ask": list(to_ask(facts, answer)),
        "unread": [(name, form[name].label, each) for name in READ for each in form.errors.get(name, [])],
        "earlier": earlier(request.access, form)[:MOST_EARLIER],
        "minor": _minor(request, form),
        "asked": asked(facts),
        "kept": bool(draft.data),
        "service": draft.service,
    }


def verdict(facts: dict, answer: Answer) -> str:
    """How loud the answer is: an emergency, an emergency only because nothing was asked, urgent, or quiet."""
    if answer.disposition.is_emergency:
        return "stop" if any(facts.get(name) == "yes" for name in CORD) else "open"
    return "calm" if answer.disposition.urgency <= Disposition.EXPLAIN_OR_ADVICE.urgency else "quiet"


def headline(facts: dict, answer: Answer) -> str:
    """The answer in a few words; while only questions make an emergency of it, what is to be done instead."""
    if verdict(facts, answer) != "open":
        return HEADINGS[answer.disposition].heading
    return "Ask the cord features" if facts else "Not triaged yet"


def _clocks(request: StaffRequest, draft: Draft, form: CallForm, answer: Answer) -> list:
    """The clocks that saving would start, from the times typed so far."""
    moments = {"coordinator_contact_at": Moment(draft.started_at)}
    for name in ("suspected_at", "presented_at", "immobilised_at"):
        if isinstance(found := form.cleaned_data.get(name), Moment):
            moments[name] = min(found, Moment(draft.started_at), key=lambda it: it.at)
    moments["immobilised_recorded_at"] = Moment(request.at)
    return list(running(answer.clocks, moments))


def earlier(access: Access, form: CallForm) -> list[dict[str, Any]]:
    """Referrals of people with this NHS number. Only where name or birth date agree too is it the same person."""
    number = form.cleaned_data.get("nhs_number")
    if not number:
        return []
    found = Referral.seen_by(access).filter(person__nhs_number=number).select_related("person").order_by("-received_at")
    return [{"referral": each, "same": _is_same(each.person, form)} for each in found]


def _is_same(person: Person, form: CallForm) -> bool:
    surname, born = form.cleaned_data.get("surname", ""), form.cleaned_data.get("born")
    return (bool(surname) and surname.casefold() == person.surname.casefold()) or (
        born is not None and born == person.date_of_birth
    )


def _minor(request: StaffRequest, form: CallForm) -> dict[str, Any] | None:
    """For somebody under 18: whom to ring. The guideline and the service are for adults."""
    if (born := form.cleaned_data.get("born")) is None:
        return None
    today = day_in_london(request.at)
    age = born if isinstance(born, int) else Person(date_of_birth=born).age_on(today)
    if age is None or age >= ADULT:
        return None
    contact = Contact.seen_by(request.access).filter(specialty=Contact.Specialty.PAEDIATRICS).first()
    return {"age": age, "contact": contact}
