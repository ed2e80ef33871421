"""Months that are kept: every report is what its rows come to at that moment, however and whatever is written."""

import io
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.models import ForeignKey, Q

from audit import keeping, kept
from audit.completeness import ITEMS
from audit.exports import as_json
from audit.measures import MEASURES, State
from audit.models import Changed, KeptMonth
from audit.report import alone, build
from audit.rows import COLUMNS, WHOSE
from audit.tasks import keep_months
from mscc.access import Access
from mscc.models import Alliance, Service
from mscc.moments import Moment
from mscc.roles import Role
from referrals.actions import course
from referrals.actions.importing import import_log
from referrals.actions.undo_import import undo
from referrals.events import EventKind
from referrals.logbook import Reader
from referrals.models import ImportedLog, Person, Referral, Timeline
from tests import factories
from tests.audit_rows import cord, london, referral
from tests.conftest import Cast

AS_AT = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2026, 11, 30))
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
HOUR = timedelta(hours=1)


def said(alliance: Alliance, period: tuple[date, date] = YEAR, as_at: datetime = AS_AT) -> dict:
    """The whole report, with its months."""
    report = build(alliance, *period, as_at)
    months = {name: [of.shares() for _, of in report.by_month(measure)] for name, measure in MEASURES.items()}
    return as_json(report) | {"months": months}


def anew(alliance: Alliance, monkeypatch: pytest.MonkeyPatch, *asked) -> dict:
    """The same, from the rows alone: nothing that is kept is believed."""
    with monkeypatch.context() as patch:
        patch.setattr(kept, "version", lambda: "other rules")
        return said(alliance, *asked)


def believed(alliance: Alliance, period: tuple[date, date] = YEAR, as_at: datetime = AS_AT) -> list[int]:
    """The months that a report takes as they are kept."""
    found = kept.find(alliance, build(alliance, *period, as_at, measures=[]).period, as_at, MEASURES)
    return sorted(month.month for month in found.months)


def falsify() -> None:
    """Of what is kept, whatever was met becomes not met."""
    it = json.dumps(KeptMonth.objects.get().written)
    KeptMonth.objects.update(written=json.loads(it.replace('"met ', '"not_met ')))


def somebody(service: Service, dice: random.Random) -> Referral:
    """A referral of some day of the year, with times and facts as the dice fall."""
    received = london("2026-01-05 00:00") + timedelta(minutes=dice.randrange(60 * 24 * 320))
    about = {
        name: received + timedelta(minutes=dice.randrange(-9000, 9000))
        for name in kept_moments()
        if dice.random() < 0.7
    }
    return referral(
        service, f"{received:%Y-%m-%d %H:%M}", **about,
        has_cord_feature=dice.choice([True, True, False, None]), has_pain_characteristic=dice.choice([True, None]),
        mri_whole_spine=dice.choice([True, True, False, None]), outcome=dice.choice(["mscc", "mscc", "none", ""]),
        surgery_suitable=dice.choice([False, False, True]), rt_dose_gy=8, rt_fractions=dice.choice([1, 5]),
        died_on=dice.choice([None, received.date() + timedelta(days=dice.randrange(200))]),
        precision=dice.choice([{}, {"suspected_at": "date"}]), walking_at_presentation=dice.choice(["", "aided"]),
    )  # fmt: skip


def kept_moments() -> list[str]:
    return sorted({name for each in MEASURES.values() for name in each.placed_by} - {"received_at"})


def test_one_measure_alone_is_as_the_report_says(alliance: Alliance, service: Service) -> None:
    """Kept, in part kept and counted from the rows."""
    dice = random.Random(7)
    for _ in range(25):
        somebody(service, dice)
    keeping.keep(AS_AT)
    Timeline.objects.filter(pk=Referral.objects.first().pk).update(mri_started_at=AS_AT)
    whole = build(alliance, *YEAR, AS_AT)
    assert 0 < len(believed(alliance)) < 11
    for name, measure in MEASURES.items():
        it = alone(alliance, whole.period, measure, AS_AT)
        assert it.figures == {name: whole.figures[name]}, name
        assert it.by_month(measure) == whole.by_month(measure), name


@pytest.fixture
def june(service: Service) -> Referral:
    """One referral of June, scanned in 3 hours, in a month that is kept."""
    it = cord(service, hours=3, outcome="mscc", confirmed_at="2026-06-11 09:00", mri_reported_at="2026-06-11 09:00")
    keeping.keep(AS_AT)
    assert believed(it.alliance, JUNE) == [6]
    return it


def test_a_report_is_the_same_with_and_without_what_is_kept(alliance: Alliance, service: Service, monkeypatch) -> None:
    dice = random.Random(5)
    for _ in range(40):
        somebody(service, dice)
    before = said(alliance)
    assert believed(alliance) == []
    assert keeping.keep(AS_AT) >= 9
    assert believed(alliance) == list(range(1, 10))
    assert said(alliance) == before == anew(alliance, monkeypatch)
    assert before["measures"]["T-1"]["met"] > 0
    assert before["survival"]["n"] > 5


CHANGES: list[Callable[[Referral, random.Random], object]] = [
    lambda it, dice: Timeline.objects.filter(pk=it.pk).update(
        mri_started_at=it.received_at + HOUR * dice.randrange(99)
    ),
    lambda it, dice: Timeline.objects.filter(pk=it.pk).update(
        confirmed_at=it.received_at - HOUR * dice.randrange(2000)
    ),
    lambda it, dice: Timeline.objects.filter(pk=it.pk).update(died_on=dice.choice([None, date(2026, 7, 1)])),
    lambda it, dice: Timeline.objects.filter(pk=it.pk).update(precision={"mri_started_at": "date"}),
    lambda it, dice: Referral.objects.filter(pk=it.pk).update(received_at=it.received_at - HOUR * dice.randrange(2000)),
    lambda it, dice: Referral.objects.filter(pk=it.pk).update(imd_decile=dice.choice([None, 1, 10])),
    lambda it, dice: Referral.objects.filter(pk=it.pk).update(taken_back_at=dice.choice([None, AS_AT])),
    lambda it, dice: Referral.objects.filter(pk=it.pk).update(person=dice.choice(Referral.objects.all()).person),
    lambda it, dice: Person.objects.filter(pk=it.person_id).update(is_resident=dice.choice([True, False])),
    lambda it, dice: Person.objects.filter(pk=it.person_id).update(sex=dice.choice(["", "female"]), ethnicity="A"),
    lambda it, dice: Timeline.objects.filter(pk=it.pk).delete(),
    lambda it, dice: somebody(it.service, dice),
]


def test_whatever_is_written_the_next_report_has_it(alliance: Alliance, service: Service, monkeypatch) -> None:
    """Seventy writes of every kind, past the actions too, some of them kept again in between."""
    dice = random.Random(11)
    for _ in range(25):
        somebody(service, dice)
    for number in range(70):
        it = dice.choice(list(Referral.objects.select_related("person", "service")))
        CHANGES[number % len(CHANGES)](it, dice)
        assert said(alliance) == anew(alliance, monkeypatch), f"after write {number}"
        if dice.random() < 0.5:
            keeping.keep(AS_AT, dice.choice([None, 2]))
            assert said(alliance) == anew(alliance, monkeypatch), f"kept after write {number}"
    keeping.keep(AS_AT)
    assert believed(alliance)
    assert keeping.wrong(alliance, AS_AT) == []


@pytest.mark.parametrize("name", kept_moments())
def test_a_moment_that_moves_concerns_the_month_it_leaves_and_the_one_it_enters(june: Referral, name: str) -> None:
    for at in ("2026-03-10 09:00", "2026-02-10 09:00"):
        keeping.keep(AS_AT)
        Timeline.objects.filter(pk=june.pk).update(**{name: london(at)})
    assert {2, 3} <= {each.month for each in Changed.objects.values_list("month", flat=True)}


def watched() -> list[str]:
    """Every column that a figure is made of, by its path from the referral."""
    conditions = [each for it in ITEMS.values() for each in (it.wanted, it.known)]
    return sorted(
        {*COLUMNS, *WHOSE, *(path for it in conditions for path in paths(it)), "timeline__left_incomplete"} - {"pk"}
    )


def paths(condition: Q) -> Iterator[str]:
    for each in condition.children:
        if isinstance(each, Q):
            yield from paths(each)
        else:
            yield each[0].removesuffix("__isnull")


ANOTHER = {
    "DateField": date(2026, 6, 20),
    "DateTimeField": london("2026-06-12 09:00"),
    "JSONField": {"confirmed_at": "date"},
}


@pytest.mark.parametrize("path", watched())
def test_every_column_that_figures_are_made_of_is_watched(june: Referral, path: str) -> None:
    of, name = path.split("__") if "__" in path else ("", path)
    row = getattr(june, of) if of else june
    field = row._meta.get_field(name)
    if isinstance(field, ForeignKey):
        value = {"person": june.person, "referring_organisation": factories.hospital(june.alliance)}[field.name]
        value = referral(june.service, "2025-01-10 10:00").person if field.name == "person" else value
        keeping.keep(AS_AT)
    else:
        value = ANOTHER.get(field.get_internal_type(), 4)
        value = {"BooleanField": getattr(row, name) is not True, "CharField": "A", "TextField": "x"}.get(
            field.get_internal_type(), value
        )
    assert believed(june.alliance, JUNE) == [6]
    type(row).objects.filter(pk=row.pk).update(**{name: value})
    assert believed(june.alliance, JUNE) == []


def test_what_concerns_no_figure_leaves_a_month_as_it_is_kept(june: Referral) -> None:
    Referral.objects.filter(pk=june.pk).update(where_now="Exampleton Royal, ward 3", version=7)
    Person.objects.filter(pk=june.person_id).update(surname="OTHERWISE", forename="SO")
    Timeline.objects.filter(pk=june.pk).update(outcome="mscc")
    assert believed(june.alliance, JUNE) == [6]


def test_an_earlier_confirmation_of_the_same_person_takes_them_out_of_the_later_month(june: Referral) -> None:
    assert build(june.alliance, *JUNE, AS_AT).incidence.people == 1
    earlier = referral(june.service, "2026-02-10 10:00", outcome="mscc", confirmed_at="2026-02-11 10:00")
    Referral.objects.filter(pk=earlier.pk).update(person=june.person)
    assert build(june.alliance, *JUNE, AS_AT).incidence.people == 0
    keeping.keep(AS_AT)
    assert build(june.alliance, *JUNE, AS_AT).incidence.people == 0
    assert build(june.alliance, *YEAR, AS_AT).incidence.people == 1


def test_a_correction_by_an_action_shows_at_once(june: Referral, people: Cast, monkeypatch) -> None:
    user, at = people[Role.COORDINATOR], london("2026-06-10 10:00")
    it = factories.referral(user, june.service, at, facts=factories.EMERGENCY)
    factories.record(it, EventKind.MRI_STARTED, user, at + 2 * HOUR, whole_spine="yes")
    keeping.keep(AS_AT)
    assert believed(june.alliance, JUNE) == [6]
    assert build(june.alliance, *JUNE, AS_AT).figures["T-1b"].met == 1
    scan = it.events.get(kind=EventKind.MRI_STARTED)
    course.correct(
        event=scan, moment=Moment(at + 40 * HOUR), data={"whole_spine": "yes"}, by=Access(user), at=AS_AT - HOUR
    )
    assert build(june.alliance, *JUNE, AS_AT).figures["T-1b"].met == 0
    assert said(june.alliance, JUNE) == anew(june.alliance, monkeypatch, JUNE)


def test_a_log_taken_over_and_taken_back(june: Referral, people: Cast, monkeypatch) -> None:
    lead, before = Access(people[Role.SERVICE_LEAD]), said(june.alliance)
    reader = Reader(["reference", "received_at", "outcome"], AS_AT, demonstration=False)
    rows = reader.read_all(enumerate([["A1", "2026-06-10 10:00", "none"], ["A2", "2026-03-10 10:00", "mscc"]], 2))
    import_log(rows=rows, service=june.service, by=lead, at=AS_AT)
    assert said(june.alliance)["counts"]["referrals"] == 3
    keeping.keep(AS_AT)
    assert said(june.alliance) == anew(june.alliance, monkeypatch)
    undo(log=ImportedLog.objects.get(), reason="The wrong file", by=lead, at=AS_AT + HOUR)
    assert said(june.alliance) == before
    keeping.keep(AS_AT)
    assert said(june.alliance) == before


def test_by_other_rules_nothing_that_is_kept_is_believed(june: Referral, monkeypatch) -> None:
    falsify()
    assert build(june.alliance, *JUNE, AS_AT).figures["T-1"].met == 0
    monkeypatch.setattr(kept, "version", lambda: "other rules")
    assert build(june.alliance, *JUNE, AS_AT).figures["T-1"].met == 1


def test_the_version_is_that_of_every_rule(tmp_path: Path) -> None:
    top = Path(kept.__file__).resolve().parent.parent
    for name in kept.RULES:
        assert (top / name).exists(), name


def test_a_month_that_is_not_settled_is_neither_kept_nor_believed(june: Referral) -> None:
    cord(june.service, "2026-10-20 09:00", hours=3)
    keeping.keep(london("2026-12-10 23:59:59"))
    assert not KeptMonth.objects.filter(month=date(2026, 10, 1)).exists()
    keeping.keep(london("2026-12-11 00:00"))
    assert KeptMonth.objects.filter(month=date(2026, 10, 1)).exists()
    assert believed(june.alliance, as_at=london("2026-12-10 23:59:59")) == [6]
    assert believed(june.alliance, as_at=london("2026-12-11 00:00")) == [6, 10]


def test_a_month_in_which_somebody_waits_all_the_same_is_counted_at_each_look(service: Service) -> None:
    it = referral(service, "2026-06-10 10:00", coordinator_contact_at="2026-10-20 10:00")
    keeping.keep(AS_AT)
    assert KeptMonth.objects.get(month=JUNE[0]).written is None
    assert believed(it.alliance, JUNE) == []
    pending = [
        build(it.alliance, *JUNE, london(at)).figures["P-3"].counts[State.PENDING]
        for at in ("2026-10-21 09:59", "2026-10-21 10:00")
    ]
    assert pending == [1, 0]
    assert keeping.wrong(it.alliance, AS_AT) == []


def test_a_report_as_at_an_earlier_moment_is_judged_then(service: Service) -> None:
    it = cord(service, "2026-06-30 09:00")
    keeping.keep(AS_AT)
    early = build(it.alliance, *JUNE, london("2026-06-30 12:00")).figures["T-1"]
    assert (early.counts[State.PENDING], early.counts[State.NOT_MET]) == (1, 0)
    assert build(it.alliance, *JUNE, AS_AT).figures["T-1"].counts[State.NOT_MET] == 1
    assert build(it.alliance, *JUNE, datetime(1, 1, 2, tzinfo=UTC)).figures["T-1"].counts[State.PENDING] == 1


@pytest.mark.parametrize(
    "period",
    [(date(2026, 6, 11), date(2026, 7, 31)), (date(2026, 5, 1), date(2026, 6, 9)), (JUNE[0], date(2026, 6, 29))],
)
def test_a_part_of_a_month_is_counted_from_the_rows(june: Referral, period: tuple[date, date], monkeypatch) -> None:
    assert believed(june.alliance, period) == []
    assert said(june.alliance, period) == anew(june.alliance, monkeypatch, period)


def test_one_alliance_knows_nothing_of_another(june: Referral, other_service: Service) -> None:
    cord(other_service, hours=30)
    assert believed(june.alliance, JUNE) == [6]
    Referral.objects.filter(pk=june.pk).update(alliance=other_service.alliance)
    for _ in range(2):
        assert build(june.alliance, *JUNE, AS_AT).counts["referrals"] == 0
        assert build(other_service.alliance, *JUNE, AS_AT).counts["referrals"] == 2
        keeping.keep(AS_AT)


def test_a_report_of_kept_months_reads_no_referral(june: Referral, django_assert_num_queries) -> None:
    with django_assert_num_queries(5) as found:  # two of them open and close the transaction
        build(june.alliance, *JUNE, AS_AT)
    assert not [each for each in found.captured_queries if "referrals_timeline" in each["sql"]]


def test_what_is_said_twice_of_a_month_that_waits_is_forgotten(service: Service) -> None:
    it = cord(service, "2026-11-02 09:00", hours=3)
    for hours in (4, 5, 6):
        Timeline.objects.filter(pk=it.pk).update(mri_started_at=it.received_at + hours * HOUR)
    assert Changed.objects.count() > 3
    keep_months()
    assert Changed.objects.values_list("alliance_id", "month", "referral_id").get() == (
        it.alliance_id, date(2026, 11, 1), it.pk,
    )  # fmt: skip
    assert build(it.alliance, *YEAR, AS_AT).figures["T-1"].met == 1


# The command


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("keep_figures", *words, stdout=out)
    return out.getvalue()


def test_the_command_counts_and_counts_anew(service: Service) -> None:
    cord(service, hours=3)
    assert run() == "1 months counted.\n"
    assert run() == "0 months counted.\n"
    assert run("--anew") == "1 months counted.\n"
    assert run("--check") == "Every month that is kept is what its rows come to.\n"


def test_the_check_names_what_is_wrong_and_anew_mends_it(june: Referral) -> None:
    falsify()
    with pytest.raises(CommandError, match="TST 2026-06"):
        run("--check")
    run("--anew")
    run("--check")
    KeptMonth.objects.all().delete()
    with pytest.raises(CommandError, match="TST 2026-06"):
        run("--check")


# Others write meanwhile


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_a_month_is_counted_is_not_lost(
    alliance: Alliance, service: Service, monkeypatch
) -> None:
    it = cord(service, hours=3)
    count = keeping._count

    def interrupted(*told):
        found = count(*told)
        elsewhere(lambda: Timeline.objects.filter(pk=it.pk).update(mri_started_at=it.received_at + 30 * HOUR))
        return found

    monkeypatch.setattr(keeping, "_count", interrupted)
    assert keeping.keep(AS_AT) == 1
    assert KeptMonth.objects.count() == 1
    assert believed(alliance, JUNE) == []
    assert build(alliance, *JUNE, AS_AT).figures["T-1"].met == 0
    monkeypatch.setattr(keeping, "_count", count)
    keeping.keep(AS_AT)
    assert believed(alliance, JUNE) == [6]
    assert build(alliance, *JUNE, AS_AT).figures["T-1"].met == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_count_a_month_at_once_the_one_who_saw_less_gives_way(
    alliance: Alliance, service: Service, monkeypatch
) -> None:
    it = cord(service, hours=3)
    count, rounds = keeping._count, []

    def overtaken(*told):
        found = count(*told)
        rounds.append(1)
        if len(rounds) == 1:

            def other() -> None:
                Timeline.objects.filter(pk=it.pk).update(mri_started_at=it.received_at + 30 * HOUR)
                keeping.keep(AS_AT)

            elsewhere(other)
        return found

    monkeypatch.setattr(keeping, "_count", overtaken)
    assert keeping.keep(AS_AT) == 0
    assert len(rounds) == 2
    assert believed(alliance, JUNE) == [6]
    assert build(alliance, *JUNE, AS_AT).figures["T-1"].met == 0


@pytest.mark.django_db(transaction=True)
def test_a_report_is_of_one_moment(alliance: Alliance, service: Service, monkeypatch) -> None:
    """Somebody moves from a month that was read already to one that is still to be read: they are counted once."""
    it = cord(service, hours=3)
    keeping.keep(AS_AT)
    find = kept.find

    def interrupted(*told):
        found = find(*told)
        moved = london("2026-10-20 09:00")
        elsewhere(lambda: Referral.objects.filter(pk=it.pk).update(received_at=moved))
        return found

    monkeypatch.setattr("audit.report.find", interrupted)
    assert build(alliance, *YEAR, AS_AT).counts["referrals"] == 1


def elsewhere(work: Callable[[], object]) -> None:
    """Do it in a connection of its own, and wait for it."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    other = Thread(target=run)
    other.start()
    other.join()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_by_who_writes(alliance: Alliance, service: Service) -> None:
    it = cord(service, hours=3)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE referrals_timeline SET outcome = 'none' WHERE referral_id = %s", [it.pk])
        elsewhere(lambda: keeping.keep(AS_AT))
        cursor.execute("COMMIT")
    assert believed(alliance, JUNE) == []
