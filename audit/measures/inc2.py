"""INC-2: episodes of confirmed MSCC.

Numerator: Referrals of residents whose MSCC was confirmed in the period, a second episode of the same person as well.
Residence not known counts as resident.
Denominator: The alliance's population, all ages, times the years of the period: its days divided by 365.25.
Table: Episodes per million and year. The 95% limits are wider than those of as many different people: the variance is
the sum of k² over the people with k episodes each; exact limits are scaled by it under ten episodes, Byar's from ten.
Period: The day of the confirmation, in London.
Source: NG234 1.1.2. Residents treated elsewhere are missing.
"""

from audit.measures.result import Table, definition

TABLE = Table(
    id="INC-2",
    version="1",
    title="Episodes of confirmed MSCC",
    source="Local; 1.1.2",
    definition=definition(__doc__),
)
