"""Record a score item by item, scales, or power by muscle group.

No score and no scale moves a fact, a time or a clock (1.9.3). Power is a finding: less than full is a weak limb.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mscc.access import Access
from mscc.moments import Moment
from pathways.scores.power import CELLS, PERMITTED, WRITTEN
from pathways.scores.tool import Tool
from pathways.states import NotPossible
from referrals.actions.change import change
from referrals.actions.told import take_power
from referrals.events import EventKind
from referrals.models import Referral


def score(
    *, referral: Referral, tool: Tool, inputs: Mapping[str, str], moment: Moment, told_by: str, by: Access,
    at: datetime,
) -> Referral:  # fmt: skip
    """Keep a score with every item, its level and the tool's version; an incomplete one with its range and no total.

    Raises NotPossible where nothing is answered, or an answer is not permitted.
    """
    found = tool.of(inputs)
    if found.error:
        raise NotPossible(found.error)
    if len(found.missing) == len(tool.items):
        raise NotPossible("Answer at least one item.")
    kept: dict[str, Any] = {name: value for name, value in found.as_json().items() if name != "error"}
    with change(referral, f"referral.score.{tool.name.lower()}", by=by, at=at) as it:
        it.check_past(moment)
        it.event(
            EventKind.SCORED, moment, told_by=told_by, tool=tool.name, version=tool.version,
            level=inputs.get("level", ""), inputs=dict(inputs), **kept,
        )  # fmt: skip
    return referral


def grade(
    *, referral: Referral, grades: Mapping[str, Any], moment: Moment, told_by: str, by: Access, at: datetime
) -> Referral:
    """Keep the scales of one moment. "unknown" is kept: asked, and not known."""
    if not grades:
        raise NotPossible("Give at least one scale.")
    with change(referral, "referral.scales", by=by, at=at) as it:
        it.check_past(moment)
        it.event(EventKind.GRADED, moment, told_by=told_by, **grades)
    return referral


def examine_power(
    *, referral: Referral, cells: Mapping[str, str], moment: Moment, told_by: str, by: Access, at: datetime
) -> Referral:
    """Keep the power of one moment, as far as it was examined. Raises NotPossible for what is no group or no grade."""
    if not cells:
        raise NotPossible("Give at least one grade.")
    if not cells.keys() <= CELLS.keys() or not set(cells.values()) <= set(PERMITTED):
        raise NotPossible(f"Power is kept by muscle group and side, as {WRITTEN}.")
    with change(referral, "referral.power", by=by, at=at) as it:
        it.check_past(moment)
        take_power(it, it.event(EventKind.POWER, moment, told_by=told_by, **dict[str, Any](cells)))
    return referral
