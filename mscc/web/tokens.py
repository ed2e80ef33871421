"""What every form carries unseen."""

import secrets

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

FIELD = "form_number"


def _tokens(request: HttpRequest) -> SafeString:
    """The CSRF token, and the number by which a second press is known (`mscc.web.once`)."""
    fields = '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="{}">'
    return format_html(fields, get_token(request), FIELD, secrets.token_urlsafe(12))


tokens = lazy(_tokens, SafeString, str)
