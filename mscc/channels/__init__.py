"""How a message leaves the service, behind one call: e-mail, text message, voice, bleep, browser notification.

At least once: whoever sends repeats under the same key until a channel says that it has taken the message, so a
provider that honours keys passes it on once. No message says anything about a person who was referred.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mscc.channels import gateway, mail, notify, push
from mscc.channels.message import Message, NotSent
from mscc.models.contact import Channel

Send = Callable[[str, Message], None]

SENDERS: dict[str, Send] = {
    Channel.EMAIL: mail.send,
    Channel.SMS: notify.send,
    Channel.VOICE: gateway.sender("voice"),
    Channel.BLEEP: gateway.sender("bleep"),
    Channel.PUSH: push.send,
}
IS_SET_UP: dict[str, Callable[[], bool]] = {
    Channel.EMAIL: lambda: True,
    Channel.SMS: notify.is_set_up,
    Channel.VOICE: gateway.is_set_up,
    Channel.BLEEP: gateway.is_set_up,
    Channel.PUSH: push.is_set_up,
}


@dataclass(frozen=True)
class Offer:
    """A channel, and whether this installation can send by it."""

    channel: Channel
    is_set_up: bool


def offers() -> list[Offer]:
    return [Offer(channel, IS_SET_UP[channel]()) for channel in Channel]


def send(channel: str, address: str, message: Message) -> None:
    """Hand the message over. Returns when the channel has taken it; raises NotSent, in words, when it has not or when
    nobody can tell. Never takes longer than `message.PATIENCE` for a connection or an answer.
    """
    if not IS_SET_UP[channel]():
        raise NotSent(f"{Channel(channel).label} is not set up in this installation.")
    SENDERS[channel](address, message)


__all__ = ["SENDERS", "Message", "NotSent", "Offer", "Send", "offers", "send"]
