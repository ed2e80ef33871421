"""Take over the log that a service kept before: real referrals, each with one event that says what the log knew.

Rows are history: no clock runs for them and no alarm is raised. The exception is a referral of the last seven days of
which no end is known: it may still be under way, so it is opened like any other and its clocks run.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max

from audit import trail
from mscc.access import Access
from mscc.models import Organisation, Service
from mscc.moments import Moment
from mscc.roles import Permission
from pathways.guideline import words
from pathways.guideline.triage import CORD_FEATURE, PAIN_CHARACTERISTIC, triage
from referrals.actions.change import Change, known
from referrals.actions.places import fix_all
from referrals.events import EventKind
from referrals.logbook.rows import Entry, Problem
from referrals.logbook.told import event_data, facts_of, state_of
from referrals.models import Event, ImportedLog, Person, Referral, Timeline
from referrals.timeline import fold

CHUNK = 1000
# References of imported referrals are counted from here on, so that no call has to wait for an import to end.
FROM = 500_000
# Told of a person: the column, the field.
OF_PERSON = {
    "nhs_number": "nhs_number", "surname": "surname", "forename": "forename", "date_of_birth": "date_of_birth",
    "sex": "sex", "postcode": "postcode", "ethnicity": "ethnicity", "interpreter": "needs_interpreter",
    "resident": "is_resident",
}  # fmt: skip


@dataclass
class Imported:
    """What became of a log: how many referrals are new, how many stood already; what is wrong, what to look at."""

    new: int = 0
    people: int = 0
    open: int = 0
    standing: int = 0
    bad_rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    is_kept: bool = False

    def take(self, rows: Iterable[Entry | list[Problem]]) -> list[Entry]:
        """Note what is to be said of rows; returns the good ones."""
        good = []
        for row in rows:
            if isinstance(row, Entry):
                self.notes += row.notes
                good.append(row)
            else:
                self.bad_rows += 1
                self.problems += row
        return good


@transaction.atomic
def import_log(
    *,
    rows: Iterable[Entry | list[Problem]],
    service: Service,
    partial: bool = False,
    dry_run: bool = False,
    by: Access | None,
    at: datetime,
) -> Imported:
    """Take over every row, or with `partial` every good one; with one bad row and without it, none.

    A row whose reference stands already is left as it is. `by` is nobody for the command of an administrator.
    """
    if by and not by.may_in(Permission.IMPORT_LOGS, service):
        raise PermissionDenied("You cannot import a log into this service.")
    _one_at_a_time(service)
    done, writer = Imported(), _Writer(service, by, at)
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        good = done.take(chunk)
        if partial or dry_run or not done.bad_rows:
            writer.write(good, done)
    done.is_kept = not dry_run and (partial or not done.bad_rows)
    if done.is_kept and done.new:
        writer.close(done)
    else:
        transaction.set_rollback(True)
    return done


def _one_at_a_time(service: Service) -> None:
    """Wait for another import of the alliance: both would number their referrals alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('import'), %s)", [service.alliance_id])


class _Writer:
    """Writes rows of one log, a chunk at a time: a handful of statements each, however many rows."""

    def __init__(self, service: Service, by: Access | None, at: datetime) -> None:
        self.service, self.by, self.at = service, by, at
        self.user = by.user if by else None
        self.log = ImportedLog.objects.create(
            alliance_id=service.alliance_id, service=service, imported_by=self.user, imported_at=at
        )
        self.numbers: dict[int, int] = {}
        of_alliance = Organisation.objects.filter(alliance_id=service.alliance_id)
        self.sites = {site.ods_code.upper(): site for site in of_alliance}

    def close(self, done: Imported) -> None:
        """Note what the log brought."""
        self.log.new = done.new
        self.log.save(update_fields=["new"])
        counts = {"new": done.new, "standing": done.standing, "bad_rows": done.bad_rows}
        trail.record("referral.import", by=self.user, at=self.at, subject=self.service.code, **counts)

    def write(self, entries: list[Entry], done: Imported) -> None:
        there = self._there(entries)
        new = [entry for entry in entries if entry.reference not in there]
        done.standing += len(entries) - len(new)
        done.new += len(new)
        if not new:
            return
        people, made = self._people(new)
        done.people += made
        closed: list[tuple[Entry, Referral]] = []
        still_open: list[tuple[Entry, Referral]] = []
        for entry, person in zip(new, people, strict=True):
            referral = self._referral(entry, person)
            (still_open if referral.is_open else closed).append((entry, referral))
        fix_all([referral for _, referral in (*closed, *still_open)], self.service.alliance)
        self._write_closed(closed)
        for entry, referral in still_open:
            self._open(entry, referral)
        done.open += len(still_open)

    def _there(self, entries: list[Entry]) -> set[str]:
        references = [entry.reference for entry in entries]
        found = Referral.objects.filter(service=self.service, imported_reference__in=references)
        return set(found.values_list("imported_reference", flat=True))

    def _people(self, entries: list[Entry]) -> tuple[list[Person], int]:
        """The person of every row: the one with the same NHS number, or a new one. And how many are new."""
        numbers = {entry.get("nhs_number") for entry in entries} - {None}
        known = Person.objects.filter(alliance_id=self.service.alliance_id, nhs_number__in=numbers).order_by("-id")
        by_number = {person.nhs_number: person for person in known}
        people, new, changed = [], [], {}
        for entry in entries:
            number = entry.get("nhs_number")
            person = by_number.get(number) if number else None
            if person is None:
                person = Person(alliance_id=self.service.alliance_id)
                new.append(person)
                if number:
                    by_number[number] = person
            if _tell(person, entry) and person.pk:
                changed[person.pk] = person
            people.append(person)
        for person in new:
            # An empty cell is a resident, as the log says; unless another row says of this person otherwise.
            person.is_resident = True if person.is_resident is None else person.is_resident
        Person.objects.bulk_create(new)
        self._keep_history(Person, new)
        for person in changed.values():
            person.stamp(self.at, self.user)
            person.save()
        return people, len(new)

    def _referral(self, entry: Entry, person: Person) -> Referral:
        facts = facts_of(entry)
        disposition, why = _triaged(tuple(sorted(facts.items())))
        site = entry.get("referring_site") or ""
        organisation = self.sites.get(site)
        return Referral(
            alliance_id=self.service.alliance_id,
            service=self.service,
            person=person,
            reference=self._reference(entry.get("received_at").day.year),
            imported_reference=entry.reference,
            imported_log=self.log,
            state=state_of(entry, self.at),
            disposition=disposition,
            rule_disposition=disposition,
            why=why,
            referring_organisation=organisation,
            referring_place="" if organisation else site,
            primary=entry.get("primary") or "",
            imd_decile=entry.get("imd_decile"),
            received_at=entry.get("received_at").at,
            changed_at=self.at,
            changed_by=self.user,
        )

    def _reference(self, year: int) -> str:
        start = f"{self.service.alliance.code}-{year % 100:02d}-"
        if year not in self.numbers:
            taken = Referral.objects.filter(reference__gt=f"{start}{FROM}", reference__lte=f"{start}999999")
            last = taken.aggregate(last=Max("reference"))["last"]
            self.numbers[year] = int(last.rpartition("-")[2]) if last else FROM
        self.numbers[year] += 1
        return f"{start}{self.numbers[year]}"

    def _write_closed(self, closed: list[tuple[Entry, Referral]]) -> None:
        referrals = Referral.objects.bulk_create([referral for _, referral in closed])
        self._keep_history(Referral, referrals)
        events = [self._event(entry, referral) for entry, referral in closed]
        Event.objects.bulk_create(events)
        Timeline.objects.bulk_create([_timeline(event) for event in events])

    def _event(self, entry: Entry, referral: Referral) -> Event:
        received: Moment = entry.get("received_at")
        return Event(
            referral=referral,
            kind=EventKind.IMPORTED,
            happened_at=received.at,
            precision=received.precision,
            recorded_at=self.at,
            recorded_by=self.user,
            data=event_data(entry),
        )

    def _open(self, entry: Entry, referral: Referral) -> None:
        """A referral that may still be under way is written like any other: assessed, with its clocks."""
        it = Change(referral, by=self.by, at=self.at, is_new=True)
        it.event(EventKind.IMPORTED, entry.get("received_at"), **event_data(entry))
        it.assess(facts_of(entry))
        it.finish("referral.import_open")

    def _keep_history(self, model: type[Person] | type[Referral], rows: list[Any]) -> None:
        model.history.bulk_history_create(rows, default_user=self.user, default_date=self.at)


def _tell(person: Person, entry: Entry) -> bool:
    """Write down what a row tells of a person where nothing is known yet. Whether anything was new."""
    is_new = False
    for column, name in OF_PERSON.items():
        told = entry.get(column)
        stands = getattr(person, name)
        if told is not None and stands != told and stands in (None, "", Person.Sex.NOT_KNOWN):
            setattr(person, name, told)
            is_new = True
    return is_new


@lru_cache(maxsize=4096)
def _triaged(facts: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    return triage(dict(facts)).disposition, words.reason(dict(facts))


def _timeline(event: Event) -> Timeline:
    facts = event.data["facts"]
    return Timeline(
        referral=event.referral,
        cancer=facts.get("cancer", ""),
        has_cord_feature=known(CORD_FEATURE.of(facts)),
        has_pain_characteristic=known(PAIN_CHARACTERISTIC.of(facts)),
        **fold([event]),
    )
