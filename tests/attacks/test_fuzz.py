"""Requests that nobody would think of, over every address, by every role: none breaks a page, none shows elsewhere.

A small part, always the same, runs with every test; `make attack` sends 10,000 (or REQUESTS=…, SEED=… another walk).
"""

import os
import random
from collections import Counter
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from mscc.models import Service
from mscc.roles import Role
from tests.attacks.corpus import CORPUS as TYPED
from tests.attacks.filling import file
from tests.attacks.test_other_alliances import told
from tests.attacks.test_uploads import CORPUS as FILES
from tests.attacks.walking import ENDS_THE_SESSION, Form, addresses, forms
from tests.conftest import person
from tests.views.test_matrix import ROWS

REQUESTS, SEED = int(os.environ.get("REQUESTS", "120")), int(os.environ.get("SEED", "1"))
METHODS = ("get",) * 5 + ("post",) * 8 + ("head", "options", "put", "delete", "patch")
VALUES = (
    "", " ", "0", "-1", "1", "7", "9" * 30, "1e309", "nan", "²", "x\0y", "\u202eabc", "😀" * 60, "%00",
    "%s%n", "../../x",
    "now", "31 Feb 2026", "0001-01-01", "9999-12-31 23:59", "24:00", "25 Oct 2026 01:30", "T8 to L2", "yes", "unknown",
    "' OR 1=1 --", "[]", "{}", "null", "\ud7ff", "\r\nX: y", "a" * 3000, "01632 960 001", "C99", "٣", *TYPED.values(),
)  # fmt: skip
HEADERS = (
    {}, {"HX-Request": "true"}, {"X-Background": "1"}, {"Accept": "application/json"}, {"Accept-Language": "x" * 300},
    {"Cookie": "messages=x; __Host-sessionid=y"}, {"Range": "bytes=0-1"}, {"If-Modified-Since": "never"},
    {"Content-Type": "multipart/form-data; boundary="}, {"Content-Type": "application/json"}, {"HX-Target": "<b>"},
)  # fmt: skip


class Walk:
    """A walk of one seed: the same seed sends the same requests."""

    def __init__(self, seed: int, known: dict[str, str], found: list[Form], people: list[Client]) -> None:
        self.chance, self.known, self.people = random.Random(seed), known, people
        self.places = [(name, address) for name, address in addresses(known) if name not in ENDS_THE_SESSION]
        self.by_address: dict[str, list[Form]] = {}
        for form in found:
            self.by_address.setdefault(form.to.split("?")[0], []).append(form)
        self.names = sorted({name for form in found for name in (*form.words, *form.choices())})

    def data(self, address: str) -> dict[str, object]:
        """The fields of a form of that address, or of any, some of them odd."""
        chance = self.chance
        here = self.by_address.get(address.split("?", maxsplit=1)[0])
        form = chance.choice(here) if here else None
        sent: dict[str, object] = {**form.chosen(), **{name: self.value() for name in form.words}} if form else {}
        for name in chance.sample(sorted(sent) or self.names, k=min(chance.randint(0, 4), len(sent) or 4)):
            sent[name] = self.value()
        for name in form.files if form else ():
            sent[name] = file(chance.choice(list(FILES.values())))
        if chance.random() < 0.2:
            sent[chance.choice(self.names)] = [self.value(), self.value()]
        return sent

    def value(self) -> str:
        return self.chance.choice(VALUES if self.chance.random() < 0.8 else list(self.known.values()))

    def query(self) -> str:
        if self.chance.random() < 0.6:
            return ""
        return "?" + urlencode({self.chance.choice(self.names): self.value() for _ in range(self.chance.randint(1, 3))})

    def step(self) -> tuple[str, str, int, bool]:
        """One request, whatever it changed taken back."""
        name, address = self.chance.choice(self.places)
        method, who = self.chance.choice(METHODS), self.chance.choice(self.people)
        address = address.split("?")[0] + self.query() if self.chance.random() < 0.7 else address
        headers = self.chance.choice(HEADERS)
        kind = headers.get("Content-Type")
        with transaction.atomic():
            if method == "post" and not kind:
                response = who.post(address, self.data(address), headers=headers)
            elif method in {"get", "head"}:
                response = getattr(who, method)(address, headers=headers)
            else:
                body = self.chance.choice(VALUES).encode()
                response = who.generic(
                    method.upper(), address, body, content_type=kind or "text/plain", headers=headers
                )
            transaction.set_rollback(True)
        return f"{method} {name} {address[:150]}", name, response.status_code, bool(told(response))


@pytest.fixture
def everybody(ours: dict, insider: Client, service: Service, other_service: Service) -> list[Client]:
    """A browser of each role, of somebody with all of them, and of nobody; none lets an error of ours pass by."""
    made = [insider, Client(raise_request_exception=False)]
    for role in Role:
        made.append(Client(raise_request_exception=False))
        made[-1].force_login(person(f"Fuzz {role.value}", role, service))
    return made


def test_no_request_breaks_a_page(everybody: list[Client], insider: Client, ours: dict, abroad: dict) -> None:
    walk = Walk(
        SEED, {**ours, **{f"their_{name}": value for name, value in abroad.items()}}, forms(insider, ours), everybody
    )
    answers, wrong, reached = Counter(), [], set()
    for number in range(REQUESTS):
        what, name, status, shows = walk.step()
        answers[status] += 1
        reached.add(name)
        # Silent timers are a 503 of the health page's own.
        if (status >= 500 and name not in {"timers", "health"}) or shows:
            wrong.append(f"{number} (seed {SEED}): {what}: {status}{' shows the other alliance' if shows else ''}")
    print(f"{REQUESTS} requests, {len(reached)} of {len(ROWS)} addresses: {dict(sorted(answers.items()))}")
    assert wrong == []
    assert answers[200] > REQUESTS // 10  # not all of it is turned away at the door
    assert {403, 404, 405, 422} <= set(answers)
