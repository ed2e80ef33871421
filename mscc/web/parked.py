"""What was on a form when its session turned out to have ended: kept for the same person, shown on the same address."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from mscc.models import ParkedForm
from mscc.web.tokens import FIELD

LONGEST_PATH = 300
# The lock sends along what stands on the page, under which address it belongs, and the page itself.
LOCK, FORM, PAGE = "/lock/", "locked_form", "locked_page"
NEVER = frozenset(
    {"csrfmiddlewaretoken", FIELD, "login", "password", "oldpassword", "password1", "password2", FORM, PAGE}
)


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


def locked_from(request: HttpRequest) -> str:
    """The page that the lock was pressed on: of the form that somebody had been typing in, or the whole page."""
    said = request.POST.get(FORM) or request.POST.get(PAGE) or "/"
    return said if url_has_allowed_host_and_scheme(said, allowed_hosts=None) else "/"


def has_typed(request: HttpRequest) -> bool:
    """Whether what was posted may be something that a person typed."""
    return request.method == "POST" and (request.path != LOCK or bool(request.POST.get(FORM)))


def _path(request: HttpRequest) -> str:
    """Where it is shown again; what the lock sent belongs to the form that it was typed in."""
    at_lock = request.path == LOCK and request.method == "POST"
    return _kept(locked_from(request) if at_lock else request.path)[:LONGEST_PATH]


def _kept(text: str) -> str:
    """As PostgreSQL takes it: without NUL, which nobody typed."""
    return text.replace("\0", "")
