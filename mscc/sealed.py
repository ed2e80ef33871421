"""Settings of the trail's seals, from the environment."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


@dataclass(frozen=True)
class Sealed:
    """What checkpoints are signed with and where they are written."""

    key: bytes
    public_key: bytes
    key_file: Path | None
    checkpoints: Path

    @classmethod
    def of(cls, environment: Mapping[str, str], home: Path, *, production: bool) -> "Sealed":
        """TRAIL_KEY: 32 random bytes in base64, known to the sealing process alone; the demonstration makes its own.

        TRAIL_PUBLIC_KEY: what that process says when it starts, for whoever verifies elsewhere. TRAIL_CHECKPOINTS: the
        folder of the checkpoints; copy it off the server, for that is what shows that an end was cut off.
        """
        return cls(
            key=_key("TRAIL_KEY", environment),
            public_key=_key("TRAIL_PUBLIC_KEY", environment),
            key_file=None if production else home / "trail-key",
            checkpoints=Path(environment.get("TRAIL_CHECKPOINTS") or home / "checkpoints"),
        )


def _key(name: str, environment: Mapping[str, str]) -> bytes:
    try:
        found = base64.b64decode(environment.get(name, ""), validate=True)
    except binascii.Error as problem:
        raise ImproperlyConfigured(f"{name} is not base64.") from problem
    if found and len(found) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} must be {KEY_BYTES} bytes in base64.")
    return found
