"""People, referrals, what happened to them, and the clocks that run."""

from referrals.models.assessment import Assessment
from referrals.models.clock import Acknowledgement, Alert, Clock, Delivery, Heartbeat, Watch
from referrals.models.document import Document
from referrals.models.downtime import DowntimePack
from referrals.models.draft import CallAttempt, CallBack, Draft
from referrals.models.event import Event
from referrals.models.handover import HandoverCase
from referrals.models.incident import Incident
from referrals.models.letter import Letter, LetterSent, LetterWording
from referrals.models.log import ImportedLog, SentLog
from referrals.models.message import Message, MessageSeen
from referrals.models.notice import Notice
from referrals.models.person import NameWord, Person
from referrals.models.referral import Party, ReferenceCounter, Referral, Seen
from referrals.models.saved import SavedFilter
from referrals.models.task import Task
from referrals.models.timeline import Timeline
from referrals.models.translated_card import TranslatedCard

__all__ = [
    "Acknowledgement",
    "Alert",
    "Assessment",
    "CallAttempt",
    "CallBack",
    "Clock",
    "Delivery",
    "Document",
    "DowntimePack",
    "Draft",
    "Event",
    "HandoverCase",
    "Heartbeat",
    "ImportedLog",
    "Incident",
    "Letter",
    "LetterSent",
    "LetterWording",
    "Message",
    "MessageSeen",
    "NameWord",
    "Notice",
    "Party",
    "Person",
    "ReferenceCounter",
    "Referral",
    "SavedFilter",
    "Seen",
    "SentLog",
    "Task",
    "Timeline",
    "TranslatedCard",
    "Watch",
]
