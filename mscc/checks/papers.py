"""What is wrong with the papers of safety and governance: broken links, scores that are none, doubled numbers."""

from mscc.papers import asvs, hazards, prose


def complaint() -> str:
    """One line for each thing that is wrong, or nothing."""
    try:
        wrong = [*hazards.complaints(hazards.log()), *prose.complaints(), *asvs.complaints()]
    except ValueError as problem:
        return str(problem)
    return "\n".join(wrong)
