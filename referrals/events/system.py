"""TABLE: what has a page of its own, and what the service itself writes down."""

from pathways.states import Step
from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    # Each on a page of its own: a score item by item, the scales and the power beside those of before.
    K.SCORED: About("Score"),
    K.GRADED: About("Scales"),
    K.POWER: About("Power"),
    # Asked on a page of their own: until it is answered, a question is a task too.
    K.INFORMATION_ASKED: About("Information asked for"),
    K.INFORMATION_GIVEN: About("Information given"),
    K.LETTER_APPROVED: About("Letter approved"),
    K.LETTER_SENT: About("Letter marked as sent"),
    K.LETTER_READ: About("Letter read"),
    K.DOCUMENT_ATTACHED: About("Document attached"),
    K.DOCUMENT_REMOVED: About("Document taken out"),
    K.OWNER_CHANGED: About("Owner changed"),
    K.PARTY_ADDED: About("Colleague brought in"),
    K.DETAILS_CHANGED: About("Details corrected"),
    K.ALERTED: About("Alert"),
    K.UNDELIVERED: About("Alert could not be delivered to anybody"),
    K.ACKNOWLEDGED: About("Alert acknowledged"),
    K.CLOSED: About("Closed", "", Step.CLOSE),
    K.REDIRECTED: About("Redirected", "", Step.REDIRECT),
    K.WITHDRAWN: About("Withdrawn", "", Step.WITHDRAW),
    K.REOPENED: About("Reopened", "", Step.REOPEN),
    K.STRUCK_OUT: About("Struck out: entered in error"),
    # Times and results of an earlier log, all at once: the first event of a referral that began before this service.
    K.IMPORTED: About("Taken over from an earlier log"),
}
