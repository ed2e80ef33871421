"""What was on a form when its session turned out to have ended: kept for the same person, shown on the same address."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict

from mscc.models import ParkedForm
from mscc.web.tokens import FIELD

NEVER = frozenset({"csrfmiddlewaretoken", FIELD, "login", "password", "oldpassword", "password1", "password2"})
LONGEST_PATH = 300


def park(request: HttpRequest, *, user_id: int, at: datetime) -> None:
    """Keep what was posted; the newest of an address takes the place of the one before it."""
    path = _path(request)
    posted = {_kept(name): [_kept(str(value)) for value in values] for name, values in request.POST.lists()}
    data = {name: values for name, values in posted.items() if name not in NEVER}
    ParkedForm.objects.filter(user_id=user_id, path=path).delete()
    ParkedForm.objects.create(user_id=user_id, path=path, data=data, created_at=at)


def parked_form(request: HttpRequest) -> QueryDict | None:
    """What this person had on this page's form when their session ended, taken out once; None if nothing."""
    waiting = ParkedForm.objects.filter(user_id=request.user.pk or 0, path=_path(request))
    found = waiting.first()
    if found is None:
        return None
    waiting.delete()
    return typed(found.data)


def forget(before: datetime) -> None:
    """Drop what nobody came back for."""
    ParkedForm.objects.filter(created_at__lt=before).delete()


def typed(data: dict[str, Any]) -> QueryDict:
    """What was kept of a form, as a form reads it."""
    filled = QueryDict(mutable=True)
    for name, value in data.items():
        filled.setlist(name, value if isinstance(value, list) else [value])
    return filled


def _path(request: HttpRequest) -> str:
    return _kept(request.path)[:LONGEST_PATH]


def _kept(text: str) -> str:
    """As PostgreSQL takes it: without NUL, which nobody typed."""
    return text.replace("\0", "")
