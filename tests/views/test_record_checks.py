"""What a form refuses beside each answer by itself, in a sentence, with nothing typed lost."""

import pytest
from django.test import Client

from referrals.events import EventKind
from referrals.models import Referral
from tests.views.looking import typed
from tests.views.test_record import errors, whole

K = EventKind


@pytest.mark.parametrize(
    ("kind", "answers", "problem"),
    [
        (K.SURGICAL_OPINION, {"surgery_suitable": "no", "unsuitable_because": ["time_since_paralysis"]},
         "Time since paralysis is never the only reason. Ask for the others."),
        (K.DECISION, {"surgery_suitable": "no", "unsuitable_because": ["time_since_paralysis"]},
         "Time since paralysis is never the only reason. Ask for the others."),
        (K.MRI_STARTED, {"whole_spine": "yes", "spine_part": ["lumbar"]}, "You said the whole spine."),
        (K.MYELOGRAPHY, {"myelography_site": "elsewhere", "site_reason": ""},
         "It is done only at a neuroscience or spinal surgical centre. Say why elsewhere."),
        (K.IMAGES_SENT, {"images_to": "other", "images_where": ""}, "Say which centre."),
        (K.IMAGES_ARRIVED, {"images_to": "other", "images_where": ""}, "Say which centre."),
        (K.STEROID_DOSE, {"dose_mg": "0"}, "At least 0.1."),
        (K.STEROID_DOSE, {"dose_mg": "101"}, "At most 100."),
        (K.STEROID_CHECKED, {"glucose": "seven"}, "Write a number, such as 8 or 7.5."),
        (K.MDT, {"mdt_attended": ["dentistry"]}, "Choose among the answers."),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused(
    coordinator: Client, referral: Referral, kind: EventKind, answers: dict, problem: str
) -> None:
    page = coordinator.post(
        f"/referrals/{referral.reference}/record/{kind}/",
        {"happened_at": "18:30", **whole(kind), **answers, "told_by": "Dr R"},
    )
    assert page.status_code == 422
    assert problem in errors(page)
    assert typed(page, "main form")["happened_at"] == "18:30"
    assert not referral.events.filter(kind=kind).exists()


def test_time_since_paralysis_beside_another_reason_is_taken(coordinator: Client, referral: Referral) -> None:
    because = ["fitness", "time_since_paralysis"]
    answers = {**whole(K.SURGICAL_OPINION), "unsuitable_because": because, "happened_at": "now"}
    here = f"/referrals/{referral.reference}/"
    assert coordinator.post(f"{here}record/surgical_opinion/", answers).status_code == 303
    opinion = referral.events.get(kind=K.SURGICAL_OPINION)
    assert opinion.data["unsuitable_because"] == because
    form = typed(coordinator.get(f"{here}events/{opinion.pk}/"), "main form")
    assert form["unsuitable_because"] == because
