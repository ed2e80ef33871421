"""A form that is sent twice from one page is kept once: the second press is led to where the first one went.

Every form carries a number of its own beside the CSRF token. What was kept is known by that number, by who sent it and
by all that was sent: something else typed in the same form (after going back, say) is something new.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from mscc.models import Pressed
from mscc.web.render import go
from mscc.web.tokens import FIELD

PRESSED_TWICE = "The button was pressed twice. It counted once."
View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """Keep what is posted once, however often the button is pressed. What was not kept may be sent again.

    The second press waits for the first: its row is written in the same transaction as what is kept.
    """

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not request.POST.get(FIELD):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            press = _claim(request)
            if press.led_to:
                return _as_before(request, press)
            response = view(request, *args, **kwargs)
            press.led_to = _goes_to(response)
            if press.led_to:
                press.save(update_fields=["led_to"])
            else:
                press.delete()
        return response

    return handle


def forget(before: datetime) -> None:
    """Drop what nobody will send again."""
    Pressed.objects.filter(at__lt=before).delete()


# In one statement: whoever writes the same row is waited for, and what it leads to by then is read.
CLAIM = """INSERT INTO mscc_pressed (digest, at, led_to) VALUES (%s, %s, '')
ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest RETURNING digest, at, led_to"""


def _claim(request: HttpRequest) -> Pressed:
    """The row of this press. One that leads nowhere yet is ours."""
    return Pressed.objects.raw(CLAIM, [_digest(request), request.at])[0]  # type: ignore[attr-defined]


def _digest(request: HttpRequest) -> str:
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    found = hashlib.sha256(repr((request.user.pk, request.path, sent)).encode("utf-8", "surrogatepass"))
    for name, file in sorted(request.FILES.items()):
        assert isinstance(file, UploadedFile)
        found.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
        for chunk in file.chunks():
            found.update(chunk)
        file.seek(0)
    return found.hexdigest()


def _goes_to(response: HttpResponse) -> str:
    """Where a kept form leads; nothing for a form that is shown again."""
    return (response.headers.get("Location") or response.headers.get("HX-Redirect") or "")[:300]


def _as_before(request: HttpRequest, press: Pressed) -> HttpResponse:
    messages.info(request, PRESSED_TWICE)
    return go(request, press.led_to)
