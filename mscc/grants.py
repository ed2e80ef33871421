"""What the database roles of the service may do, table by table; the owner of the tables grants it after migrating."""

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

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
# People, their referrals, the earlier versions of both, and what was done for them may be changed, never deleted.
NEVER_DELETED = frozenset(
    {
        "referrals.Person",
        "referrals.HistoricalPerson",
        "referrals.Referral",
        "referrals.HistoricalReferral",
        "referrals.Alert",
        "referrals.Task",
        "referrals.CallBack",
        "referrals.Document",
        "referrals.Incident",
        "referrals.HistoricalIncident",
        "referrals.HandoverCase",
    }
)
# Tables that the application only reads: what it cannot seal it cannot forge the seal of.
READ_ONLY = frozenset({"audit.Seal", "audit.Unsealed"})
READ_ONLY_TABLES = ("django_migrations",)
# TABLE: all that the sealer's role may do. It changes no entry and no seal either.
OF_THE_SEALER = {
    "audit.Entry": "SELECT",
    "audit.Seal": "SELECT, INSERT",
    "audit.Unsealed": "SELECT, DELETE",
}


def of_the_application(model: type[Model]) -> str:
    """The application's rights on a table."""
    if model._meta.label in READ_ONLY:
        return "SELECT"
    if model._meta.label in APPEND_ONLY:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE" + ("" if model._meta.label in NEVER_DELETED else ", DELETE")


def grant_all() -> None:
    """Give the roles their rights on every table. Does nothing where one role does both."""
    role, owner, sealer = (str(settings.DATABASES[alias].get("USER")) for alias in ("default", "owner", "sealer"))
    if role == owner:
        return
    with connections["owner"].cursor() as cursor:
        quoted = connections["owner"].ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        for model in apps.get_models(include_auto_created=True):
            _grant(cursor, of_the_application(model), model, role)
        for table in READ_ONLY_TABLES:
            cursor.execute(f"GRANT SELECT ON {table} TO {quoted}")
        if sealer not in {role, owner}:  # without a role of its own nothing is sealed, and the auditor says so
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {connections['owner'].ops.quote_name(sealer)}")
            for label, rights in OF_THE_SEALER.items():
                _grant(cursor, rights, apps.get_model(label), sealer)


def _grant(cursor: CursorWrapper, rights: str, model: type[Model], role: str) -> None:
    table, quoted = (connections["owner"].ops.quote_name(name) for name in (model._meta.db_table, role))
    cursor.execute(f"REVOKE ALL ON {table} FROM {quoted}")
    cursor.execute(f"GRANT {rights} ON {table} TO {quoted}")
