"""The trail's chain of hashes: what is hashed of an entry and of a seal. The one place that says it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Every column of an entry, in this order.
COLUMNS = ("id", "at", "actor_id", "actor", "action", "alliance_id", "subject", "detail")
DIGEST = 32  # bytes
# What stands before the first seal.
BEGINNING = "0" * 64
# The digest of an entry that was gone before it could be sealed.
NOT_THERE = bytes(DIGEST)


def canonical(row: Sequence[Any]) -> bytes:
    """An entry's columns as bytes that are the same wherever and whenever they are read."""
    return _bytes("entry 1", [each.astimezone(UTC).isoformat() if isinstance(each, datetime) else each for each in row])


def digest(row: Sequence[Any]) -> bytes:
    return hashlib.sha256(canonical(row)).digest()


@dataclass(frozen=True)
class Link:
    """A seal as the chain sees it: which entries it holds, in order, the digest of each, and the seal before it."""

    number: int
    sealed_at: datetime
    ids: tuple[int, ...]
    digests: bytes
    before: str

    @property
    def hash(self) -> str:
        said = [self.number, self.sealed_at.astimezone(UTC).isoformat(), self.ids, self.digests.hex(), self.before]
        return hashlib.sha256(_bytes("seal 1", said)).hexdigest()

    def digest_of(self, place: int) -> bytes:
        return self.digests[place * DIGEST : (place + 1) * DIGEST]


def _bytes(kind: str, parts: Sequence[Any]) -> bytes:
    said = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"mscc trail {kind}\n{said}".encode()
