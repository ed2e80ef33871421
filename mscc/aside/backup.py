"""A backup: a folder with the database, the documents and a list of what is inside, made while the service runs.

The database comes first: a document is kept before the row that names it, so that no row of it lacks its file.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyrage.x25519 import Identity, Recipient

from mscc.aside import database, documents
from mscc.aside.sealed import NotSealed, seal_written, settle, sum_of, unseal

DATABASE, DOCUMENTS, LIST = "database.dump.age", "documents.tar.age", "contents.json"
PRIVATE_FOLDER = 0o700


@dataclass(frozen=True)
class Contents:
    """What a backup holds, in numbers: nothing about anybody."""

    made_at: str
    rows: dict[str, int]
    documents: int
    sums: dict[str, str]


def make(folder: Path, to: Sequence[Recipient], *, at: datetime) -> Path:
    """Write a backup into a new folder of its own in `folder`, whole or not at all; returns it."""
    made = folder / f"mscc-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    unfinished = made.with_suffix(".unfinished")
    folder.mkdir(parents=True, exist_ok=True)
    unfinished.mkdir(mode=PRIVATE_FOLDER)
    with database.standing_still() as moment:
        rows = database.rows()
        sums = {DATABASE: database.dump(unfinished / DATABASE, moment, to)}
    number = sum(1 for _ in documents.names())
    sums[DOCUMENTS] = seal_written(documents.pack, unfinished / DOCUMENTS, to)
    contents = Contents(at.astimezone(UTC).isoformat(), rows, number, sums)
    (unfinished / LIST).write_text(json.dumps(asdict(contents), indent=1))
    settle(unfinished)
    unfinished.rename(made)
    settle(folder)
    return made


def contents_of(folder: Path) -> Contents:
    """The list of a backup, after its files were compared with it. Raises NotSealed where they differ."""
    try:
        contents = Contents(**json.loads((folder / LIST).read_text()))
        wrong = [name for name in (DATABASE, DOCUMENTS) if sum_of(folder / name) != contents.sums[name]]
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise NotSealed(f"{folder} is no whole backup: {DATABASE}, {DOCUMENTS} and {LIST} belong to it.") from problem
    if wrong:
        raise NotSealed(f"{', '.join(wrong)} is not as it was written. Take another backup.")
    return contents


def bring_back(folder: Path, by: Sequence[Identity]) -> list[str]:
    """Put a backup into the empty database and the store; returns the tables that have not as many rows as they had."""
    contents = contents_of(folder)
    database.load(folder / DATABASE, by)
    _bring_documents(folder / DOCUMENTS, by)
    found = database.rows()
    return sorted(name for name in contents.rows.keys() | found.keys() if contents.rows.get(name) != found.get(name))


def _bring_documents(path: Path, by: Sequence[Identity]) -> None:
    outlet, inlet = os.pipe()

    def fill() -> None:
        with os.fdopen(inlet, "wb") as writer:
            unseal(path, writer, by)

    with ThreadPoolExecutor(1) as beside:
        filled = beside.submit(fill)
        with os.fdopen(outlet, "rb") as reader:
            documents.unpack(reader)
            while reader.read(1 << 20):
                pass  # what fills an archive up to its last block
        filled.result()
