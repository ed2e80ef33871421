"""How every connection to PostgreSQL behaves. A server that vanished without a word is noticed within 20 seconds."""

CONNECTION = {
    "application_name": "mscc",
    "connect_timeout": 5,
    "tcp_user_timeout": 20_000,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
# Of a web server's threads. A new connection is tried for two seconds and then anew by the next request: by itself the
# pool pauses ever longer, and a database that was away for twelve seconds left the pages dead for thirteen more.
POOL = {"min_size": 1, "max_size": 12, "timeout": 5, "reconnect_timeout": 2}
