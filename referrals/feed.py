"""Somebody's own shifts as an iCalendar file: post, service and times, nothing about anybody else.

A shift keeps its UID, and SEQUENCE counts its changes, so that a calendar moves or strikes out what it has already
shown. A shift taken off stays in the file as cancelled for as long as it would have been in it.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vDuration

from mscc.models import CalendarFeed, Shift, User

BACK = timedelta(days=7)
# Calendars ask again after this long, if they heed it.
AGAIN = timedelta(hours=1)


def digest(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def reader(secret: str) -> User | None:
    """Whose calendar a secret opens; nobody's if it was taken back, or if they no longer work here."""
    found = CalendarFeed.objects.filter(digest=digest(secret), user__is_active=True).select_related("user").first()
    return found.user if found else None


def calendar_of(person: User, at: datetime) -> bytes:
    """The shifts of a person from a week ago on, in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//MSCC coordination//Rota//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "MSCC rota")
    calendar.add("refresh-interval", vDuration(AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(AGAIN))
    shifts = Shift.objects.filter(person=person, ends_at__gt=at - BACK)
    for shift in shifts.select_related("post__service").order_by("starts_at", "pk"):
        calendar.add_component(_event(shift, at))
    return calendar.to_ical()


def _event(shift: Shift, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"shift-{shift.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", shift.revision)
    event.add("dtstamp", shift.changed_at or at)
    if shift.changed_at:
        event.add("last-modified", shift.changed_at)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", f"{shift.post.get_role_display()}, {shift.post.service.name}")
    event.add("status", "CANCELLED" if shift.cancelled_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if shift.cancelled_at else "OPAQUE")
    event.add("class", "PRIVATE")
    return event
