"""PURE: moments as staff type and read them. UTC inside, Europe/London on screen, 24-hour clock with the date.

A moment knows how precisely it is known: exactly, estimated, or only to the day.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1}
DAY_NAMES = "|".join(WEEKDAYS)
# A watch may be a little fast: a time this far ahead is the present.
FAST_WATCH = timedelta(minutes=1)
# Nobody who is referred was alive before: an earlier year is a slip of the hand.
EARLIEST = 1900
EXAMPLES = "Write a time (18:10), a date and time (22 Nov 18:10), a date alone (22 Nov 2026) or now."


class Precision(StrEnum):
    EXACT = "exact"
    ESTIMATED = "estimated"
    DATE = "date"


class Answer(StrEnum):
    """What somebody says when a time was asked about."""

    FIRST = "first"
    SECOND = "second"
    MIDNIGHT = "midnight"
    DAY_ONLY = "day_only"


@dataclass(frozen=True, order=True)
class Moment:
    """An instant in UTC and how precisely it is known. Known to the day: `at` is the first instant of that day."""

    at: datetime
    precision: Precision = Precision.EXACT

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def day(self) -> date:
        """The day in London."""
        return day_in_london(self.at)

    @property
    def latest(self) -> datetime:
        """The last instant it can have been: the end of the day, where only that is known."""
        if not self.is_day_only:
            return self.at
        return datetime.combine(self.day + timedelta(days=1), time(), LONDON).astimezone(UTC)

    @property
    def is_day_only(self) -> bool:
        return self.precision is Precision.DATE


class MomentError(ValueError):
    """The text is no moment; the message says what is wrong, what is allowed, what to do."""


class MomentQuestion(MomentError):
    """The text may be a moment, but something must be asked first. `choices` maps each answer to its words."""

    def __init__(self, message: str, choices: dict[Answer, str]) -> None:
        super().__init__(message)
        self.choices = choices


def day_in_london(at: datetime) -> date:
    """The day that a calendar in London shows at an instant."""
    return at.astimezone(LONDON).date()


def parse(text: str, *, now: datetime, answer: str = "", planned: bool = False) -> Moment:
    """Read what was typed. A time alone is the latest such time that has passed; of something planned, the next.

    Raises MomentQuestion when a time happens twice or is midnight and `answer` does not say which is meant;
    MomentError when the text cannot be read, the hour does not exist, or the moment lies in the future.
    """
    words = " ".join(text.strip().lower().replace(",", " ").split())
    estimated = bool(re.match(r"(about|around|approx\.?|circa|~)\s*", words))
    words = re.sub(r"^(about|around|approx\.?|circa|~)\s*", "", words)
    if words == "now":
        return Moment(now, Precision.ESTIMATED if estimated else Precision.EXACT)
    clock, zone, rest = _take_time(words)
    day = _read_day(rest, now, planned)
    if clock is None:
        if day is None:
            raise MomentError(f"“{text.strip()}” is not a time that can be read. {EXAMPLES}")
        return _checked(Moment(datetime.combine(day, time(), LONDON), Precision.DATE), now, planned)
    if rest and day is None:
        raise MomentError(f"“{text.strip()}” is not a date that can be read. {EXAMPLES}")
    if day is None:
        day = day_in_london(now)
        passed = datetime.combine(day, clock, LONDON).astimezone(UTC) <= (now if planned else now + FAST_WATCH)
        day += timedelta(days=passed) if planned else timedelta(days=passed - 1)
    moment = _resolve(day, clock, zone, answer)
    precision = moment.precision if moment.is_day_only or not estimated else Precision.ESTIMATED
    return _checked(Moment(moment.at, precision), now, planned)


def _resolve(day: date, clock: time, zone: str, answer: str) -> Moment:
    local = datetime.combine(day, clock, LONDON)
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if first.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise MomentError(
            f"{clock:%H:%M} on {show_day(day)} did not exist: the clocks went forward from 01:00 to 02:00. "
            "Give the time that the clock showed."
        )
    if first != second:
        return Moment(_which(first, second, zone, answer))
    if zone and zone != str(local.tzname()).lower():
        raise MomentError(f"{show_day(day)} was not in {zone.upper()}. Give the time that the clock showed.")
    if clock == time():
        if answer == Answer.DAY_ONLY:
            return Moment(first, Precision.DATE)
        if answer != Answer.MIDNIGHT:
            choices = {Answer.MIDNIGHT: "Exactly midnight", Answer.DAY_ONLY: "Only the day is known"}
            raise MomentQuestion(f"00:00 on {show_day(day)}: exactly midnight?", choices)
    return Moment(first)


def _which(first: datetime, second: datetime, zone: str, answer: str) -> datetime:
    """The one meant of two times that the clock showed alike."""
    which = {"bst": "first", "gmt": "second"}.get(zone, answer)
    if which not in {"first", "second"}:
        choices = {Answer.FIRST: "The first time (BST)", Answer.SECOND: "The second time (GMT)"}
        clock = first.astimezone(LONDON)
        raise MomentQuestion(f"{clock:%H:%M} on {show_day(clock)} happened twice: the clocks went back.", choices)
    return first if which == "first" else second


def _take_time(words: str) -> tuple[time | None, str, str]:
    """Split "22 nov 18:10 bst" into its time, its zone and the rest."""
    if re.fullmatch(r"(0?[1-9]|1\d|2[0-3])\.(0[1-9]|1[0-2])", words):
        as_time, as_date = words.replace(".", ":"), words.replace(".", "/")
        raise MomentError(f"“{words}” may be a time or a date. Write {as_time} or {as_date}.")
    found = re.search(r"(?:^|[\sT])([01]?\d|2[0-3])[:.h]?([0-5]\d)(?::([0-5]\d))?\s*(bst|gmt)?$", words, re.I)
    if not found or _is_year(found, words):
        return None, "", words
    return time(int(found[1]), int(found[2]), int(found[3] or 0)), found[4] or "", words[: found.start()].strip()


def _is_year(found: re.Match[str], words: str) -> bool:
    """Whether four last digits are a year ("22 nov 2026"), not a time."""
    digits = found[0].strip()
    return ":" not in digits and "." not in digits and words != digits and digits[:2] in ("19", "20")


def _read_day(words: str, now: datetime, planned: bool) -> date | None:
    """A day by its name or date. A weekday alone is the latest such day; of something planned, the next."""
    today = day_in_london(now)
    if words in RELATIVE:
        return today + timedelta(days=RELATIVE[words])
    if words[:3] in WEEKDAYS and words.isalpha():
        ahead = WEEKDAYS.index(words[:3]) - today.weekday()
        return today + timedelta(days=ahead % 7) if planned else today - timedelta(days=-ahead % 7)
    named = re.match(rf"({DAY_NAMES})[a-z]*\s+", words)
    day = _read_date(words[named.end() :] if named else words, today)
    if named and day and WEEKDAYS[day.weekday()] != named[1]:
        raise MomentError(f"{show_day(day)} is a {day:%A}. Check the day.")
    return day


def _read_date(words: str, today: date) -> date | None:
    try:
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := re.fullmatch(r"(\d{1,2})[/. -](\d{1,2}|[a-z]{3,9})(?:[/. -](\d{4}|\d{2}))?", words):
            month = int(found[2]) if found[2].isdigit() else MONTHS.index(found[2][:3]) + 1
            return _nearest(int(found[1]), month, found[3], today)
    except ValueError:
        return None
    return None


def _nearest(day: int, month: int, year: str | None, today: date) -> date:
    """A day without a year is the nearest such day: in January, "30 Dec" is last month."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = [each for each in (today.year - 1, today.year, today.year + 1) if day <= monthrange(each, month)[1]]
    return min((date(each, month, day) for each in years), key=lambda it: abs(it - today))


def _checked(moment: Moment, now: datetime, planned: bool) -> Moment:
    if moment.at.year < EARLIEST:
        raise MomentError(f"{moment.at.year} is too long ago. Check the year: {EXAMPLES[:1].lower()}{EXAMPLES[1:]}")
    if planned or moment.at <= now:
        return moment
    if moment.at <= now + FAST_WATCH and not moment.is_day_only:
        return Moment(now, moment.precision)
    when = show_day(moment.day) if moment.is_day_only else show(moment, now=now)
    raise MomentError(f"{when} is in the future. Give a time that has passed.")


def show_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def show(moment: Moment | datetime, *, now: datetime, seconds: bool = False) -> str:
    """A moment in words: "18:24 today", "04:10 Mon 23 Nov", "3 Feb 2025" when known to the day only."""
    moment = moment if isinstance(moment, Moment) else Moment(moment)
    local, today = moment.at.astimezone(LONDON), day_in_london(now)
    day = f"{local:%a} {local.day} {local:%b}" + ("" if local.year == today.year else f" {local.year}")
    if moment.is_day_only:
        return "today, time not known" if local.date() == today else f"{day}, time not known"
    clock = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    words = f"{clock} today" if local.date() == today else f"{clock} {day}"
    return f"about {words}" if moment.precision is Precision.ESTIMATED else words


def show_span(span: timedelta) -> str:
    """A length of time, rounded down to minutes: "48 min", "3 h 18 min", "3 days 21 h"."""
    minutes = int(abs(span).total_seconds() // 60)
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days >= 2:
        return f"{days} days {hours} h" if hours else f"{days} days"
    if minutes >= 60:
        return f"{minutes // 60} h {left} min" if left else f"{minutes // 60} h"
    return f"{minutes} min"


def show_between(start: Moment, stop: Moment) -> str:
    """How long from start to stop, as far as both are known: "22 h 5 min", "time not known", "done before"."""
    if start.is_day_only or stop.is_day_only:
        return "time not known"
    return show_span(stop.at - start.at) if stop.at >= start.at else "done before"
