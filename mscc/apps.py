"""The kernel: alliances, services, people and the roles they hold."""

from django.apps import AppConfig


class MsccConfig(AppConfig):
    name = "mscc"
    verbose_name = "MSCC coordination"

    def ready(self) -> None:
        """Load the Celery application, so that a task sent from any process goes to this project's broker; and have
        signing in written on the trail.
        """
        from mscc import celery  # noqa: F401
        from mscc.web import factors  # noqa: F401
