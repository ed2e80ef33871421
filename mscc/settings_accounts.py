"""The settings of accounts, second factors and sessions. Read by `mscc.settings` alone."""

import os
from datetime import timedelta

from mscc.environment import PRODUCTION, flag

# Nobody signs up by themselves.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "mscc.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Whoever asks for a new password for an address that is not ours gets the same page, and that address no e-mail.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key,30/d/key"}

# A second factor is asked of everybody. Only the demonstration, whose people are invented, may go without.
SECOND_FACTOR = flag("SECOND_FACTOR", PRODUCTION)
MFA_ADAPTER = "mscc.web.accounts.FactorAdapter"
MFA_FORMS = {"authenticate": "mscc.web.accounts.CodeForm", "reauthenticate": "mscc.web.accounts.CodeAgainForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A browser lets no passkey be made on an insecure page, but for one on this machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# A code also counts in the half minute before and after its own: it is typed from a telephone, at night.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "MSCC coordination"

# What somebody who cannot sign in may do instead; ends a sentence that begins with "or".
SIGN_IN_HELP = os.environ.get("SIGN_IN_HELP") or (
    "ask an administrator of your service to unlock the account; until then work by telephone"
)

# A session ends after this much idleness, and in any case after the second, however busy.
SESSION_IDLE = timedelta(minutes=int(os.environ.get("SESSION_IDLE_MINUTES", "15")))
SESSION_LONGEST = timedelta(hours=int(os.environ.get("SESSION_LONGEST_HOURS", "12")))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SECURE_COOKIES = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
