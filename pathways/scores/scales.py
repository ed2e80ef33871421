"""TABLE: scales that the record holds beside the scores: what each grade is, in our own words where that is allowed.

Grades are codes and not numbers: none is averaged, and none is converted into another without somebody's word. The
Clinical Frailty Scale is licensed: its number and version are kept, its descriptions are not shipped.
"""

from dataclasses import dataclass

BETTER, WORSE = "better", "worse"


@dataclass(frozen=True)
class Scale:
    """A graded scale: its grades in order, and where it was published."""

    name: str
    citation: str
    higher_is: str
    grades: dict[str, str]

    def rank(self, grade: str) -> int:
        """The place of a grade in the order of the scale. Raises LookupError for one that is not on it."""
        if grade not in self.grades:
            raise LookupError(f"{self.name} has no grade {grade!r}; permitted are {', '.join(self.grades)}.")
        return list(self.grades).index(grade)

    def change(self, was: str, now: str) -> str:
        """Worse, better, or nothing: where both are the same, or one of them is no grade, such as not known."""
        if was == now or not {was, now} <= self.grades.keys():
            return ""
        rises = self.rank(now) > self.rank(was)
        return BETTER if rises == (self.higher_is == BETTER) else WORSE


# Asked for before the cord was affected and for now: weakness lowers it.
ECOG = Scale(
    "ECOG performance status",
    "Oken MM et al. Am J Clin Oncol 1982;5:649-55",
    WORSE,
    {
        "0": "Fully active",
        "1": "Walks and does light work; nothing strenuous",
        "2": "Walks and cares for self, cannot work; up more than half the day",
        "3": "Cares for self in part; in bed or chair more than half the day",
        "4": "Cannot care for self; wholly in bed or chair",
        "5": "Dead",
    },
)

KARNOFSKY = Scale(
    "Karnofsky performance status",
    "Karnofsky DA, Burchenal JH. 1949",
    BETTER,
    {
        "0": "Dead",
        "10": "Dying",
        "20": "Very ill, needs hospital care",
        "30": "Severely disabled",
        "40": "Disabled, needs special care",
        "50": "Needs much help and frequent care",
        "60": "Needs help now and then",
        "70": "Cares for self, cannot work",
        "80": "Normal activity with effort",
        "90": "Normal activity, minor signs of illness",
        "100": "No complaint, no sign of illness",
    },
)

FRANKEL = Scale(
    "Frankel grade",
    "Frankel HL et al. Paraplegia 1969;7:179-92",
    BETTER,
    {
        "A": "Complete: no movement, no feeling below the level",
        "B": "Feeling only",
        "C": "Movement of no practical use",
        "D": "Useful movement; many can walk",
        "E": "No deficit; reflexes may be abnormal",
    },
)

# E needs a deficit on record before: whoever never had one has no grade.
ASIA = Scale(
    "ASIA impairment scale",
    "International Standards for Neurological Classification of Spinal Cord Injury, 2019",
    BETTER,
    {
        "A": "Complete: no feeling and no movement at S4 and S5",
        "B": "Feeling at S4 and S5, no movement",
        "C": "Movement; fewer than half of the key muscles below the level at grade 3 or more",
        "D": "Movement; at least half of the key muscles below the level at grade 3 or more",
        "E": "Normal, after a deficit on record",
    },
)

MRC_POWER = Scale(
    "MRC power grade",
    "Medical Research Council: Aids to the examination of the peripheral nervous system",
    BETTER,
    {
        "0": "No movement",
        "1": "A flicker",
        "2": "Moves with gravity taken off",
        "3": "Moves against gravity",
        "4-": "Moves against slight resistance",
        "4": "Moves against some resistance",
        "4+": "Moves against strong resistance",
        "5": "Full power",
    },
)

# Text and never a number; 1c is counted as high by some and low by others, so no half is named here.
ESCC = Scale(
    "Epidural spinal cord compression grade",
    "Bilsky MH et al. J Neurosurg Spine 2010;13:324-8",
    WORSE,
    {
        "0": "Bone only",
        "1a": "Epidural, sac not deformed",
        "1b": "Sac deformed, cord not touched",
        "1c": "Cord touched, not compressed",
        "2": "Cord compressed, fluid still seen",
        "3": "Cord compressed, no fluid seen",
    },
)

# Asked for at rest and on moving. Bands differ between authors at 4, so none is given.
PAIN = Scale("Pain from 0 to 10", "Numeric rating scale", WORSE, {str(n): str(n) for n in range(11)})

# Number and version only. Not validated below 65 nor with a lifelong disability: then it is assessed individually.
FRAILTY_VERSIONS = ("1.2", "2.0")
FRAILTY_GRADES = tuple(range(1, 10))
FRAILTY_NOT_APPLICABLE = "individual assessment instead"

SCALES = (ECOG, KARNOFSKY, FRANKEL, ASIA, MRC_POWER, ESCC, PAIN)
