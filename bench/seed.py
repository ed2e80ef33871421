"""A database the size of a large service: 100,000 referrals, 200 of them open, made once and kept."""

from datetime import datetime, timedelta

from django.db import connection, connections

from mscc.access import Access
from mscc.models import Alliance, Membership, Organisation, Service, User
from mscc.roles import Role
from tests import factories

CLOSED, OPEN = 100_000, 200

# Closed referrals, written straight into their tables: what is measured is reading among them.
PEOPLE = """
    INSERT INTO referrals_person (alliance_id, nhs_number, surname, forename, date_of_birth, sex, is_resident)
    SELECT %(alliance)s, '', 'Sample' || n, 'Casey', DATE '1930-01-01' + (n %% 20000), 'female', true
      FROM generate_series(1, %(count)s) AS n RETURNING id
"""
REFERRALS = """
    INSERT INTO referrals_referral
           (alliance_id, service_id, person_id, reference, state, disposition, rule_disposition, why, caller_kind,
            caller_name, caller_team, caller_phone, caller_phone_reason, referring_place, where_now, where_phone,
            "primary", oncologist, allergies, accepted_by, received_at, changed_at, version, owner_id, changed_by_id,
            referring_organisation_id)
    SELECT %(alliance)s, %(service)s, person.id, 'OLD-' || person.id, 'closed', 'EMERGENCY', 'EMERGENCY',
           'Limb weakness', 'ward', 'Dr R Ringback', '', '01632 960 157', '', '', 'Ward 3', '', '', '', '', '', moment,
           moment, 1, %(user)s, %(user)s, %(organisation)s
      FROM (SELECT id, %(at)s - (id %% 40000) * INTERVAL '1 hour' AS moment FROM referrals_person) AS person
"""
TIMELINES = """
    INSERT INTO referrals_timeline
           (referral_id, has_cord_feature, has_pain_characteristic, cancer, mri_whole_spine, mri_exclusion,
            mri_delay_reason, outcome, rt_exclusion, precision, suspected_at, coordinator_contact_at, mri_started_at,
            mri_reported_at)
    SELECT id, true, true, 'current', true, '', '', 'mscc', '', '{}', received_at, received_at,
           received_at + (id %% 40) * INTERVAL '1 hour', received_at + (id %% 40 + 2) * INTERVAL '1 hour'
      FROM referrals_referral
"""
CLOCKS = """
    INSERT INTO referrals_clock
           (alliance_id, service_id, referral_id, kind, hours, started_at, start_precision, basis, due_at, status,
            closed_at, closed_precision, close_reason, round, next_stage, ladder, is_acknowledged)
    SELECT alliance_id, service_id, id, 'mri', 24, received_at, 'exact', 'suspected_at',
           received_at + INTERVAL '24 hours', 'met', received_at + INTERVAL '9 hours', 'exact', '', 0, 0, '{}', false
      FROM referrals_referral
"""


def seed(at: datetime) -> Access:
    """Make the data where it is not there yet; returns the coordinator who looks at it."""
    user = User.objects.filter(email="bench@example.org").first()
    if user is None:
        user = _make(at)
    return Access(user)


def _make(at: datetime) -> User:
    alliance = Alliance.objects.create(code="BEN", name="Bench", population=3_500_000, is_demonstration=True)
    service = Service.objects.create(alliance=alliance, code="BEN1", name="Bench", phone="01632 960 118")
    organisation = Organisation.objects.create(
        alliance=alliance, ods_code="ZZ001", name="Exampleton Royal", kind="hospital"
    )
    user = User.objects.create(alliance=alliance, email="bench@example.org", name="Sam Daylight")
    Membership.objects.create(user=user, role=Role.COORDINATOR, service=service)
    values = {
        "alliance": alliance.pk, "service": service.pk, "user": user.pk, "organisation": organisation.pk, "at": at,
        "count": CLOSED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (PEOPLE, REFERRALS, TIMELINES, CLOCKS):
            cursor.execute(statement, values)
    for number in range(OPEN):
        began = at - timedelta(minutes=7 * number)
        told = {"organisation": organisation, "where_now": "Exampleton Royal, ward 3", "surname": f"Open{number}"}
        factories.referral(user, service, began, **told)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return user
