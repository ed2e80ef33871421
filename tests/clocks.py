"""Open clocks by the thousand, written straight into their tables: what is measured is what the timers make of them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, connections, transaction
from django.utils import timezone

from mscc.models import Alliance, ContactPoint, Membership, RoleHolding, Service, User
from mscc.roles import Role
from pathways.escalation import Ladder

PEOPLE = """
    INSERT INTO referrals_person (alliance_id, nhs_number, surname, forename, date_of_birth, sex, is_resident)
    SELECT %(alliance)s, '', 'Sample' || n, 'Casey', DATE '1950-01-01', 'female', true
      FROM generate_series(1, %(count)s) AS n
 RETURNING id
"""
REFERRALS = """
    INSERT INTO referrals_referral
           (alliance_id, service_id, person_id, reference, state, disposition, rule_disposition, why, caller_kind,
            caller_name, caller_team, caller_phone, caller_phone_reason, referring_place, where_now, where_phone,
            "primary", oncologist, allergies, accepted_by, received_at, changed_at, version)
    SELECT %(alliance)s, %(service)s, person.id, 'OPN-26-' || to_char(person.id, 'FM000000000'), 'imaging',
           'EMERGENCY', 'EMERGENCY', '', 'ward', '', '', '', '', '', '', '', '', '', '', '', %(at)s, %(at)s, 1
      FROM referrals_person AS person LEFT JOIN referrals_referral AS old ON old.person_id = person.id
     WHERE old.id IS NULL
"""
TIMELINES = """
    INSERT INTO referrals_timeline
           (referral_id, cancer, mri_exclusion, mri_delay_reason, outcome, rt_exclusion, precision)
    SELECT referral.id, 'current', '', '', '', '', '{}'
      FROM referrals_referral AS referral LEFT JOIN referrals_timeline AS old ON old.referral_id = referral.id
     WHERE old.referral_id IS NULL
"""
CLOCKS = """
    INSERT INTO referrals_clock
           (alliance_id, service_id, referral_id, kind, hours, started_at, start_precision, basis, due_at, status,
            closed_precision, close_reason, next_at, round, next_stage, ladder, is_acknowledged)
    SELECT referral.alliance_id, referral.service_id, referral.id, 'mri', 24, new.due - INTERVAL '24 hours', 'exact',
           'suspected_at', new.due, 'open', 'exact', '', new.due, 0, 0, %(ladder)s, false
      FROM (SELECT id, %(first)s + %(spread)s * (row_number() OVER (ORDER BY id)) / %(count)s AS due
              FROM (SELECT referral.id FROM referrals_referral AS referral
                      LEFT JOIN referrals_clock AS old ON old.referral_id = referral.id
                     WHERE old.id IS NULL) AS bare) AS new
      JOIN referrals_referral AS referral USING (id)
"""


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
        for statement in (PEOPLE, REFERRALS, TIMELINES, CLOCKS):
            cursor.execute(statement, given)
        cursor.execute("NOTIFY clocks")
    if count > 10_000:
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
