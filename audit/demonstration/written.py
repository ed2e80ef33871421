"""TABLE: what was told and written on some open cases: key information, a question, a document, a letter, messages."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from audit.demonstration.history import Story
from mscc.moments import Moment
from referrals import story as words
from referrals.actions import documents, information, key_information, letters, messages
from referrals.actions.told import relevant
from referrals.key_information import SECTIONS
from referrals.key_information.answers import history
from referrals.letters import LetterKind
from referrals.models import Event

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Written:
    """What was told and written on one case, each with the hours after the call; those of `asked` count from now."""

    key: tuple[tuple[float, str, dict[str, str]], ...] = ()
    asked: tuple[tuple[float, str, str], ...] = ()
    pictures: tuple[tuple[float, str], ...] = ()
    drafts: tuple[tuple[float, LetterKind], ...] = ()
    sent: tuple[tuple[float, LetterKind, str], ...] = ()
    messages: tuple[tuple[float, str], ...] = ()


SAFE = {"thinner": "anticoagulant", "thinner_drug": "Apixaban 5 mg twice a day", "pacemaker": "no", "metal": "unknown",
        "lies_flat": "yes", "resuscitation": "full", "escalation": "full"}  # fmt: skip
AT_HOME = {
    "language": "Polish",
    "interpreter": "yes",
    "capacity": "yes",
    "lives": "alone",
    "next_of_kin_told": "unknown",
}
TREATED = Written(
    key=(
        (24, "safety", SAFE),
        # Nothing of the cord that is new or worse: that would start a clock.
        (24.2, "neurology", {"bladder": "normal", "saddle": "normal", "plantars": "down"}),
        (25, "needs", AT_HOME),
        (29, "oncology", {"histology": "yes", "visceral": "no", "systemic": "unknown"}),
    ),
    asked=((2, "Ward 7", "When was the last dose of apixaban?"),),
    pictures=((29.1, "Report of the MRI, photographed"),),
    sent=((29.3, LetterKind.ADVICE_REFERRER, "nhs_mail"),),
    drafts=((29.6, LetterKind.MDT_SUMMARY),),
    messages=((29.8, "The MRI has been reported. Could you look at the images before the meeting?"),),
)
ASKED = Written(
    key=(
        (1.2, "safety", {"thinner": "unknown", "pacemaker": "yes", "pacemaker_kind": "Not known whether safe in MRI"}),
    ),
    asked=((1, "Cardiology", "Is the pacemaker safe in MRI?"),),
)
HOMEWARD = Written(
    key=((62, "needs", {**AT_HOME, "gp": "Fiction Road Surgery"}),), drafts=((63, LetterKind.DISCHARGE_SUMMARY),)
)  # fmt: skip


def tell(story: Story, written: Written, began: datetime, now: datetime) -> None:
    """Tell and write it, in the order of its moments within each kind."""

    def after(hours: float) -> datetime:
        return min(began + timedelta(hours=hours), now)

    for hours, slug, answers in written.key:
        _answer(story, slug, answers, after(hours))
    for hours, what in written.pictures:
        documents.attach(
            referral=story.referral, content=picture(what), original_name="photograph.png", what=what, by=story.by,
            at=after(hours),
        )  # fmt: skip
    for hours, kind, route in written.sent:
        _send(story, kind, route, after(hours))
    for hours, kind in written.drafts:
        _draft(story, kind, after(hours))
    for hours, text in written.messages:
        others = [each for each in story.stage.services if each.pk != story.referral.service_id]
        messages.write(referral=story.referral, to_service=others[0], text=text, by=story.by, at=after(hours))
    for hours, of_whom, question in written.asked:
        information.ask(
            referral=story.referral, of_whom=of_whom, question=question, due_at=now + timedelta(hours=hours),
            by=story.by, at=now,
        )  # fmt: skip


def _answer(story: Story, slug: str, answers: dict[str, str], at: datetime) -> None:
    section, events = SECTIONS[slug], relevant(story.referral)
    known = key_information.values(section, history(events))
    key_information.keep(
        referral=story.referral, section=section, given=known | answers, seen=_newest(story), confirms=False,
        moment=Moment(at), told_by="Sister B Bleep", by=story.by, at=at,
    )  # fmt: skip


def _newest(story: Story) -> int:
    return Event.objects.filter(referral=story.referral).latest("pk").pk


def _draft(story: Story, kind: LetterKind, at: datetime) -> letters.Letter:
    to_whom, body = words.letter(story.referral, kind, story.by, at)
    return letters.draft(referral=story.referral, kind=kind, to_whom=to_whom, body=body, by=story.by, at=at)


def _send(story: Story, kind: LetterKind, route: str, at: datetime) -> None:
    made = _draft(story, kind, at)
    typed = letters.Typed(made.to_whom, made.body, made.saves, made.filled_to)
    record = letters.newest_entry(story.referral)
    letters.approve(letter=made, typed=typed, record=record, by=story.by, at=at)
    letters.mark_sent(letter=made, route=route, to_whom=made.to_whom, moment=Moment(at), by=story.by, at=at)


def picture(says: str) -> bytes:
    """A page that says what it would be of, and that it is invented."""
    page = Image.new("L", (620, 240), 255)
    ImageDraw.Draw(page).text((30, 100), f"{says}\nInvented, for the demonstration", fill=0)
    kept = io.BytesIO()
    page.save(kept, "PNG")
    return kept.getvalue()
