"""E-mail, by the mail server of the settings."""

from django.conf import settings
from django.core.mail import EmailMessage

from mscc.channels.message import Message, NotSent


def send(address: str, message: Message) -> None:
    mail = EmailMessage(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [address])
    mail.extra_headers["Message-ID"] = f"<{message.key}@mscc>"
    try:
        mail.send()
    except Exception as problem:  # a mail server's reasons are many; none may lose the message
        raise NotSent(f"the mail server: {type(problem).__name__}") from problem
