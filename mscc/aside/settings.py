"""Where it is set aside and to whom it is encrypted, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 16  # characters of a password that may be tried for as long as somebody likes


@dataclass(frozen=True)
class Aside:
    """Folders, and the public keys (age1…) of those who may read what lies there. No private key is ever here."""

    backup_folder: Path | None
    backup_recipients: tuple[str, ...]
    downtime_folder: Path | None
    downtime_password: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Aside":
        """BACKUP_FOLDER, BACKUP_RECIPIENTS: what `manage.py backup` takes when it is told nothing else.

        DOWNTIME_FOLDER, DOWNTIME_PASSWORD: where the pack for a downtime goes every hour, on another machine, and the
        password by which a PDF reader opens it.
        """
        password = environment.get("DOWNTIME_PASSWORD", "")
        if environment.get("DOWNTIME_FOLDER") and len(password) < SHORTEST:
            raise ImproperlyConfigured(f"DOWNTIME_PASSWORD must have at least {SHORTEST} characters: names are inside.")
        return cls(
            backup_folder=folder(environment.get("BACKUP_FOLDER", "")),
            backup_recipients=keys(environment.get("BACKUP_RECIPIENTS", "")),
            downtime_folder=folder(environment.get("DOWNTIME_FOLDER", "")),
            downtime_password=password,
        )


def folder(text: str) -> Path | None:
    return Path(text).resolve() if text else None


def keys(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
