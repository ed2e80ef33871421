"""TABLE: the revised Tokuhashi score (2005), on how long somebody with spinal metastases may live."""

from pathways.scores.tool import Item, Option, OtherWay, Tool

KARNOFSKY: dict[str | int, str] = {
    **dict.fromkeys((10, 20, 30, 40), "poor"),
    **dict.fromkeys((50, 60, 70), "moderate"),
    **dict.fromkeys((80, 90, 100), "good"),
}
FRANKEL: dict[str | int, str] = {
    **dict.fromkeys("AB", "complete_AB"),
    **dict.fromkeys("CD", "incomplete_CD"),
    "E": "none_E",
}
# The sites that the table names; every other site that is known is "other", and a histology awaited is not known.
SITES: dict[int, tuple[str, ...]] = {
    0: ("lung", "osteosarcoma", "stomach", "bladder", "oesophagus", "pancreas"),
    1: ("liver", "gallbladder", "unidentified"),
    2: ("other",),
    3: ("kidney", "uterus"),
    4: ("rectum",),
    5: ("thyroid", "breast", "prostate", "carcinoid"),
}
SITE_LABELS = {"unidentified": "Looked for and not identified", "other": "Another site"}

TOKUHASHI_REVISED = Tool(
    name="TOKUHASHI_REVISED",
    label="Revised Tokuhashi score",
    version="2005",
    citation="Tokuhashi Y et al. Spine 2005;30(19):2186-91",
    higher_is="longer life expected",
    items=(
        Item(
            "general",
            "General condition (Karnofsky)",
            (
                Option("poor", 0, "Poor: 10 to 40"),
                Option("moderate", 1, "Moderate: 50 to 70"),
                Option("good", 2, "Good: 80 to 100"),
            ),
            OtherWay("kps", KARNOFSKY),
        ),
        Item(
            "extraspinal_bone",
            "Bone metastases outside the spine",
            (Option("ge3", 0, "3 or more"), Option("1-2", 1, "1 or 2"), Option("0", 2, "None")),
        ),
        Item(
            "vertebral",
            "Vertebral bodies with metastases",
            (Option("ge3", 0, "3 or more"), Option("2", 1, "2"), Option("1", 2, "1")),
        ),
        Item(
            "organ",
            "Metastases in major organs",
            (
                Option("unremovable", 0, "Cannot be removed"),
                Option("removable", 1, "Can be removed"),
                Option("none", 2, "None"),
            ),
        ),
        Item(
            "primary",
            "Site of the primary cancer",
            tuple(
                Option(site, points, SITE_LABELS.get(site, site.capitalize()))
                for points, sites in SITES.items()
                for site in sites
            ),
            pending=("pending",),
        ),
        Item(
            "palsy",
            "Palsy (Frankel)",
            (
                Option("complete_AB", 0, "Complete: A or B"),
                Option("incomplete_CD", 1, "Incomplete: C or D"),
                Option("none_E", 2, "None: E"),
            ),
            OtherWay("frankel", FRANKEL),
        ),
    ),
    bands=((8, "<6 months"), (11, ">=6 months"), (15, ">=1 year")),
)
