"""INC-1: incidence of confirmed MSCC.

Numerator: People resident in the alliance whose MSCC was first confirmed in the period; with an earlier confirmation,
whenever it was, they are not counted again. Residence not known counts as resident, as in an imported log.
Denominator: The alliance's population, all ages, times the years of the period: its days divided by 365.25.
Table: People per million and year, with exact 95% limits under ten people and Byar's from ten on.
Period: The day of the confirmation, in London.
Source: NG234 1.1.2. Residents treated elsewhere are missing.
"""

from audit.measures.result import Table, definition

DAYS_OF_A_YEAR = 365.25

TABLE = Table(
    id="INC-1",
    version="1",
    title="Incidence of confirmed MSCC",
    source="Local; 1.1.2",
    definition=definition(__doc__),
)
