"""The report as a PDF: A4, tagged, for the steering group."""

from audit import group_told
from audit.completeness import ITEMS
from audit.measures.o1 import WALKING
from audit.printed import Printed
from audit.report import BY_QUINTILE
from audit.workbook import KINDS, WORDS
from mscc import pdf


def build(told: Printed) -> bytes:
    """The PDF's bytes. Raises pdf.NotPossibleHere where the system's libraries are missing."""
    context = {
        "told": told, "content": told.content, "words": WORDS, "kinds": KINDS, "ways": WALKING, "split": BY_QUINTILE,
        "items": ITEMS,
        "group_told": group_told,
    }  # fmt: skip
    return pdf.document("print/audit.jinja", context, at=told.as_at)
