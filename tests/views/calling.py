"""What the tests of the call share: who rings about what, and where."""

import uuid

from django.http import HttpResponse

from pathways.guideline.terms import CORD
from tests.views.looking import part

PHONE = {"caller_phone": "01632 960 157"}
EMERGENCY = {"cancer": "current", "limb_weakness": "yes"}
NO_EMERGENCY = {"cancer": "past", "night_pain": "yes", **dict.fromkeys(CORD, "no")}
KEY = uuid.UUID("7d0e6f4c-6f0a-4f0e-9f2e-0d6e4a1b2c3d")
ADDRESS = f"/calls/{KEY}/"

# What people, or programs that pretend to be people, may type.
HOSTILE = {
    "NUL": "a\0b",
    "much": "x" * 10_000,
    "emoji": "🧑‍⚕️ 𝔘𝔫𝔦",
    "right to left": "\u202eabc\u202c \u05e9\u05dc\u05d5\u05dd",
    "HTML": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }} {% raw %}",
    "formula": "=HYPERLINK(\"x\")",
    "SQL": "'; DROP TABLE referrals_person; --",
    "lines": "a\r\nb\n\tc",
    "digits": "²³٣",
}  # fmt: skip
# All of it in three goes.
WORST = (
    HOSTILE["NUL"],
    HOSTILE["much"],
    " ".join(each for each in HOSTILE.values() if len(each) < 100 and "\0" not in each),
)


def errors(response: HttpResponse) -> str:
    return part(response, ".app-errors")
