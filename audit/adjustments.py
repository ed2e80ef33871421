"""Reasonable adjustments (1.1.13): what the key information says a person needs to hear, see, speak or get about."""

from collections import defaultdict
from collections.abc import Sequence

from audit.rows import those
from referrals.events import EventKind
from referrals.key_information.answers import Answer, Standing, answers, history
from referrals.key_information.needs import NEEDS
from referrals.models import Event

# A question whether something is needed, and the one that says what helps.
ASKED = (("communication", "communication_what"), ("disability", "disability_what"))
NEEDED, NOT_SAID, NONE = "needed", "not_said", "none"


def by_referral(ids: Sequence[int]) -> dict[int, str]:
    """Of each of these referrals of whom it is known: whether something is needed, and whether it is said what."""
    told: defaultdict[int, list[Event]] = defaultdict(list)
    events = Event.objects.current().filter(kind=EventKind.KEY_INFORMATION, data__section=NEEDS.slug)
    for event in events.filter(referral_id__in=those(ids)).order_by("pk").iterator():
        told[event.referral_id].append(event)
    found = {referral: adjustment(answers(NEEDS, history(each))) for referral, each in told.items()}
    return {referral: value for referral, value in found.items() if value}


def adjustment(given: dict[str, Answer]) -> str:
    """Empty where it is not known: nobody asked, or not everything was answered with no."""
    needed = [what for need, what in ASKED if given[need].value == "yes"]
    if needed:
        return NEEDED if all(given[what].standing is Standing.ANSWERED for what in needed) else NOT_SAID
    return NONE if all(given[need].value == "no" for need, _ in ASKED) else ""
