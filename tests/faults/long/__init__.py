"""The long fault runs: `make faults`. Real processes and signals, 2,000 clocks a fault, a table of what came.

The whole service runs in a home of its own: two timer processes, auditor, worker, beat, web server, PostgreSQL, Redis,
and a gateway that writes down every call. Nothing here is a test; the short set that is, is beside this folder.
"""

import os
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")
os.environ["MSCC_HOME"] = os.environ.get("MSCC_FAULTS_HOME") or tempfile.mkdtemp(prefix="mscc-faults-")
