"""Pages and actions measured against their own SQL, in a database of their own."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")
HOME = Path(__file__).resolve().parent.parent / "var" / "bench"
os.environ["MSCC_HOME"] = os.environ.get("MSCC_BENCH_HOME") or str(HOME)

django.setup()
