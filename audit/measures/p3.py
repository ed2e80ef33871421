"""P-3: key information complete at triage.

Denominator: Referrals received.
Numerator: Something is known under each of the seven headings of the key information: clinical presentation (when first
seen, or a pain characteristic asked), neurology (cord symptoms and signs asked), performance status (a scale, or how
the person walks), frailty, investigations (imaging, or whether MRI is possible), oncology (cancer asked), needs and
circumstances. Answers to its questions count within 24 hours of the first contact with the coordinator.
Exclusions: None.
Unknown: The referral comes from an earlier log that did not keep the key information.
Pending: A heading is empty, and less than 24 hours since the contact when the report was made.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Unknown and pending are printed, never counted.
Period: The day the referral was received, in London.
Source: NG234 1.1.15. Of several empty headings the first is named. Something known is not everything known.
"""

from datetime import datetime, timedelta

from audit.measures.record import Record
from audit.measures.result import Measure, Outcome, State, definition
from audit.measures.timing import waiting

WITHIN = timedelta(hours=24)
HEADINGS = ("presentation", "neurology", "performance", "frailty", "investigations", "oncology", "needs")
# What the record says instead of headings where an earlier log brought the referral.
OF_EARLIER_LOG = "earlier_log"


def rule(record: Record, as_at: datetime) -> Outcome:
    """What P-3 says of a referral at a moment."""
    known = {*record.key_headings.split(), *_elsewhere(record)}
    empty = [heading for heading in HEADINGS if heading not in known]
    state, reason = (State.NOT_MET, f"no_{empty[0]}") if empty else (State.MET, "")
    if empty and OF_EARLIER_LOG in known:
        state, reason = State.UNKNOWN, OF_EARLIER_LOG
    elif empty and waiting(record.coordinator_contact_at or record.received_at, WITHIN, as_at).state is State.PENDING:
        state, reason = State.PENDING, ""
    return Outcome(state, reason, placed=record.received_at)


def _elsewhere(record: Record) -> set[str]:
    """The headings of which something stands elsewhere on the record."""
    imaged = record.mri_requested_at or record.mri_started_at or record.ct_started_at or record.mri_reported_at
    stands = {
        "presentation": record.presented_at or record.pain is not None,
        "neurology": record.cord is not None,
        "performance": record.walking_at_presentation,
        "investigations": imaged or record.mri_contraindicated is not None,
        "oncology": record.cancer,
    }
    return {heading for heading, is_known in stands.items() if is_known}


MEASURE = Measure(
    id="P-3",
    version="1",
    title="Key information complete at triage",
    finding="of referrals had something under every heading of the key information within 24 hours",
    source="Local measure; 1.1.15",
    met_words="All seven headings",
    placed_by=("received_at",),
    definition=definition(__doc__),
    rule=rule,
)
