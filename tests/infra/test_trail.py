"""The trail's seals: whatever somebody with all rights in the database does to it afterwards is found, and named."""

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction
from django.utils import timezone

from audit import chain, checkpoints, sealing, trail
from audit.models import Entry, Seal, Unsealed
from audit.verifying import Verified, verify
from mscc.embedded.paths import socket_folder
from referrals import auditor
from tests.infra.running import PYTHON, ROOT, environment, until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "sealer"])


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.SEALED = replace(settings.SEALED, checkpoints=tmp_path / "checkpoints", key_file=tmp_path / "key")
    return tmp_path / "checkpoints"


def written(number: int, action: str = "test.look") -> list[int]:
    """Entries of a person's looks; their ids."""
    before = set(Entry.objects.values_list("pk", flat=True))
    for place in range(number):
        trail.record(action, by=None, at=timezone.now(), subject=f"R-{place}", place=place, name="Zoë", part=0.1)
    return sorted(set(Entry.objects.values_list("pk", flat=True)) - before)


def sealed(number: int = 3) -> list[int]:
    found = written(number)
    assert sealing.seal(at=timezone.now())
    return found


@pytest.fixture
def superuser(db: None) -> Iterator[Callable[..., None]]:
    """Somebody whom no grant stops and no trigger sees."""
    from django.conf import settings

    name = connection.settings_dict["NAME"]
    host = str(socket_folder(settings.MSCC_HOME, "postgres"))
    with psycopg.connect(host=host, user="postgres", dbname=name, autocommit=True) as own:
        own.execute("SET session_replication_role = replica")
        yield lambda statement, *given: own.execute(statement, given)


def findings(folder: Path) -> list[str]:
    return list(verify(Verified(), folder=folder))


def checkpoint() -> None:
    last = Seal.objects.last()
    checkpoints.write(last.number, last.hash, at=timezone.now())


def test_what_was_sealed_and_not_touched_is_well(folder):
    sealed(), sealed()
    checkpoint()
    waiting = written(2)
    seen = Verified()
    assert list(verify(seen, folder=folder)) == []
    assert (seen.entries, seen.seals, seen.waiting) == (6, 2, len(waiting))
    said = StringIO()
    call_command("verify_trail", checkpoints=folder, stdout=said)
    assert "2 entries wait for their seal, since " in said.getvalue()
    assert "The newest checkpoint vouches for seal 2" in said.getvalue()
    assert "All as it was sealed." in said.getvalue()


def test_every_column_is_under_the_seal():
    assert set(chain.COLUMNS) == {each.attname for each in Entry._meta.concrete_fields}


@pytest.mark.parametrize("column", [name for name in chain.COLUMNS if name != "id"])
def test_a_changed_entry_is_named_whatever_was_changed(folder, superuser, column):
    _, second, _ = sealed()
    to = {"at": "at + interval '1 microsecond'", "detail": """'{"place": 7}'""", "actor_id": "7", "alliance_id": "7"}
    value = to.get(column, "'another'")
    superuser(f"UPDATE audit_entry SET {column} = {value} WHERE id = %s", second)
    assert findings(folder) == [f"entry {second}: changed (seal 1)"]


def test_a_missing_entry_is_named(folder, superuser):
    _, second, _ = sealed()
    superuser("DELETE FROM audit_entry WHERE id = %s", second)
    assert findings(folder) == [f"entry {second}: missing (seal 1)"]


def test_reordered_entries_are_named(folder, superuser):
    first, _, third = sealed()
    for number, to in ((first, -1), (third, first), (-1, third)):
        superuser("UPDATE audit_entry SET id = %s WHERE id = %s", to, number)
    assert findings(folder) == [
        f"entry {first}: reordered, it stood as entry {third} (seal 1)",
        f"entry {third}: reordered, it stood as entry {first} (seal 1)",
    ]


def test_an_inserted_entry_is_named(folder, superuser):
    sealed()
    superuser(
        "INSERT INTO audit_entry (id, at, actor, action, subject, detail) VALUES (900000, now(), 'x', 'y', '', '{}')"
    )
    (said,) = findings(folder)
    assert said.startswith("entry 900000: it is in no seal and does not wait for one")


def test_a_removed_seal_is_named_with_its_entries(folder, superuser):
    sealed()
    lost = sealed(2)
    sealed()
    superuser("DELETE FROM audit_seal WHERE number = 2")
    said = findings(folder)
    assert said[0] == "seals 2 to 2: missing"
    assert [each.split(":")[0] for each in said[1:]] == [f"entry {number}" for number in lost]


def test_a_changed_seal_is_named(folder, superuser):
    _, second, _ = sealed()
    superuser("UPDATE audit_entry SET actor = 'another' WHERE id = %s", second)
    forge(superuser, 1, keep_hash=True)
    assert findings(folder) == ["seal 1: changed"]


def forge(superuser: Callable[..., None], number: int, *, keep_hash: bool = False) -> None:
    """Make a seal fit what its entries say now, as somebody would who knows this code."""
    seal = Seal.objects.get(number=number)
    rows = {row[0]: row for row in Entry.objects.filter(pk__in=seal.ids).values_list(*chain.COLUMNS)}
    digests = b"".join(chain.digest(rows[each]) for each in seal.ids)
    made = chain.Link(number, seal.sealed_at, tuple(seal.ids), digests, seal.before)
    kept = seal.hash if keep_hash else made.hash
    superuser("UPDATE audit_seal SET digests = %s, hash = %s WHERE number = %s", digests, kept, number)


def test_a_forged_seal_breaks_the_chain_behind_it(folder, superuser):
    _, second, _ = sealed()
    sealed()
    superuser("UPDATE audit_entry SET actor = 'another' WHERE id = %s", second)
    forge(superuser, 1)
    assert findings(folder) == ["seal 2: it does not follow seal 1"]


def test_a_forged_end_is_not_what_the_checkpoint_vouches_for(folder, superuser):
    _, second, _ = sealed()
    checkpoint()
    superuser("UPDATE audit_entry SET actor = 'another' WHERE id = %s", second)
    forge(superuser, 1)
    (said,) = findings(folder)
    assert said.startswith("seal 1: it is not the one that the checkpoint (")


def test_a_truncated_end_shows_against_a_checkpoint(folder, superuser):
    sealed()
    lost = sealed()
    checkpoint()
    superuser("DELETE FROM audit_entry WHERE id = ANY(%s)", lost)
    superuser("DELETE FROM audit_seal WHERE number = 2")
    (said,) = findings(folder)
    assert said.startswith("the end is cut off after seal 1: the checkpoint (")
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_trail", checkpoints=folder, stdout=StringIO(), stderr=StringIO())


def test_all_of_it_taken_away_shows_against_a_checkpoint(folder, superuser):
    sealed()
    checkpoint()
    superuser("TRUNCATE audit_entry, audit_seal, audit_unsealed")
    assert len(findings(folder)) == 1


def test_a_checkpoint_that_somebody_wrote_themselves_is_none(folder):
    sealed()
    checkpoint()
    (path,) = folder.glob("*.jsonl")
    line = json.loads(path.read_text())
    path.write_text(json.dumps({**line, "hash": "f" * 64}) + "\nnothing\n")
    assert [each.endswith("it is not signed with our key") for each in findings(folder)] == [True, True]


def test_an_entry_in_two_seals_is_named(folder, superuser):
    first, *_ = sealed()
    sealed()
    superuser("UPDATE audit_seal SET ids = ids || %s::bigint WHERE number = 2", first)
    assert f"entry {first}: it is in more than one seal" in findings(folder)


def test_one_removed_before_it_was_sealed_is_named(folder, superuser):
    first, second = written(2)
    superuser("DELETE FROM audit_entry WHERE id = %s", first)
    assert findings(folder) == [f"entry {first}: it is missing; it waited for its seal"]
    sealing.seal(at=timezone.now())
    assert findings(folder) == [f"entry {first}: it was removed before it was sealed (seal 1)"]
    assert Seal.objects.get().ids == [first, second]


# Who may what


def refused(role: str, statement: str) -> None:
    with connections[role].cursor() as cursor, pytest.raises(ProgrammingError, match=r"permission denied"):
        cursor.execute(statement)


def test_the_application_writes_no_seal_and_takes_nothing_out_of_the_queue():
    for table in ("audit_seal", "audit_unsealed"):
        refused("default", f"DELETE FROM {table}")
        refused("default", f"INSERT INTO {table} SELECT * FROM {table}")
    refused("default", "UPDATE audit_seal SET hash = hash")
    refused("default", "UPDATE audit_unsealed SET since = since")


def test_the_sealer_changes_nothing_and_reads_no_patient():
    for statement in (
        "UPDATE audit_seal SET hash = hash", "DELETE FROM audit_seal", "UPDATE audit_entry SET actor = actor",
        "DELETE FROM audit_entry", "INSERT INTO audit_entry SELECT * FROM audit_entry",
        "SELECT * FROM referrals_person", "SELECT * FROM mscc_user",
    ):  # fmt: skip
        refused("sealer", statement)


# Nothing is left out, nothing sealed twice


def test_one_that_was_begun_first_and_committed_last_is_sealed(folder):
    """Ids are given before the commit: the lower one comes to light after the higher one is sealed."""
    insert = """INSERT INTO audit_entry (at, actor, action, subject, detail) VALUES (now(), 'x', 'y', '', '{}')
                RETURNING id"""
    slow = connections["owner"]
    with transaction.atomic(using="owner"), slow.cursor() as cursor:
        cursor.execute(insert)
        (early,) = cursor.fetchone()
        (late,) = sealed(1)
        assert late > early
    assert Unsealed.objects.get().pk == early
    sealing.seal(at=timezone.now())
    assert [each.ids for each in Seal.objects.all()] == [[late], [early]]
    assert findings(folder) == []


def test_what_was_rolled_back_waits_for_nothing():
    with transaction.atomic():
        written(1)
        transaction.set_rollback(True)
    assert not Unsealed.objects.exists()
    assert sealing.seal(at=timezone.now()) is None


def test_a_seal_that_fails_leaves_all_in_the_queue(monkeypatch):
    written(2)
    with monkeypatch.context() as patch:
        patch.delattr(sealing, "digest")
        with pytest.raises(NameError):
            sealing.seal(at=timezone.now())
    assert Unsealed.objects.count() == 2
    assert not Seal.objects.exists()


def test_two_sealers_at_once_seal_each_entry_once(folder, monkeypatch):
    monkeypatch.setattr(sealing, "MOST", 3)
    written(30)
    together = Barrier(2)

    def work() -> None:
        together.wait()
        while sealing.seal(at=timezone.now()):
            pass
        connections.close_all()

    threads = [Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(len(each.ids) for each in Seal.objects.all()) == 30
    assert findings(folder) == []


def test_one_sealer_works_and_another_stands_by():
    assert not sealing.runs()
    assert sealing.take_turn()
    assert sealing.runs()
    connections["sealer"].close()
    until(lambda: not sealing.runs(), what="the end of its turn")


def test_a_restored_copy_goes_on_where_it_stopped(folder, superuser):
    """Rows that come back are other transactions' than those that wrote them: the chain asks none."""
    sealed()
    waiting = written(2)
    for name in ("audit_entry", "audit_seal", "audit_unsealed"):
        superuser(f"CREATE TEMP TABLE kept_{name} AS TABLE {name}")
        superuser(f"TRUNCATE {name}")
        superuser(f"INSERT INTO {name} SELECT * FROM kept_{name}")
    sealing.seal(at=timezone.now())
    assert Seal.objects.last().ids == waiting
    assert findings(folder) == []


def test_the_auditor_tells_when_nobody_seals(superuser):
    written(2)
    assert list(auditor.unsealed()) == []
    superuser("UPDATE audit_unsealed SET since = now() - %s", timedelta(seconds=31))
    assert list(auditor.unsealed()) == ["2 entries of the trail wait for their seal"]


# The process itself


def process(home: Path) -> subprocess.Popen:
    from django.conf import settings

    host = str(socket_folder(settings.MSCC_HOME, "postgres")).replace("/", "%2F")
    name = connection.settings_dict["NAME"]
    urls = {"DATABASE_URL": f"postgres://mscc_app@{host}/{name}",
            "SEALER_DATABASE_URL": f"postgres://mscc_sealer@{host}/{name}", "REDIS_URL": "memory://"}  # fmt: skip
    return subprocess.Popen(
        [PYTHON, "manage.py", "run_sealer"], cwd=ROOT, env=environment(home, **urls), stdout=subprocess.PIPE, text=True
    )


def test_a_killed_sealer_loses_nothing_and_the_next_goes_on(tmp_path):
    for _ in range(2):
        with process(tmp_path) as running:
            said = running.stdout.readline()
            written(5)
            until(Seal.objects.exists, what="the first seal")
            running.kill()
        written(5)
    with process(tmp_path) as running:
        until(lambda: not Unsealed.objects.exists(), what="the seal of the rest")
        running.send_signal(signal.SIGTERM)
    assert running.returncode == 0
    assert sum(len(each.ids) for each in Seal.objects.all()) == Entry.objects.count() == 20
    assert verified_elsewhere(tmp_path, said.strip().rpartition("TRAIL_PUBLIC_KEY=")[2]) == []


def verified_elsewhere(home: Path, public_key: str) -> list[str]:
    """By whoever has the public key and a copy of the folder, and no secret."""
    import base64

    from django.conf import settings
    from django.test import override_settings

    without = replace(settings.SEALED, key=b"", key_file=None, public_key=base64.b64decode(public_key))
    with override_settings(SEALED=without):
        seen = Verified()
        found = list(verify(seen, folder=home / "checkpoints"))
        assert seen.checkpoint.number == seen.last
        return found
