"""One change of one referral, in one transaction: lock, check, events, times, state, clocks, tasks, trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.models import User
from mscc.moments import Moment
from mscc.roles import Permission
from pathways.guideline.advice import applying
from pathways.guideline.assess import Answer
from pathways.guideline.editions import in_force
from pathways.guideline.logic import Finding
from pathways.guideline.triage import CORD_FEATURE, PAIN_CHARACTERISTIC, SUSPECTS_MSCC, Disposition
from pathways.ladders import Agreed
from pathways.states import ENDED, STATES, NotPossible, State, after
from referrals.actions import clocks
from referrals.actions.following import follow
from referrals.events import EventKind, step_of, support
from referrals.models import Assessment, Event, Referral, Timeline
from referrals.timeline import fold

K = EventKind
# Letters and documents: they come late, too, and speak of what happened rather than being it.
PAPERS = frozenset({K.LETTER_APPROVED, K.LETTER_SENT, K.LETTER_READ, K.DOCUMENT_ATTACHED, K.DOCUMENT_REMOVED})
# What may be recorded of somebody whose referral has ended, without reopening it.
AFTER_END = frozenset({K.DIED, K.NOTE, K.REOPENED, K.ACKNOWLEDGED, K.FOLLOWED_UP, K.CALLED, K.INFORMATION_GIVEN})
AFTER_END |= PAPERS
# What moves neither a time nor a clock.
QUIET = frozenset({K.OWNER_CHANGED, K.PARTY_ADDED, K.DETAILS_CHANGED, K.NOTE, K.SCORED, K.GRADED, K.POWER})
# Of these a letter speaks nevertheless.
SPOKEN_OF = frozenset({K.DETAILS_CHANGED, K.SCORED, K.GRADED, K.POWER, K.INFORMATION_GIVEN, *support.EVENTS,
                       K.KEY_INFORMATION, K.DISCHARGE_CHECKED})  # fmt: skip
# Quiet to the clocks; the audit reads of them that a heading of the key information has an answer.
HEADED = frozenset({K.KEY_INFORMATION, K.GRADED})
QUIET |= {*support.EVENTS, K.KEY_INFORMATION, K.DISCHARGE_CHECKED, K.INFORMATION_ASKED, K.INFORMATION_GIVEN, *PAPERS}


class Change:
    """What is to be written of one referral; `finish` writes it."""

    def __init__(self, referral: Referral, *, by: Access | None, at: datetime, is_new: bool = False) -> None:
        self.referral, self.by, self.at, self.is_new = referral, by, at, is_new
        self.events: list[Event] = []
        # What counts of its events, where somebody has read them already; with those of this change once they are kept.
        self.stood: list[Event] | None = None
        self.fields: set[str] = set()
        self.facts: dict | None = None
        self.reason = ""
        self.before = Disposition(referral.disposition) if referral.disposition else None

    @property
    def has_risen(self) -> bool:
        """Whether this change made the referral more urgent."""
        return self.before is not None and Disposition(self.referral.disposition).urgency < self.before.urgency

    @property
    def became_emergency(self) -> bool:
        """Whether this change made an emergency of a referral that was none."""
        was_none = self.before is not None and not self.before.is_emergency
        return was_none and Disposition(self.referral.disposition).is_emergency

    @property
    def is_suspected_again(self) -> bool:
        """Whether this change made MSCC suspected where it was not."""
        return self.has_risen and self.referral.disposition in SUSPECTS_MSCC and self.before not in SUSPECTS_MSCC

    @property
    def user(self) -> User | None:
        """Who does it; nobody for the system."""
        return self.by.user if self.by else None

    def set(self, **values: object) -> None:
        """Set fields of the referral."""
        for name, value in values.items():
            setattr(self.referral, name, value)
            self.fields.add(name)

    def check_past(self, moment: Moment) -> None:
        """Raise NotPossible for something that is said to have happened later than now."""
        if moment.at > self.at:
            raise NotPossible("The time is in the future. Give a time that has passed.")

    def event(
        self,
        kind: EventKind,
        moment: Moment | None = None,
        *,
        told_by: str = "",
        supersedes: Event | None = None,
        **data: object,
    ) -> Event:
        """Add what happened. Raises NotPossible for something that an ended referral does not take."""
        if self.referral.state in ENDED and kind not in AFTER_END:
            ended = STATES[State(self.referral.state)].label.lower()
            raise NotPossible(f"This referral is {ended}. Reopen it first.")
        moment = moment or Moment(self.at)
        event = Event(
            referral=self.referral,
            kind=kind,
            happened_at=moment.at,
            precision=moment.precision,
            recorded_at=self.at,
            recorded_by=self.user,
            told_by=told_by,
            data=data,
            supersedes=supersedes,
        )
        self.events.append(event)
        if (step := step_of(kind, data)) and self.referral.state not in ENDED:
            self.move(after(step, State(self.referral.state)))
        return event

    def move(self, state: State) -> None:
        if state != self.referral.state:
            self.set(state=state)

    def assess(self, facts: dict, *, is_worse: bool = False) -> Answer:
        """Run the rules on the facts and keep the answer with them. Urgency rises by rule and never falls by it.

        What a clinician made of the rules' answer stands until the rules say something more urgent, or the person
        `is_worse`: a new feature is more than that clinician knew.
        """
        rules = in_force(self.at)
        answer = rules.assess(facts)
        self.facts = facts
        before = Disposition(self.referral.rule_disposition) if self.referral.rule_disposition else None
        now = Disposition(self.referral.disposition) if self.referral.disposition else answer.disposition
        if before is None or is_worse or answer.disposition.urgency < before.urgency:
            now = min(now, answer.disposition, key=lambda each: each.urgency)
        self.set(rule_disposition=answer.disposition, disposition=now)
        if not self.is_new:
            self._flag_new_advice(facts, now)
        self.assessment = Assessment(
            referral=self.referral,
            facts=facts,
            answer=answer.as_json(),
            edition=rules.edition,
            rules_version=rules.version,
            assessed_at=self.at,
            assessed_by=self.user,
        )
        return answer

    def _flag_new_advice(self, facts: dict, disposition: Disposition) -> None:
        """Advice that applies now and did not before is flagged until it is answered, or no longer applies."""
        before = applying(self._facts_before, self.before or disposition)
        now = applying(facts, disposition)
        new = [key for key in now if key not in before]
        waiting = [key for key in self.referral.new_prompts if key in now and key not in new]
        if [*waiting, *new] != self.referral.new_prompts:
            self.set(new_prompts=[*waiting, *new])
        if new:
            self.event(K.ADVICE_CHANGED, prompts=new)

    def finish(self, action: str) -> None:
        """Write it all: referral, events, assessment, times, clocks, tasks, trail."""
        self.set(changed_at=self.at, changed_by=self.user, version=self.referral.version + (not self.is_new))
        self.referral.stamp(self.at, self.user)
        self.referral.save(force_insert=self.is_new, update_fields=None if self.is_new else self.fields)
        Event.objects.bulk_create(self.events)
        self.stood = None if self.stood is None else [*self.stood, *self.events]
        if self.facts is not None:
            self.assessment.save()
        if self.facts is not None or not QUIET.issuperset(event.kind for event in self.events):
            clocks.sync(self, self._project())
        elif not HEADED.isdisjoint(event.kind for event in self.events):
            self._project()
        follow(self)
        trail.record(action, by=self.user, at=self.at, subject=self.referral.reference)

    def _project(self) -> Timeline:
        """The timeline row, folded anew from the events that count."""
        events = self.events if self.is_new else self.stood
        if events is None:
            events = list(self.referral.events.current().order_by("id"))
        timeline = Timeline(referral=self.referral) if self.is_new else self.referral.timeline
        keep = {"referral_id", "has_cord_feature", "has_pain_characteristic", "cancer"}
        for field in Timeline._meta.concrete_fields:
            if field.attname not in keep:
                setattr(timeline, field.attname, field.get_default())
        for name, value in fold(events).items():
            setattr(timeline, name, value)
        if self.facts is not None:
            timeline.cancer = self.facts.get("cancer") or ""
            timeline.has_cord_feature = known(CORD_FEATURE.of(self.facts))
            timeline.has_pain_characteristic = known(PAIN_CHARACTERISTIC.of(self.facts))
        timeline.save(force_insert=self.is_new, force_update=not self.is_new)
        return timeline

    def latest_facts(self) -> dict:
        """A copy of the facts as last assessed."""
        return dict(self.facts if self.facts is not None else self._facts_before)

    @cached_property
    def agreed(self) -> Agreed:
        """What the alliance has agreed on for its clocks."""
        return Agreed(self.referral.alliance_id)

    @cached_property
    def _facts_before(self) -> dict:
        facts = self.referral.assessments.values_list("facts", flat=True).first()
        if facts is None and self.referral.imported_reference:
            facts = self.referral.events.filter(kind=K.IMPORTED).values_list("data__facts", flat=True).first()
        return facts or {}


def known(finding: Finding) -> bool | None:
    """Yes, no, or None for not known: as a row keeps it."""
    return None if finding.unknown else finding.yes


@contextmanager
def change(
    referral: Referral, action: str, *, by: Access | None, at: datetime, needs: Permission = Permission.WRITE_CASE
) -> Iterator[Change]:
    """Open a change of a referral: its row is locked, and the person's right is checked under the lock."""
    with transaction.atomic():
        # Not the whole row's lock: the timer engine adds events to a referral while somebody works on it, and holds
        # the clocks that this change will ask for.
        rows = Referral.objects.select_for_update(of=("self",), no_key=True)
        locked = rows.select_related("service").get(pk=referral.pk)
        if by:
            require(by, needs, locked)
        it = Change(locked, by=by, at=at)
        yield it
        it.finish(action)
    _stands_as(referral, locked)


def _stands_as(referral: Referral, written: Referral) -> None:
    """The caller's row now stands where the database stands, without asking for it once more."""
    for field in Referral._meta.concrete_fields:
        setattr(referral, field.attname, getattr(written, field.attname))
    for relation in Referral._meta.related_objects:
        if relation.is_cached(referral):
            relation.delete_cached_value(referral)
