"""The application's database role: it may add to what happened, and never rewrite it, nor change a table."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from mscc.grants import APPEND_ONLY, NEVER_DELETED

pytestmark = pytest.mark.django_db


def table(label: str) -> str:
    return connection.ops.quote_name(apps.get_model(label)._meta.db_table)


def attempt(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def refused(statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        attempt(statement)


def test_tests_run_as_the_application():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("mscc_app",)


@pytest.mark.parametrize("label", sorted(APPEND_ONLY))
def test_what_happened_is_never_rewritten(label):
    key = connection.ops.quote_name(apps.get_model(label)._meta.pk.column)
    attempt(f"SELECT 1 FROM {table(label)}")
    refused(f"UPDATE {table(label)} SET {key} = {key}")
    refused(f"DELETE FROM {table(label)}")
    refused(f"TRUNCATE {table(label)} CASCADE")


@pytest.mark.parametrize("label", sorted(NEVER_DELETED))
def test_people_and_what_was_done_for_them_are_never_deleted(label):
    refused(f"DELETE FROM {table(label)}")


@pytest.mark.parametrize("model", apps.get_models(include_auto_created=True), ids=lambda model: model._meta.label)
def test_no_table_can_be_changed_or_emptied(model):
    name = connection.ops.quote_name(model._meta.db_table)
    attempt(f"SELECT 1 FROM {name}")
    refused(f"TRUNCATE {name} CASCADE")
    refused(f"ALTER TABLE {name} ADD COLUMN more int")
    refused(f"DROP TABLE {name} CASCADE")


def test_no_table_can_be_made_and_no_right_given():
    refused("CREATE TABLE of_my_own (one int)")
    refused("SET ROLE mscc_owner")
    refused("UPDATE django_migrations SET app = app")


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_transactional_test_are_emptied_first(alliance):
    assert alliance.pk


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_transactional_test_are_emptied_second(alliance):
    assert alliance.pk  # the code is unique: the row of the test before is gone
