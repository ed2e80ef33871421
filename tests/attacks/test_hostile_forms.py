"""Every form about a referral, with whatever anybody may type: a clear error or a safe page, and nothing lost.

The forms are found: every address of the matrix that is about one of our referrals, every event that can be recorded,
every section, every score; and on each page every form with every field of words. A new form is here by itself.
"""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from bs4 import Tag
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mscc.models import User
from pathways.scores.forms import PAPERS
from referrals.events import RECORDABLE
from referrals.key_information import SECTIONS
from tests.views.calling import WORST
from tests.views.looking import leads_to, soup, words
from tests.views.test_matrix import REFERRAL, ROWS, ours  # noqa: F401 (a fixture)

# By the name of an address, what stands for its last part, where there is more than the matrix names.
EVERY = {"record": RECORDABLE, "key_information": tuple(SECTIONS), "score": tuple(PAPERS)}
ABOUT_ONE = [name for name, row in ROWS.items() if row.is_ours and REFERRAL in row.arguments and row.get == 200]
PAGES = [
    (name, (*ROWS[name].arguments[:-1], str(last)) if name in EVERY else ROWS[name].arguments)
    for name in ABOUT_ONE for last in EVERY.get(name, ("",))
]  # fmt: skip
# Buttons beside the text: which one is pressed changes nothing of what is typed.
TYPED = {"text", "tel", "email", "number", "search", None}


def fields_of(form: Tag) -> list[str]:
    """The names of the fields into which words are typed."""
    inputs = [each["name"] for each in form.select("input[name]") if each.get("type") in TYPED]
    return [*inputs, *(each["name"] for each in form.select("textarea[name]"))]


def filled(form: Tag, text: str, *, times: bool) -> dict[str, str]:
    """What a browser would send: the first choice of everything, so that what hangs on it is asked, and the text."""
    sent: dict[str, str] = {}
    for each in form.select("input[name], select[name], button[name]"):
        if each.name == "select":
            sent[each["name"]] = next(
                it["value"] for it in [*each.select("option[value]:not([value=''])"), {"value": ""}]
            )
        elif each.get("type") == "radio":
            sent.setdefault(each["name"], each["value"])
        elif each.get("type") == "hidden" or each.name == "button":
            sent.setdefault(each["name"], each.get("value", ""))
    own = dict.fromkeys(fields_of(form), text)
    return {**sent, **own, **({} if times or "happened_at" not in own else {"happened_at": "now"})}


def forms_of(client: Client, address: str) -> Iterator[tuple[str, Tag]]:
    """The forms of a page that post words, each with where it posts to."""
    for form in soup(client.get(address)).select("main form[method=post]"):
        if fields_of(form):
            yield urljoin(address, form.get("action", "")), form


def check(client: Client, address: str, to: str, form: Tag, text: str, *, times: bool) -> None:
    sent = filled(form, text, times=times)
    response = client.post(to, sent)
    assert response.status_code in {200, 303, 422}, (to, text[:40])
    if response.status_code == 303:
        response = client.get(leads_to(response))
        assert response.status_code == 200
    page = soup(response)
    assert not page.select("main script, main img[onerror], main [onclick]"), (to, text[:40])
    if response.status_code == 422 and to == address:
        problems = [words(each) for each in page.select(".app-errors li")]
        assert problems, to
        assert all(problems), to
        again = max(page.select("main form[method=post]"), key=lambda it: len(set(fields_of(it)) & set(sent)))
        for name in set(fields_of(form)) - {"reason"}:
            field = again.select_one(f"[name='{name}']")
            stands = field.text if field.name == "textarea" else field.get("value", "")
            assert plain(stands) == plain(sent[name]), (to, name)


def plain(text: str) -> str:
    """As a browser shows it: without NUL, which nobody typed, and with one kind of line end."""
    return text.replace("\0", "").replace("\ufffd", "").replace("\r\n", "\n").replace("\r", "\n").strip()


@pytest.fixture
def author(ours: dict) -> Client:  # noqa: F811
    client = Client()
    client.force_login(User.objects.get(name="Test Author", alliance__code="TST"))
    return client


@pytest.mark.parametrize(("name", "arguments"), PAGES, ids=[f"{name} {each[-1]}" for name, each in PAGES])
def test_a_corpus_breaks_no_form_and_loses_nothing(name: str, arguments: tuple, ours: dict, author: Client) -> None:  # noqa: F811
    address = reverse(name, args=[each.format(**ours) for each in arguments])
    for to, form in forms_of(author, address):
        for text in WORST:
            check(author, address, to, form, text, times=False)
            check(author, address, to, form, text, times=True)
    assert author.get(reverse("referral", args=[ours["reference"]])).status_code == 200


@pytest.mark.parametrize("slug", SECTIONS)
def test_nothing_that_can_be_thought_of_breaks_a_section(slug: str, ours: dict, author: Client) -> None:  # noqa: F811
    address = reverse("key_information", args=[ours["reference"], slug])
    (to, form), *_ = forms_of(author, address)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    @given(st.one_of(st.text(max_size=80), st.floats().map(str), st.dates().map(str), st.datetimes().map(str)))
    def holds(text: str) -> None:
        check(author, address, to, form, text.encode("utf-8", "ignore").decode(), times=True)
        check(author, address, to, form, text.encode("utf-8", "ignore").decode(), times=False)

    holds()
