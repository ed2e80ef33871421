"""Migrations that old and new code can live with at once, as they must while servers are replaced one by one.

What cannot be judged here is what a migration runs by itself (RunSQL, RunPython): whoever reviews it asks the same.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db.migrations import AddField, AlterField, DeleteModel, Migration, RemoveField, RenameField, RenameModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex, AlterModelTable, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field
from django.db.models.fields import NOT_PROVIDED

APPS = ("mscc", "pathways", "referrals", "audit")
# What there was before this was asked: no installation had to be upgraded while it ran. After a release it never grows.
EARLIER = Path(__file__).with_name("earlier_migrations.txt")
TAKES_AWAY = (RemoveField, RenameField, RenameModel, DeleteModel, AlterModelTable)


def complaint() -> str:
    """The first thing wrong of each migration, one in a line; nothing when all is well."""
    found, known = set(problems()), set(EARLIER.read_text().splitlines())
    new = [
        f"{each}. Add first, take away in a later release; see docs/operations.md." for each in sorted(found - known)
    ]
    gone = [f"{EARLIER.name} names what is not there: {each}" for each in sorted(known - found)]
    return "\n".join(new + gone)


def problems() -> Iterator[str]:
    """What in our migrations code of the release before would fall over, each in words."""
    loader = MigrationLoader(None)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    done: set[tuple[str, str]] = set()
    for target in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(target):
            if key not in done:
                done.add(key)
                migration = loader.graph.nodes[key]
                yield from _of(migration, state)


def _of(migration: Migration, state: ProjectState) -> Iterator[str]:
    """Go through one migration; `state` is moved to what is after it."""
    fresh: set[str] = set()
    for operation in migration.operations:
        if isinstance(operation, CreateModel):
            fresh.add(operation.name_lower)
        elif migration.app_label in APPS and (said := _wrong(operation, migration.app_label, state, fresh)):
            yield f"{migration.app_label}.{migration.name}: {said}"
        operation.state_forwards(migration.app_label, state)


def _wrong(operation: Operation, app: str, state: ProjectState, fresh: set[str]) -> str:
    """What old code would not survive; nothing of a table that is new itself."""
    if getattr(operation, "model_name_lower", "") in fresh:
        return ""
    words = operation.describe()
    if isinstance(operation, TAKES_AWAY):
        return f"{words} (old code still uses it)"
    if isinstance(operation, AddField) and _must_be_given(operation.field):
        return f"{words} (old code gives none: db_default or null)"
    if isinstance(operation, AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name_lower]
        if before.null and not operation.field.null:
            return f"{words} (old code still writes NULL)"
    if type(operation) is AddIndex:
        return f"{words} (nobody can write meanwhile: AddIndexConcurrently)"
    return ""


def _must_be_given(field: Field) -> bool:
    return not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)


def list_all() -> None:
    """Write down what there is: `python -m mscc.checks.migrations`, until the first release alone."""
    EARLIER.write_text("".join(f"{each}\n" for each in sorted(set(problems()))))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")
    django.setup()
    list_all()
