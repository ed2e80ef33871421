"""Whether an adjustment is needed, and whether it is recorded what helps: counted in the equality view (1.1.13)."""

from datetime import timedelta

import pytest

from audit.adjustments import by_referral
from audit.behind import told_apart
from audit.groups import DIMENSIONS, NOT_KNOWN
from audit.measures import MEASURES
from audit.periods import Period
from mscc.moments import day_in_london
from referrals.actions import course
from referrals.events import EventKind
from referrals.models import Event
from tests import factories
from tests.actions.test_key_information import save

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def referral(people, service, at):
    return factories.referral(people.coordinator, service, at - 2 * HOUR)


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ({}, None),
        ({"disability": "no"}, None),
        ({"disability": "no", "communication": "unknown"}, None),
        ({"disability": "no", "communication": "no"}, "none"),
        ({"disability": "yes"}, "not_said"),
        ({"disability": "yes", "disability_what": "Hoist; needs a low bed"}, "needed"),
        ({"disability": "yes", "disability_what": "unknown"}, "not_said"),
        ({"disability": "yes", "disability_what": "Hoist", "communication": "yes"}, "not_said"),
        ({"communication": "yes", "communication_what": "Signs (BSL)"}, "needed"),
    ],
)
def test_it_is_needed_or_not_only_where_that_was_answered(referral, by, at, given, counted):
    save(referral, by, at, "needs", lives="alone", **given)
    assert by_referral([referral.pk]).get(referral.pk) == counted


def test_the_answer_that_stands_is_counted(referral, by, at):
    save(referral, by, at, "needs", disability="no", communication="no")
    save(referral, by, at + HOUR, "needs", disability="yes", disability_what="Hoist")
    assert by_referral([referral.pk]) == {referral.pk: "needed"}
    wrong = Event.objects.filter(referral=referral, kind=EventKind.KEY_INFORMATION).latest("pk")
    course.strike_out(event=wrong, reason="Other person", by=by, at=at + 2 * HOUR)
    assert by_referral([referral.pk]) == {referral.pk: "none"}


def test_every_group_stands_in_the_equality_view_and_not_known_is_one(people, service, referral, by, at):
    others = [factories.referral(people.coordinator, service, at - 2 * HOUR) for _ in range(2)]
    save(referral, by, at, "needs", disability="yes", disability_what="Hoist")
    today = day_in_london(at)
    apart = told_apart(service.alliance, Period(today, today), at, MEASURES["T-4"])["adjustment"]
    assert list(apart) == ["needed", "not_said", "none", NOT_KNOWN] == list(DIMENSIONS["adjustment"].groups)
    assert [of.denominator for of in apart.values()] == [1, 0, 0, len(others)]


def test_it_takes_one_query_however_many(people, service, by, at, django_assert_num_queries):
    found = [factories.referral(people.coordinator, service, at - 2 * HOUR) for _ in range(3)]
    for each in found:
        save(each, by, at, "needs", disability="no", communication="no")
    with django_assert_num_queries(1):
        assert set(by_referral([each.pk for each in found]).values()) == {"none"}
