"""Open clocks by the thousand, written straight into their tables: what is measured is what the timers make of them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, connections, transaction
from django.db.models import Model
from django.utils import timezone

from mscc.models import Alliance, ContactPoint, Membership, RoleHolding, Service, User
from mscc.roles import Role
from pathways.escalation import Ladder
from referrals.models import Clock, Person, Referral, Timeline

WITHOUT_REFERRAL = """referrals_person AS person LEFT JOIN referrals_referral AS old ON old.person_id = person.id
     WHERE old.id IS NULL"""
WITHOUT_TIMELINE = """referrals_referral AS referral
     LEFT JOIN referrals_timeline AS old ON old.referral_id = referral.id
     WHERE old.referral_id IS NULL"""
# One after the other from the first moment on.
WITHOUT_CLOCK = """
    (SELECT id, %(first)s + %(spread)s * (row_number() OVER (ORDER BY id)) / %(count)s AS due
       FROM (SELECT referral.id FROM referrals_referral AS referral
               LEFT JOIN referrals_clock AS old ON old.referral_id = referral.id
              WHERE old.id IS NULL) AS bare) AS new"""
# Table by table: what each row has of its own and where it comes from; every other column has the model's default.
ROWS: tuple[tuple[type[Model], dict[str, str], str], ...] = (
    (
        Person,
        {"alliance_id": "%(alliance)s", "surname": "'Sample' || n", "date_of_birth": "DATE '1950-01-01'"},
        "generate_series(1, %(count)s) AS n",
    ),
    (
        Referral,
        {
            "alliance_id": "%(alliance)s", "service_id": "%(service)s", "person_id": "person.id",
            "reference": "'OPN-26-' || to_char(person.id, 'FM000000000')", "state": "'imaging'",
            "disposition": "'EMERGENCY'", "rule_disposition": "'EMERGENCY'", "received_at": "%(at)s",
            "changed_at": "%(at)s",
        },
        WITHOUT_REFERRAL,
    ),
    (
        Timeline,
        {"referral_id": "referral.id", "cancer": "'current'"},
        WITHOUT_TIMELINE,
    ),
    (
        Clock,
        {
            "alliance_id": "%(alliance)s", "service_id": "%(service)s", "referral_id": "new.id", "kind": "'mri'",
            "hours": "24", "started_at": "new.due - INTERVAL '24 hours'", "basis": "'suspected_at'",
            "due_at": "new.due", "next_at": "new.due", "ladder": "%(ladder)s",
        },
        WITHOUT_CLOCK,
    ),
)  # fmt: skip


def insert(model: type[Model], own: dict[str, str], source: str) -> tuple[str, dict[str, object]]:
    """The statement that writes the rows of one table, and its values: a new column needs no mention here."""
    defaults = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if not (field.column in own or field.primary_key or field.null or field.has_db_default())
    }
    columns = {**{name: f"%(of_{name})s" for name in defaults}, **own}
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    statement = f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {source}"
    return statement, {f"of_{name}": value for name, value in defaults.items()}


@dataclass(frozen=True)
class Place:
    """A service with one coordinator on duty, who is reached by voice."""

    alliance: Alliance
    service: Service
    coordinator: User


def place() -> Place:
    """Make the service, once."""
    alliance, _ = Alliance.objects.get_or_create(code="CLK", defaults={"name": "Clocks", "population": 1})
    service, _ = Service.objects.get_or_create(code="CLK1", alliance=alliance, defaults={"name": "Clocks"})
    user, made = User.objects.get_or_create(email="clocks@example.org", name="Sam Daylight", alliance=alliance)
    if made:
        now = timezone.now()
        Membership.objects.create(user=user, service=service, role=Role.COORDINATOR)
        RoleHolding.objects.create(user=user, service=service, role=Role.COORDINATOR, started_at=now)
        ContactPoint.objects.create(user=user, channel="voice", address="01632960101", created_at=now, verified_at=now)
    return Place(alliance, service, user)


def open_clocks(of: Place, count: int, *, first: datetime, spread: timedelta, ladder: Ladder) -> None:
    """Open `count` MRI clocks, due one after the other from `first` on, over `spread`."""
    given = {
        "alliance": of.alliance.pk, "service": of.service.pk, "count": count, "at": timezone.now(), "first": first,
        "spread": spread, "ladder": json.dumps(ladder.as_json()),
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        for model, own, source in ROWS:
            statement, defaults = insert(model, own, source)
            cursor.execute(statement, {**given, **defaults})
        cursor.execute("NOTIFY clocks")
    if count > 10_000:
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
