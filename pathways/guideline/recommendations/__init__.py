"""TABLE: all 113 recommendations, box 1 and the terms: in our own words, with what the system does about each.

The guideline is the authority; these sentences are the project's. One file a section.
"""

from pathways.guideline.recommendations import (
    imaging,
    immobilisation,
    mobilisation,
    organisation,
    pain,
    radiotherapy,
    recognition,
    rehabilitation,
    steroids,
    support,
    surgery,
    tools,
)
from pathways.guideline.recommendations.entry import KIND_WORDS, Kind, Link, Recommendation

# Number of the section -> its name and its table.
SECTIONS: dict[str, tuple[str, dict[str, Recommendation]]] = {
    "1.1": ("Organising services", organisation.ENTRIES),
    "1.2": ("Information and support", support.ENTRIES),
    "1.3": ("Recognition, box 1 and terms", recognition.ENTRIES),
    "1.4": ("Immobilisation", immobilisation.ENTRIES),
    "1.5": ("Imaging", imaging.ENTRIES),
    "1.6": ("Mobilisation and stability", mobilisation.ENTRIES),
    "1.7": ("Pain", pain.ENTRIES),
    "1.8": ("Steroids", steroids.ENTRIES),
    "1.9": ("Scores", tools.ENTRIES),
    "1.10": ("Radiotherapy", radiotherapy.ENTRIES),
    "1.11": ("Surgery and other interventions", surgery.ENTRIES),
    "1.12": ("Rehabilitation", rehabilitation.ENTRIES),
}
RECOMMENDATIONS: dict[str, Recommendation] = {
    number: each for _, entries in SECTIONS.values() for number, each in entries.items()
}

__all__ = ["KIND_WORDS", "RECOMMENDATIONS", "SECTIONS", "Kind", "Link", "Recommendation"]
