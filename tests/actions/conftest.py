"""Who acts in the tests of the actions."""

import pytest

from mscc.access import Access
from mscc.roles import Role
from tests.conftest import Cast


@pytest.fixture
def by(people: Cast) -> Access:
    """The coordinator of the service."""
    return Access(people.coordinator)


@pytest.fixture
def senior(people: Cast) -> Access:
    return Access(people[Role.SENIOR])


@pytest.fixture
def registrar(people: Cast) -> Access:
    return Access(people[Role.REGISTRAR])
