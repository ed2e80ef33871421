"""What the application's database role may do, table by table; the owner of the tables grants it after migrating."""

from django.apps import apps
from django.conf import settings
from django.db import connections

# What happened, who did it and what the rules said may be added and read, never changed or deleted.
APPEND_ONLY = frozenset(
    {
        "referrals.Event",
        "referrals.Assessment",
        "referrals.Acknowledgement",
        "referrals.LetterWording",
        "referrals.Message",
        "referrals.MessageSeen",
        "audit.Aim",
        "audit.Entry",
        "audit.Pack",
        "audit.PackSignature",
        "pathways.SignOff",
        "pathways.LocalPathway",
    }
)
# Tables that the application only reads.
READ_ONLY_TABLES = ("django_migrations",)


def grant_all() -> None:
    """Give the application's role its rights on every table. Does nothing where one role does both."""
    role, owner = (str(settings.DATABASES[alias].get("USER")) for alias in ("default", "owner"))
    if role == owner:
        return
    with connections["owner"].cursor() as cursor:
        quoted = connections["owner"].ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        for model in apps.get_models(include_auto_created=True):
            rights = "SELECT, INSERT" if model._meta.label in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
            table = connections["owner"].ops.quote_name(model._meta.db_table)
            cursor.execute(f"REVOKE ALL ON {table} FROM {quoted}")
            cursor.execute(f"GRANT {rights} ON {table} TO {quoted}")
        for table in READ_ONLY_TABLES:
            cursor.execute(f"GRANT SELECT ON {table} TO {quoted}")
