"""Notifications of a browser (Web Push), encrypted for it alone and signed with this installation's own key."""

import json
import os
import re
from contextlib import suppress
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode
from pywebpush import WebPushException, webpush

from mscc.channels.message import PATIENCE, Message, NotSent

# Of no use any more after this long; the ladder has gone on.
KEEP_FOR = 30 * 60  # seconds
# Only of such an address do urlsplit and requests read the same host: no @, no backslash, no space, no other alphabet.
PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~:/?=&%+!$,;-]*")


class Once(requests.Session):
    """Follows nobody elsewhere: a push service that answers with another address is not followed there."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(*args, **{**kwargs, "allow_redirects": False})


def is_set_up() -> bool:
    return bool(settings.OUTGOING.push_hosts)


def public_key() -> str:
    """What a browser needs to subscribe."""
    from cryptography.hazmat.primitives import serialization

    key = _vapid().public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return b64urlencode(key)


def is_known(address: str) -> bool:
    """Whether a subscription names a push service of the settings: the service posts nowhere else."""
    try:
        given = json.loads(address)
        where = urlsplit(given["endpoint"])
        keys = given["keys"]
        whole = isinstance(keys["p256dh"], str) and isinstance(keys["auth"], str)
        whole = whole and PLAIN.fullmatch(given["endpoint"]) is not None
        place = where.hostname or ""
        place += "" if where.port in (None, 443) else f":{where.port}"
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False
    allowed = any(
        place == host or (host[:2] == "*." and place.endswith(host[1:])) for host in settings.OUTGOING.push_hosts
    )
    return whole and allowed and (where.scheme == "https" or not settings.PRODUCTION)


def send(address: str, message: Message) -> None:
    if not is_known(address):
        raise NotSent("the browser's push service is not one of PUSH_HOSTS")
    given = json.dumps({"title": message.subject, "body": message.short, "tag": str(message.key), "link": message.link})
    try:
        with Once() as session:
            webpush(
                json.loads(address), given.encode(), vapid_private_key=_vapid(), ttl=KEEP_FOR, timeout=PATIENCE,
                vapid_claims={"sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}"}, headers={"urgency": "high"},
                requests_session=session,
            )  # fmt: skip
    except (WebPushException, requests.RequestException, ValueError, IndexError) as problem:  # the last two: its keys
        answer = getattr(problem, "response", None)
        said = answer.status_code if answer is not None else type(problem).__name__
        raise NotSent(f"the push service: {said}") from problem


def _vapid() -> Vapid02:
    """The installation's key, made at the first use; of two processes that make it at once the first one's holds."""
    path = settings.OUTGOING.vapid_key
    if not path.exists():
        made = Vapid02()
        made.generate_keys()
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent) as whole:  # only the owner reads it
            made.save_key(whole.name)
            with suppress(FileExistsError):
                os.link(whole.name, path)
    return Vapid02.from_file(str(path))
