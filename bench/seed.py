"""A database the size of a large service: 100,000 referrals, 200 of them open, made once and kept."""

from datetime import datetime, timedelta

from django.db import connection, connections, transaction

from mscc.access import Access
from mscc.models import Alliance, Membership, Organisation, Service, User
from mscc.roles import Role
from pathways.states import State
from tests import factories

CLOSED, OPEN = 100_000, 200

# The closed referrals are copies of one that the actions made, but for what is named here: a new column needs no
# mention. What is measured is reading among them. Their numbers lie far above those that the actions give.
COPY = """
    INSERT INTO {table}
    SELECT copied.* FROM {table} AS first, generate_series(1, %(count)s) AS n,
           LATERAL (SELECT 1000000 + n AS number, %(at)s - (n %% 40000) * INTERVAL '1 hour' AS moment) AS own,
           LATERAL jsonb_populate_record(first, jsonb_build_object({own})) AS copied
     WHERE first.{key} = %({first})s
"""
# Table -> how the first row is found, by which value; and what each copy has of its own.
COPIES = {
    ("referrals_person", "id", "person"): {
        "id": "number", "surname": "'Sample' || n", "date_of_birth": "DATE '1930-01-01' + (n %% 20000)",
    },
    ("referrals_referral", "id", "referral"): {
        "id": "number", "person_id": "number", "reference": "'OLD-20-' || lpad(n::text, 7, '0')",
        "received_at": "moment", "changed_at": "moment",
    },
    ("referrals_timeline", "referral_id", "referral"): {
        "referral_id": "number", "suspected_at": "moment", "coordinator_contact_at": "moment",
        "mri_started_at": "moment + (n %% 40) * INTERVAL '1 hour'",
        "mri_reported_at": "moment + (n %% 40 + 2) * INTERVAL '1 hour'",
    },
    ("referrals_clock", "id", "mri"): {
        "key": "gen_random_uuid()",
        "id": "number", "referral_id": "number", "started_at": "moment", "due_at": "moment + INTERVAL '24 hours'",
        "closed_at": "moment + INTERVAL '9 hours'",
    },
}  # fmt: skip


def seed(at: datetime) -> Access:
    """Make the data where it is not there yet; returns the coordinator who looks at it."""
    user = User.objects.filter(email="bench@example.org").first()
    if user is None:
        with transaction.atomic():
            user = _make(at)
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
    return Access(user)


def _make(at: datetime) -> User:
    alliance = Alliance.objects.create(code="BEN", name="Bench", population=3_500_000, is_demonstration=True)
    service = Service.objects.create(alliance=alliance, code="BEN1", name="Bench", phone="01632 960 118")
    organisation = Organisation.objects.create(
        alliance=alliance, ods_code="ZZ001", name="Exampleton Royal", kind="hospital"
    )
    user = User.objects.create(alliance=alliance, email="bench@example.org", name="Sam Daylight")
    Membership.objects.create(user=user, role=Role.COORDINATOR, service=service)
    first = factories.referral_at(State.CLOSED, user, service, at - timedelta(hours=20))
    mri = first.clocks.get(kind="mri")
    values = {"person": first.person_id, "referral": first.pk, "mri": mri.pk, "at": at, "count": CLOSED}
    with connection.cursor() as cursor:
        for (table, key, of), columns in COPIES.items():
            own = ", ".join(f"'{name}', {value}" for name, value in columns.items())
            cursor.execute(COPY.format(table=table, key=key, first=of, own=own), values)
    for number in range(OPEN):
        began = at - timedelta(minutes=7 * number)
        told = {"organisation": organisation, "where_now": "Exampleton Royal, ward 3", "surname": f"Open{number}"}
        factories.referral(user, service, began, **told)
    return user
