"""Whether the database keeps what it said it kept: an answer goes out only when the disk has what it speaks of."""

from django.db import connection

# Anything else and a commit may be answered before it is on the disk, or be torn there. (remote_apply and remote_write
# wait for a standby on top of this machine's own disk, or of the standby's memory: the first is more, the second less.)
SAFE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}
QUERY = "SELECT " + ", ".join(f"current_setting('{name}')" for name in SAFE)


def weaknesses() -> list[str]:
    """What of this connection's settings lets an answered save be lost; each as `fsync is off`."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        found = cursor.fetchone()
    named = zip(SAFE, found, strict=True)
    return [f"{name} is {value}" for name, value in named if value not in SAFE[name]]


def refusal() -> str:
    """Why nothing may start on this database, as a sentence; empty where all is well."""
    if not (found := weaknesses()):
        return ""
    return f"The database would lose what it has answered for: {', '.join(found)}. Switch that on, then start again."
