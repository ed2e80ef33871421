"""Answer with a page, or with one block of it: one address, one view, one template."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.backends.utils import csrf_token_lazy
from jinja2_fragments import render_block

from mscc.duty import on_posts
from mscc.roles import Permission
from mscc.web.sessions import locked_services, seconds_left
from mscc.web.tokens import tokens


class SeeOther(HttpResponseRedirect):
    """Go on there, with a GET."""

    status_code = 303


def common(request: HttpRequest) -> dict[str, Any]:
    """What every page needs. A context processor of the Jinja engine."""
    access = getattr(request, "access", None)
    return {
        "user": request.user if access else None,
        "access": access,
        "csrf_input": tokens(request),
        "at": getattr(request, "at", None),
        "posts_of": lambda: on_posts([it.pk for it in access.on_duty], request.at) if access else {},  # type: ignore[attr-defined]
        "may": access.may if access else lambda *_: False,
        "Permission": Permission,
        "demonstration": not settings.PRODUCTION,
        "font_stylesheet": settings.FONT_STYLESHEET,
        "source_address": settings.SOURCE_ADDRESS,
        "locked_services": locked_services,
        "session_left": seconds_left,
        "second_factor_wanted": getattr(request, "second_factor_wanted", False),
    }


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, block: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or only the named block of its template."""
    engine = cast(Jinja2, engines["jinja2"])
    if not block:
        return HttpResponse(engine.get_template(template).render(context or {}, request), status=status)
    token = {"csrf_token": csrf_token_lazy(request)}
    everything: dict[str, Any] = {}
    for processor in engine.template_context_processors:
        everything |= processor(request)
    everything |= {**token, "request": request, "messages": [], **(context or {})}
    html = render_block(engine.env, template, block, everything)
    response = HttpResponse(html, status=status)
    response["Vary"] = "HX-Request"
    return response


def go(request: HttpRequest, to: Any, *arguments: Any) -> HttpResponse:
    """Go to another page: a redirect, or for a fragment's request the header that makes the browser go."""
    address = resolve_url(to, *arguments)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": address})
    return SeeOther(address)
