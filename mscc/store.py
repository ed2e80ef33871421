"""Files kept beside the database: each under a random name, in a folder or bucket that nothing serves by itself."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import storages

LARGEST_FILE = 20_000_000  # bytes; no page takes a larger one


def put(content: bytes) -> str:
    """Keep a file; returns the name by which it is found again. It says nothing of what the file is or whose."""
    key = uuid.uuid4().hex
    return storages["documents"].save(f"{key[:2]}/{key}", ContentFile(content))


@contextmanager
def keeping(content: bytes) -> Iterator[str]:
    """Keep a file while its row is written: where that fails, the file goes too."""
    name = put(content)
    try:
        yield name
    except BaseException:
        forget(name)
        raise


def get(name: str) -> bytes:
    """What was kept. Raises OSError where the store does not have it."""
    with storages["documents"].open(name) as file:
        return file.read()


def forget(name: str) -> None:
    """Take a file out that no row names."""
    storages["documents"].delete(name)
