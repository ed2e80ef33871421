"""Words as they stand within a sentence."""


def uncapitalised(words: str) -> str:
    """The words with a small first letter; an abbreviation, such as NHS or 3D, keeps its letters."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
