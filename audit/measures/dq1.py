"""DQ-1: completeness of what the audit stands on.

Denominator: For each item the referrals received in the period for which it is wanted: of a scan those scanned, of a
fraction those given radiotherapy.
Table: How many have the item, of how many, and the percentage. Not known is not complete, whoever said it.
Period: The day the referral was received, in London.
Source: NG234 1.1.12. How often a clock had to start at the contact is told beside each measure. An item that is there
may still be wrong.
"""

from audit.measures.result import Table, definition

TABLE = Table(
    id="DQ-1",
    version="1",
    title="Completeness of what the audit stands on",
    source="Local; 1.1.12",
    definition=definition(__doc__),
)
