"""The rules as coded, drawn from their tables."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mscc.web.render import render
from pathways.escalation import WHO_WORDS, ladder_for
from pathways.guideline.limits import LIMITS
from pathways.guideline.recommendations import RECOMMENDATIONS
from pathways.guideline.triage import TABLE
from pathways.guideline.words import HEADINGS


@require_GET
def guideline(request: HttpRequest) -> HttpResponse:
    """Box 1's truth table, the limits, the ladders and the recommendations used."""
    table = [(*cell, HEADINGS[disposition].label) for cell, disposition in TABLE.items()]
    ladders = [(limit, ladder_for(limit.kind, limit.hours)) for limit in LIMITS]
    context = {
        "section": "guideline",
        "table": table,
        "ladders": ladders,
        "who": WHO_WORDS,
        "recommendations": RECOMMENDATIONS,
    }
    return render(request, "pathways/guideline.jinja", context)
