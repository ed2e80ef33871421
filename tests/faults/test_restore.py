"""The drill: what was backed up comes back on another server, counted, and the timers go on from there."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from mscc.aside.sealed import sum_of
from tests.faults.conftest import Installation
from tests.infra.running import PYTHON, ROOT, run, until

ALERTS = "SELECT count(*) FROM referrals_alert"
NAME = b"TESTPATIENT"
# Moments of open clocks for which there is more than one alert.
TWICE = """SELECT count(*) FROM (SELECT clock_id FROM referrals_alert AS alert JOIN referrals_clock AS clock
           ON clock.id = clock_id WHERE clock.status = 'open'
           GROUP BY clock_id, planned_at HAVING count(*) > 1) AS twice"""
DELIVERED = "SELECT key, attempts, state FROM referrals_delivery WHERE state = 'sent' ORDER BY key"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A public key, and the file with its private half."""
    made = Identity.generate()
    file = tmp_path_factory.mktemp("keys") / "key.txt"
    file.write_text(f"# made for a test\n{made}\n")
    return str(made.to_public()), file


def manage(it: Installation, *words: str) -> subprocess.CompletedProcess[str]:
    return run("manage.py", *words, given=it.environment)


def back_up(it: Installation, folder: Path, public: str) -> Path:
    done = manage(it, "backup", "--to", str(folder), "--recipient", public)
    assert done.returncode == 0, done.stderr
    (made,) = folder.iterdir()
    return made


@contextmanager
def empty(home: Path) -> Iterator[Installation]:
    """Another machine: an empty database of its own."""
    other = Installation(home, 1)
    with subprocess.Popen(
        [PYTHON, "-m", "tests.infra.hold", "postgres"], cwd=ROOT, env=other.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.stop()


def sent(it: Installation) -> int:
    return sum(path.read_text().count("Message-ID") for path in (it.home / "mail").glob("*"))


def test_a_backup_is_restored_elsewhere_and_the_timers_go_on(installation, tmp_path, key):
    public, private = key
    installation.start()
    installation.seed(10, 0.5)
    settled = "SELECT count(*) >= 10 AND bool_and(state = 'sent') FROM referrals_delivery"
    until(lambda: installation.one(settled), 25, "the first e-mails")
    installation.stop()
    name = run("-m", "tests.faults.document", given=installation.environment).stdout.strip()
    made = back_up(installation, tmp_path / "out", public)
    assert not any(NAME in path.read_bytes() for path in made.iterdir())
    assert {oct(path.stat().st_mode & 0o077) for path in made.glob("*.age")} == {"0o0"}
    before = installation.ask(DELIVERED)
    with empty(tmp_path / "other") as other:
        done = manage(other, "restore", str(made), "--identity", str(private))
        assert done.returncode == 0, done.stderr
        assert "all counted" in done.stdout
        kept = [(it.home / "documents" / name).read_bytes() for it in (installation, other)]
        assert kept[0] == kept[1]
        assert other.ask(DELIVERED) == before
        assert other.one("SELECT has_table_privilege('mscc_app', 'audit_entry', 'UPDATE')") is False
        alerts = other.one(ALERTS)
        other.start()
        other.ask("UPDATE referrals_clock SET next_at = now() WHERE id = (SELECT min(id) FROM referrals_clock "
                  "WHERE status = 'open') RETURNING 1")  # fmt: skip
        until(lambda: other.one(ALERTS) > alerts, what="the next rung")
        until(lambda: other.one(settled), 25, "its e-mail")
        assert other.one(TWICE) == 0
        assert [row for row in other.ask(DELIVERED) if row in before] == before
        assert sent(other) == other.one("SELECT count(*) FROM referrals_delivery") - len(before)


@pytest.fixture(scope="module")
def made(migrated, key, tmp_path_factory) -> Path:
    """A backup of nobody."""
    return back_up(migrated, tmp_path_factory.mktemp("out"), key[0])


def test_a_backup_is_refused_that_is_not_whole_or_not_ours_and_nothing_is_written(made, tmp_path, key):
    private = key[1]
    wrong = tmp_path / "other.txt"
    wrong.write_text(str(Identity.generate()))
    with empty(tmp_path / "home") as other:
        done = manage(other, "restore", str(made), "--identity", str(wrong))
        assert done.returncode == 1
        assert "another key, or the file is not whole" in done.stderr
        cut = Path(shutil.copytree(made, tmp_path / "cut"))
        whole = (cut / "database.dump.age").read_bytes()
        (cut / "database.dump.age").write_bytes(whole[: len(whole) // 2])
        done = manage(other, "restore", str(cut), "--identity", str(private))
        assert "is not as it was written" in done.stderr
        forged = json.loads((cut / "contents.json").read_text())
        forged["sums"]["database.dump.age"] = sum_of(cut / "database.dump.age")
        (cut / "contents.json").write_text(json.dumps(forged))
        assert manage(other, "restore", str(cut), "--identity", str(private)).returncode == 1
        assert other.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_database_with_anything_in_it_is_not_written_over(installation, made, key):
    done = manage(installation, "restore", str(made), "--identity", str(key[1]))
    assert done.returncode == 1
    assert "not empty, and nothing was changed" in done.stderr


@pytest.mark.parametrize("words", [[], ["--recipient", "age1nothing"]])
def test_without_a_key_nothing_is_written(installation, tmp_path, words):
    done = manage(installation, "backup", "--to", str(tmp_path / "out"), *words)
    assert done.returncode == 1
    assert "No backup was made." in done.stderr
    assert not (tmp_path / "out").exists()
