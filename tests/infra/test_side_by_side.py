"""Old and new code run on the same tables while servers are replaced: migrations that one of them could not survive."""

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as django_migrate
from django.db import connections, models
from django.db.migrations import AddField, AlterField, CreateModel, Migration, RemoveField, RenameField
from django.db.migrations.operations import AddIndex
from django.db.migrations.state import ProjectState

from mscc.checks import migrations
from mscc.management.commands import migrate

INDEX = models.Index(fields=["words"], name="by_words")
WORDS = models.CharField(max_length=5, default="")


def judged(*operations) -> list[str]:
    """What is said of operations on a table that the release before has."""
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("words", models.CharField(max_length=5, null=True))]
    CreateModel("Said", fields).state_forwards("referrals", state)
    migration = Migration("0099_new", "referrals")
    migration.operations = list(operations)
    return list(migrations._of(migration, state))


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (AddField("said", "more", WORDS), "old code gives none"),
        (AlterField("said", "words", models.CharField(max_length=5)), "old code still writes NULL"),
        (RemoveField("said", "words"), "old code still uses it"),
        (RenameField("said", "words", "said"), "old code still uses it"),
        (AddIndex("said", INDEX), "nobody can write meanwhile"),
    ],
)
def test_what_old_code_would_not_survive_is_found(operation, words):
    (said,) = judged(operation)
    assert words in said
    assert said.startswith("referrals.0099_new: ")


@pytest.mark.parametrize(
    "operation",
    [
        AddField("said", "more", models.CharField(max_length=5, null=True)),
        AddField("said", "more", models.CharField(max_length=5, db_default="")),
        AlterField("said", "words", models.CharField(max_length=9, null=True)),
        AddIndexConcurrently("said", INDEX),
        CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
    ],
)
def test_what_it_survives_is_let_through(operation):
    assert judged(operation) == []


def test_a_table_that_is_new_itself_may_become_what_it_will():
    new = CreateModel("Other", [("id", models.BigAutoField(primary_key=True))])
    assert judged(new, AddField("other", "more", WORDS), AddIndex("other", INDEX)) == []


def test_ours_are_as_they_were_judged():
    assert migrations.complaint() == ""


def test_a_new_complaint_and_a_stale_exception_are_both_said(tmp_path, monkeypatch):
    lines = migrations.EARLIER.read_text().splitlines()
    other = tmp_path / "earlier.txt"
    other.write_text("\n".join([*lines[1:], "referrals.0000_none: nothing"]))
    monkeypatch.setattr(migrations, "EARLIER", other)
    said = migrations.complaint()
    assert lines[0] in said
    assert "names what is not there: referrals.0000_none" in said


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_migration_gives_way_to_whoever_is_at_work(monkeypatch):
    """It waits a moment for a table that is in use, and nobody has to wait behind it for longer."""

    def handle(self, **options) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER TABLE mscc_alliance ADD COLUMN never integer")

    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(django_migrate.Command, "handle", handle)
    given = connections["owner"].get_connection_params()
    known = {name: given[name] for name in ("host", "user", "dbname") if name in given}
    with psycopg.connect(**known) as busy:
        busy.execute("SELECT count(*) FROM mscc_alliance")
        with pytest.raises(CommandError, match="A table is in use"):
            call_command("migrate")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
