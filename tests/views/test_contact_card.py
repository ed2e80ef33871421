"""The card that a person takes home, as it is printed."""

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from referrals.models import Referral
from referrals.views.contact_card import RING_AT_ONCE, RING_TODAY

pytestmark = pytest.mark.django_db


def test_it_is_one_page_that_names_nobody(coordinator: Client, referral: Referral) -> None:
    (page,) = PdfReader(BytesIO(coordinator.get(f"/referrals/{referral.reference}/card/").content)).pages
    words = " ".join(page.extract_text().split())
    for said in (*RING_AT_ONCE, *RING_TODAY, referral.reference, "ring 999", "ring 111"):
        assert said in words
    assert "Testpatient" not in words
