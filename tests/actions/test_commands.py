"""Setting up by commands (contracts/commands.md): made once, standing the second time, refused in one sentence."""

import io
import re
import sys

import pytest
from django.core.management import load_command_class
from django.test import Client

from mscc.models import Alliance, Membership, Service, User
from mscc.roles import ALLIANCE_ROLES, Role

PASSWORD = "a long enough sentence"


@pytest.fixture
def run(db, capsys, monkeypatch):
    """Type a command: returns its exit code, what it printed, what it complained of."""
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)

    def run(name: str, *words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            load_command_class("mscc", name).run_from_argv(["manage.py", name, *words])
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return code, printed.out.strip(), printed.err.strip()

    return run


@pytest.fixture
def made(run):
    """The contract's own examples."""
    run("create_alliance", "--code", "TST", "--name", "Test Alliance", "--population", "3500000")
    run("create_service", "--code", "TST1", "--alliance", "TST", "--name", "Test Service")


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Alliance, Service, User, Membership)]


def refused(result: tuple[int, str, str], sentence: str) -> None:
    code, out, complaint = result
    assert (code, out) == (1, "")
    assert sentence in complaint
    assert "Traceback" not in complaint
    assert len(complaint.splitlines()) == 1


# Alliance and service


def test_an_alliance_and_its_service_are_made(run) -> None:
    words = ("--code", "tst", "--name", " Test Alliance ", "--population", "3500000")
    assert run("create_alliance", *words) == (0, "Test Alliance (TST) is made.", "")
    assert Alliance.objects.values_list("code", "name", "population").get() == ("TST", "Test Alliance", 3_500_000)
    words = ("--code", "TST1", "--alliance", "tst", "--name", "Test Service", "--phone", "0300 000 0001")
    assert run("create_service", *words) == (0, "Test Service (TST1) is made.", "")
    assert Service.objects.values_list("code", "alliance__code", "phone").get() == ("TST1", "TST", "0300 000 0001")


@pytest.mark.parametrize(
    "words",
    [
        ("create_alliance", "--code", "TST", "--name", "Test Alliance", "--population", "3500000"),
        ("create_alliance", "--code", "tst", "--name", "Another name", "--population", "1"),
        ("create_service", "--code", "TST1", "--alliance", "TST", "--name", "Test Service"),
        ("create_service", "--code", "tst1", "--alliance", "TST", "--name", "Another", "--phone", "1"),
    ],
)
def test_the_second_time_it_stands_and_nothing_changes(run, made, words: tuple[str, ...]) -> None:
    before = everything()
    code, out, complaint = run(*words)
    assert (code, complaint) == (0, "")
    assert "stands already; nothing was changed." in out
    assert everything() == before


ALLIANCE = {"--code": "NEW", "--name": "New", "--population": "1000"}
SERVICE = {"--code": "NEW1", "--alliance": "TST", "--name": "New"}


def flat(words: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in words.items()]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"--code": ""}, "--code takes"), ({"--code": "TOO-ODD"}, "--code takes"),
        ({"--code": "ABCDEFGHIJK"}, "--code takes"), ({"--code": "Ä"}, "--code takes"),
        ({"--name": "  "}, "--name takes"), ({"--name": "x" * 201}, "--name takes"),
        ({"--population": "0"}, "--population takes"), ({"--population": "-5"}, "--population takes"),
        ({"--population": "many"}, "--population takes"), ({"--population": "3.5"}, "--population takes"),
        ({"--population": "²"}, "--population takes"), ({"--population": "9" * 30}, "--population takes"),
    ],
)  # fmt: skip
def test_a_wrong_alliance_is_refused_in_one_sentence(run, wrong: dict, sentence: str) -> None:
    refused(run("create_alliance", *flat(ALLIANCE | wrong)), sentence)
    assert not Alliance.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"--alliance": "OTH"}, "There is no alliance 'OTH'. Known: TST. Make it with create_alliance."),
        ({"--code": "A B"}, "--code takes"), ({"--name": ""}, "--name takes"), ({"--phone": "0" * 41}, "--phone takes"),
    ],
)  # fmt: skip
def test_a_wrong_service_is_refused_in_one_sentence(run, made, wrong: dict, sentence: str) -> None:
    refused(run("create_service", *flat(SERVICE | wrong)), sentence)
    assert Service.objects.count() == 1


def test_a_code_of_another_alliance_is_refused(run, made) -> None:
    run("create_alliance", *flat(ALLIANCE))
    refused(
        run("create_service", *flat(SERVICE | {"--code": "TST1", "--alliance": "NEW"})),
        "TST1 is a service of another alliance. Choose another code.",
    )


# People


USER = {"--email": "a@example.org", "--name": "A Person", "--role": "coordinator", "--service": "TST1"}


def test_a_person_gets_a_one_time_link(run, made, settings) -> None:
    settings.BASE_URL = "https://mscc.example"
    code, out, complaint = run("create_user", *flat(USER))
    assert (code, complaint) == (0, "")
    first, second = out.splitlines()
    assert first == "A Person (a@example.org) is added Coordinator."
    assert second.startswith("One-time link to set a password: https://mscc.example/accounts/password/reset/key/")
    user = User.objects.get()
    assert not user.has_usable_password()
    assert [(each.role, each.service.code) for each in user.memberships.all()] == [("coordinator", "TST1")]
    link = re.search(r"https://mscc.example(\S+)", second)[1]
    assert "Set your password" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_held_where_it_belongs(run, made, role: Role) -> None:
    place = {"--alliance": "TST"} if role in ALLIANCE_ROLES else {"--service": "tst1"}
    words = {"--email": "A@Example.ORG", "--name": "A Person", "--role": role, **place}
    assert run("create_user", *flat(words))[0] == 0
    held = Membership.objects.get()
    assert (held.role, held.service_id is None, held.user.email) == (role, role in ALLIANCE_ROLES, "a@example.org")


def test_a_role_of_the_alliance_may_be_given_by_its_service(run, made) -> None:
    assert run("create_user", *flat(USER | {"--role": "ig_lead"}))[0] == 0
    assert Membership.objects.get().service is None


@pytest.mark.parametrize("again", [{}, {"--email": "A@EXAMPLE.org", "--name": "Somebody else", "--phone": "1"}])
def test_the_second_time_a_person_stands_and_nothing_changes(run, made, again: dict) -> None:
    run("create_user", *flat(USER))
    before = everything()
    code, out, complaint = run("create_user", *flat(USER | again), "--password-stdin", typed="x\n")
    assert (code, complaint) == (0, "")
    assert out == "A Person (a@example.org) stands already as Coordinator; nothing was changed."
    assert everything() == before


def test_a_person_who_is_known_gets_another_role_and_keeps_the_password(run, made) -> None:
    run("create_user", *flat(USER), "--password-stdin", typed=PASSWORD)
    kept = User.objects.get().password
    code, out, _ = run("create_user", *flat(USER | {"--role": "senior"}))
    assert (code, out) == (0, "A Person (a@example.org) was known and is now also Senior clinician.")
    assert User.objects.get().password == kept
    assert Membership.objects.count() == 2


@pytest.mark.parametrize("typed", [PASSWORD, f"{PASSWORD}\n", f"{PASSWORD}\r\n", f"{PASSWORD}\nmore\n"])
def test_a_password_on_standard_input_signs_in(run, made, typed: str) -> None:
    code, out, complaint = run("create_user", *flat(USER), "--password-stdin", typed=typed)
    assert (code, out, complaint) == (0, "A Person (a@example.org) is added Coordinator.", "")
    client = Client()
    client.post("/accounts/login/", {"login": "a@example.org", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_a_password_with_spaces_around_it_signs_in_as_it_was_given(run, made) -> None:
    spaced = f"  {PASSWORD} "
    run("create_user", *flat(USER), "--password-stdin", typed=spaced + "\n")
    client = Client()
    client.post("/accounts/login/", {"login": "a@example.org", "password": spaced})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["", "\n", "short", "password1234", "1234567890123", "a@example.org"])
def test_a_poor_password_is_refused_and_nobody_is_added(run, made, typed: str) -> None:
    refused(run("create_user", *flat(USER), "--password-stdin", typed=typed), "The password is refused: ")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"--role": "boss"}, "There is no role 'boss'. Roles: coordinator, registrar, senior, service_lead,"),
        ({"--email": "nobody"}, "'nobody' is not an e-mail address."), ({"--email": ""}, "is not an e-mail address."),
        ({"--email": f"{'x' * 250}@example.org"}, "--email takes"), ({"--name": " "}, "--name takes"),
        ({"--name": "x" * 151}, "--name takes"), ({"--phone": "0" * 41}, "--phone takes"),
        ({"--service": "TST9"}, "There is no service 'TST9'. Make it with create_service."),
        ({"--service": "", "--alliance": "TST"}, "The role coordinator is held in a service: give --service"),
        ({"--service": "TST1", "--alliance": "OTH"}, "TST1 is a service of TST, not of OTH."),
        ({"--service": "", "--role": "ig_lead"}, "held in an alliance: give --alliance and its code."),
        ({"--service": "", "--role": "ig_lead", "--alliance": "OTH"}, "give --alliance and its code (given: OTH)."),
    ],
)  # fmt: skip
def test_a_wrong_person_is_refused_in_one_sentence(run, made, wrong: dict, sentence: str) -> None:
    refused(run("create_user", *flat(USER | wrong)), sentence)
    assert not User.objects.exists()


def test_one_person_works_in_one_alliance(run, made) -> None:
    run("create_user", *flat(USER))
    run("create_alliance", *flat(ALLIANCE))
    wrong = USER | {"--service": "", "--role": "ig_lead", "--alliance": "NEW"}
    refused(run("create_user", *flat(wrong)), "a@example.org belongs to another alliance.")
    assert Membership.objects.count() == 1
