"""TABLE: section 1.4, immobilisation."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.4.1": entry(
        "MSCC suspected or confirmed, neurology suggesting an unstable spine: immobilise without delay, transfer too.",
        "Said on the call when such signs are present; asked for when they are not known.",
        "rule 1.4.1", "record immobilised", "record instability_neurology",
    ),
    "1.4.2": entry(
        "Moderate or severe pain on moving: consider immobilising.",
        "Said on the call when the pain on moving is moderate or severe.",
        "rule 1.4.2", "record movement_pain",
    ),
    "1.4.3": entry(
        "Whoever is immobilised lies on the back, flat or a little raised; not bearable, the position is eased.",
        "Nursing is the ward’s. The position is recorded with the immobilisation, and looked at again: whether it is "
        "borne.",
        "record immobilised", "record position_checked", "own ward", "test tests/actions/test_care.py",
    ),
    "1.4.4": entry(
        "Whoever is immobilised has expert advice on stability within 24 hours.",
        "A clock of 24 hours from immobilisation, stopped by the advice recorded with who gave it.",
        "rule 1.4.4", "clock immobilisation_advice-24", "record stability_advice", "test tests/rules/test_assess.py",
    ),
}  # fmt: skip
