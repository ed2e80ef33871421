"""Text messages, through GOV.UK Notify. The template there has one place, ((text)); the reference is our key."""

import requests
from django.conf import settings
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from mscc.channels.message import PATIENCE, Message, NotSent


def is_set_up() -> bool:
    return bool(settings.OUTGOING.notify_key and settings.OUTGOING.notify_template)


def send(address: str, message: Message) -> None:
    """Notify does not drop a repeat by itself: before one is sent it is asked whether it has the reference."""
    outgoing = settings.OUTGOING
    try:
        where = {"base_url": outgoing.notify_url} if outgoing.notify_url else {}  # else the library's own
        client = NotificationsAPIClient(outgoing.notify_key, timeout=PATIENCE, **where)
        if message.is_repeat and client.get_all_notifications(reference=str(message.key))["notifications"]:
            return
        client.send_sms_notification(
            phone_number=address, template_id=outgoing.notify_template, reference=str(message.key),
            personalisation={"text": f"{message.short} {message.link}"},
        )  # fmt: skip
    except (HTTPError, requests.RequestException, AssertionError) as problem:
        raise NotSent(f"GOV.UK Notify: {type(problem).__name__}") from problem
