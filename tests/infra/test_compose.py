"""docker-compose.yml says what runs: each of our services is started just so, as real processes, until it is healthy.

There may be no container engine here. The servers are embedded ones, and only what names a place is replaced: hosts,
the port and the folder for passing files.
"""

import re
import shlex
import signal
import socket
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import yaml

from mscc.embedded import postgres
from mscc.embedded.paths import socket_folder
from tests.infra.running import PYTHON, ROOT, environment, free_port, run, until

FILE = ROOT / "docker-compose.yml"
COMPOSE = yaml.safe_load(FILE.read_text())
SERVICES = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "mscc"}
GIVEN = {
    "SECRET_KEY": "made-up-for-this-test-only-" + "k" * 40,
    "APP_DATABASE_PASSWORD": "app-word",
    "OWNER_DATABASE_PASSWORD": "owner-word",
    "SEALER_DATABASE_PASSWORD": "sealer-word",
    "TRAIL_KEY": b64encode(b"made up for this test, no secret").decode(),
    "POSTGRES_PASSWORD": "administrator-word",
    "ALLOWED_HOSTS": "mscc.example",
    "BASE_URL": "https://mscc.example",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "mscc@mscc.example",
}


def filled(text: str) -> str:
    """The text with its variables put in, as the compose tool does it."""

    def value(found: re.Match[str]) -> str:
        name, default = found["name"], found["default"]
        return GIVEN[name] if default is None or name in GIVEN else default

    text = re.sub(r"\$\{(?P<name>\w+)(?::\?[^}]*|:-(?P<default>[^}]*))?\}", value, str(text))
    return text.replace("$$", "$")


class Place:
    """Where the servers, the port and the files of this run are."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()

    def here(self, text: str) -> str:
        text = re.sub(r"/tmp\b", str(self.home), re.sub(r"\b8000\b", str(self.port), text))
        folder = str(socket_folder(self.home, "postgres")).replace("/", "%2F")
        text = text.replace("@database:5432/", f"@{folder}/")
        return text.replace("redis://redis:6379/0", f"redis+socket://{socket_folder(self.home, 'redis')}/redis.sock")

    def environment(self, service: str) -> dict[str, str]:
        named = {name: self.here(filled(value)) for name, value in OURS[service]["environment"].items()}
        image = {"STATIC_ROOT": str(self.home / "static"), "HOSTNAME": socket.gethostname()}
        path = f"{Path(PYTHON).parent}:/usr/bin:/bin"
        return {**environment(self.home), **image, **named, "PATH": path}

    def command(self, words: list[str]) -> list[str]:
        return [self.here(filled(word)) for word in words]

    def is_healthy(self, service: str) -> bool:
        kind, *words = OURS[service]["healthcheck"]["test"]
        command = self.command(words)
        done = subprocess.run(
            ["sh", "-c", command[0]] if kind == "CMD-SHELL" else command,
            cwd=ROOT,
            env=self.environment(service),
            capture_output=True,
            timeout=60,
            check=False,
        )
        return done.returncode == 0


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """Embedded servers, migrated as the compose file's own service does it."""
    with tempfile.TemporaryDirectory(prefix="mscc-") as folder, ExitStack() as at_end:
        place = Place(Path(folder) / "home")
        for server in ("postgres", "redis"):
            holder = subprocess.Popen(
                [PYTHON, "-m", "tests.infra.hold", server],
                cwd=ROOT,
                env=environment(place.home),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            at_end.callback(holder.communicate, timeout=60)
            assert holder.stdout.readline() == "held\n"
        command = place.command(OURS["migrate"]["command"])
        done = subprocess.run(
            command, cwd=ROOT, env=place.environment("migrate"), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        yield place


def test_the_services_are_those_that_the_design_asks_for():
    assert set(SERVICES) == {"database", "redis", "migrate", "web", "worker", "beat", "timers", "auditor", "sealer"}
    assert {name: each.get("deploy", {}).get("replicas", 1) for name, each in OURS.items()} == {
        "migrate": 1,
        "web": 2,
        "worker": 1,
        "beat": 1,
        "timers": 2,
        "auditor": 1,
        "sealer": 1,
    }
    assert SERVICES["database"]["image"] == "postgres:18"
    redis = shlex.join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in redis
    assert "--maxmemory-policy noeviction" in redis


READ = ("settings.py", "settings_accounts.py", "environment.py", "outgoing.py")


def test_every_variable_is_shown():
    read = "".join((ROOT / "mscc" / name).read_text() for name in READ)
    variables = set(re.findall(r'(?:environ(?:ment)?\.get|flag|words)\("([A-Z_]+)"', read))
    shown = {name for each in OURS.values() for name in each["environment"]}
    image = {"MSCC_HOME", "STATIC_ROOT"}
    of_the_demonstration = {"DEBUG", "EMAIL_BACKEND", "MSCC_DEMO_DATA", "SECOND_FACTOR", "SIGN_UP_OPEN"}
    follow_from_others = {"CSRF_TRUSTED_ORIGINS", "SECURE_SSL_REDIRECT"}
    assert variables - shown - image == of_the_demonstration | follow_from_others


def test_what_one_process_signs_by_another_may_have_made():
    """A browser is given the key by a web server, and the worker signs by it."""
    assert {each["environment"]["VAPID_KEY"].rpartition("/")[0] for each in OURS.values()} == {"/srv/keys"}
    others = [each for name, each in OURS.items() if name != "sealer"]
    assert all("keys:/srv/keys" in each["volumes"] for each in others)
    assert all("documents:/srv/documents" in each["volumes"] for each in others)
    assert {each["environment"]["DOCUMENTS_ROOT"] for each in OURS.values()} == {"/srv/documents"}
    assert (
        "--owner mscc --group mscc --mode 700 /srv/keys /srv/documents /srv/seals" in (ROOT / "Dockerfile").read_text()
    )


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_watched(name):
    assert "healthcheck" in SERVICES[name] or SERVICES[name]["restart"] == "no"


def test_the_auditor_calls_an_outside_address_and_needs_no_redis():
    assert filled(OURS["auditor"]["environment"]["HEARTBEAT_URL"]) == ""
    assert set(OURS["auditor"]["depends_on"]) == {"migrate"}
    assert {name for name, each in OURS.items() if "HEARTBEAT_URL" in each["environment"]} == {"auditor"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_have_no_more_rights_than_they_need(name):
    each = OURS[name]
    assert each["read_only"] is True
    assert each["cap_drop"] == ["ALL"]
    assert "privileged" not in each
    assert ("MIGRATION_DATABASE_URL" in each["environment"]) == (name == "migrate")


def test_what_seals_is_the_sealers_alone():
    """Its role's password, the key of the checkpoints and the folder they are in."""
    assert OURS["sealer"]["volumes"] == ["seals:/srv/seals"]
    assert {name for name, each in OURS.items() if "TRAIL_KEY" in each["environment"]} == {"sealer"}
    assert not any("seals:/srv/seals" in each["volumes"] for name, each in OURS.items() if name != "sealer")
    words = {name for name, each in OURS.items() if "SEALER_DATABASE_PASSWORD" in str(each["environment"])}
    assert words == {"sealer"}


def test_the_image_runs_as_an_ordinary_user():
    last = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert "\nUSER mscc\n" in last


def test_no_secret_is_in_the_file():
    """Whatever is secret comes from outside, and its absence stops the start with a sentence."""
    for line in FILE.read_text().splitlines():
        if re.search(r"(PASSWORD|SECRET_KEY)\w*:", line):
            assert re.search(r":\s*(\S*\$\{\w+)", line), line
    for name in ("SECRET_KEY", "APP_DATABASE_PASSWORD", "OWNER_DATABASE_PASSWORD", "POSTGRES_PASSWORD"):
        assert re.search(rf"\${{{name}:\?set it to [^}}]+}}", FILE.read_text()), name


@pytest.mark.parametrize("name", sorted(set(OURS) - {"migrate"}))
def test_the_service_becomes_healthy_and_stops_when_told(name, place, tmp_path):
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen(
            place.command(OURS[name]["command"]),
            cwd=ROOT,
            env=place.environment(name),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            until(lambda: process.poll() is not None or place.is_healthy(name), seconds=60, what=f"health of {name}")
            log.seek(0)
            assert process.poll() is None, log.read()
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) in (0, -signal.SIGTERM)


@pytest.mark.parametrize("name", sorted(set(OURS) - {"migrate"}))
def test_a_service_that_does_not_run_is_not_healthy(name, place):
    for left in place.home.glob("beat-schedule*"):
        left.unlink()
    with psycopg.connect(
        host=str(socket_folder(place.home, "postgres")), user="mscc_owner", dbname="mscc"
    ) as connection:
        connection.execute("TRUNCATE referrals_heartbeat, referrals_watch")
    assert not place.is_healthy(name)


def test_the_deployment_passes_every_check(place):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", given=place.environment("web"))
    assert done.returncode == 0, done.stderr


def test_the_static_files_are_whole(place):
    """Every file that a stylesheet names is there: the production storage refuses one that is not."""
    given = place.environment("web") | {"STATIC_ROOT": str(place.home / "collected")}
    done = run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", given=given)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (place.home / "collected" / "staticfiles.json").exists()


def test_the_roles_are_made_by_the_script_of_the_file(place):
    """The database image's script, run by the embedded server's own psql, with names that are still free."""
    script = COMPOSE["configs"]["roles"]["content"].replace("$$", "$").replace("mscc", "trial")
    host = str(socket_folder(place.home, "postgres"))
    given = {"PATH": f"{postgres.programs()}:/usr/bin:/bin", "PGHOST": host, "POSTGRES_USER": "postgres", **GIVEN}
    done = subprocess.run(["sh", "-e", "-c", script], env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(host=host, user="trial_owner", dbname="trial") as connection:
        connection.execute("CREATE TABLE of_the_owner (one int)")
    with psycopg.connect(host=host, user="trial_app", dbname="trial") as connection, pytest.raises(psycopg.Error):
        connection.execute("CREATE TABLE of_the_application (one int)")
