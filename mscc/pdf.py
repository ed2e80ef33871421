"""The one place that makes PDFs: A4, tagged (PDF/UA), in British English, from a template and our own files alone."""

from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2

# Addresses of a document begin here, so that none leads out; what does not lie under the static files is refused.
BASE = "file:///"


class NotPossibleHere(RuntimeError):
    """This machine cannot make PDFs; the message says what is missing and what to do."""


class NotOurs(ValueError):
    """A document asked for something that is not a static file of the service."""


def document(template: str, context: dict[str, Any], *, at: datetime) -> bytes:
    """A PDF of a template. Raises NotPossibleHere where the system's libraries are missing.

    It loads nothing but static files: any other address in it ends in an error, never in a request.
    """
    page = cast(Jinja2, engines["jinja2"]).get_template(template).render({**context, "at": at})
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
    except OSError as problem:
        said = "PDFs cannot be made on this machine: its Pango libraries are missing (make setup names them). "
        raise NotPossibleHere(said + "Print the page itself instead.") from problem

    class OwnFiles(URLFetcher):
        """Gives out our static files and refuses all else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                return super().fetch(own_file(url).as_uri(), headers)
            except NotOurs as problem:
                raise FatalURLFetchingError(str(problem)) from problem

    made = HTML(string=page, base_url=BASE, url_fetcher=OwnFiles())
    try:
        return made.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    except FatalURLFetchingError as problem:  # no Exception, so that the library does not pass over it
        raise NotOurs(str(problem)) from problem


def own_file(url: str) -> Path:
    """The static file behind an address as a template writes it. Raises NotOurs for any other."""
    prefix = BASE + settings.STATIC_URL.lstrip("/")
    if not url.startswith(prefix):
        raise NotOurs("A document may load nothing but our own static files.")
    name = url.removeprefix(prefix)
    try:
        return Path(str(finders.find(name) or staticfiles_storage.path(name)))
    except SuspiciousFileOperation as problem:
        raise NotOurs("A document may load nothing but our own static files.") from problem


def answer(made: bytes, *, name: str) -> HttpResponse:
    """The PDF as a download. `name` is of our own words and numbers; nothing about anybody is in it."""
    disposition = f'attachment; filename="{name}.pdf"'
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": disposition})
