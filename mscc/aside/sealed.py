"""Encryption to keys that are not on this machine (age), as a stream: what is sealed is on no disk unsealed."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, BinaryIO, Protocol, cast

from pyrage import IdentityError, RecipientError, decrypt_io, encrypt_io
from pyrage.x25519 import Identity, Recipient

PRIVATE = 0o600


class NotSealed(ValueError):
    """A key or a sealed file is not what it should be; the message says which and what to do."""


class Written(Protocol):
    def write(self, data: bytes, /) -> object: ...


class _Summed:
    """Passes on what is written and keeps its SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.sum = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def recipients(words: Sequence[str]) -> list[Recipient]:
    """Public keys from their words. Raises NotSealed for one that is none, and where there is not one."""
    if not words:
        raise NotSealed("Name at least one public key (age1…): nothing is written that anybody could read.")
    try:
        return [Recipient.from_str(word) for word in words]
    except RecipientError as problem:
        raise NotSealed("A recipient is no public key of age (it begins with age1).") from problem


def identities(path: Path) -> list[Identity]:
    """The private keys of a file as age-keygen writes it."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, IdentityError, UnicodeDecodeError) as problem:
        raise NotSealed(f"{path.name} cannot be read as a private key of age.") from problem
    if not found:
        raise NotSealed(f"{path.name} holds no private key of age.")
    return found


def seal(source: IO[bytes], path: Path, to: Sequence[Recipient]) -> str:
    """Encrypt all of `source` into a new file that only its owner may open, on the disk when this returns.

    Returns the SHA-256 of the file.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE), "wb") as file:
        summed = _Summed(file)
        encrypt_io(source, cast(BinaryIO, summed), list(to))
        file.flush()
        os.fsync(file.fileno())
    return summed.sum.hexdigest()


def seal_written(write: Callable[[IO[bytes]], None], path: Path, to: Sequence[Recipient]) -> str:
    """Encrypt what a function writes, while it writes it."""
    outlet, inlet = os.pipe()

    def fill() -> None:
        with os.fdopen(inlet, "wb") as writer:
            write(writer)

    with ThreadPoolExecutor(1) as beside:
        filled = beside.submit(fill)
        with os.fdopen(outlet, "rb") as reader:
            summed = seal(reader, path, to)
        filled.result()
    return summed


def unseal(path: Path, into: Written, by: Sequence[Identity]) -> None:
    """Decrypt a file into `into`. Raises NotSealed for another's key, and for a file that was changed or cut short."""
    with path.open("rb") as file:
        try:
            decrypt_io(file, cast(BinaryIO, into), list(by))
        except BrokenPipeError:
            raise
        except Exception as problem:  # the library's own, and plain ones of the operating system
            raise NotSealed(f"{path.name} cannot be decrypted: another key, or the file is not whole.") from problem


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
