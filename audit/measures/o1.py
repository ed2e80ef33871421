"""O-1: walking at discharge by walking at presentation.

Denominator: Referrals with confirmed MSCC.
Table: One row for each way of walking at presentation, one column for each at discharge; not known is a row and a
column.
Period: The day the referral was received, in London.
Source: NG234 1.1.1, 1.1.2.
"""

from audit.measures.record import Record
from audit.measures.result import Table, definition

WALKING = {
    "unaided": "Unaided",
    "aided": "With aid",
    "not_walking": "Not walking",
    "no_movement": "No movement",
    "not_known": "Not known",
}
NOT_KNOWN = "not_known"


def walking(record: Record) -> tuple[str, str] | None:
    """The row and the column that a referral stands in; None for one that does not belong in the table."""
    if record.outcome != "mscc":
        return None
    return record.walking_at_presentation or NOT_KNOWN, record.walking_at_discharge or NOT_KNOWN


TABLE = Table(
    id="O-1",
    version="1",
    title="Walking at discharge by walking at presentation",
    source="Local; 1.1.1, 1.1.2",
    definition=definition(__doc__),
)
