"""How settings are read from the environment, and which kind of installation it names."""

import os

from django.core.exceptions import ImproperlyConfigured


def flag(name: str, default: bool = False) -> bool:
    """A yes/no setting: 1, true, yes or on is yes."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A setting that lists words separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# Which kind of installation this is. "demo" holds synthetic people only (NHS numbers of the 999 range) and says so on
# every page; "production" refuses to start with anything that belongs to the demonstration.
ENVIRONMENT = os.environ.get("MSCC_ENVIRONMENT", "demo")
if ENVIRONMENT not in {"demo", "production"}:
    raise ImproperlyConfigured(f"MSCC_ENVIRONMENT is {ENVIRONMENT!r}; it may be demo or production.")
PRODUCTION = ENVIRONMENT == "production"
