"""Times as they are typed and read: London on screen, UTC inside, and never a silent guess."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscc.moments import (
    LONDON,
    Answer,
    Moment,
    MomentError,
    MomentQuestion,
    Precision,
    parse,
    show,
    show_between,
    show_day,
    show_span,
)

# A Sunday evening in winter time.
NOW = datetime(2026, 11, 22, 19, 12, 40, tzinfo=UTC)
# Later on the two days on which the clocks change.
SPRING = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def read(text: str, now: datetime = NOW, **how: object) -> tuple[str, str]:
    """What was understood: the wall clock in London, and how precisely it is known."""
    moment = parse(text, now=now, **how)  # type: ignore[arg-type]
    return f"{moment.at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}", str(moment.precision)


# What can be typed


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # a time alone: the latest such time that has passed
        ("18:10", "2026-11-22 18:10:00"),
        ("1810", "2026-11-22 18:10:00"),
        ("18h10", "2026-11-22 18:10:00"),
        ("18.45", "2026-11-22 18:45:00"),
        ("18:10:30", "2026-11-22 18:10:30"),
        ("8:05", "2026-11-22 08:05:00"),
        ("805", "2026-11-22 08:05:00"),
        ("0805", "2026-11-22 08:05:00"),
        ("19:12", "2026-11-22 19:12:00"),
        ("19:14", "2026-11-21 19:14:00"),
        ("23:59", "2026-11-21 23:59:00"),
        ("2026", "2026-11-21 20:26:00"),  # by itself it is no year
        ("18:10 gmt", "2026-11-22 18:10:00"),
        # a day and a time
        ("22 nov 18:10", "2026-11-22 18:10:00"),
        ("22 Nov 2026 18:10", "2026-11-22 18:10:00"),
        ("22 November 2026, 18:10", "2026-11-22 18:10:00"),
        ("22 Nov 26 1810", "2026-11-22 18:10:00"),
        ("22/11 18:10", "2026-11-22 18:10:00"),
        ("22/11/26 18:10", "2026-11-22 18:10:00"),
        ("22-11-2026 18:10", "2026-11-22 18:10:00"),
        ("22.11.2026 18.10", "2026-11-22 18:10:00"),
        ("22.11 18:10", "2026-11-22 18:10:00"),
        ("2026-11-22 18:10", "2026-11-22 18:10:00"),
        ("2026-11-22T18:10", "2026-11-22 18:10:00"),
        ("  22   NOV   18:10  ", "2026-11-22 18:10:00"),
        ("today 18:10", "2026-11-22 18:10:00"),
        ("yesterday 1810", "2026-11-21 18:10:00"),
        ("sun 18:10", "2026-11-22 18:10:00"),
        ("Monday 18:10", "2026-11-16 18:10:00"),
        ("sun 22 nov 18:10", "2026-11-22 18:10:00"),
        ("Sunday, 22 Nov 2026, 18:10", "2026-11-22 18:10:00"),
        ("12 jul 18:10 bst", "2026-07-12 18:10:00"),
    ],
)
def test_a_time_is_read_as_it_was_meant(text: str, meant: str) -> None:
    assert read(text) == (meant, "exact")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("22 nov", "2026-11-22"),
        ("22 Nov 2026", "2026-11-22"),
        ("3/2/25", "2025-02-03"),
        ("2025-02-03", "2025-02-03"),
        ("22 11 26", "2026-11-22"),
        ("31.10", "2026-10-31"),  # no clock shows 31
        ("22.9", "2026-09-22"),
        ("29 feb 2024", "2024-02-29"),
        ("today", "2026-11-22"),
        ("yesterday", "2026-11-21"),
        ("thursday", "2026-11-19"),
        ("sun", "2026-11-22"),
        ("about 22 nov", "2026-11-22"),
    ],
)
def test_a_date_alone_is_known_to_the_day(text: str, meant: str) -> None:
    moment = parse(text, now=NOW)
    assert moment.is_day_only
    assert moment.day.isoformat() == meant
    assert moment.at == london(f"{meant} 00:00")


@pytest.mark.parametrize(
    "text", ["about 18:10", "around 18:10", "approx 18:10", "approx. 18:10", "circa 1810", "~18:10"]
)
def test_an_estimate_stays_an_estimate(text: str) -> None:
    assert read(text) == ("2026-11-22 18:10:00", "estimated")


def test_now_is_the_present_to_the_second() -> None:
    assert parse("now", now=NOW) == Moment(NOW)
    assert parse(" NOW ", now=NOW) == Moment(NOW)
    assert parse("about now", now=NOW) == Moment(NOW, Precision.ESTIMATED)


@pytest.mark.parametrize(
    ("text", "now", "meant"),
    [
        ("30 dec 10:00", "2027-01-02 09:00", "2026-12-30"),
        ("2 jan 10:00", "2027-01-02 11:00", "2027-01-02"),
        ("31 dec", "2027-01-01 00:30", "2026-12-31"),
        ("30 jun", "2026-11-22 12:00", "2026-06-30"),
        ("29 feb", "2028-03-01 12:00", "2028-02-29"),
        ("29 feb", "2029-01-05 12:00", "2028-02-29"),
    ],
)
def test_a_day_without_a_year_is_the_nearest_such_day(text: str, now: str, meant: str) -> None:
    assert parse(text, now=london(now)).day.isoformat() == meant


def test_a_day_that_is_nearer_in_the_future_is_refused_and_never_last_year() -> None:
    with pytest.raises(MomentError, match="2 Jan 2027 is in the future"):
        parse("2 jan", now=london("2026-12-30 12:00"))


# What cannot be read


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "24:00", "18:60", "1:5", "99", "31 feb 10:00", "29 feb 2025", "0 nov", "32 nov", "22 13 2026",
     "22 juy 10:00", "nov 22", "2026-13-01", "0000-01-01", "22 nov 10:00 utc", "22 1810", "18:10 22 nov", "mon tue",
     "sat nav", "'; drop table", "１８：１０ x", "-1", "10:00 10:00", "29 feb"],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_examples_of_one(text: str) -> None:
    with pytest.raises(
        MomentError, match=r"cannot? be read\. Write a time \(18:10\)|is not a (time|date) that can be read"
    ):
        parse(text, now=NOW)


@pytest.mark.parametrize("text", ["18.10", "22.11", "9.05", "01.12"])
def test_a_time_that_may_as_well_be_a_date_is_asked_to_be_written_otherwise(text: str) -> None:
    """“18.10” is six in the evening to one and a day in October to another."""
    with pytest.raises(MomentError) as error:
        parse(text, now=NOW)
    assert text.replace(".", ":") in str(error.value)
    assert text.replace(".", "/") in str(error.value)


def test_a_day_of_the_week_that_is_not_the_day_of_the_date_is_refused() -> None:
    with pytest.raises(MomentError, match="22 Nov 2026 is a Sunday"):
        parse("mon 22 nov 18:10", now=NOW)


# The future


@pytest.mark.parametrize("text", ["today 20:00", "23 nov 10:00", "23 nov", "tomorrow", "2027-01-01 10:00", "sun 20:00"])
def test_the_future_is_refused_for_what_has_happened(text: str) -> None:
    with pytest.raises(MomentError, match=r"in the future\. Give a time that has passed"):
        parse(text, now=NOW)


@pytest.mark.parametrize("text", ["19:13", "today 19:13", "22 nov 19:13"])
def test_a_watch_that_is_a_little_fast_means_the_present(text: str) -> None:
    """Twenty seconds ahead is now, and above all not this time yesterday."""
    assert parse(text, now=NOW) == Moment(NOW)


def test_tomorrow_is_no_fast_watch() -> None:
    with pytest.raises(MomentError, match="in the future"):
        parse("23 nov", now=london("2026-11-22 23:59:30"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20:00", "2026-11-22 20:00:00"),
        ("19:13", "2026-11-22 19:13:00"),
        ("19:12", "2026-11-23 19:12:00"),
        ("08:00", "2026-11-23 08:00:00"),
        ("tomorrow 08:00", "2026-11-23 08:00:00"),
        ("23 nov 08:00", "2026-11-23 08:00:00"),
        ("mon 08:00", "2026-11-23 08:00:00"),
        ("Saturday 08:00", "2026-11-28 08:00:00"),
        ("sun 21:00", "2026-11-22 21:00:00"),
        ("2 jan 08:00", "2027-01-02 08:00:00"),
        ("yesterday 08:00", "2026-11-21 08:00:00"),
    ],
)
def test_something_planned_may_lie_ahead_and_a_time_alone_is_the_next(text: str, meant: str) -> None:
    assert read(text, planned=True) == (meant, "exact")


# The hour that does not exist, the hour that happens twice, midnight


@pytest.mark.parametrize("text", ["29 mar 2026 01:30", "01:30", "29/3 01:00", "29 mar 01:59:59", "29 mar 01:30 gmt"])
def test_an_hour_that_did_not_exist_is_refused(text: str) -> None:
    with pytest.raises(MomentError, match="did not exist: the clocks went forward") as error:
        parse(text, now=SPRING)
    assert not isinstance(error.value, MomentQuestion)


@pytest.mark.parametrize(("text", "utc"), [("29 mar 00:59", "2026-03-29T00:59"), ("29 mar 02:00", "2026-03-29T01:00")])
def test_the_hours_beside_it_are_read(text: str, utc: str) -> None:
    assert parse(text, now=SPRING).at.isoformat().startswith(utc)


@pytest.mark.parametrize("text", ["25 oct 2026 01:30", "01:30", "about 25/10 01:30"])
def test_an_hour_that_happened_twice_is_asked_about(text: str) -> None:
    with pytest.raises(MomentQuestion, match="01:30 on 25 Oct 2026 happened twice") as question:
        parse(text, now=AUTUMN)
    assert list(question.value.choices) == [Answer.FIRST, Answer.SECOND]


@pytest.mark.parametrize(
    ("text", "answer", "utc"),
    [
        ("01:30", "first", "2026-10-25T00:30"),
        ("01:30", "second", "2026-10-25T01:30"),
        ("01:30 bst", "", "2026-10-25T00:30"),
        ("01:30 GMT", "", "2026-10-25T01:30"),
        ("01:30 gmt", "first", "2026-10-25T01:30"),  # what was typed says it
        ("01:00", "first", "2026-10-25T00:00"),
        ("01:59:59", "second", "2026-10-25T01:59:59"),
    ],
)
def test_the_answer_or_the_zone_says_which_of_the_two(text: str, answer: str, utc: str) -> None:
    assert parse(text, now=AUTUMN, answer=answer).at.isoformat().startswith(utc)


@pytest.mark.parametrize("answer", ["", "midnight", "day_only", "third"])
def test_an_answer_to_another_question_is_no_answer(answer: str) -> None:
    with pytest.raises(MomentQuestion):
        parse("25 oct 01:30", now=AUTUMN, answer=answer)


@pytest.mark.parametrize("text", ["25 oct 00:59", "25 oct 02:00"])
def test_the_hours_beside_the_doubled_one_happened_once(text: str) -> None:
    assert parse(text, now=AUTUMN).precision is Precision.EXACT


@pytest.mark.parametrize(("text", "now"), [("18:10 bst", NOW), ("12 jul 18:10 gmt", NOW), ("1 nov 01:30 bst", NOW)])
def test_a_zone_that_london_was_not_in_is_refused(text: str, now: datetime) -> None:
    """Nobody is guessed to have meant an hour earlier or later."""
    with pytest.raises(MomentError, match=r"was not in (BST|GMT)\."):
        parse(text, now=now)


@pytest.mark.parametrize("text", ["00:00", "22 nov 0:00", "today 0000", "about 00:00"])
def test_midnight_is_asked_about(text: str) -> None:
    with pytest.raises(MomentQuestion, match=r"00:00 on 22 Nov 2026: exactly midnight\?") as question:
        parse(text, now=NOW)
    assert list(question.value.choices) == [Answer.MIDNIGHT, Answer.DAY_ONLY]


@pytest.mark.parametrize(
    ("text", "answer", "precision"),
    [
        ("00:00", "midnight", "exact"),
        ("00:00", "day_only", "date"),
        ("about 00:00", "midnight", "estimated"),
        ("about 00:00", "day_only", "date"),
    ],
)
def test_the_answer_says_whether_it_was_midnight_or_that_day(text: str, answer: str, precision: str) -> None:
    assert read(text, answer=answer) == ("2026-11-22 00:00:00", precision)


def test_half_a_minute_after_midnight_is_no_midnight() -> None:
    assert read("00:00:30") == ("2026-11-22 00:00:30", "exact")


# Whatever is typed

PIECES = ["now", "today", "tomorrow", "mon", "sat", "18:10", "0130", "01:30", "00:00", "25 oct", "29 mar", "22", "nov"]
PIECES += ["2026", "26", "31", "feb", "29", "/", ".", "-", ":", "T", "bst", "gmt", "about", "~", "9999", "0001", "00"]
texts = st.text(max_size=30) | st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)
texts |= st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@given(texts, st.sampled_from(["", *Answer, "?"]), st.booleans(), st.sampled_from([NOW, SPRING, AUTUMN]))
def test_hostile_text_is_a_moment_or_refused(text: str, answer: str, planned: bool, now: datetime) -> None:
    try:
        moment = parse(text, now=now, answer=answer, planned=planned)
    except MomentError:
        return
    assert moment.at.tzinfo is UTC
    assert planned or moment.at <= now
    assert show(moment, now=now)


@given(st.integers(0, 400 * 24 * 60))
def test_a_full_date_and_time_is_the_wall_clock_as_typed(minutes: int) -> None:
    local = (NOW - timedelta(minutes=minutes)).astimezone(LONDON).replace(second=0)
    zone = f"{local:%Z}" if local.fold or local.hour == 1 else ""
    moment = parse(f"{local:%d %b %Y %H:%M} {zone}", now=NOW, answer="midnight")
    assert moment == Moment(local.astimezone(UTC))


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 3 * 365 * 24 * 60))
def test_a_time_alone_lies_in_the_last_day_or_the_next(hour: int, minute: int, back: int) -> None:
    now = NOW - timedelta(minutes=back)
    answers = {"answer": "midnight"} if (hour, minute) == (0, 0) else {"answer": "first"}
    try:
        past = parse(f"{hour:02d}:{minute:02d}", now=now, **answers)
        planned = parse(f"{hour:02d}:{minute:02d}", now=now, planned=True, **answers)
    except MomentError:
        assert hour == 1  # the hour that does not exist
        return
    day = timedelta(hours=25)
    assert now - day <= past.at <= now <= planned.at <= now + day


# What is shown


@pytest.mark.parametrize(
    ("at", "precision", "words"),
    [
        ("2026-11-22 18:24", "exact", "18:24 today"),
        ("2026-11-22 18:24", "estimated", "about 18:24 today"),
        ("2026-11-22 00:00", "date", "today, time not known"),
        ("2026-11-23 04:10", "exact", "04:10 Mon 23 Nov"),
        ("2026-07-12 18:10", "exact", "18:10 Sun 12 Jul"),
        ("2025-02-03 08:05", "exact", "08:05 Mon 3 Feb 2025"),
        ("2025-02-03 00:00", "date", "Mon 3 Feb 2025, time not known"),
        ("2026-11-20 09:00", "estimated", "about 09:00 Fri 20 Nov"),
    ],
)
def test_a_moment_is_shown_with_its_day_and_how_well_it_is_known(at: str, precision: str, words: str) -> None:
    assert show(Moment(london(at), Precision(precision)), now=NOW) == words


def test_a_plain_time_is_shown_too_and_seconds_where_wanted() -> None:
    assert show(NOW, now=NOW) == "19:12 today"
    assert show(NOW, now=NOW, seconds=True) == "19:12:40 today"


def test_a_summer_evening_is_shown_by_the_clock_on_the_wall() -> None:
    assert show(datetime(2026, 7, 12, 23, 30, tzinfo=UTC), now=NOW) == "00:30 Mon 13 Jul"


def test_a_day_is_shown_without_a_leading_nought() -> None:
    assert show_day(london("2026-03-02 12:00")) == "2 Mar 2026"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=48), "48 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=3, minutes=18, seconds=59), "3 h 18 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=3, hours=21, minutes=59), "3 days 21 h"),
        (-timedelta(hours=2, minutes=5), "2 h 5 min"),
        (-timedelta(seconds=30), "0 min"),
    ],
)
def test_a_length_of_time_is_rounded_down(span: timedelta, words: str) -> None:
    assert show_span(span) == words


# A moment


def test_a_moment_is_kept_in_utc_and_its_day_is_london_s() -> None:
    moment = Moment(london("2026-07-13 00:30"))
    assert moment.at.tzinfo is UTC
    assert moment.at.hour == 23
    assert moment.day.isoformat() == "2026-07-13"


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment(datetime(2026, 11, 22, 19, 12))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-07-13 00:00", "2026-07-13T23:00:00+00:00"),
        ("2026-10-25 00:00", "2026-10-26T00:00:00+00:00"),  # a day of 25 hours
        ("2026-03-29 00:00", "2026-03-29T23:00:00+00:00"),  # a day of 23
    ],
)
def test_of_a_day_the_last_instant_is_the_next_midnight_in_london(day: str, last: str) -> None:
    assert Moment(london(day), Precision.DATE).latest.isoformat() == last


def test_of_a_time_the_last_instant_is_itself() -> None:
    moment = Moment(london("2026-07-13 09:30"), Precision.ESTIMATED)
    assert moment.latest == moment.at


@pytest.mark.parametrize(
    ("start", "stop", "words"),
    [
        (Moment(london("2026-07-13 09:30")), Moment(london("2026-07-14 07:35")), "22 h 5 min"),
        (Moment(london("2026-07-13 09:30")), Moment(london("2026-07-13 09:30")), "0 min"),
        (Moment(london("2026-07-13 09:30")), Moment(london("2026-07-13 09:29")), "done before"),
        (Moment(london("2026-07-13 09:30")), Moment(london("2026-07-14 00:00"), Precision.DATE), "time not known"),
        (Moment(london("2026-07-13 00:00"), Precision.DATE), Moment(london("2026-07-14 07:35")), "time not known"),
    ],
)
def test_how_long_it_took_is_said_only_where_both_times_are_known(start: Moment, stop: Moment, words: str) -> None:
    assert show_between(start, stop) == words


@pytest.mark.parametrize("text", ["0001-1-2", "12/12/1899 10:00"])
def test_a_year_before_anybody_was_born_is_a_slip_of_the_hand(text: str) -> None:
    with pytest.raises(MomentError, match="is too long ago"):
        parse(text, now=NOW)
