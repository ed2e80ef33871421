"""S-1: incidents by stage and harm, per 100 referrals, and how long they stay open.

Numerator: Incidents of the log that happened in the period.
Denominator: Referrals received in the period.
Table: One row for each stage of the way and for each level of physical and of psychological harm, not known among
them; the median of the days from the incident to its closing; how many were open for more than 60 days on the day of
the report.
Period: The day of the incident, and the day the referral was received, in London.
Source: NG234 1.1.12; levels of harm as in LFPSE. More incidents may mean that more are told: this does
not measure safety.
"""

from audit.measures.result import Table, definition

TABLE = Table(
    id="S-1",
    version="1",
    title="Incidents by stage and harm",
    source="Local; 1.1.12",
    definition=definition(__doc__),
)
