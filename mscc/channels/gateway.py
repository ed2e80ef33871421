"""Voice calls and bleeps, through a generic HTTP gateway.

One POST of JSON: key, channel, to, text, link. The key also stands in the header Idempotency-Key; a gateway passes on
one message for each key. Any answer but 2xx is a refusal.
"""

from collections.abc import Callable

import requests
from django.conf import settings

from mscc.channels.message import PATIENCE, Message, NotSent


def is_set_up() -> bool:
    return bool(settings.OUTGOING.gateway_url)


def sender(channel: str) -> Callable[[str, Message], None]:
    """The sender of one of the gateway's channels."""

    def send(address: str, message: Message) -> None:
        given = {
            "key": str(message.key), "channel": channel, "to": address, "text": message.short, "link": message.link,
        }  # fmt: skip
        headers = {"Idempotency-Key": str(message.key)}
        if settings.OUTGOING.gateway_token:
            headers["Authorization"] = f"Bearer {settings.OUTGOING.gateway_token}"
        try:
            answer = requests.post(
                settings.OUTGOING.gateway_url, json=given, headers=headers, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as problem:
            raise NotSent(f"the gateway: {type(problem).__name__}") from problem
        if not 200 <= answer.status_code < 300:
            raise NotSent(f"the gateway answered {answer.status_code}")

    return send
