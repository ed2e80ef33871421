"""The settings that the tests run under: the demonstration's, in a home of their own.

Set before the settings are read, so that a test can never reach the data of an installation, whatever the
environment of the person who runs it names.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED_BY_PEOPLE = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "SECRET_KEY", "MSCC_ENVIRONMENT", "DEBUG",
                   "DATABASE_POOL", "SECOND_FACTOR", "SEALER_DATABASE_URL", "TRAIL_KEY", "TRAIL_PUBLIC_KEY",
                   "TRAIL_CHECKPOINTS")  # fmt: skip
for name in NAMED_BY_PEOPLE:
    os.environ.pop(name, None)
os.environ["MSCC_HOME"] = os.environ.get("MSCC_TEST_HOME") or str(ROOT / "var" / "test")
# No test needs a broker: what is published stays in this process.
os.environ["REDIS_URL"] = "memory://"

from mscc.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; no password here is anybody's
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - empty: files are served from where they are
# Look a static file up when it is asked for: otherwise every browser of a test would read the whole folder first.
WHITENOISE_AUTOREFRESH = True
# A test that counts attempts in the database says so (tests/views/test_lock_out.py).
CACHES = {name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name} for name in CACHES}  # noqa: F405
