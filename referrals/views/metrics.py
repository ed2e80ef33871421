"""Figures for a monitoring system (Prometheus): how late, how many unsent, who sweeps. No patient data."""

from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

# TABLE: each figure with its meaning and the question that answers it.
FIGURES = {
    "mscc_clocks_open": ("Clocks that run", "SELECT count(*) FROM referrals_clock WHERE status = 'open'"),
    "mscc_clocks_unlooked": (
        "Clocks whose moment has passed and that no timer process has looked at",
        "SELECT count(*) FROM referrals_clock WHERE next_at < now()",
    ),
    "mscc_alert_lateness_seconds": (
        "The longest that an alert of the last hour was written after its planned moment",
        """SELECT coalesce(max(extract(epoch FROM created_at - planned_at)), 0) FROM referrals_alert
            WHERE created_at > now() - interval '1 hour'""",
    ),
    "mscc_deliveries_unsent": (
        "Messages that wait to be sent",
        "SELECT count(*) FROM referrals_delivery WHERE state IN ('pending', 'sending')",
    ),
    "mscc_sweepers_alive": (
        "Timer processes heard within five seconds",
        "SELECT count(*) FROM referrals_heartbeat WHERE beat_at > now() - interval '5 seconds'",
    ),
    "mscc_transfers_incomplete": (
        "How often somebody left for another hospital before all was in place",
        "SELECT coalesce(sum(left_incomplete), 0) FROM referrals_timeline WHERE left_incomplete > 0",
    ),
    "mscc_oldest_unacknowledged_seconds": (
        "How long the oldest alert has waited for somebody to acknowledge it (reviews and meetings left out)",
        """SELECT coalesce(max(extract(epoch FROM now() - alert.created_at)), 0) FROM referrals_clock AS clock
             JOIN referrals_alert AS alert ON alert.clock_id = clock.id AND alert.round = clock.round
            WHERE clock.status = 'open' AND NOT clock.is_acknowledged AND clock.pathway_id IS NULL
              AND clock.group_id IS NULL""",
    ),
}


class Figures(Collector):
    """Each figure, asked of the database when somebody asks for it."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (meaning, question) in FIGURES.items():
            with connection.cursor() as cursor:
                cursor.execute(question)
                yield GaugeMetricFamily(name, meaning, value=float(cursor.fetchone()[0]))


def is_monitoring(request: HttpRequest) -> bool:
    """Whether the monitoring system asks; in a demonstration without a token anybody is."""
    token = settings.OUTGOING.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return compare_digest(given.encode(), token.encode()) if token else not settings.PRODUCTION


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever brings the token of METRICS_TOKEN; without one nobody in production."""
    if not is_monitoring(request):
        raise PermissionDenied("The figures are for the monitoring system only.")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
