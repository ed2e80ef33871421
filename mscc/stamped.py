"""Rows with a record history: each version says when and by whom, as the action says it."""

from datetime import datetime

from mscc.models import User


class Stamped:
    """A row whose versions stand at the moment of the action, under the name of who acted (nobody: the service)."""

    _history_date: datetime
    _history_user: User | None

    def stamp(self, at: datetime, by: User | None) -> None:
        """To be called before the row is saved."""
        self._history_date, self._history_user = at, by
