"""Django's PostgreSQL backend that has the embedded server running before it first connects."""

from django.db.backends.postgresql import base

from mscc import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Like Django's own, with the host taken from the embedded server of MSCC_HOME."""

    def get_connection_params(self) -> dict:
        self.settings_dict["HOST"] = str(embedded.ensure("postgres"))
        return super().get_connection_params()
