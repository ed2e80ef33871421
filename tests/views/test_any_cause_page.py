"""The pages of an emergency of any cause: which of acknowledgement and name is missing, and both given at once."""

import pytest

from mscc.roles import Role
from referrals.actions import presence
from referrals.models import Clock, Referral
from referrals.sweep import sweep
from tests import factories
from tests.views.looking import part

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(people, service, at) -> Referral:
    made = factories.referral(people.coordinator, service, at, facts=factories.ANY_CAUSE)
    sweep(at=at)
    return made


@pytest.fixture
def clock(referral) -> Clock:
    return referral.clocks.get(kind="acknowledgement")


def missing(client, referral) -> str:
    return part(client.get(f"/referrals/{referral.reference}/"), "[aria-label=Missing]")


def test_the_page_says_which_is_missing(coordinator, referral, clock):
    both = "Missing: the clinician who accepted the person, and an acknowledgement."
    assert missing(coordinator, referral).startswith(both)
    assert "Record who accepted" not in missing(coordinator, referral)  # the alert above asks for the name
    answer = coordinator.post(f"/alerts/{clock.pk}/acknowledge/", {"next": "referral"}, follow=True)
    assert "Still missing: the clinician who accepted the person. With nobody named everyone is told 19:22 today." in (
        answer.content.decode()
    )
    assert missing(coordinator, referral).startswith("Missing: the clinician who accepted the person.")
    assert "Record who accepted" in missing(coordinator, referral)
    here = f"/referrals/{referral.reference}/record/accepted/"
    coordinator.post(here, {"happened_at": "now", "accepted_by": "Dr N Neuro"})
    assert missing(coordinator, referral) == ""
    clock.refresh_from_db()
    assert clock.status == "met"


def test_an_empty_name_is_asked_for_on_the_form(coordinator, referral):
    answer = coordinator.post(
        f"/referrals/{referral.reference}/record/accepted/", {"happened_at": "now", "accepted_by": ""}
    )
    assert answer.status_code == 422
    assert "Clinician who accepted the person: Fill this in." in answer.content.decode()


def test_both_with_one_press_on_the_worklist(coordinator, referral, clock):
    assert "Accepted by (clinician)" in coordinator.get("/worklist/").content.decode()
    answer = coordinator.post(f"/alerts/{clock.pk}/acknowledge/", {"accepted_by": "Dr N Neuro"}, follow=True)
    assert "Acknowledged: you have it in hand." in answer.content.decode()
    assert "Still missing" not in answer.content.decode()
    clock.refresh_from_db()
    assert (clock.status, Referral.objects.get().accepted_by) == ("met", "Dr N Neuro")


def test_who_may_not_write_is_not_asked_for_the_name(browser, people, referral):
    page = browser(people[Role.SERVICE_LEAD]).get("/worklist/").content.decode()
    assert "Acknowledge<" in page
    assert "Accepted by (clinician)" not in page


def test_other_emergencies_are_not_asked(coordinator, people, service, at):
    presence.take_role(service=service, by=factories.Access(people.coordinator), at=at)
    other = factories.referral(people.coordinator, service, at)
    sweep(at=at)
    assert "Accepted by (clinician)" not in coordinator.get("/worklist/").content.decode()
    assert missing(coordinator, other) == ""
