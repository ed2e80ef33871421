"""Keeps one document in the store of MSCC_HOME: `python -m tests.faults.document` prints its name."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")
django.setup()

from mscc import store  # noqa: E402

print(store.put(b"a letter about nobody " * 10_000))
