"""A database the size of a country: 21 alliances, 1,000,000 referrals over ten years, each with times of its own."""

from datetime import UTC, datetime, timedelta

from django.db import connection, connections, transaction

from mscc.models import Alliance, Membership, Service, User
from mscc.roles import Role
from pathways.states import State
from tests import factories

ALLIANCES, REFERRALS = 21, 1_000_000
FIRST, YEARS = datetime(2016, 11, 1, tzinfo=UTC), 10
SPAN = timedelta(days=365.25 * YEARS)
BASE = 1_000_000_000  # far above the numbers that the actions give
COPY = """
    INSERT INTO {table}
    SELECT copied.* FROM {table} AS first, drawn, {more}
           LATERAL jsonb_populate_record(first, jsonb_build_object({own})) AS copied
     WHERE first.{key} = %(first)s {where}
"""
# A throw of the dice for each thing that may be so or otherwise: whoever is asked twice answers alike.
DICE = (
    "cord",
    "pain",
    "known",
    "scan",
    "whole",
    "bar",
    "result",
    "suits",
    "treated",
    "operated",
    "day",
    "life",
    "plan",
)
DRAW = """
    CREATE TEMPORARY TABLE drawn AS
    SELECT %(base)s + n AS id, n %% %(alliances)s AS place, {person} AS person,
           date_trunc('minute', %(first)s::timestamptz + n * (%(span)s::interval / %(count)s)) AS received, {dice}
      FROM generate_series(1, %(count)s) AS n
"""
# One referral in nine is of somebody who was referred before.
PERSON = "%(base)s + n - CASE WHEN n %% 9 = 0 AND n > 21000 THEN 21000 ELSE 0 END"


def waited(die: str, hours: float) -> str:
    """A wait of so many hours on average, to the minute: most are shorter, a few much longer."""
    return f"floor(-ln(1 - {die}) * {hours * 60}) * INTERVAL '1 minute'"


DAY = "date_trunc('day', received AT TIME ZONE 'Europe/London') AT TIME ZONE 'Europe/London'"
SUSPECTED = f"CASE WHEN day < 0.05 THEN {DAY} WHEN known < 0.85 THEN received - {waited('day', 5)} END"
SCANNED = f"CASE WHEN scan < 0.86 THEN received + {waited('whole', 15)} END"
MSCC, TREATED = "result < 0.43", "result < 0.43 AND suits < 0.75 AND treated < 0.9"
DECIDED = f"CASE WHEN {TREATED} AND known < 0.95 THEN received + {waited('whole', 15)} + {waited('life', 12)} END"
FRACTION = f"CASE WHEN {TREATED} AND treated < 0.75 THEN received + {waited('whole', 15)} + {waited('bar', 30)} END"
TIMES = {
    "has_cord_feature": "CASE WHEN cord < 0.6 THEN true WHEN cord < 0.92 THEN false END",
    "has_pain_characteristic": "CASE WHEN pain < 0.85 THEN true WHEN pain < 0.95 THEN false END",
    "cancer": "(ARRAY['current','current','past','suspected','none',''])[1 + floor(pain * 6)::int]",
    "presented_at": f"CASE WHEN known < 0.7 THEN received - {waited('bar', 50)} END",
    "suspected_at": SUSPECTED,
    "coordinator_contact_at": "CASE WHEN known < 0.97 THEN received + day * INTERVAL '1 minute' END",
    "precision": "CASE WHEN day < 0.05 THEN '{\"suspected_at\": \"date\"}'::jsonb ELSE '{}'::jsonb END",
    "mri_started_at": SCANNED,
    "mri_whole_spine": "CASE WHEN bar < 0.92 THEN true WHEN bar < 0.97 THEN false END",
    "mri_reported_at": f"{SCANNED} + {waited('suits', 4)}",
    "mri_contraindicated": "CASE WHEN bar > 0.97 THEN true WHEN bar < 0.5 THEN false END",
    "mri_exclusion": "CASE WHEN scan > 0.97 THEN 'declined' WHEN scan > 0.95 THEN 'suspicion_withdrawn' ELSE '' END",
    "ct_started_at": f"CASE WHEN bar > 0.975 THEN received + {waited('whole', 20)} END",
    "outcome": f"CASE WHEN {MSCC} THEN 'mscc' WHEN result < 0.48 THEN 'impending' WHEN result < 0.72 THEN "
    "'metastases' WHEN result < 0.93 THEN 'none' ELSE '' END",
    "confirmed_at": f"CASE WHEN {MSCC} THEN coalesce({SCANNED} + {waited('suits', 4)}, received) END",
    "surgery_suitable": "CASE WHEN suits < 0.75 THEN false WHEN suits < 0.9 THEN true END",
    "rt_decision_at": DECIDED,
    "rt_first_fraction_at": FRACTION,
    "rt_exclusion": "CASE WHEN treated > 0.88 AND treated < 0.9 THEN 'poor_prognosis' ELSE '' END",
    "rt_dose_gy": f"CASE WHEN {TREATED} AND plan < 0.95 THEN CASE WHEN plan < 0.6 THEN 8 ELSE 20 END END",
    "rt_fractions": f"CASE WHEN {TREATED} AND plan < 0.95 THEN CASE WHEN plan < 0.6 THEN 1 ELSE 5 END END",
    "rt_reason_multifraction": "CASE WHEN plan > 0.7 THEN 'Agreed with the person' ELSE '' END",
    "surgery_at": f"CASE WHEN {MSCC} AND suits > 0.8 THEN received + {waited('operated', 60)} END",
    "systemic_at": f"CASE WHEN {MSCC} AND operated < 0.05 THEN received + {waited('plan', 200)} END",
    "walking_at_presentation": "(ARRAY['unaided','aided','not_walking','no_movement',''])[1 + floor(cord * 5)::int]",
    "walking_at_discharge": "(ARRAY['unaided','aided','not_walking','no_movement',''])[1 + floor(plan * 5)::int]",
    "discharged_at": f"CASE WHEN {MSCC} AND plan < 0.8 THEN received + {waited('pain', 200)} END",
    "discharge_plan": "CASE WHEN plan < 0.6 THEN true WHEN plan < 0.7 THEN false END",
    "died_on": "CASE WHEN life < 0.75 THEN (received - ln(1 - life) * INTERVAL '150 days')::date END",
    "last_known_alive": "CASE WHEN life > 0.75 AND known < 0.5 THEN (received + life * INTERVAL '300 days')::date END",
}
# Table -> how the first row is found; and what each copy has of its own.
COPIES = {
    ("referrals_person", "id", "person"): {
        "id": "drawn.id", "alliance_id": "site.alliance", "surname": "'Sample' || drawn.id",
    },
    ("referrals_referral", "id", "referral"): {
        "id": "drawn.id", "person_id": "drawn.person", "alliance_id": "site.alliance", "service_id": "site.service",
        "reference": "'N-' || drawn.id", "received_at": "received", "changed_at": "received",
        "imd_decile": "CASE WHEN plan < 0.92 THEN 1 + floor(cord * 10) END",
    },
    ("referrals_timeline", "referral_id", ""): {"referral_id": "drawn.id"} | TIMES,
}  # fmt: skip


def seed(at: datetime) -> list[Alliance]:
    """Make the data where it is not there yet (some minutes); returns the alliances."""
    found = Alliance.objects.filter(code__startswith="NAT").order_by("pk")
    if not found.exists():
        with transaction.atomic():
            _make(at)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) referrals_person, referrals_referral, referrals_timeline")
    return list(found)


def _make(at: datetime) -> None:
    alliances = [Alliance(code=f"NAT{n}", name=f"Alliance {n}", population=2_700_000) for n in range(ALLIANCES)]
    for each in Alliance.objects.bulk_create(alliances):
        Service.objects.create(alliance=each, code=f"{each.code}A", name=each.name, phone="01632 960 118")
    user = User.objects.create(alliance=alliances[0], email="country@example.org", name="Sam Daylight")
    service = Service.objects.get(alliance=alliances[0])
    Membership.objects.create(user=user, role=Role.COORDINATOR, service=service)
    first = factories.referral_at(State.CLOSED, user, service, at - timedelta(hours=20))
    values = {"base": BASE, "count": REFERRALS, "alliances": ALLIANCES, "first": FIRST, "span": SPAN}
    dice = ", ".join(f"random() AS {name}" for name in DICE)
    places = ", ".join(f"({n}, {each.pk}, {each.services.get().pk})" for n, each in enumerate(alliances))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.27)")
        cursor.execute(DRAW.format(person=PERSON, dice=dice), values)
        for (table, key, of), own in COPIES.items():
            more, where = (f"(VALUES {places}) AS site (n, alliance, service),", "AND n = place") if of else ("", "")
            told = ", ".join(f"'{name}', {value}" for name, value in own.items())
            row = first.person_id if of == "person" else first.pk
            cursor.execute(COPY.format(table=table, key=key, more=more, own=told, where=where), {"first": row})
        cursor.execute("DROP TABLE drawn")
