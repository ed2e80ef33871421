#!/usr/bin/env python
"""Django's command line for the MSCC coordinator service."""

import os
import sys

# Commands of rules alone: for them neither settings nor models are loaded, which takes longer than a thousand cases.
RULES_ALONE = ("assess", "score")


def main() -> None:
    try:
        from django.core.management import execute_from_command_line, load_command_class
    except ImportError:
        sys.exit("Django is not installed here: run 'make setup', then use .venv/bin/python manage.py.")
    if sys.argv[1:] and sys.argv[1] in RULES_ALONE:
        load_command_class("pathways", sys.argv[1]).run_from_argv(sys.argv)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")
    from django.core.exceptions import ImproperlyConfigured

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(problem))  # a sentence about the settings, for the person who starts the service


if __name__ == "__main__":
    main()
