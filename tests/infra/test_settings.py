"""Production refuses to start with anything that belongs to a demonstration, and says what."""

import pytest

from tests.infra.running import environment, run

PRODUCTION = {
    "MSCC_ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 60,
    "DATABASE_URL": "postgres://mscc_app@database/mscc",
    "REDIS_URL": "redis://redis/0",
    "ALLOWED_HOSTS": "mscc.example",
}


def start(**changed: str):
    given = {name: value for name, value in {**PRODUCTION, **changed}.items() if value}
    return run(
        "-c",
        "import mscc.settings as s; print(s.EMAIL_BACKEND, s.SESSION_COOKIE_SECURE)",
        given={**environment(), **given},
    )


def test_production_starts_when_all_is_set():
    done = start()
    assert done.stdout.split() == ["django.core.mail.backends.smtp.EmailBackend", "True"], done.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be set, at least 40 characters"),
        ({"SECRET_KEY": "development-" + "k" * 60}, "not the development secret"),
        ({"DEBUG": "yes"}, "DEBUG must be off"),
        ({"DATABASE_URL": ""}, "DATABASE_URL must name the database"),
        ({"REDIS_URL": ""}, "REDIS_URL must name the Redis server"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the hosts served"),
        ({"MSCC_DEMO_DATA": "1"}, "MSCC_DEMO_DATA (synthetic people) must be off"),
        ({"SIGN_UP_OPEN": "true"}, "SIGN_UP_OPEN must be off"),
        ({"MSCC_ENVIRONMENT": "staging"}, "it may be demo or production"),
    ],
)
def test_production_refuses(changed, sentence):
    done = start(**changed)
    assert done.returncode
    assert sentence in done.stderr


def test_production_refuses_the_secret_that_it_would_make_itself(tmp_path):
    done = start(SECRET_KEY="", MSCC_HOME=str(tmp_path))
    assert done.returncode
    assert "not the development secret" in done.stderr


def test_all_that_is_wrong_is_said_at_once():
    done = start(DEBUG="yes", ALLOWED_HOSTS="")
    assert "DEBUG must be off" in done.stderr
    assert "ALLOWED_HOSTS" in done.stderr


def test_the_demonstration_makes_a_secret_of_its_own(tmp_path):
    keys = [
        run("-c", "import mscc.settings as s; print(s.SECRET_KEY)", given=environment(tmp_path / home)).stdout
        for home in ("one", "one", "two")
    ]
    assert keys[0] == keys[1] != keys[2]
    assert (tmp_path / "one" / "secret-key").stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_made_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    done = run("manage.py", "check", given=environment(tmp_path / "file" / "home"))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_what_production_refuses_is_said_in_one_sentence():
    done = run("manage.py", "check", given={**environment(), "MSCC_ENVIRONMENT": "production"})
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("This installation will not start in production:")
