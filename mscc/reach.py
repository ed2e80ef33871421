"""How a person is reached: add an address, send a code there, take the code back. Only then is it used."""

import json
import re
import secrets
import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from audit import trail
from mscc import channels
from mscc.channels import Message, push
from mscc.models import Channel, ContactPoint, User

CODE_LASTS = timedelta(minutes=15)
CODE_AGAIN = timedelta(seconds=30)
TRIES = 5
NUMBER = re.compile(r"\+?[0-9]{3,15}")


class NotReachable(ValueError):
    """The address or code cannot be used; the message says why and what to do."""


def read(channel: str, text: str) -> str:
    """An address as it is kept. Raises NotReachable for one that cannot be."""
    text = text.strip()
    if channel == Channel.EMAIL:
        try:
            validate_email(text)
        except ValidationError as problem:
            raise NotReachable("That is not an e-mail address: give one such as name@trust.example.") from problem
        return text.lower()
    if channel == Channel.PUSH:
        if not push.is_known(text):
            raise NotReachable("This browser’s notification service is not one that this installation may use.")
        return json.dumps(json.loads(text), sort_keys=True)
    number = re.sub(r"[\s()-]", "", text)
    if not NUMBER.fullmatch(number):
        raise NotReachable("That is not a number: give 3 to 15 digits, spaces allowed, + in front if you like.")
    return number


@transaction.atomic
def add(*, user: User, channel: str, address: str, urgent_only: bool, at: datetime) -> ContactPoint:
    """Add or replace the person's address of a channel. It is used when its code has come back."""
    kept = read(channel, address)
    point, _ = ContactPoint.objects.select_for_update().get_or_create(
        user=user, channel=channel, defaults={"address": kept, "created_at": at}
    )
    if point.address != kept:
        point.address, point.verified_at, point.code_hash = kept, None, ""
    point.urgent_only = urgent_only
    point.save()
    _note("reach.add", point, at, urgent_only=urgent_only)
    return point


def send_code(*, point: ContactPoint, at: datetime) -> None:
    """Send a code to an address. Raises NotReachable when it cannot be sent, or was sent a moment ago."""
    if _sent_just_now(point, at):
        raise NotReachable("A code was sent less than half a minute ago. Wait for it before asking for another.")
    code = f"{secrets.randbelow(1_000_000):06d}"
    point.code_hash, point.code_sent_at, point.code_tries = _hash(point, code), at, 0
    point.save()
    said = f"MSCC coordination: your code is {' '.join(code)}. It is a test; nothing has happened."
    message = Message(uuid.uuid4(), "MSCC coordination: a code to prove this address", (said,), said, "")
    try:
        channels.send(point.channel, point.address, message)
    except channels.NotSent as problem:
        said = f"The code could not be sent: {problem}. Check the address, or tell an administrator."
        raise NotReachable(said) from problem
    _note("reach.code", point, at)


@transaction.atomic
def confirm(*, point: ContactPoint, code: str, at: datetime) -> bool:
    """Take a code back; when it is the right one alerts go there from now on. Raises NotReachable for one too old, and
    after some wrong ones.
    """
    row = ContactPoint.objects.select_for_update().get(pk=point.pk)
    if not row.code_hash or row.code_sent_at is None or at - row.code_sent_at > CODE_LASTS or row.code_tries >= TRIES:
        raise NotReachable("That code is no longer good. Ask for a new one.")
    if constant_time_compare(row.code_hash, _hash(row, re.sub(r"\D", "", code))):
        row.verified_at, row.code_hash = at, ""
        _note("reach.prove", row, at)
    else:
        row.code_tries += 1
    row.save()
    return row.verified_at == at


@transaction.atomic
def remove(*, point: ContactPoint, at: datetime) -> None:
    """Forget an address: alerts no longer go there. Raises NotReachable just after a code was sent: whoever could take
    an address away and give it again at once would ring strangers all night, and try code after code.
    """
    if point.verified_at is None and _sent_just_now(point, at):
        raise NotReachable("A code was sent less than half a minute ago. Wait a little, then take the address away.")
    _note("reach.remove", point, at)
    point.delete()


def _note(action: str, point: ContactPoint, at: datetime, **detail: object) -> None:
    """Who changed how they are reached, and by what channel; never the address itself."""
    trail.record(action, by=point.user, at=at, subject=point.user_id, channel=point.channel, **detail)


def _sent_just_now(point: ContactPoint, at: datetime) -> bool:
    return point.code_sent_at is not None and at - point.code_sent_at < CODE_AGAIN


def _hash(point: ContactPoint, code: str) -> str:
    return salted_hmac("mscc.reach", f"{point.pk}:{point.address}:{code}").hexdigest()
