"""Signed checkpoints: “the chain ended so, then”. Lines of a file a day, to be copied off the server."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Checkpoint:
    """The last seal at a moment, by number and hash, and who vouches for it."""

    number: int
    hash: str
    at: str
    signature: str = ""

    @property
    def said(self) -> bytes:
        return f"mscc checkpoint 1\n{self.number}\n{self.hash}\n{self.at}".encode()


def private_key() -> Ed25519PrivateKey:
    """The key of TRAIL_KEY; in a demonstration one of its own, made at the first use and kept."""
    return Ed25519PrivateKey.from_private_bytes(settings.SEALED.key or _own_key())


def public_key() -> Ed25519PublicKey:
    """What signatures are checked with: TRAIL_PUBLIC_KEY, or what belongs to TRAIL_KEY."""
    given = settings.SEALED.public_key
    if not (given or settings.SEALED.key or settings.SEALED.key_file):
        raise ImproperlyConfigured("TRAIL_PUBLIC_KEY must be set: the process that seals says it when it starts.")
    return Ed25519PublicKey.from_public_bytes(given) if given else private_key().public_key()


def in_words(key: Ed25519PublicKey) -> str:
    """A public key as TRAIL_PUBLIC_KEY takes it."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def write(number: int, seal_hash: str, *, at: datetime) -> None:
    """Add a checkpoint to its day's file; on the disk when this returns."""
    made = Checkpoint(number, seal_hash, at.astimezone(UTC).isoformat())
    signature = base64.b64encode(private_key().sign(made.said)).decode()
    line = json.dumps({"number": number, "hash": seal_hash, "at": made.at, "signature": signature})
    folder = settings.SEALED.checkpoints
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{at.astimezone(UTC):%Y-%m-%d}.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Iterator[tuple[str, Checkpoint | None]]:
    """Each line of the folder's files with where it stands; None for a line that nobody of ours has signed."""
    key = public_key()
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            yield f"{path.name}, line {number}", _read(line, key)


def _read(line: str, key: Ed25519PublicKey) -> Checkpoint | None:
    try:
        given = json.loads(line)
        found = Checkpoint(int(given["number"]), str(given["hash"]), str(given["at"]), str(given["signature"]))
        key.verify(base64.b64decode(found.signature), found.said)
    except (ValueError, TypeError, KeyError, InvalidSignature):
        return None
    return found


def _own_key() -> bytes:
    path = settings.SEALED.key_file
    if path is None:
        raise ImproperlyConfigured("TRAIL_KEY must be set: 32 random bytes in base64, for the sealing process alone.")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent) as whole:  # only the owner reads it
            whole.write(os.urandom(32))
            whole.flush()
            with suppress(FileExistsError):  # of two processes at once the first one's holds
                os.link(whole.name, path)
    return path.read_bytes()
