"""Holds an embedded server until its input is closed: `python -m tests.infra.hold postgres`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")
django.setup()

from mscc import embedded  # noqa: E402

embedded.ensure(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
