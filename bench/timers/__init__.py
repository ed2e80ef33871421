"""`make bench-timers`: how late an alert is, what a sweep costs, and the same timers kept by Celery."""

import os

# The processes are those of the fault runs, in the bench's own home.
os.environ["MSCC_FAULTS_HOME"] = os.environ["MSCC_HOME"]
