"""PURE: what a step of mobilising means for the next: on, no further, or back (1.6.2 to 1.6.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# TABLE: the signs that are looked for at each step; the first two stop it and ask for the stability to be looked at.
UNSTABLE = {"more_pain": "more pain", "worse_neurology": "neurology worse"}
SIGNS = {**UNSTABLE, "hypotension": "a fall in blood pressure"}


@dataclass(frozen=True)
class Verdict:
    """What follows from a step. `stops`: not on to the next; `reassess`: the stability is to be looked at anew."""

    words: str
    rec: str
    stops: bool = True
    reassess: bool = False


BACK = Verdict("Stop: back to a position where it goes again, and look at the stability of the spine anew.", "1.6.4",
               reassess=True)  # fmt: skip
WORSE = Verdict("Stop: back to a position where it goes again, and look at the stability of the spine anew. Worse "
                "neurology is a new sign: saved, it is assessed again by box 1.", "1.6.4", reassess=True)  # fmt: skip
WAIT = Verdict("No further while the blood pressure falls.", "1.6.3")
LOOK = Verdict("No further until all three have been looked at: not known is not no.", "1.6.2")
ON = Verdict("Nothing against the next step.", "1.6.3", stops=False)


def verdict(found: Mapping[str, Any]) -> Verdict:
    """What the three answers at a step come to; one that is not known holds the next step back."""
    if found.get("worse_neurology") == "yes":
        return WORSE
    if any(found.get(name) == "yes" for name in UNSTABLE):
        return BACK
    if found.get("hypotension") == "yes":
        return WAIT
    return ON if all(found.get(name) == "no" for name in SIGNS) else LOOK


def went_on_against(found: Mapping[str, Any]) -> bool:
    """Whether the step was taken further although something spoke against it."""
    return found.get("went") == "on" and verdict(found).stops
