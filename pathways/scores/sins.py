"""TABLE: the Spinal Instability Neoplastic Score (Fisher 2010), scored for one vertebral level."""

from pathways.scores.tool import Item, Option, OtherWay, Tool

JUNCTIONAL = ("O", "C1", "C2", "C7", "T1", "T2", "T11", "T12", "L1", "L5", "S1")
MOBILE = ("C3", "C4", "C5", "C6", "L2", "L3", "L4")
SEMI_RIGID = ("T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10")
RIGID = ("S2", "S3", "S4", "S5")
ORDER = ["O", *(f"{part}{n}" for part, last in (("C", 7), ("T", 12), ("L", 5), ("S", 5)) for n in range(1, last + 1))]
KINDS = {
    **dict.fromkeys(JUNCTIONAL, "junctional"),
    **dict.fromkeys(MOBILE, "mobile"),
    **dict.fromkeys(SEMI_RIGID, "semi_rigid"),
    **dict.fromkeys(RIGID, "rigid"),
}
LEVELS: dict[str | int, str] = {level: KINDS[level] for level in ORDER}

SINS = Tool(
    name="SINS",
    label="Spinal Instability Neoplastic Score",
    version="2010",
    citation="Fisher CG et al. Spine 2010;35(22):E1221-9",
    higher_is="less stable",
    items=(
        Item(
            "location",
            "Location",
            (
                Option("junctional", 3, "Junctional: occiput to C2, C7 to T2, T11 to L1, L5 to S1"),
                Option("mobile", 2, "Mobile: C3 to C6, L2 to L4"),
                Option("semi_rigid", 1, "Semi-rigid: T3 to T10"),
                Option("rigid", 0, "Rigid: S2 to S5"),
            ),
            OtherWay("level", LEVELS),
        ),
        Item(
            "pain",
            "Pain",
            (
                Option("mechanical", 3, "Mechanical: on moving or loading, or relieved by lying down"),
                Option("non_mechanical", 1, "Pain now and then, not mechanical"),
                Option("none", 0, "No pain"),
            ),
        ),
        Item(
            "lesion",
            "Bone lesion",
            (Option("lytic", 2, "Lytic"), Option("mixed", 1, "Mixed"), Option("blastic", 0, "Blastic")),
        ),
        Item(
            "alignment",
            "Alignment on imaging",
            (
                Option("subluxation", 4, "Subluxation or translation"),
                Option("deformity", 2, "New kyphosis or scoliosis"),
                Option("normal", 0, "Normal"),
            ),
        ),
        Item(
            "collapse",
            "Collapse of the vertebral body",
            (
                Option("gt50", 3, "More than 50%"),
                Option("lt50", 2, "Less than 50%"),
                Option("none_gt50_involved", 1, "None, more than 50% of the body involved"),
                Option("none", 0, "None of these"),
            ),
        ),
        Item(
            "posterolateral",
            "Facet, pedicle or costovertebral joint broken or replaced",
            (
                Option("bilateral", 3, "On both sides"),
                Option("unilateral", 1, "On one side"),
                Option("none", 0, "None"),
            ),
        ),
    ),
    bands=((6, "stable"), (12, "potentially_unstable"), (18, "unstable")),
)
