"""Time two ways of doing the same, alternately, so that whatever else the machine does falls on both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

ROUNDS = 40


@dataclass(frozen=True)
class Ratio:
    """Medians in milliseconds of a thing and of what it is measured against."""

    name: str
    ours: float
    against: float
    limit: float
    queries: int

    @property
    def ratio(self) -> float:
        return self.ours / self.against

    def __str__(self) -> str:
        verdict = "within" if self.ratio <= self.limit else "ABOVE"
        return (
            f"{self.name}: {self.ours:.1f} ms against {self.against:.1f} ms, ratio {self.ratio:.2f} "
            f"({verdict} {self.limit}), {self.queries} queries"
        )


class Recorder:
    """Remembers the statements that go to the database."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, many, context)


def against_own_sql(name: str, work: Callable[[], bytes], limit: float) -> Ratio:
    """The time of `work` against its own SQL through psycopg plus writing the same bytes."""
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        page = work()
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_time(work))
        bare.append(_time(lambda: _replay(recorder.statements, page)))
    return Ratio(name, median(ours) * 1000, median(bare) * 1000, limit, len(recorder.statements))


def _time(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _replay(statements: list[tuple[str, Any]], page: bytes) -> None:
    with connection.connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
    with open("/dev/null", "wb") as out:
        out.write(page)
