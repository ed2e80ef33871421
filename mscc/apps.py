"""The kernel: alliances, services, people and the roles they hold."""

from django.apps import AppConfig


class MsccConfig(AppConfig):
    name = "mscc"
    verbose_name = "MSCC coordination"
