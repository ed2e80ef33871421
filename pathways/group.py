"""The register of the steering group as it is read: who is missing, whether it meets often enough, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from mscc.access import Access
from mscc.moments import show_day
from pathways.meetings import WANTED, due_on, in_year_to
from pathways.models import GroupAction, GroupMember, Meeting, SteeringGroup

Sector = GroupMember.Sector
# Who is to be there (1.1.4), beside people with lived experience.
REQUIRED = (Sector.PRIMARY, Sector.COMMUNITY, Sector.SECONDARY, Sector.TERTIARY, Sector.SERVICE)
LIVED = "People with lived experience"


@dataclass(frozen=True)
class Group:
    """An alliance's register on a day."""

    today: date
    since: date
    members: Sequence[GroupMember]
    meetings: Sequence[Meeting]
    actions: Sequence[GroupAction]

    @property
    def sitting(self) -> list[GroupMember]:
        return [each for each in self.members if each.sits_on(self.today)]

    @property
    def others(self) -> list[GroupMember]:
        """Who has left, or has not come yet."""
        return [each for each in self.members if not each.sits_on(self.today)]

    @property
    def missing(self) -> list[str]:
        """Of whom nobody sits on the group, though somebody is to."""
        there = {each.sector for each in self.sitting}
        gaps = [sector.label for sector in REQUIRED if sector not in there]
        return gaps if any(each.has_lived_experience for each in self.sitting) else [LIVED, *gaps]

    @property
    def held(self) -> list[date]:
        return [each.day for each in self.meetings if each.state == Meeting.State.HELD]

    @property
    def in_year(self) -> int:
        return in_year_to(self.today, self.held)

    @property
    def due_on(self) -> date:
        return due_on(self.since, self.held)

    @property
    def is_overdue(self) -> bool:
        return self.due_on < self.today

    @property
    def planned(self) -> Meeting | None:
        """The next that is called."""
        return min((each for each in self.meetings if each.is_to_come(self.today)), key=lambda it: it.day, default=None)

    @property
    def unsettled(self) -> list[Meeting]:
        """Planned for a day that is over: nobody has said whether they were held."""
        return [each for each in self.meetings if each.state == Meeting.State.PLANNED and each.day < self.today]

    @property
    def open(self) -> list[GroupAction]:
        return [each for each in self.actions if each.is_open]

    @property
    def done(self) -> list[GroupAction]:
        return sorted((each for each in self.actions if each.done_on), key=lambda it: it.done_on, reverse=True)  # type: ignore[arg-type,return-value]

    @property
    def sentence(self) -> str:
        """Whether it meets often enough, and by when it is to meet again."""
        count = f"Meetings held in the last 12 months: {self.in_year}, and the guideline wants {WANTED} in any year."
        if self.is_overdue:
            return f"{count} One has been wanted since {show_day(self.due_on)}."
        return f"{count} The next is wanted by {show_day(self.due_on)}."

    def frozen(self, start: date) -> dict[str, Any]:
        """As a pack keeps it: the meetings from the first day of its period on, and what is open."""
        meetings = [each for each in self.meetings if start <= each.day]
        return {
            "as_on": self.today.isoformat(),
            "in_year": self.in_year,
            "due_on": self.due_on.isoformat(),
            "members": len(self.sitting),
            "lived_experience": sum(each.has_lived_experience for each in self.sitting),
            "missing": self.missing,
            "open": len(self.open),
            "overdue": sum(each.is_overdue(self.today) for each in self.open),
            "meetings": [each.frozen() for each in meetings],
            "actions": [each.frozen(self.today) for each in self.open],
        }


def of(alliance_id: int, today: date) -> Group:
    """The register of an alliance, in four queries. One that no timer has looked at yet begins today."""
    group = SteeringGroup.objects.filter(alliance=alliance_id).first()
    meetings = Meeting.objects.filter(alliance=alliance_id).select_related("pack__signature").defer("pack__written")
    counted = meetings.annotate(people=Count("attended", distinct=True), papers_there=Count("papers", distinct=True))
    return Group(
        today=today,
        since=group.since if group else today,
        members=list(GroupMember.objects.filter(alliance=alliance_id)),
        meetings=list(counted.order_by("-day", "-id").prefetch_related("reviewed")),
        actions=list(GroupAction.objects.filter(alliance=alliance_id).select_related("meeting")),
    )


def seen(access: Access, today: date) -> Group:
    """The register of the person's own alliance."""
    return of(access.alliance_id, today)
