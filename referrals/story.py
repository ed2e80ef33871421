"""What a letter says of a referral: a value in words for each placeholder, made from the rows. Unknown is said so."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from mscc.access import Access
from mscc.moments import LONDON, show_day
from mscc.nhs_number import spaced
from mscc.phrases import uncapitalised
from pathways.guideline.terms import CANCER, CORD, PAIN
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS
from referrals import record_in_letters
from referrals.actions import wordings
from referrals.actions.advice import Reply
from referrals.actions.letters import NOT_SPOKEN_OF
from referrals.correspondence import CALLS
from referrals.events import GROUPS, EventKind, moment_set_by
from referrals.gate import Transfer
from referrals.letters import KINDS, PLACEHOLDERS, LetterKind, fill
from referrals.letters.said import ANOTHER_DAY, dated, listed
from referrals.letters.wording import NOT_KNOWN
from referrals.models import Referral, Timeline
from referrals.page import Page
from referrals.record_in_letters import line
from referrals.scored import newest
from referrals.sentences import detail
from referrals.summaries import STEROID

K = EventKind
KNOWN = {"yes": "yes", "no": "no"}
IMAGING = tuple(GROUPS["Imaging"])
DECISIONS = (K.STABILITY_ADVICE, K.OPINION_ASKED, K.SURGICAL_OPINION, K.OPINION_GIVEN, K.MDT, K.BIOPSY, K.DECISION,
             K.RT_EXCEPTION)  # fmt: skip
TREATMENT = tuple(kind for kind in GROUPS["Decisions and treatment"] if kind not in DECISIONS)
MOVES = (K.ACCEPTED, K.ADMITTED, K.MOVED, *GROUPS["Transfer"])
DISCHARGE = (K.DISCHARGE_PLANNED, K.DISCHARGE_CHECKED, K.DISCHARGED, K.DIED)
# The key information has placeholders of its own.
NOT_OF_COURSE = frozenset({K.NOTE, K.PROMPT_ANSWERED, K.ADVICE_CHANGED, K.KEY_INFORMATION})
COURSE = (K.INFORMATION_GIVEN, *(
    kind for group, kinds in GROUPS.items() for kind in kinds
    if group != "Written by the service" and kind not in NOT_OF_COURSE
))  # fmt: skip


def values(referral: Referral, by: Access, at: datetime) -> dict[str, str]:
    """Every placeholder with what is known."""
    page = Page(referral, at)
    story = Story(page, by, at)
    sections = record_in_letters.sections(page)
    own = (name for name in PLACEHOLDERS if name not in sections)
    return sections | {name: getattr(story, name)() or NOT_KNOWN for name in own}


def letter(referral: Referral, kind: LetterKind, by: Access, at: datetime) -> tuple[str, str]:
    """To whom a letter goes and its text, filled in from the record as it stands."""
    known = values(referral, by, at)
    return fill(KINDS[kind].to_whom, known)[:300], fill(wordings.text_of(kind, by), known)


class Story:
    """One function for each placeholder, of the same name."""

    def __init__(self, page: Page, by: Access, at: datetime) -> None:
        self.page, self.referral, self.by, self.at = page, page.referral, by, at

    # Who and where

    def today(self) -> str:
        return show_day(self.at.astimezone(LONDON).date())

    def author(self) -> str:
        return self.by.user.name

    def service(self) -> str:
        return self.referral.service.name

    def service_phone(self) -> str:
        return self.referral.service.phone

    def alliance(self) -> str:
        return self.by.alliance.name

    def person(self) -> str:
        return self.referral.person.name

    def born(self) -> str:
        person = self.referral.person
        age = person.age_on(self.at.date())
        if person.date_of_birth:
            return f"{show_day(person.date_of_birth)} ({age})"
        return f"about {age}, date {NOT_KNOWN}" if age is not None else ""

    def nhs_number(self) -> str:
        number = self.referral.person.nhs_number
        return spaced(number) if number else ""

    def reference(self) -> str:
        return self.referral.reference

    def allergies(self) -> str:
        return self.referral.allergies

    def caller(self) -> str:
        return ", ".join(filter(None, (self.referral.caller_name, self.referral.caller_team)))

    def caller_phone(self) -> str:
        return self.referral.caller_phone

    def referred_from(self) -> str:
        from_list = self.referral.referring_organisation
        return from_list.name if from_list else self.referral.referring_place

    def oncologist(self) -> str:
        return self.referral.oncologist

    def owner(self) -> str:
        return self.referral.owner.name if self.referral.owner else "nobody"

    def accepted_by(self) -> str:
        return self.referral.accepted_by

    def where_now(self) -> str:
        return self.referral.where_now

    def where_phone(self) -> str:
        return self.referral.where_phone

    # What is the matter

    def received(self) -> str:
        return dated(self.referral.received_at)

    def suspected(self) -> str:
        """The first time, where a newer feature has begun the clocks anew since."""
        newer = [it for it in self.page.standing if it.kind == K.CORD_FEATURE]
        if not newer:
            return dated(self.page.timeline.moment("suspected_at"))
        first = [it for it in self.page.standing if it.kind == K.MSCC_SUSPECTED and not it.data.get("time_not_known")]
        said = dated(first[-1].moment) if first else NOT_KNOWN
        return f"{said}; a new feature of the cord {dated(newer[-1].moment)}"

    def disposition(self) -> str:
        return HEADINGS[Disposition(self.referral.disposition)].label

    def why(self) -> str:
        return self.referral.why

    def cancer(self) -> str:
        known = CANCER.get(self.page.facts.get("cancer", ""), "not asked").lower()
        return f"{known}, {uncapitalised(self.referral.primary)}" if self.referral.primary else known

    def findings(self) -> str:
        """What was found, then what was not, then what nobody asked: none of the three passes for another."""
        answers = {name: self.page.facts.get(name, "") for name in (*CORD, *PAIN)}
        labels = {name: item.label for name, item in {**CORD, **PAIN}.items()}
        groups = {"Yes": "yes", "No": "no", "Not asked or not known": ""}
        said = {
            words: [labels[name] for name, answer in answers.items() if KNOWN.get(answer, "") == value]
            for words, value in groups.items()
        }
        return listed(f"{words}: {'; '.join(found)}" for words, found in said.items() if found)

    def walking(self) -> str:
        return dict(self.page.said).get("Walking", "")

    def told(self) -> str:
        return listed(f"{label}: {value}" for label, value in self.page.said)

    def immobilised(self) -> str:
        if self.page.facts.get("immobilised") == "no":
            return "no"
        since = dated(self.page.timeline.moment("immobilised_at")) or NOT_KNOWN
        return f"yes, since {since}" if self.page.timeline.immobilised_recorded_at else ""

    def dexamethasone(self) -> str:
        told = dict(self.page.said)
        given = KNOWN.get(told.get("Dexamethasone", "").lower(), "")
        dose, first = told.get("Dexamethasone mg", ""), told.get("First dose at", "")
        parts = (given, f"{dose} mg" if dose else "", f"first dose {first}" if first else "")
        log = [line(it) for it in self.page.standing if it.kind in STEROID]
        return "; ".join(filter(None, (", ".join(filter(None, parts)), *log)))

    def scores(self) -> str:
        return listed(f"{detail(event, {}, ANOTHER_DAY)} ({dated(event.moment)})" for event in newest(self.page.events))

    # What was said and done

    def _of(self, kinds: Iterable[EventKind]) -> str:
        chosen = frozenset(kinds)
        return listed(line(it) for it in self.page.standing if it.kind in chosen)

    def advice(self) -> str:
        """What was said, to whom; and the prompts that were answered as given."""
        given = [it for it in self.page.standing if moment_set_by(it.kind, it.data) == "advice_given_at"]
        replies = sorted(self.page.replies.values(), key=lambda it: it.happened_at)
        prompts = [it for it in replies if it.data["reply"] != Reply.NOT_APPROPRIATE]
        return listed(line(it) for it in [*given, *prompts])

    def calls(self) -> str:
        return self._of(CALLS)

    def imaging(self) -> str:
        return self._of(IMAGING)

    def result(self) -> str:
        outcome = self.page.timeline.outcome
        return str(Timeline.Outcome(outcome).label) if outcome else ""

    def decision(self) -> str:
        return self._of(DECISIONS)

    def treatment(self) -> str:
        return self._of(TREATMENT)

    def clocks(self) -> str:
        running = ((it, dated(it.due_at)) for it in self.page.clocks)
        return listed(
            f"{it.name}: due {due}" if it.is_open else f"{it.name}: {it.get_status_display().lower()}"
            for it, due in running
        )

    def course(self) -> str:
        return self._of(COURSE)

    def moves(self) -> str:
        return self._of(MOVES)

    def discharge(self) -> str:
        return self._of(DISCHARGE)

    # What is in place, and what is still to be done

    def head(self) -> str:
        return listed(f"{label}: {words}" for label, words in record_in_letters.head(self.page))

    def transfer_to(self) -> str:
        return self._transfer.answers.get("transfer_to", "")

    def transfer_phone(self) -> str:
        return self._transfer.answers.get("transfer_phone", "")

    def transfer(self) -> str:
        return listed(record_in_letters.gate_lines(self._transfer))

    @cached_property
    def _transfer(self) -> Transfer:
        return record_in_letters.transfer(self.page)

    def care(self) -> str:
        return listed(record_in_letters.care_lines(self.page))

    def lacks_for_home(self) -> str:
        return listed(record_in_letters.lacking_lines(self.page))

    def to_do(self) -> str:
        return listed(record_in_letters.task_lines(self.page), none="Nothing on record")

    def walking_at_discharge(self) -> str:
        walking = self.page.timeline.walking_at_discharge
        return str(Timeline.Walking(walking).label) if walking else ""


def recorded_since(referral: Referral, entry: int) -> list[str]:
    """What has been recorded of it after an entry, a line each, the oldest first."""
    later = referral.events.exclude(kind__in=NOT_SPOKEN_OF).filter(pk__gt=entry).order_by("pk")
    return [line(event) for event in later]
