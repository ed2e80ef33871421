"""Run a command of manage.py in a process whose clock is wrong: `python -m tests.faults.long.skewed 60 run_timers`."""

import sys
import time

import time_machine
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    wrong = float(sys.argv[1])
    with time_machine.travel(time.time() + wrong, tick=True):
        execute_from_command_line(["manage.py", *sys.argv[3:]])
