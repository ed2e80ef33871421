"""PURE, TABLE: by what the figures are told apart (1.1.13). Everybody is in exactly one group; not known is a group."""

from collections.abc import Callable
from dataclasses import dataclass

from audit.measures.result import Outcome
from audit.measures.working_hours import is_working_time
from mscc.moments import LONDON

NOT_KNOWN = "not_known"
UNKNOWN = {NOT_KNOWN: "Not known"}
# Ages begin a band at these years; the last has no end.
BANDS = (18, 50, 60, 70, 80)
# The first letters of the national codes of ethnicity, by the census's five groups.
ETHNIC_GROUPS = {"white": "ABC", "mixed": "DEFG", "asian": "HJKL", "black": "MNP", "other": "RS", "not_stated": "Z"}


@dataclass(frozen=True)
class Background:
    """What is known of a person beside the times of the referral. Empty is not known."""

    decile: int | None = None
    sex: str = ""
    ethnicity: str = ""
    age: int | None = None
    needs_interpreter: bool | None = None
    cancer: str = ""
    site: str = ""
    centre_km: int | None = None
    adjustment: str = ""


@dataclass(frozen=True)
class Dimension:
    """One way to tell the figures apart. `groups` in their order, with their words; none where they are as found."""

    key: str
    title: str
    of: Callable[[Background, Outcome], str]
    groups: dict[str, str]
    note: str = ""

    def words(self, group: str) -> str:
        """What a group is called."""
        return (self.groups | UNKNOWN).get(group, group)


def fifth(decile: int | None) -> str:
    """The fifth of the country by deprivation, 1 the most deprived."""
    return NOT_KNOWN if decile is None else str((decile + 1) // 2)


# Kilometres to the cancer centre begin a band at these; the last has no end.
FAR = (0, 10, 25, 50)


def distance(who: Background, _: Outcome) -> str:
    return NOT_KNOWN if who.centre_km is None else str(max(band for band in FAR if band <= who.centre_km))


def ethnic_group(who: Background, _: Outcome) -> str:
    found = (group for group, codes in ETHNIC_GROUPS.items() if who.ethnicity and who.ethnicity in codes)
    return next(found, NOT_KNOWN)


def age_band(who: Background, _: Outcome) -> str:
    if who.age is None:
        return NOT_KNOWN
    return str(max((band for band in BANDS if band <= who.age), default="under"))


def hours(_: Background, outcome: Outcome) -> str:
    """When the clock started: Monday to Friday from 08:00 to 18:00 in London, no bank holiday; or at another time."""
    if outcome.started is None or outcome.started.is_day_only:
        return NOT_KNOWN
    return "in" if is_working_time(outcome.started.at) else "out"


WEEKDAYS = {"1": "Monday", "2": "Tuesday", "3": "Wednesday", "4": "Thursday", "5": "Friday", "6": "Saturday",
            "7": "Sunday"}  # fmt: skip


def weekday(_: Background, outcome: Outcome) -> str:
    """The day of the week, in London, on which the clock started."""
    return NOT_KNOWN if outcome.started is None else str(outcome.started.at.astimezone(LONDON).isoweekday())


CANCER_BEFORE = {"current": "known", "past": "known", "suspected": "first", "none": "first"}
YES_NO: dict[bool | None, str] = {True: "yes", False: "no", None: NOT_KNOWN}
DIMENSIONS: dict[str, Dimension] = {
    each.key: each
    for each in (
        Dimension(
            "site", "Referring hospital", lambda who, _: who.site or NOT_KNOWN, {},
            "Inside the limits the differences are what chance alone would give.",
        ),
        Dimension(
            "deprivation", "Deprivation", lambda who, _: fifth(who.decile),
            {"1": "1, most deprived", "2": "2", "3": "3", "4": "4", "5": "5, least deprived"} | UNKNOWN,
            "Fifths of the country by where people live, fixed at the referral.",
        ),
        Dimension(
            "distance", "Distance to centre", distance,
            {"0": "Under 10 km", "10": "10 to 24 km", "25": "25 to 49 km", "50": "50 km and more"} | UNKNOWN,
            "As the crow flies to the alliance’s nearest cancer centre, fixed at the referral.",
        ),
        Dimension(
            "ethnicity", "Ethnicity", ethnic_group,
            {"white": "White", "mixed": "Mixed", "asian": "Asian", "black": "Black", "other": "Chinese or other",
             "not_stated": "Not stated"} | UNKNOWN,
        ),
        Dimension(
            "sex", "Sex", lambda who, _: who.sex or NOT_KNOWN, {"female": "Female", "male": "Male", "other": "Other"}
            | UNKNOWN,
        ),
        Dimension(
            "age", "Age at referral", age_band,
            {"under": "Under 18", "18": "18 to 49", "50": "50 to 59", "60": "60 to 69", "70": "70 to 79",
             "80": "80 and over"} | UNKNOWN,
        ),
        Dimension(
            "language", "Needs an interpreter", lambda who, _: YES_NO[who.needs_interpreter],
            {"yes": "Yes", "no": "No"} | UNKNOWN,
        ),
        Dimension(
            "adjustment", "Reasonable adjustments", lambda who, _: who.adjustment or NOT_KNOWN,
            {"needed": "Needed; what helps is recorded", "not_said": "Needed; what helps is not recorded",
             "none": "None needed"} | UNKNOWN,
            "A disability, or help to hear, see or speak, as the key information has it now.",
        ),
        Dimension(
            "hours", "When the clock started", hours,
            {"in": "Mon to Fri, 08:00 to 18:00", "out": "All other hours"} | UNKNOWN,
            "A bank holiday is among the other hours. A time known to the day only is not known.",
        ),
        Dimension(
            "weekday", "Day of the week", weekday, WEEKDAYS | UNKNOWN, "The day on which the clock started.",
        ),
        Dimension(
            "cancer", "Cancer known before", lambda who, _: CANCER_BEFORE.get(who.cancer, NOT_KNOWN),
            {"known": "Known", "first": "First sign of cancer"} | UNKNOWN,
        ),
    )
}  # fmt: skip
