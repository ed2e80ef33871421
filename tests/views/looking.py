"""Small helps for the tests of the pages: what a page says, what a form on it would send, where an answer sends one."""

from collections.abc import Iterable
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse

from referrals.models import Referral

HTMX = {"HX-Request": "true"}
POLL = {**HTMX, "X-Background": "1"}


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(part: HttpResponse | Tag | None) -> str:
    """The text as read: without tags and without doubled spaces. A part that is not there says nothing."""
    if part is None:
        return ""
    node = part if isinstance(part, Tag) else soup(part)
    return " ".join(node.get_text(" ").split()).replace(" .", ".").replace(" ,", ",").replace(" :", ":")


def part(response: HttpResponse, selector: str) -> str:
    """The text of the first such part of the page."""
    return words(soup(response).select_one(selector))


def typed(response: HttpResponse, form: str = "form") -> dict[str, Any]:
    """What a browser would send of the form as it stands, whatever button is pressed."""
    found: dict[str, Any] = {}
    root = soup(response).select_one(form)
    for field in root.select("input[name], textarea[name], select[name]"):
        if field.name == "textarea":
            found[field["name"]] = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            found[field["name"]] = chosen.get("value", chosen.text) if chosen else ""
        elif field.get("type") not in {"radio", "checkbox"} or field.has_attr("checked"):
            found[field["name"]] = _one_or_several(root, field)
    return found


def _one_or_several(root: Tag, field: Tag) -> Any:
    """A field's value; of several boxes of one name, the values of all that are ticked."""
    boxes = root.select(f'input[type=checkbox][name="{field["name"]}"]')
    return [box["value"] for box in boxes if box.has_attr("checked")] if len(boxes) > 1 else field.get("value", "")


def leads_to(response: HttpResponse) -> str:
    """Where an answer sends the browser, by whichever header."""
    return response.headers.get("Location") or response.headers.get("HX-Redirect") or ""


def said(response: HttpResponse) -> str:
    """The messages at the top of the page."""
    return " ".join(words(each) for each in soup(response).select("main > p.app-strip[role=status]"))


def rows(response: HttpResponse) -> list[str]:
    """The names in the worklist, in their order."""
    return [each.text.split(",")[0].capitalize() for each in soup(response).select("tbody th a.app-name")]


def row(response: HttpResponse, of: Referral) -> str:
    """What the worklist says of one referral."""
    return part(response, f"#r{of.pk}")


def own_queries(done: Iterable[dict[str, str]]) -> list[str]:
    """What was asked for the matter itself: beside the three by which any page knows who asks, and the marks of the
    transaction.
    """
    known = ("SAVEPOINT", *(f'FROM "{table}"' for table in ("django_session", "mscc_user", "mscc_membership")))
    return [each["sql"] for each in done if not any(mark in each["sql"] for mark in known)]
