"""Whether the service is well: for whoever watches it from outside, and for `make demo`. No patient data."""

from dataclasses import asdict, dataclass
from threading import Event

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.db.models.functions import Now
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from mscc.celery import broker_answers
from referrals import auditor
from referrals.models import Heartbeat
from referrals.views.metrics import is_monitoring
from referrals.waiting import SILENT_AFTER

# Silence of the timer processes after which the pages turn loud and the service is not well.
LONGEST_SILENCE = SILENT_AFTER
# Set once this process has seen that no migration waits.
has_every_table = Event()


@dataclass(frozen=True)
class Health:
    """What answers. Redis only wakes: without it alerts are some seconds later, so it makes nobody unwell."""

    status: str
    database: bool
    redis: bool
    timers: bool
    timers_seconds: float | None


def look(process: str = "") -> Health:
    """How the service is now; of the timer processes, those whose names start with `process`."""
    try:
        silence = _silence(process)
        database = True
    except Error:
        silence, database = None, False
    timers = _are_well(silence)
    well = database and timers
    return Health("well" if well else "unwell", database, broker_answers(), timers, silence)


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database and the timers are well, 503 when they are not."""
    found = look()
    return JsonResponse(asdict(found), status=200 if found.status == "well" else 503)


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 while this process answers at all: nothing else is asked."""
    return JsonResponse({"status": "alive"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when this process can do its work: the database answers and holds every table it should."""
    try:
        waiting, database = _migrations_waiting(), True
    except Error:
        waiting, database = 0, False
    is_ready = database and not waiting
    said = {"status": "ready" if is_ready else "not ready", "database": database, "migrations_waiting": waiting}
    return JsonResponse(said, status=200 if is_ready else 503)


def _migrations_waiting() -> int:
    """How many have not run. Once none is left this process only asks whether the database answers: to load them all
    again for anybody who asks is work that anybody could cause.
    """
    if has_every_table.is_set():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        has_every_table.set()
    return waiting


@login_not_required
@require_safe
def timers(request: HttpRequest) -> JsonResponse:
    """200 when the timers sweep and an auditor that looked within the last minute found nothing. Every open page asks
    this; Redis is not asked, which may take its time. Which service has nobody is told to the monitoring system alone.
    """
    silence = None
    try:
        silence = _silence("")
        problems = auditor.found_lately()
    except Error:
        problems = ["the database does not answer"]
    well = _are_well(silence) and not problems
    if problems and not is_monitoring(request):
        problems = [f"{len(problems)}, told to whoever brings the token of METRICS_TOKEN"]
    said = {"status": "well" if well else "unwell", "timers_seconds": silence, "problems": problems}
    return JsonResponse(said, status=200 if well else 503)


def _are_well(silence: float | None) -> bool:
    return silence is not None and silence <= LONGEST_SILENCE


def _silence(process: str) -> float | None:
    """Seconds since a timer process was last heard, by the database's clock; None when none ever was."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '2s'")
        beats = Heartbeat.objects.filter(process__startswith=process)
        age = beats.aggregate(age=Now() - Max("beat_at"))["age"]
    return None if age is None else round(max(age.total_seconds(), 0.0), 1)
