"""How accounts and second factors behave: what the account library leaves to the service that uses it."""

import logging
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from mscc.models import User
from mscc.secrets_kept import hidden, shown
from mscc.web.sessions import began_within

log = logging.getLogger(__name__)
# Long enough to put an app on a telephone and come back.
JUST = timedelta(minutes=10)
# What a person is told by e-mail when something about their own signing in has changed.
CHANGED = {
    "mfa/email/totp_activated": "An authenticator app was added.",
    "mfa/email/totp_deactivated": "The authenticator app was taken away.",
    "mfa/email/webauthn_added": "A passkey was added.",
    "mfa/email/webauthn_removed": "A passkey was taken away.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made; the old ones no longer work.",
    "account/email/password_reset": "A new password was set.",
    "account/email/password_changed": "The password was changed.",
}
NOT_YOU = (
    "{what}\n\nIf that was you, there is nothing to do. If it was not, tell your service's administrator at once: they "
    "can close the account while it is looked into.\n\n{address}\n"
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That e-mail address and password do not belong together. Look at both again.",
        "too_many_login_attempts": f"Too many wrong attempts. Wait five minutes, or {settings.SIGN_IN_HELP}.",
        "rate_limited": f"Too many wrong attempts. Wait five minutes, or {settings.SIGN_IN_HELP}.",
        "incorrect_password": "That is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGN_UP_OPEN

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who has only just signed in: they would type their password twice."""
        return super().is_reauthentication_required(app=app, **kwargs) and not began_within(self.request, JUST)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Tell the person themselves. A mail server that is away keeps nobody from signing in."""
        if what := CHANGED.get(template_prefix):
            try:
                send_mail("MSCC coordination: how you sign in has changed",
                          NOT_YOU.format(what=what, address=settings.BASE_URL), None, [user.email])  # fmt: skip
            except OSError:
                log.warning("The e-mail about a changed factor could not be sent.")


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are never in the database in the clear."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the right code. Wait for the next one your app shows; each counts once.",
    }

    def encrypt(self, text: str) -> str:
        return hidden(text)

    def decrypt(self, encrypted_text: str) -> str:
        return shown(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return user.email

    def build_totp_svg(self, url: str) -> SafeString:
        """The picture as a part of the page: the page loads no image from anywhere but our own files."""
        drawn = super().build_totp_svg(url)
        return mark_safe(drawn[drawn.index("<svg") :])

    def generate_authenticator_name(self, user: User, type: str) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"


class CodeForm(AuthenticateForm):
    """A code from the app, which counts once though it is good for a minute and a half; or a recovery code."""

    def clean_code(self) -> str:
        return once(self, super().clean_code())


class CodeAgainForm(ReauthenticateForm):
    def clean_code(self) -> str:
        return once(self, super().clean_code())


def once(form: AuthenticateForm, code: str) -> str:
    """Refuse a code of the app that has been used: the library remembers it for half a minute only."""
    used = f"factor.used.{form.user.pk}.{code.replace(' ', '')}"
    if form.authenticator.type == Authenticator.Type.TOTP and not cache.add(used, "1", timeout=120):
        raise FactorAdapter().validation_error("incorrect_code")
    return code


# Recovery codes alone are no factor.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user_id: int | None) -> bool:
    """Whether a person has a second factor."""
    return Authenticator.objects.filter(user_id=user_id, type__in=FACTORS).exists()


def with_factor(people: QuerySet[User]) -> QuerySet[User]:
    """These people, each with `has_factor`."""
    theirs = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return people.annotate(has_factor=Exists(theirs))
