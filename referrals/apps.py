"""Referrals: the call, the record of events, the clocks that run, the alerts."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Referrals"
