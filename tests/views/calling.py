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


def errors(response: HttpResponse) -> str:
    return part(response, ".app-errors")
