"""O-2: survival from confirmation.

Denominator: People whose MSCC was first confirmed in the period, residents and others. The first confirmation ever
counts; a later episode of the same person begins no second life.
Start: The day of the confirmation, in London.
Stop: The day of death. Who has not died is followed to the day last known alive; if that is not known, to the day of
the report.
Table: Share alive after 30, 90 and 365 days and median survival in days, Kaplan and Meier. A day to which nobody was
followed has no share; a median that was not reached is none. A death before the confirmation is left out.
Period: The day of the confirmation, in London.
Source: NG234 1.1.1, 1.1.2. It describes who was chosen for what, not what works: no treatments are compared.
"""

from datetime import date

from audit.measures.result import Table, definition
from audit.statistics import Life

DAYS = (30, 90, 365)


def life(confirmed: date, died: date | None, last_known_alive: date | None, as_at: date) -> Life | None:
    """How long somebody was followed from the confirmation; None for a death before it."""
    if died:
        return Life((died - confirmed).days, True) if died >= confirmed else None
    return Life(max(0, ((last_known_alive or as_at) - confirmed).days), False)


TABLE = Table(
    id="O-2",
    version="1",
    title="Survival from confirmation",
    source="Local; 1.1.1, 1.1.2",
    definition=definition(__doc__),
)
