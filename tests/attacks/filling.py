"""Fill a form so that it is taken: the text wherever words go, and what is asked wherever they do not."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.attacks.walking import Form
from tests.rules.test_content import PDF
from tests.views.looking import soup

# What a field may want when it takes no words, one after the other.
WANTED = (
    "now",
    "{today}",
    "{later}",
    "10:00",
    "1",
    "01632 960 123",
    "a.person@example.org",
    "C3",
    "https://x.example/",
)


def submit(client: Client, form: Form, text: str, at: datetime) -> HttpResponse:
    """Post the form with the text in every field of words; a field that refuses it is given something else."""
    today = at.date()
    wanted = [each.format(today=today, later=today.replace(year=today.year + 1)) for each in WANTED]
    tried = dict.fromkeys(form.words, 0)
    words = {**dict.fromkeys(form.words, text), **({"happened_at": "now"} if "happened_at" in form.words else {})}
    while True:
        response = client.post(form.to, {**form.chosen(), **words, **{name: file() for name in form.files}})
        refused = refused_in(response) & set(form.words) if response.status_code == 422 else set()
        if not refused or any(tried[name] == len(wanted) for name in refused):
            return response
        for name in refused:
            words[name] = wanted[tried[name]]
            tried[name] += 1


def refused_in(response: HttpResponse) -> set[str]:
    """The names of the fields beside which something is said."""
    page = soup(response)
    said = (page.find(id=each["id"].removesuffix("-error")) for each in page.select(".app-error[id$='-error']"))
    return {each["name"] for each in said if each is not None and each.has_attr("name")}


def file(content: bytes = PDF, name: str = "a.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)
