"""What the attacks share: the moment and browsers of the tests of the pages, and one of each thing in two alliances."""

from datetime import datetime

import pytest
from django.test import Client

from mscc.models import Service, User
from mscc.roles import ALLIANCE_ROLES, Role
from tests.conftest import somebody
from tests.views.conftest import browser, coordinator, earlier, now, referral, send  # noqa: F401 (fixtures)
from tests.views.test_matrix import THERE, one_of_each, ours  # noqa: F401 (a fixture)


def with_every_role(service: Service) -> User:
    """Somebody whom no permission stops: what is refused is refused for another reason."""
    user = somebody("Test Everyrole", service)
    user.save()
    for role in Role:
        user.memberships.create(role=role, service=None if role in ALLIANCE_ROLES else service)
    return user


@pytest.fixture
def insider(ours: dict[str, str], service: Service) -> Client:  # noqa: F811
    """A browser of a person of our service who may do everything there."""
    client = Client(raise_request_exception=False)
    client.force_login(with_every_role(service))
    return client


@pytest.fixture
def abroad(other_service: Service, at: datetime) -> dict[str, str]:
    """One of each thing in the other alliance, by the words of the matrix."""
    return one_of_each(other_service, at, who=THERE, whose="Foreign", phone="01632 960 199")
