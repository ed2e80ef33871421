"""`manage.py demo`: the whole service on this machine, with synthetic history. Behind `make demo`."""

import http.client
import importlib.util
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections
from django.utils import timezone

from mscc import embedded, ports, processes

START_WITHIN = 90.0  # seconds for the service to be well
LOOK_EVERY = 1.0


class Command(BaseCommand):
    help = "Start the service with the demonstration data, and keep it running until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--reset", action="store_true", help="make the demonstration data anew, start nothing")
        parser.add_argument("--no-data", action="store_true", help="start as it is, without demonstration data")
        parser.add_argument("--no-input", action="store_true", help="ask nothing")

    def handle(self, *, port: str, reset: bool, no_data: bool, no_input: bool, **options: object) -> None:
        if "MAKELEVEL" in os.environ:  # a killed make takes the demonstration with it
            processes.end_with_parent(os.getppid())
        try:
            with processes.stoppable():
                data = None if no_data else demonstration()
                self.run(port_number(port), reset, data, asks=not no_input and sys.stdin.isatty())
        except processes.Stopped:
            self.say("Stopped.")
        except CommandError as problem:
            sys.exit(str(problem))  # one sentence, without the name of its class
        except (OSError, OperationalError) as problem:
            sys.exit(embedded.in_words(problem, settings.MSCC_HOME))

    def run(self, port: int, reset: bool, data: Any, *, asks: bool) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration holds synthetic people and does not run in production.")
        if not reset:
            ports.check_free(port)
        with servers():
            call_command("migrate", verbosity=0, interactive=False)
            if data is not None:
                self.prepare(data, reset, asks=asks)
            if not reset:
                self.serve(port, data)

    def prepare(self, data: Any, reset: bool, *, asks: bool) -> None:
        """Have the demonstration data, fresh if somebody wants that."""
        at = timezone.now()
        loaded = data.is_loaded()
        if loaded and not reset and data.is_stale(at):
            self.say("The open cases of the demonstration are more than 12 hours old, so their clocks have run out.")
            reset = asks and input("Make the demonstration data anew? [y/N] ").strip().lower() in {"y", "yes"}
            if not reset:
                self.say("To make it anew: make demo-reset")
        if loaded and reset:
            self.say("Clearing the demonstration data …")
            try:
                data.clear()
            except data.NotDemonstration as problem:
                raise CommandError(str(problem)) from problem
        if reset or not loaded:
            self.say("Loading the demonstration data; this takes a minute or two …")
            data.load(at=at)

    def serve(self, port: int, data: Any) -> None:
        """Run the service until somebody stops it."""
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty: the demonstration serves files where they are
        supervisor = processes.Supervisor(service(port), settings.MSCC_HOME / "logs", say=self.say)
        try:
            supervisor.start()
            self.wait_until_well(supervisor, port)
            self.greet(port, data)
            while True:
                time.sleep(LOOK_EVERY)
                supervisor.look()
                for name in embedded.SERVERS:
                    if embedded.mend(name):
                        self.say(f"The {name} server had died and was started again.")
        finally:
            processes.ignore_stops()
            self.say("Stopping …")
            supervisor.stop()

    def wait_until_well(self, supervisor: processes.Supervisor, port: int) -> None:
        until = time.monotonic() + START_WITHIN
        while (answer := health(port)).get("status") != "well":
            supervisor.look()
            if time.monotonic() > until or any(child.falls > 2 for child in supervisor.children):
                unwell = ", ".join(name for name in ("database", "timers") if not answer.get(name)) or "web server"
                raise CommandError(
                    f"The service did not come up ({unwell}). The last lines of its logs:\n{supervisor.last_words()}"
                )
            time.sleep(0.2)

    def greet(self, port: int, data: Any) -> None:
        self.say(f"\nThe service is running at http://127.0.0.1:{port}/\n")
        if data is not None:
            widths = [max(len(row[column]) for row in data.SIGN_INS) for column in range(2)]
            self.say("Sign in as:")
            for role, email, password in data.SIGN_INS:
                self.say(f"  {role:{widths[0]}}  {email:{widths[1]}}  {password}")
        self.say(f"\nNothing leaves this machine: e-mail, calls and texts are kept in {settings.MSCC_HOME}.")
        self.say("Ctrl-C stops it.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


@contextmanager
def servers() -> Iterator[None]:
    """The embedded servers, for as long as the demonstration runs; those that settings name are left to themselves."""
    wanted = [
        name
        for name, is_embedded in {"postgres": settings.EMBEDDED_DATABASE, "redis": settings.EMBEDDED_REDIS}.items()
        if is_embedded
    ]
    try:
        for name in wanted:
            embedded.ensure(name)
        yield
    finally:
        processes.ignore_stops()
        connections.close_all()
        for name in wanted:
            embedded.release(name)


def service(port: int) -> list[processes.Child]:
    """What the service consists of."""
    python = [sys.executable, "-u"]
    manage = [*python, str(settings.BASE_DIR / "manage.py")]
    gateway = ports.free()
    here = {**outside(gateway), **os.environ, "PORT": str(port)}
    schedule = settings.MSCC_HOME / f"beat-schedule-{port}"
    for stale in settings.MSCC_HOME.glob(f"{schedule.name}*"):
        stale.unlink(missing_ok=True)  # it only holds when beat last woke somebody; a killed one can leave it broken
    web = ["-m", "gunicorn", "mscc.wsgi:application", "--worker-class", "mscc.slow_clients.Worker"]
    web += ["--workers", "2", "--threads", "4"]
    web += ["--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5", "--no-control-socket"]
    celery = [*python, "-m", "celery", "-A", "mscc", "--quiet"]
    worker = ["worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = ["beat", "--loglevel", "WARNING", "--schedule", str(schedule)]
    commands = {"timers": "run_timers", "timers2": "run_timers", "auditor": "run_auditor", "sealer": "run_sealer"}
    return [
        processes.Child("web", [*python, *web], {**here, "DATABASE_POOL": "1"}),
        *(processes.Child(name, [*manage, command], here) for name, command in commands.items()),
        processes.Child("worker", [*celery, *worker], here),
        processes.Child("beat", [*celery, *beat], here),
        processes.Child(
            "gateway", [*python, str(settings.BASE_DIR / "manage.py"), "fake_gateway", "--port", str(gateway)], here
        ),
    ]


def outside(port: int) -> dict[str, str]:
    """Every channel goes to the fake gateway of the demonstration, unless the environment names another."""
    here = f"http://127.0.0.1:{port}"
    nobody = str(uuid.UUID(int=0))
    return {
        "GATEWAY_URL": f"{here}/messages", "NOTIFY_URL": here, "NOTIFY_KEY": f"demo-{nobody}-{nobody}",
        "NOTIFY_TEMPLATE": nobody,
    }  # fmt: skip


def demonstration() -> Any:
    """The module that makes the demonstration data; None in a version without it."""
    if importlib.util.find_spec("audit.demonstration") is None:
        return None
    return importlib.import_module("audit.demonstration")


def health(port: int) -> dict[str, Any]:
    """What /health/ says; empty when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/")
        found = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return found if isinstance(found, dict) else {}


def port_number(text: str) -> int:
    """A port as somebody types it."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CommandError(f"{text!r} is no port: give a number from 1 to 65535, such as make demo PORT=8123")
    return int(text)
