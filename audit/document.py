"""The report as a PDF: A4, tagged, for the steering group."""

from audit.exports import FOR_SHARING, NOT_FOR_SHARING, as_json
from audit.measures import TABLES
from audit.measures.o1 import WALKING
from audit.report import BY_QUINTILE, Report
from audit.workbook import WORDS
from mscc import pdf
from mscc.moments import LONDON, show_day


def build(report: Report, *, shareable: bool = False) -> bytes:
    """The PDF's bytes. Raises pdf.NotPossibleHere where the system's libraries are missing."""
    local = report.as_at.astimezone(LONDON)
    return pdf.document(
        "print/audit.jinja",
        {
            "report": report,
            "content": as_json(report, shareable=shareable),
            "as_at": f"{show_day(local.date())} {local:%H:%M}",
            "note": FOR_SHARING if shareable else NOT_FOR_SHARING,
            "words": WORDS,
            "ways": WALKING,
            "told": BY_QUINTILE,
            "defined": [*report.measures.values(), *TABLES.values()],
        },
        at=report.as_at,
    )
