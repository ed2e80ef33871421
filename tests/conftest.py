"""What every test may ask for: a database with both roles, a fixed moment, a fixed cast of people."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connections
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings as hypothesis_settings

from mscc import embedded
from mscc.models import Alliance, Competence, Membership, Service, User
from mscc.roles import ALLIANCE_ROLES, Role
from tests.factories import competent

# The same examples on every run; how long one takes says nothing on a busy machine.
hypothesis_settings.register_profile("mscc", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("mscc")
HERE = {"127.0.0.1", "::1", "localhost"}
PASSWORD = "the same for everybody in the tests"

# A transactional test leaves rows behind; only the owner of the tables may empty them.
TransactionTestCase.databases = {"default", "owner"}


def pytest_configure() -> None:
    """No test reaches another machine. (The database's own client library uses a socket file.)"""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and isinstance(address, tuple) and address[0] not in HERE:
            raise RuntimeError(f"A test tried to reach {address[0]}. Tests reach this machine only.")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign,assignment]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The quick part first: whoever waits hears of a broken rule before the browsers start."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_unconfigure() -> None:
    """The last test process to end stops the database server."""
    embedded.release("postgres")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: pytest.FixtureRequest, request) -> Iterator[None]:
    """Make the test database as the owner; tests then use it as the application's role."""
    suffix = getattr(request.config, "workerinput", {}).get("workerid", "")
    with django_db_blocker.unblock():
        for each in connections.all():
            each.settings_dict["TEST"]["NAME"] = f"test_mscc_{suffix}".rstrip("_")
        made = setup_databases(verbosity=0, interactive=False, aliases={"default", "owner", "sealer"})
    yield
    with django_db_blocker.unblock():
        for each in connections.all():
            each.close()
        teardown_databases(made, verbosity=0)


@pytest.fixture
def at() -> datetime:
    """A Sunday evening in November: out of hours, in winter time."""
    return datetime(2026, 11, 22, 19, 12, tzinfo=UTC)


@pytest.fixture
def alliance(db: None) -> Alliance:
    return Alliance.objects.create(code="TST", name="Test Alliance", population=3_500_000, is_demonstration=True)


@pytest.fixture
def service(alliance: Alliance) -> Service:
    return Service.objects.create(alliance=alliance, code="TST1", name="Test Service", phone="0300 000 0001")


@pytest.fixture
def sister_service(alliance: Alliance) -> Service:
    """Another service of the same alliance."""
    return Service.objects.create(alliance=alliance, code="TST2", name="Sister Service", phone="0300 000 0002")


@pytest.fixture
def other_alliance(db: None) -> Alliance:
    """An alliance whose people must never see anything of the first, nor be seen."""
    return Alliance.objects.create(code="OTH", name="Other Alliance", population=2_000_000, is_demonstration=True)


@pytest.fixture
def other_service(other_alliance: Alliance) -> Service:
    return Service.objects.create(alliance=other_alliance, code="OTH1", name="Other Service", phone="0300 000 0003")


def person(name: str, role: Role, service: Service) -> User:
    """A person with one role: in the service, or in its alliance where the role is of the alliance."""
    user = somebody(name, service)
    user.save()
    member(user, role, service).save()
    Competence.objects.bulk_create(competent(user, role, service))
    return user


def somebody(name: str, service: Service) -> User:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return User(alliance=service.alliance, name=name, email=email, password=hashed())


@cache
def hashed() -> str:
    return make_password(PASSWORD)


def member(user: User, role: Role, service: Service) -> Membership:
    return Membership(user=user, role=role, service=None if role in ALLIANCE_ROLES else service)


@dataclass(frozen=True)
class Cast:
    """One person of each role in the service, a colleague in its sister service, a stranger in the other alliance."""

    by_role: dict[Role, User]
    colleague: User
    stranger: User

    def __getitem__(self, role: Role | str) -> User:
        return self.by_role[Role(role)]

    @property
    def coordinator(self) -> User:
        return self[Role.COORDINATOR]


@pytest.fixture
def people(service: Service, sister_service: Service, other_service: Service) -> Cast:
    """Made together: nearly every test asks for them."""
    wanted = [(f"Test {role.label.replace('-', ' ')}", role, service) for role in Role]
    wanted += [("Test Colleague", Role.COORDINATOR, sister_service), ("Test Stranger", Role.COORDINATOR, other_service)]
    users = User.objects.bulk_create(somebody(name, of) for name, _, of in wanted)
    made = [(user, role, of) for user, (_, role, of) in zip(users, wanted, strict=True)]
    Membership.objects.bulk_create(member(*each) for each in made)
    Competence.objects.bulk_create(one for each in made for one in competent(*each))
    *ours, colleague, stranger = users
    return Cast(by_role=dict(zip(Role, ours, strict=True)), colleague=colleague, stranger=stranger)


@pytest.fixture
def sign_in():
    """Sign a person in, without the sign-in page: `sign_in(client, user)`."""

    def sign_in(client: Client, user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in
