"""Everything that a browser can reach: every address of the matrix, and on every page every form with its fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import Tag
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from pathways.scores.forms import PAPERS
from referrals.events import RECORDABLE
from referrals.key_information import SECTIONS
from tests.views.looking import soup
from tests.views.test_matrix import ROWS

# By the name of an address, what stands for its last part, where there is more than the matrix names.
EVERY = {"record": RECORDABLE, "key_information": tuple(SECTIONS), "score": tuple(PAPERS)}
# Whoever signs out attacks nobody.
ENDS_THE_SESSION = {"account_logout", "lock"}
# Buttons beside the text: which one is pressed changes nothing of what is typed.
TYPED = {"text", "tel", "email", "number", "search", "url", "date", "time", "password", None}


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: where it is, where it posts to."""

    page: str
    to: str
    tag: Tag

    @property
    def words(self) -> list[str]:
        """The names of the fields into which words are typed."""
        inputs = [each["name"] for each in self.tag.select("input[name]") if each.get("type") in TYPED]
        return [*inputs, *(each["name"] for each in self.tag.select("textarea[name]"))]

    @property
    def files(self) -> list[str]:
        return [each["name"] for each in self.tag.select("input[type=file][name]")]

    def chosen(self) -> dict[str, str]:
        """The first choice of everything, so that what hangs on it is asked."""
        sent: dict[str, str] = {}
        for each in self.tag.select("input[name], select[name], button[name]"):
            kind = each.get("type")
            if each.name == "select":
                sent[each["name"]] = next((it["value"] for it in each.select("option[value]:not([value=''])")), "")
            elif kind in {"radio", "hidden"} or each.name == "button":
                sent.setdefault(each["name"], each.get("value", ""))
        return sent

    def choices(self) -> dict[str, set[str]]:
        """What each field offers or brings with it: of selects, boxes and hidden fields."""
        found: dict[str, set[str]] = {}
        for each in self.tag.select("select[name]"):
            found[each["name"]] = {it.get("value", "") for it in each.select("option")}
        for each in self.tag.select("input[type=hidden][name], input[type=checkbox][name], input[type=radio][name]"):
            found.setdefault(each["name"], set()).add(each.get("value", ""))
        return found


def addresses(known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every address of the matrix with what is known put in: its name and itself."""
    for name, row in ROWS.items():
        if name in ENDS_THE_SESSION:
            continue
        filled = [each.format(**known) for each in row.arguments]
        for last in EVERY.get(name, filled[-1:] or ("",)):
            yield name, reverse(name, args=[*filled[:-1], str(last)] if filled else []) + row.query


def is_page(response: HttpResponse) -> bool:
    return response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")


def pages(client: Client, known: dict[str, str]) -> Iterator[tuple[str, HttpResponse]]:
    """Every page that opens."""
    for _, address in addresses(known):
        if is_page(response := client.get(address)):
            yield address, response


def forms(client: Client, known: dict[str, str], method: str = "post") -> list[Form]:
    """Every form of that method, once for each address and set of fields: a list has one in each line."""
    found: dict[tuple[str, ...], Form] = {}
    for address, response in pages(client, known):
        for tag in soup(response).select(f"form[method={method}]"):
            it = Form(address, urljoin(address, tag.get("action", "")), tag)
            found.setdefault((it.to, *sorted(it.choices()), *sorted(it.words)), it)
    return [it for it in found.values() if "/accounts/" not in it.to and "/lock" not in it.to]
