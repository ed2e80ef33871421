"""Secrets that the database keeps: written so that only this installation, with its own SECRET_KEY, can read them."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def hidden(text: str) -> str:
    return _lock().encrypt(text.encode()).decode()


def shown(kept: str) -> str:
    """What was hidden under the present key or an earlier one (SECRET_KEY_FALLBACKS)."""
    return _lock().decrypt(kept.encode()).decode()


def fingerprint(text: str) -> str:
    """What somebody looked for, so that the same words can be known again and nobody can read them: a keyed hash."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"mscc.looked").digest()
    return hashlib.blake2b(" ".join(text.casefold().split()).encode(), key=key, digest_size=16).hexdigest()


def _lock() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    own = hashlib.blake2b(secret.encode(), digest_size=32, person=b"mscc.secrets").digest()
    return Fernet(base64.urlsafe_b64encode(own))
