"""The files that are kept beside the database, out and in as one archive, whatever store they lie in."""

import tarfile
from collections.abc import Iterator
from typing import IO

from django.core.files.base import File
from django.core.files.storage import storages


def names(folder: str = "") -> Iterator[str]:
    """Every file of the store."""
    try:
        folders, files = storages["documents"].listdir(folder)
    except FileNotFoundError:
        return  # nothing was ever kept
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from names(f"{folder}/{name}" if folder else name)


def pack(into: IO[bytes]) -> None:
    """Write the archive."""
    with tarfile.open(fileobj=into, mode="w|") as archive:
        for name in names():
            with storages["documents"].open(name) as file:
                member = tarfile.TarInfo(name)
                member.size = file.size
                archive.addfile(member, file)


def unpack(source: IO[bytes]) -> int:
    """Put the files of an archive back; one that is there already stays. Returns how many the archive holds."""
    number = 0
    with tarfile.open(fileobj=source, mode="r|") as archive:
        for member in archive:
            number += 1
            content = archive.extractfile(member)
            if content and not storages["documents"].exists(member.name):
                storages["documents"].save(member.name, File(content, name=member.name))
    return number
