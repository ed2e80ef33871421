"""Pages for what went wrong: plain words, no codes, no jargon."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from mscc.web.parked import park
from mscc.web.render import go, render


def _problem(request: HttpRequest, status: int, heading: str, sentence: str) -> HttpResponse:
    return render(request, "problem.jinja", {"heading": heading, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(
        request, 400, "That could not be read", "The browser sent something that could not be read. Try again."
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _problem(request, 403, "You cannot do this", said or "Your role does not allow this. Ask your service lead.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, 404, "There is nothing here", "The page is not there, or it is not yours to see.")


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, 429, "Too many attempts", f"Wait a few minutes and try again, or {settings.SIGN_IN_HELP}.")


def broken(request: HttpRequest) -> HttpResponse:
    sentence = "Something went wrong on our side, and it has been noted. Ring the service if it cannot wait."
    return HttpResponse(
        f"<!DOCTYPE html><html lang='en'><title>A problem</title><h1>A problem</h1><p>{sentence}</p>", status=500
    )


def only_posted(request: HttpRequest) -> HttpResponse:
    """An address that only takes what a form sends was opened by itself."""
    response = _problem(request, 405, "There is nothing to show here", "Go back to the page that brought you here.")
    response["Allow"] = "POST"
    return response


def not_checked(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's own token did not fit: usually somebody has signed in again since the page was opened.

    What was typed is not done, but shown once more on a fresh page.
    """
    if request.method == "POST" and getattr(request, "access", None):
        park(request, user_id=request.user.pk or 0, at=request.at)  # type: ignore[attr-defined]
        return go(request, request.path)
    return _problem(request, 403, "This page was open for too long", "Go back, open the page again and send it again.")
