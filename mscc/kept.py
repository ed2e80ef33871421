"""Settings of the files that are kept beside the database, from the environment."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

FOLDER = "django.core.files.storage.FileSystemStorage"


@dataclass(frozen=True)
class Kept:
    """The store of the documents, and the command that looks for viruses in what comes in."""

    storage: dict[str, Any]
    scanner: tuple[str, ...]

    @classmethod
    def of(cls, environment: Mapping[str, str], home: Path) -> "Kept":
        """DOCUMENTS_ROOT: a folder that no web server serves; without it, `documents` in the home.

        DOCUMENTS_STORAGE, DOCUMENTS_STORAGE_OPTIONS: another storage of Django, such as one for S3, by its dotted name
        and with its options as JSON; keep the bucket private. DOCUMENT_SCANNER: a command that reads a file from its
        standard input and exits with 0 for clean and 1 for infected, such as "clamdscan --no-summary -".
        """
        root = Path(environment.get("DOCUMENTS_ROOT") or home / "documents")
        folder = {"location": root, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        backend = environment.get("DOCUMENTS_STORAGE", "")
        options = _options(environment.get("DOCUMENTS_STORAGE_OPTIONS") or "{}") if backend else folder
        scanner = tuple(shlex.split(environment.get("DOCUMENT_SCANNER", "")))
        return cls(storage={"BACKEND": backend or FOLDER, "OPTIONS": options}, scanner=scanner)


def _options(text: str) -> dict[str, Any]:
    try:
        return dict(json.loads(text))
    except (TypeError, ValueError) as problem:
        raise ImproperlyConfigured("DOCUMENTS_STORAGE_OPTIONS is not an object in JSON.") from problem
