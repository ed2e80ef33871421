"""The demonstration's steering group: invented members, two meetings in the year, what is to be done."""

from datetime import datetime, timedelta
from typing import Any

from audit.demonstration.cast import Stage
from mscc.access import Access
from pathways import documents, register
from pathways.models import GroupMember, SteeringGroup

S = GroupMember.Sector
DAY = timedelta(days=1)
# name, role, speaks for, has lived it
MEMBERS = (
    ("Pat Figures", "Alliance lead for MSCC, chair", S.TERTIARY, False),
    ("Sam Daylight", "MSCC coordinator", S.SERVICE, False),
    ("Dr Ade Overwatch", "Clinical oncologist", S.TERTIARY, False),
    ("Dr Wren Wardly", "Emergency physician", S.SECONDARY, False),
    ("Dr Lin Practice", "GP", S.PRIMARY, False),
    ("Mo Livedwell", "Person who had MSCC", S.PUBLIC, True),
)
# days ago, what became of it, how many came, the minutes
MEETINGS = (
    (250, "held", 6, "Imaging out of hours: the desk’s number had changed and nobody had written it down."),
    (190, "cancelled", 0, "Too few could come."),
    (75, "held", 5, "Scans at weekends looked at month by month. The transfer pathway reviewed."),
)
# what, who, due in so many days, done so many days ago
ACTIONS = (
    ("Write to every practice about whom to ring", "Dr Lin Practice", -100, 120),
    ("Ask Mockham District for a scanner slot on Sundays", "Dr Wren Wardly", -15, None),
    ("Find somebody who speaks for community care", "Pat Figures", 40, None),
)


def meet(stage: Stage, at: datetime) -> None:
    """Write the register, as the alliance lead would have."""
    by, today = stage.people["alliancelead@example.org"], at.date()
    SteeringGroup.objects.create(alliance=stage.alliance, since=today - 400 * DAY)
    members = [_member(by, at, each) for each in MEMBERS]
    held = []
    for ago, state, came, minutes in MEETINGS:
        given: dict[str, Any] = {
            "day": today - ago * DAY, "state": state, "attended": members[:came], "guests": "", "pack": None,
            "reviewed": documents.standing(by)[-1:] if ago < 100 else [], "minutes": minutes,
        }  # fmt: skip
        held.append(register.keep_meeting(meeting=None, given=given, version=0, by=by, at=at - (ago - 1) * DAY))
    for what, owner, due, done in ACTIONS:
        given = {
            "what": what, "owner": owner, "meeting": held[0 if done else -1], "due_on": today + due * DAY,
            "done_on": today - done * DAY if done else None, "outcome": "Sent to all" if done else "",
        }  # fmt: skip
        register.keep_action(action=None, given=given, version=0, by=by, at=at)


def _member(by: Access, at: datetime, who: tuple[str, str, S, bool]) -> GroupMember:
    name, role, sector, lived = who
    given = {
        "name": name, "role": role, "sector": sector, "has_lived_experience": lived,
        "joined_on": at.date() - 400 * DAY, "left_on": None,
    }  # fmt: skip
    return register.keep_member(member=None, given=given, version=0, by=by, at=at)
