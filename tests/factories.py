"""Referrals made as the service makes them: every factory walks the real actions, none forges a state."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from audit import packs
from audit.models import PackOrder
from audit.periods import Period
from mscc.access import Access
from mscc.models import Alliance, Competence, Organisation, Service, User
from mscc.moments import Moment
from mscc.roles import ROLES, Permission, Role
from pathways import register
from pathways.guideline.terms import CORD, PAIN
from pathways.models import Contact, LocalPathway
from pathways.states import State
from referrals.actions import closing, course, incidents, intake, letters, translated_cards
from referrals.call import Call
from referrals.events import EventKind
from referrals.letters import LetterKind
from referrals.models import Draft, Incident, Letter, Referral, TranslatedCard
from tests.rules.test_content import PDF

K = EventKind
NO_CORD = dict.fromkeys(CORD, "no")
NO_PAIN = dict.fromkeys(PAIN, "no")
# Answers by what they come to.
EMERGENCY = {"cancer": "current", "limb_weakness": "yes"}
EMERGENCY_ONC = {"cancer": "suspected", "sensory_loss": "yes"}
ANY_CAUSE = {"cancer": "none", "limb_weakness": "yes"}
PAIN_ONLY = {"cancer": "past", "night_pain": "yes", "back_pain": "yes", **NO_CORD}
ONCOLOGY = {"cancer": "suspected", "night_pain": "yes", **NO_CORD}
BACK_PAIN = {"cancer": "none", "back_pain": "yes", **NO_CORD, **NO_PAIN}
NHS_NUMBER = "9990000018"


def competent(user: User, role: Role, service: Service) -> list[Competence]:
    """Whoever may hold the coordinator role has been signed off, long ago and for long."""
    if Permission.HOLD_ROLE not in ROLES[role]:
        return []
    long_ago, for_long = datetime(2020, 1, 1, tzinfo=UTC), date(2099, 12, 31)
    return [Competence(person=user, service=service, signed_off_by=user, signed_off_at=long_ago, valid_until=for_long)]


def draft(by: Access, service: Service, at: datetime, **fields: Any) -> Draft:
    """A call just begun, kept on the server."""
    new = Draft(key=uuid.uuid4(), alliance=by.alliance, service=service, author=by.user, started_at=at, kept_at=at)
    return intake.keep(
        draft=new,
        data=fields.pop("data", {"caller_name": "Dr R Ringback"}),
        facts=fields.pop("facts", {}),
        by=by,
        at=at,
    )


def referral(user: User, service: Service, at: datetime, facts: dict[str, str] | None = None, **told: Any) -> Referral:
    """A call at `at`, saved at once."""
    by = Access(user)
    person = {
        "surname": "Testpatient",
        "forename": "Alex",
        "caller_phone": "01632 960 157",
        "caller_name": "Dr R Ringback",
    }
    call = Call(facts=EMERGENCY if facts is None else facts, **{**person, **told})
    return intake.receive(draft=draft(by, service, at), call=call, by=by, at=at)


def record(of: Referral, kind: EventKind, user: User, at: datetime, **data: Any) -> Referral:
    """Record that something happened at `at`, just then."""
    return course.record(referral=of, kind=kind, moment=Moment(at), data=data, by=Access(user), at=at)


# How a referral comes to each state: the events of an emergency, an hour apart.
STEPS: dict[State, tuple[tuple[EventKind, dict[str, Any]], ...]] = {
    State.TRIAGED: (),
    State.IMAGING: ((K.MRI_STARTED, {"whole_spine": "yes"}),),
    State.AWAITING_DECISION: (
        (K.MRI_STARTED, {"whole_spine": "yes"}),
        (K.REPORTED, {"outcome": "mscc", "levels": "T8"}),
    ),
    State.TREATMENT: (
        (K.MRI_STARTED, {"whole_spine": "yes"}),
        (K.REPORTED, {"outcome": "mscc", "levels": "T8"}),
        (K.DECISION, {"treatment": "radiotherapy", "surgery_suitable": "no", "decided_by": "Dr C Consultest"}),
    ),
    State.DISCHARGE_PLANNING: (
        (K.MRI_STARTED, {"whole_spine": "yes"}),
        (K.REPORTED, {"outcome": "metastases", "levels": "T8"}),
        (K.DISCHARGE_PLANNED, {"discharge_lead": "Sister B Bleep"}),
    ),
}


def referral_at(state: State, user: User, service: Service, at: datetime) -> Referral:
    """A referral in this state, by the way a referral comes there; `at` is when the call came."""
    by = Access(user)
    if state is State.RECEIVED:
        return referral(user, service, at, facts={"limb_weakness": "yes"})
    if state is State.REDIRECTED:
        it = referral(user, service, at, facts=BACK_PAIN)
        return closing.redirect(referral=it, where="The GP", reason="", by=by, at=at)
    if state is State.WITHDRAWN:
        it = referral(user, service, at, facts=BACK_PAIN)
        return closing.withdraw(referral=it, reason="Entered twice", by=by, at=at)
    if state is State.CLOSED:
        it = referral_at(State.DISCHARGE_PLANNING, user, service, at)
        return closing.close(referral=it, outcome="metastases", reason="", by=by, at=at + timedelta(hours=9))
    it = referral(user, service, at)
    for hours, (kind, data) in enumerate(STEPS[state], start=1):
        record(it, kind, user, at + timedelta(hours=hours), **data)
    return it


def incident(by: Access, service: Service, at: datetime, **told: Any) -> Incident:
    """Something that went wrong today on the way to a scan, nobody yet said to be harmed."""
    given = {"happened_on": at.date(), "stage": "imaging", "what": "The slot was given away", **told}
    return incidents.log(service=service, given=given, by=by, at=at)


def contact(alliance: Alliance, **told: Any) -> Contact:
    """A contact point for the whole alliance, never verified."""
    given = {"specialty": Contact.Specialty.HAEMATOLOGY, "name": "Registrar on call", "phone": "01632 960 153", **told}
    return Contact.objects.create(alliance=alliance, **given)


def pathway(alliance: Alliance, by: User, at: datetime, **told: Any) -> LocalPathway:
    """A document agreed a month ago, to be reviewed in eleven."""
    today = at.date()
    given = {
        "kind": LocalPathway.Kind.REFERRAL_CRITERIA, "title": "Whom to ring about", "body": "Anybody you worry about.",
        "agreed_on": today - timedelta(days=30), "agreed_by": "Steering group",
        "review_due": today + timedelta(days=335), "written_at": at, "written_by": by, **told,
    }  # fmt: skip
    return LocalPathway.objects.create(alliance=alliance, **given)


def pack(alliance: Alliance, by: User, at: datetime) -> dict[str, str]:
    """A draft of last month's figures, and what it was ordered as: their ids."""
    month = Period(date(2026, 10, 1), date(2026, 10, 31))
    wanted = PackOrder.objects.create(alliance=alliance, start=month.start, end=month.end, ordered_at=at, ordered_by=by)
    made = packs.make(wanted, at)
    assert made
    return {"pack": str(made.pk), "order": str(wanted.pk)}


def steering_group(alliance: Alliance, at: datetime) -> dict[str, str]:
    """A member, a meeting that they attended with a paper, and an action: their ids."""
    lead = User.objects.create_user(f"lead-{uuid.uuid4().hex[:8]}@example.org", name="Test Chair", alliance=alliance)
    lead.memberships.create(role=Role.ALLIANCE_LEAD)
    by, day = Access(lead), at.date() - timedelta(days=30)
    given = {"name": "Test Member", "role": "GP", "sector": "primary", "has_lived_experience": False}
    given |= {"joined_on": day, "left_on": None}
    member = register.keep_member(member=None, given=given, version=0, by=by, at=at)
    given = {"day": day, "state": "held", "attended": [member], "guests": "", "pack": None, "reviewed": []}
    meeting = register.keep_meeting(meeting=None, given={**given, "minutes": "x"}, version=0, by=by, at=at)
    paper = register.attach(meeting=meeting, content=PDF, original_name="m.pdf", what="Minutes", by=by, at=at)
    given = {"what": "Ring round", "owner": "Test Member", "meeting": meeting, "due_on": at.date(), "done_on": None}
    action = register.keep_action(action=None, given={**given, "outcome": ""}, version=0, by=by, at=at)
    return {"member": str(member.pk), "meeting": str(meeting.pk), "paper": str(paper.pk), "action": str(action.pk)}


def card(service: Service, by: Access, at: datetime, language: str = "Polski", content: bytes = PDF) -> TranslatedCard:
    """A contact card in another language, handed in by the service lead."""
    return translated_cards.keep(
        service=service, language=language, content=content, original_name="c.pdf", by=by, at=at
    )


def hospital(alliance: Alliance, name: str = "Exampleton Royal", code: str = "ZZ001") -> Organisation:
    return Organisation.objects.create(alliance=alliance, ods_code=code, name=name, kind=Organisation.Kind.HOSPITAL)


def letter(of: Referral, user: User, at: datetime, *, approved: bool = False, **told: Any) -> Letter:
    """A letter of advice, as a draft or approved."""
    given = {"kind": LetterKind.ADVICE_REFERRER, "to_whom": "Dr R Ringback", "body": "# Advice\n- Lie flat", **told}
    made = letters.draft(referral=of, by=Access(user), at=at, **given)
    return approve(made, user, at) if approved else made


def approve(letter: Letter, user: User, at: datetime) -> Letter:
    """Approve a draft as it stands."""
    typed = letters.Typed(letter.to_whom, letter.body, letter.saves, letter.filled_to)
    record = letters.newest_entry(letter.referral)
    return letters.approve(letter=letter, typed=typed, record=record, by=Access(user), at=at)
