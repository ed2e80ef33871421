"""TABLE: MRC power by muscle group, ten on each side. Each is graded by itself: no sum and no average is made."""

from dataclasses import dataclass

from pathways.scores.scales import MRC_POWER


@dataclass(frozen=True)
class Group:
    """A muscle group: the root that it stands for, and the movement that tests it."""

    root: str
    movement: str

    def cell(self, side: str) -> str:
        """The name under which the grade of one side is kept: "l2_right"."""
        return f"{self.root.lower()}_{side}"


ARMS = (
    Group("C5", "elbow flexion"),
    Group("C6", "wrist extension"),
    Group("C7", "elbow extension"),
    Group("C8", "finger flexion"),
    Group("T1", "finger abduction"),
)
LEGS = (
    Group("L2", "hip flexion"),
    Group("L3", "knee extension"),
    Group("L4", "ankle dorsiflexion"),
    Group("L5", "big toe extension"),
    Group("S1", "ankle plantarflexion"),
)
SIDES = ("right", "left")
CELLS = {
    group.cell(side): f"{group.root} {group.movement}, {side}" for group in (*ARMS, *LEGS) for side in SIDES
}  # fmt: skip
# Beside the grades: pain, a plaster or a lost limb may make a group untestable; not known was asked and not told.
NOT_TESTABLE, UNKNOWN = "NT", "unknown"
SIGNS = {"N/T": NOT_TESTABLE, "?": UNKNOWN, "NK": UNKNOWN, "N/K": UNKNOWN, "NOTKNOWN": UNKNOWN, "UNKNOWN": UNKNOWN}
PERMITTED = (*MRC_POWER.grades, NOT_TESTABLE, UNKNOWN)
WRITTEN = f"{', '.join(MRC_POWER.grades)}, NT or ?"
# A minus as telephones and word processors write it.
MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\u2010\u2011", "-"))


def read(typed: str) -> str:
    """The code that was meant by what was typed: "4 -" is "4-", "5/5" is "5". Raises LookupError."""
    text = "".join(typed.translate(MINUS).upper().split()).removesuffix("/5")
    meant = SIGNS.get(text, text)
    if meant not in PERMITTED:
        raise LookupError(f"“{typed.strip()}” is no grade of power. Write {WRITTEN}.")
    return meant
