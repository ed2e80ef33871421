"""Who has seen or written a person's record: the trail's entries about them, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from audit.models import Entry
from mscc.access import Access
from mscc.models import Membership
from mscc.roles import Role
from referrals.models import Person, Referral

# TABLE: the kinds of look that can be asked for.
KINDS = {
    "view": "Opened on the screen",
    "letter": "Letters and documents",
    "out": "Printed or taken out",
    "found": "Found in a search or on a list",
    "write": "Wrote on it",
}
# TABLE: what an entry is in words, by its action; whatever is not here was written.
LOOKS: dict[str, tuple[str, str]] = {
    "referral.view": ("view", "Opened the referral"),
    "referral.page": ("view", "Opened a page of the referral"),
    "referral.advice_view": ("view", "Opened the advice"),
    "referral.history": ("view", "Read who changed what"),
    "referral.looks": ("view", "Read who has seen it"),
    "referral.card": ("view", "Opened the contact card"),
    "incident.view": ("view", "Opened an incident"),
    "handover.view": ("view", "Opened a handover sheet"),
    "letter.list": ("letter", "Opened the list of letters"),
    "letter.view": ("letter", "Opened a letter"),
    "document.list": ("letter", "Opened the list of documents"),
    "document.open": ("letter", "Opened a document"),
    "message.see": ("letter", "Read messages"),
    "letter.print": ("out", "Made a letter’s PDF"),
    "referral.transfer.print": ("out", "Printed the transfer sheet"),
    "handover.print": ("out", "Printed a handover sheet"),
    "worklist.export": ("out", "Took the worklist out"),
    "person.export": ("out", "Took the whole record out"),
    "looks.export": ("out", "Took out who has seen it"),
    "referral.search": ("found", "Found in a search"),
    "figures.open_people": ("found", "Opened the people behind a figure"),
}
# Of an action that is no look: what it was done to, by the beginning of its name.
WROTE = {
    "letter": "Wrote a letter", "document": "Put in or took out a document", "message": "Wrote a message",
    "task": "Wrote a task", "alert": "Acknowledged an alert", "call_back": "Wrote down a call back",
    "incident": "Wrote about an incident",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which entries are wanted: of one colleague, of one kind, since a moment."""

    who: int | None = None
    kind: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Look:
    """One entry as it is shown."""

    entry: Entry
    role: str

    @property
    def kind(self) -> str:
        return LOOKS.get(self.entry.action, ("write", ""))[0]

    @property
    def words(self) -> str:
        """What was done; reasons that were given stand with it."""
        wrote = WROTE.get(self.entry.action.partition(".")[0], "Wrote on the record")
        said = LOOKS.get(self.entry.action, ("write", wrote))[1]
        reason = self.entry.detail.get("reason")
        return f"{said}: {reason}" if reason and self.kind == "out" else said


def about(access: Access, person: Person) -> QuerySet[Entry]:
    """Every entry about any referral of a person, the newest first; lists and searches that named them too."""
    references = list(Referral.seen_by(access).filter(person=person).values_list("reference", flat=True))
    named = Q()
    for each in references:
        named |= Q(detail__has_key="named", detail__contains={"named": [each]})
    found = Entry.objects.filter(Q(subject__in=references) | named, alliance_id=access.alliance_id)
    return found.order_by("-at", "-id")


def narrowed(entries: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    if asked.who:
        entries = entries.filter(actor_id=asked.who)
    if asked.kind == "write":
        entries = entries.exclude(action__in=LOOKS)
    elif asked.kind:
        entries = entries.filter(action__in=[action for action, (kind, _) in LOOKS.items() if kind == asked.kind])
    if asked.since:
        entries = entries.filter(at__gte=asked.since)
    return entries


def who(entries: QuerySet[Entry]) -> list[tuple[int, str]]:
    """Everybody who is in the entries, by name."""
    people = entries.exclude(actor_id=None).order_by("actor").values_list("actor_id", "actor").distinct()
    return [(number, name) for number, name in dict(people).items() if number]


def shown(entries: list[Entry]) -> list[Look]:
    """Entries with the role that each person had then; of older ones, which do not say it, the role they have now."""
    unsaid = {each.actor_id for each in entries if each.actor_id and "role" not in each.detail}
    roles: dict[int, list[str]] = {}
    for user, role in Membership.objects.filter(user__in=unsaid).values_list("user", "role"):
        roles.setdefault(user, []).append(Role(role).label)
    return [Look(each, _role(each, roles)) for each in entries]


def _role(entry: Entry, roles: dict[int, list[str]]) -> str:
    if entry.actor_id is None:
        return "The service"
    now = ", ".join(dict.fromkeys(roles.get(entry.actor_id, [])))
    return entry.detail.get("role") or (f"{now} (now)" if now else "No role now")
