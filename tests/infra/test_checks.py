"""`make check` counts every failing check, and its own scans find what they are for."""

import subprocess

import pytest

from mscc.checks import __main__ as checks
from mscc.checks import tracked


@pytest.fixture
def repository(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)

    def holding(text: str) -> object:
        (tmp_path / "file.txt").write_text(text)
        return tmp_path

    return holding


# Put together here, so that the check does not find them in this file.
OUTSIDE = ".".join(("somewhere", "com"))


@pytest.mark.parametrize(
    "text",
    [
        "https://cdn.{}/script.js",
        "src='//fonts.{}/x'",
        "index-url = packages.{}/simple",
        "url(https://assets.{}/a.woff2)",
    ],
)
def test_an_outside_host_is_found(repository, text):
    found = tracked.outside_hosts(repository(text.format(OUTSIDE)))
    assert found.startswith("file.txt:1: ")
    assert found.endswith(OUTSIDE)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.nice.org.uk/guidance/ng234",
        "http://127.0.0.1:8000/health/",
        "somebody@example.org wrote to a.person@somewhere.example",
        "https://{host}/ and http://redis:6379",
        "re.compile, self.com(), os.path.join // a comment, and 7 // 2",
    ],
)
def test_what_is_no_outside_host(repository, text):
    assert tracked.outside_hosts(repository(text)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "key = AKIA" + "ABCDEFGHIJKLMNOP",
        "postgres://somebody:" + "hunter22@database/mscc",
        'EMAIL_HOST_PASSWORD = "' + 'averylongliteral1"',
        "ghp_" + "a" * 36,
    ],
)
def test_a_secret_is_found_and_not_repeated(repository, text):
    found = tracked.secrets(repository(text))
    assert found.startswith("file.txt:1: a ")
    assert text not in found


@pytest.mark.parametrize(
    "text", ["postgres://app:${PASSWORD:?set it}@database/mscc", "password = os.environ['X']", 'TOKEN = ""']
)
def test_what_is_no_secret(repository, text):
    assert tracked.secrets(repository(text)) == ""


def test_a_path_of_one_machine_is_found(repository):
    assert tracked.machine_paths(repository("see /" + "root/notes.txt")) != ""
    assert tracked.machine_paths(repository("see /srv/mscc and docs/work/x")) == ""


def test_every_failing_check_is_counted(monkeypatch, capsys):
    monkeypatch.setattr(checks, "CHECKS", {"one": lambda: "wrong", "two": lambda: "", "three": lambda: "wrong too"})
    assert checks.main([]) == 2
    said = capsys.readouterr().out
    assert said.count("FAILED") == 2
    assert "1 checks hold, 2 failed." in said


def test_a_check_that_cannot_run_has_failed(monkeypatch):
    monkeypatch.setattr(checks, "CHECKS", {"gone": checks.tool("no-such-program")})
    assert checks.main([]) == 1
