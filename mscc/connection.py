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
