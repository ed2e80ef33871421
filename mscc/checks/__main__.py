"""Run every check, say of each in one line whether it holds, and exit with the number of those that do not."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from mscc.checks import papers, tracked

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
LAST_LINES = 60


def tool(*words: str, **environment: str) -> Callable[[], str]:
    """A check that is a command: it holds when the command exits with 0. Returns what it printed, or nothing."""

    def run() -> str:
        command = [str(BIN / words[0]), *words[1:]]
        settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "mscc.settings", **environment}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return "" if done.returncode == 0 else done.stdout.strip() or f"exit code {done.returncode}"

    return run


# No server is needed to compare models with migrations, nor to look at settings: this one does not exist.
NO_DATABASE = "postgres://nobody@%2Fnonexistent/mscc"
PRODUCTION = {
    "MSCC_ENVIRONMENT": "production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "DATABASE_URL": NO_DATABASE,
    "REDIS_URL": "redis://redis:6379/0",
    "ALLOWED_HOSTS": "mscc.example",
    "BASE_URL": "https://mscc.example",
    "DEBUG": "",
    "MSCC_DEMO_DATA": "",
    "SIGN_UP_OPEN": "",
}

CHECKS: dict[str, Callable[[], str]] = {
    "types (mypy)": tool("mypy"),
    "style (ruff)": tool("ruff", "check", "--quiet"),
    "layout (ruff format)": tool("ruff", "format", "--check", "--quiet", "--diff"),
    "templates (djlint)": tool("djlint", "templates", "--lint", "--quiet"),
    "layers (import-linter)": tool("lint-imports", "--no-cache"),
    "migrations are complete": tool(
        "python",
        *("-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check", "--dry-run"),
        DATABASE_URL=NO_DATABASE,
    ),
    "migrations leave old code standing": tool(
        "python",
        "-c",
        "import sys, django; django.setup(); from mscc.checks import migrations; sys.exit(migrations.complaint() or 0)",
        DATABASE_URL=NO_DATABASE,
    ),
    "deployment (check --deploy)": tool(
        "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION
    ),
    "generated pages of docs/ are current": tool("python", "manage.py", "write_docs", "--check"),
    "papers of safety and governance": papers.complaint,
    "no outside host in a file": lambda: tracked.outside_hosts(ROOT),
    "no secret in a file": lambda: tracked.secrets(ROOT),
    "no path of one machine in a file": lambda: tracked.machine_paths(ROOT),
}


@dataclass(frozen=True)
class Result:
    name: str
    complaint: str
    seconds: float


def run(name: str) -> Result:
    started = time.monotonic()
    try:
        complaint = CHECKS[name]()
    except OSError as problem:
        complaint = f"The check could not run: {problem}"
    return Result(name, complaint, time.monotonic() - started)


def main(chosen: list[str]) -> int:
    """Run the checks whose names contain one of the words given, or all; returns how many failed."""
    names = [name for name in CHECKS if not chosen or any(word in name for word in chosen)]
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for result in pool.map(run, names):
            failed += bool(result.complaint)
            print(f"{'FAILED' if result.complaint else 'holds ':6}  {result.seconds:5.1f} s  {result.name}", flush=True)
            for line in result.complaint.splitlines()[-LAST_LINES:]:
                print(f"        {line}")
    print(f"\n{len(names) - failed} checks hold, {failed} failed.")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
