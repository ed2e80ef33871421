"""The rows of the worklist: what needs me now, soonest due first. A handful of queries, however many rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mscc.access import Access
from mscc.moments import Moment, Precision, show_between
from pathways.clock import STATUS_WORDS, Deadline, Standing, Status
from pathways.guideline.limits import ClockKind, limit
from pathways.guideline.triage import EMERGENCIES, Disposition
from pathways.guideline.words import HEADINGS
from pathways.states import State
from referrals.events import EventKind
from referrals.models import Clock, Message, Person, Referral, Seen, Task
from referrals.models.person import age_on
from referrals.next_steps import Next, next_steps, waited_for

PRESENT = timedelta(seconds=15)
FIELDS = (
    "pk", "reference", "state", "disposition", "rule_disposition", "why", "where_now", "where_phone", "accepted_by",
    "service_id", "owner_id", "owner__name", "changed_at", "changed_by_id", "referring_organisation_id",
    "referring_organisation__name",
    "person__surname", "person__forename", "person__nhs_number", "person__date_of_birth", "person__age_given",
    "person__age_given_on", "person__sex", "timeline__outcome", "timeline__advice_given_at",
    "timeline__mri_requested_at", "timeline__mri_booked_for", "timeline__mri_started_at", "timeline__mri_reported_at",
    "timeline__ct_started_at", "timeline__rt_decision_at", "timeline__rt_booked_for", "timeline__rt_first_fraction_at",
    "timeline__mri_contraindicated", "timeline__mri_delay_reason", "timeline__rt_delay_reason", "timeline__awaited",
    "new_prompts", "mine__seen_at", "unseen_messages",
)  # fmt: skip
GROUPS = ("Overdue", "Local limit passed", "Due in the next 4 hours", "Due later", "No clock running")
# The standings in the order of the groups.
STANDINGS = (Standing.OVERDUE, Standing.LOCAL_PASSED, Standing.DUE_SOON, Standing.RUNNING)
TAGS = dict(zip(STANDINGS, ("red", "orange", "yellow", "white"), strict=True))
SEX = {Person.Sex.MALE: "M", Person.Sex.FEMALE: "F", Person.Sex.OTHER: "Other"}


@dataclass(slots=True)
class Row:
    """One open referral as the list shows it."""

    pk: int
    reference: str
    state: str
    disposition: str
    rule_disposition: str
    why: str
    where_now: str
    where_phone: str
    accepted_by: str
    service_id: int
    owner_id: int | None
    owner_name: str | None
    changed_at: datetime
    changed_by_id: int | None
    organisation_id: int | None
    organisation: str | None
    surname: str
    forename: str
    nhs_number: str
    date_of_birth: date | None
    age_given: int | None
    age_given_on: date | None
    sex: str
    outcome: str
    advice_given_at: datetime | None
    mri_requested_at: datetime | None
    mri_booked_for: datetime | None
    mri_started_at: datetime | None
    mri_reported_at: datetime | None
    ct_started_at: datetime | None
    rt_decision_at: datetime | None
    rt_booked_for: datetime | None
    rt_first_fraction_at: datetime | None
    mri_contraindicated: bool | None
    mri_delay_reason: str
    rt_delay_reason: str
    awaited: dict[str, str]
    new_prompts: list[str]
    seen_at: datetime | None
    new_messages: int
    running: dict[str, Deadline] = field(default_factory=dict)
    met_late: frozenset[str] = frozenset()
    group: int = len(STANDINGS)
    due: datetime | None = None
    tag: str = "grey"
    tag_words: str = "No clock"
    clock_label: str = ""
    due_words: str = ""
    waits: str = ""
    next: Next | None = None
    is_unseen: bool = False
    open_by: str = ""
    tasks: int = 0
    tasks_overdue: int = 0
    answers_awaited: int = 0
    answers_overdue: int = 0

    @property
    def name(self) -> str:
        return f"{self.surname.upper()}, {self.forename}".strip(", ") or "Name not known"

    @property
    def is_emergency(self) -> bool:
        return self.disposition in EMERGENCIES

    @property
    def label(self) -> str:
        return HEADINGS[Disposition(self.disposition)].label

    def born(self, at: datetime) -> str:
        """Sex, age and birth date in a few words."""
        age = age_on(at.date(), self.date_of_birth, self.age_given, self.age_given_on)
        sex = SEX.get(Person.Sex(self.sex), "Sex not known")
        if self.date_of_birth:
            return f"{sex} {age} · {self.date_of_birth.day} {self.date_of_birth:%b %Y}"
        return f"{sex}, about {age} · born not known" if age is not None else f"{sex} · born not known"


class ClockRow(NamedTuple):
    """One clock of a referral, as its row stands."""

    referral_id: int
    kind: ClockKind
    hours: float
    local_hours: float | None
    status: str
    started_at: datetime
    closed_at: datetime
    basis: str
    start_precision: str
    closed_precision: str

    @property
    def deadline(self) -> Deadline:
        return Deadline.after(self.started_at, self.hours, self.local_hours)

    @property
    def name(self) -> str:
        return limit(self.kind, self.hours).named(self.local_hours)


def rows(access: Access, at: datetime, referrals: QuerySet | None = None) -> list[Row]:
    """The open referrals, soonest due clock first."""
    query = Referral.seen_by(access).open() if referrals is None else referrals  # type: ignore[attr-defined]
    query = query.alias(mine=FilteredRelation("seen", condition=Q(seen__user=access.user)))
    query = query.annotate(unseen_messages=_unseen_messages(access))
    found = {row[0]: Row(*row) for row in query.order_by().values_list(*FIELDS)}
    _add_clocks(found, at)
    _add_tasks(found, at)
    for seen in _present(access, at):
        if seen[0] in found and seen[1] != access.user.pk:
            found[seen[0]].open_by = seen[2]
    for row in found.values():
        row.next = next(next_steps(row, at), None)
        row.is_unseen = row.changed_by_id != access.user.pk and (row.seen_at is None or row.seen_at < row.changed_at)
    return sorted(found.values(), key=lambda row: (row.group, row.due or at, row.reference))


def _add_clocks(found: dict[int, Row], at: datetime) -> None:
    clocks = Clock.objects.filter(referral_id__in=list(found)).order_by("due_at")
    ended: dict[int, ClockRow] = {}
    running: dict[int, list[ClockRow]] = defaultdict(list)
    every = [ClockRow._make(row) for row in clocks.values_list(*ClockRow._fields)]
    for clock in every:
        if clock.status == Status.OPEN:
            running[clock.referral_id].append(clock)
        elif clock.status in (Status.MET, Status.MET_LATE) and clock.kind != ClockKind.ACKNOWLEDGEMENT:
            ended[clock.referral_id] = max(ended.get(clock.referral_id, clock), clock, key=lambda it: it.closed_at)
    for late in _met_late(every):
        found[late.referral_id].met_late |= {late.kind}
    for key, row in found.items():
        shown = [clock for clock in running[key] if clock.kind != ClockKind.ACKNOWLEDGEMENT]
        row.running = {clock.kind: clock.deadline for clock in shown}
        if row.disposition == Disposition.EMERGENCY_ANY_CAUSE:  # it has no other clock
            shown = shown or running[key]
        if shown:
            _show_running(row, shown[0], at)
        elif key in ended:
            _show_met(row, ended[key], at)
        else:
            row.waits = waited_for(row, at)


def _unseen_messages(access: Access) -> Coalesce:
    """How many messages to the person each referral has that they have not seen."""
    new = Message.seen_by(access).filter(referral=OuterRef("pk")).unseen_by(access)  # type: ignore[attr-defined]
    counted = new.order_by().values("referral").annotate(of=Count("pk")).values("of")
    return Coalesce(Subquery(counted), 0)


def _add_tasks(found: dict[int, Row], at: datetime) -> None:
    """How many tasks each has open, how many of them are answers that somebody waits for, and what is overdue."""
    open_tasks = (
        Task.objects.filter(referral_id__in=list(found), state=Task.State.OPEN).order_by().values("referral_id")
    )
    late, asked = Q(due_at__lt=at), Q(event__kind=EventKind.INFORMATION_ASKED)
    counted = open_tasks.annotate(
        of=Count("pk"), late=Count("pk", filter=late), waiting=Count("pk", filter=asked),
        answers_late=Count("pk", filter=asked & late),
    )  # fmt: skip
    for referral, *numbers in counted.values_list("referral_id", "of", "late", "waiting", "answers_late"):
        row = found[referral]
        row.tasks, row.tasks_overdue, row.answers_awaited, row.answers_overdue = numbers


def _met_late(clocks: list[ClockRow]) -> list[ClockRow]:
    """The clocks that were met late and that none of their kind came after."""
    newest = {(it.referral_id, it.kind): it for it in sorted(clocks, key=lambda it: it.started_at)}
    return [it for it in newest.values() if it.status == Status.MET_LATE]


def _show_running(row: Row, clock: ClockRow, at: datetime) -> None:
    by = clock.deadline
    stands = by.standing(at)
    row.due, row.tag, row.group = by.due, TAGS[stands], STANDINGS.index(stands)
    row.tag_words, row.due_words = by.words(at), by.shown(at)
    is_estimated = clock.basis != limit(clock.kind, clock.hours).start
    row.clock_label = clock.name + (", start estimated" if is_estimated else "")


def _show_met(row: Row, clock: ClockRow, at: datetime) -> None:
    row.tag = "green" if clock.status == Status.MET else "red"
    name = limit(clock.kind, clock.hours).label.split()[0]
    start = Moment(clock.started_at, Precision(clock.start_precision))
    stop = Moment(clock.closed_at, Precision(clock.closed_precision))
    row.tag_words = f"{name} {STATUS_WORDS[Status(clock.status)].lower()}, {show_between(start, stop)}"
    if clock.status == Status.MET and stop.latest > clock.deadline.due:
        row.tag_words += ", local limit passed"
    row.waits = waited_for(row, at)


def _present(access: Access, at: datetime) -> list[tuple]:
    seen = Seen.objects.filter(seen_at__gte=at - PRESENT, user__alliance_id=access.alliance_id)
    return list(seen.values_list("referral_id", "user_id", "user__name"))


FILTERS = {
    "all": ("All", lambda row, me: True),
    "mine": ("Mine", lambda row, me: row.owner_id == me),
    "unowned": ("No owner", lambda row, me: row.owner_id is None),
    "overdue": ("Overdue", lambda row, me: row.group == 0),
    "tasks": ("Task overdue", lambda row, me: row.tasks_overdue > 0),
    "unseen": ("Unseen", lambda row, me: row.is_unseen or row.new_messages > 0),
    "image": ("Awaiting image", lambda row, me: bool({"mri", "ct"} & set(row.running)) or row.state == State.IMAGING),
    "decision": ("Awaiting decision", lambda row, me: row.state == State.AWAITING_DECISION),
    "discharge": ("For discharge", lambda row, me: row.state == State.DISCHARGE_PLANNING),
}
