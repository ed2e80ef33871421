"""A gateway that passes nothing on: for tests, fault runs and the demonstration.

It speaks for the voice and bleep gateway (POST /messages), for GOV.UK Notify (/v2/notifications…) and for a browser's
push service (POST /push/…), keeps every call in a ledger, one line of JSON each, and misbehaves as it is told
(POST /mode): refuses some, takes some without an answer, answers late, or is down.
"""

import json
import threading
import time
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Mode:
    """How it misbehaves: shares of the calls, and seconds."""

    refuse: float = 0.0
    no_answer: float = 0.0
    delay: float = 0.0
    is_down: bool = False


class FakeGateway(ThreadingHTTPServer):
    """The server. `ledger` is appended to; a key that was there before is not passed on again."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, ledger: Path, seed: int = 1) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.ledger, self.mode, self.random = ledger, Mode(), Random(seed)
        self.lock = threading.Lock()
        self.keys = {line["key"] for line in read(ledger)}

    def keep(self, key: str, **said: Any) -> bool:
        """Write the call down; True when the key is new."""
        with self.lock:
            is_new = key not in self.keys
            self.keys.add(key)
            with self.ledger.open("a") as lines:
                lines.write(json.dumps({"at": time.time(), "key": key, "passed_on": is_new, **said}) + "\n")
        return is_new

    def misbehaves(self) -> str:
        """How this call goes wrong: "", "refuse" or "no answer"."""
        if self.mode.is_down:
            return "refuse"
        chance = self.random.random()
        if chance < self.mode.refuse:
            return "refuse"
        return "no answer" if chance < self.mode.refuse + self.mode.no_answer else ""


class Handler(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    server: FakeGateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/mode":
            self.server.mode = Mode(**json.loads(body))
            return self._answer(200, asdict(self.server.mode))
        time.sleep(self.server.mode.delay)
        wrong = self.server.misbehaves()
        if wrong == "refuse":
            return self._answer(503, {"errors": [{"error": "Down", "message": "The fake gateway refuses."}]})
        said = self._said(body)
        self.server.keep(said.pop("key"), **said)
        if wrong == "no answer":
            self.close_connection = True  # taken, and nobody ever hears so
            return None
        return self._answer(201, {"id": said.get("to", ""), "content": {}})

    def do_GET(self) -> None:
        """Notify's list by reference."""
        (reference,) = parse_qs(urlsplit(self.path).query).get("reference", [""])
        with self.server.lock:
            known = reference in self.server.keys
        self._answer(200, {"notifications": [{"reference": reference}] if known else []})

    def _said(self, body: bytes) -> dict[str, Any]:
        if self.path.startswith("/push/"):
            return {"key": f"push:{self.headers.get('Authorization', '')[-24:]}", "channel": "push", "bytes": len(body)}
        given = json.loads(body)
        if self.path.startswith("/v2/notifications"):
            text = given["personalisation"]["text"]
            return {"key": given["reference"], "channel": "sms", "to": given["phone_number"], "text": text}
        return {name: given[name] for name in ("key", "channel", "to", "text", "link")}

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the ledger is its log."""


def read(ledger: Path) -> list[dict[str, Any]]:
    """Every call that was taken."""
    return [json.loads(line) for line in ledger.read_text().splitlines()] if ledger.exists() else []
