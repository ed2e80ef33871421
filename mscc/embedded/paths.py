"""Where the embedded servers put their sockets."""

import hashlib
import tempfile
from pathlib import Path

LONGEST = 100  # a Unix socket's path may have 107 bytes on Linux


def socket_folder(home: Path, name: str) -> Path:
    """The folder of a server's socket: its data folder, or a short one of its own when that path is too long."""
    inside = home / name
    if len(str(inside / ".s.PGSQL.5432")) <= LONGEST:
        return inside
    short = hashlib.sha256(str(inside).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"mscc-{short}"
