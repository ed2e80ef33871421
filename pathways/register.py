"""Keep the register of the steering group (1.1.2, 1.1.4): members, meetings with their papers, actions."""

import uuid
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from audit import trail
from audit.models import Pack
from mscc import store
from mscc.access import Access, require
from mscc.incoming import REFUSED, looked_at
from mscc.moments import day_in_london, show_day
from mscc.roles import Permission
from pathways.models import GroupAction, GroupMember, Meeting, Paper
from pathways.models.group import Registered
from pathways.states import NotPossible

State = Meeting.State
Row = TypeVar("Row", bound=Registered)
CHANGED = "Somebody else changed this meanwhile. Open it again in another window, compare, then save this anew there."
NOT_YET = "That day has not come yet. Give today or an earlier day."


@transaction.atomic
def keep_member(
    *, member: GroupMember | None, given: dict[str, Any], version: int, by: Access, at: datetime
) -> GroupMember:
    """Add somebody to the group, or write what is known of them now."""
    row = _begun(GroupMember, member, version, by)
    _set(row, given)
    if row.left_on and row.left_on < row.joined_on:
        raise NotPossible("Nobody leaves before they join: look at both days.")
    return _keep(row, "group.member", by, at, left=row.left_on is not None)


@transaction.atomic
def keep_action(
    *, action: GroupAction | None, given: dict[str, Any], version: int, by: Access, at: datetime
) -> GroupAction:
    """Write down what is to be done, or what became of it."""
    row = _begun(GroupAction, action, version, by)
    _set(row, given)
    if row.done_on and row.done_on > day_in_london(at):
        raise NotPossible(NOT_YET)
    _ours([row.meeting] if row.meeting else [], by)
    return _keep(row, "group.action", by, at, done=row.done_on is not None)


@transaction.atomic
def keep_meeting(*, meeting: Meeting | None, given: dict[str, Any], version: int, by: Access, at: datetime) -> Meeting:
    """Call a meeting, or write what became of it. `attended` and `reviewed` are members and versions of pathways."""
    row, others = _begun(Meeting, meeting, version, by), ("attended", "reviewed")
    _set(row, {name: value for name, value in given.items() if name not in others})
    _check(row, given["attended"], day_in_london(at))
    _ours([*given["attended"], *given["reviewed"], *filter(None, [row.pack])], by)
    try:
        with transaction.atomic():
            kept = _keep(
                row, "group.meet", by, at, state=row.state, day=row.day.isoformat(), pack=row.pack_id,
                **{name: sorted(each.pk for each in given[name]) for name in others},
            )  # fmt: skip
    except IntegrityError:
        raise NotPossible(f"A meeting of {show_day(row.day)} is in the register already. Open that one.") from None
    for name in others:
        getattr(kept, name).set(given[name])
    return kept


def _check(row: Meeting, attended: list[GroupMember], today: date) -> None:
    """A meeting counts for two a year: it counts when it has been held, by somebody, and not before."""
    if row.state == State.HELD and row.day > today:
        raise NotPossible(f"{NOT_YET} Until it has been held it is planned.")
    if row.state == State.PLANNED and row.day < today:
        raise NotPossible("That day is over: say whether the meeting was held or cancelled.")
    if row.state == State.HELD and not (attended or row.guests.strip()):
        raise NotPossible("Say who attended: without anybody it was not held.")
    if row.state != State.HELD and (attended or row.pack or row.guests.strip()):
        raise NotPossible("Only a meeting that was held has people who attended and a pack that was looked at.")
    away = [each.name for each in attended if not each.sits_on(row.day)]
    if away:
        raise NotPossible(f"Not a member on {show_day(row.day)}: {', '.join(away)}. Name them among the others.")


def attach(*, meeting: Meeting, content: bytes, original_name: str, what: str, by: Access, at: datetime) -> Paper:
    """Keep a file with a meeting. Raises NotPossible, with the sentence to show, for one that is not taken."""
    require(by, Permission.KEEP_GROUP)
    _ours([meeting], by)
    try:
        described = looked_at(content, original_name)
    except REFUSED as problem:
        why = type(problem).__name__
        trail.record("group.refuse", by=by.user, at=at, subject=meeting.pk, why=why, size=len(content))
        raise NotPossible(str(problem)) from problem
    with store.keeping(content) as name, transaction.atomic():
        made = Paper.objects.create(
            key=uuid.uuid4(), meeting=meeting, what=what, file=name, added_at=at, added_by=by.user, **described
        )
        trail.record("group.attach", by=by.user, at=at, subject=meeting.pk, paper=str(made.key))
    return made


@transaction.atomic
def open_paper(*, paper: Paper, by: Access, at: datetime) -> bytes:
    """The file, and who opened it on the trail. Raises NotPossible for one that was taken out or is not there."""
    require(by, Permission.SEE_FIGURES)
    _ours([paper.meeting], by)
    if paper.removed_at:
        raise NotPossible("This paper was taken out and is not shown any more.")
    try:
        content = store.get(paper.file)
    except OSError:
        raise NotPossible("The file is not where it was kept. Tell whoever runs this service.") from None
    trail.record("group.open", by=by.user, at=at, subject=paper.meeting_id, paper=str(paper.key))
    return content


@transaction.atomic
def remove_paper(*, paper: Paper, reason: str, by: Access, at: datetime) -> Paper:
    """Take a file out that does not belong here. The row stays, nobody opens the file any more."""
    require(by, Permission.KEEP_GROUP)
    if not reason.strip():
        raise NotPossible("Say why it is taken out.")
    row = Paper.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=paper.pk)
    _ours([row.meeting], by)
    if row.removed_at:
        raise NotPossible("Somebody has taken it out already.")
    row.removed_at, row.removed_by, row.removed_because = at, by.user, reason.strip()[:200]
    row.save(update_fields=["removed_at", "removed_by", "removed_because"])
    trail.record("group.remove", by=by.user, at=at, subject=row.meeting_id, paper=str(row.key))
    return row


def _begun(kind: type[Row], row: Row | None, version: int, by: Access) -> Row:
    """A new row of the person's alliance, or the one that stands, under its lock and not changed since it was read."""
    require(by, Permission.KEEP_GROUP)
    if row is None:
        return kind(alliance_id=by.alliance_id)
    kept = kind.seen_by(by).select_for_update(of=("self",)).get(pk=row.pk)
    if kept.version != version:
        raise NotPossible(CHANGED)
    return kept


def _set(row: Registered, given: dict[str, Any]) -> None:
    for name, value in given.items():
        setattr(row, name, value)


def _ours(rows: list[Any], by: Access) -> None:
    if any(each.alliance_id != by.alliance_id for each in rows):
        raise NotPossible("Only what belongs to this alliance has a place in its register.")


def _keep(row: Row, action: str, by: Access, at: datetime, **detail: object) -> Row:
    row.version += 1
    row.stamp(at, by.user)
    row.save()
    trail.record(action, by=by.user, at=at, subject=row.pk, **detail)
    return row


def packs_of(by: Access) -> list[Pack]:
    """The signed packs that a meeting can have looked at, the newest first; without their figures."""
    found = Pack.objects.filter(alliance_id=by.alliance_id, signature__isnull=False).select_related("signature")
    return list(found.order_by("-signature__number").defer("written"))
