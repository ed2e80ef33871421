"""Run a command of manage.py in a process whose clock goes wrong: `python -m tests.faults.skewed 60 8 manage.py
run_timers` puts it 60 s ahead after 8 s.
"""

import os
import sys
import threading
import time

import time_machine
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")
    wrong, after, *command = sys.argv[1:]

    def jump() -> None:
        time_machine.travel(time.time() + float(wrong), tick=True).start()

    if float(after):
        timer = threading.Timer(float(after), jump)
        timer.daemon = True
        timer.start()
    else:
        jump()
    execute_from_command_line(command)
