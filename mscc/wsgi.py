"""The web application, as a WSGI server loads it."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import Error

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")

application = get_wsgi_application()


def refuse_demonstration() -> None:
    """Do not serve synthetic people beside real ones."""
    from mscc.models import Alliance

    try:
        found = settings.PRODUCTION and Alliance.objects.filter(is_demonstration=True).exists()
    except Error:
        return  # the database is away or not migrated: the health page says so
    if found:
        raise ImproperlyConfigured("The database holds the demonstration's people: production does not start on it.")


def refuse_a_forgetful_database() -> None:
    """Do not take a save that the database may lose after it was answered."""
    from mscc import durability

    try:
        said = durability.refusal()
    except Error:
        return  # the database is away: the timers, which wait for it, and the auditor ask again
    if said:
        raise ImproperlyConfigured(said)


refuse_demonstration()
refuse_a_forgetful_database()
