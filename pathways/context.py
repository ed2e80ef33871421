"""What every page says of the rules and, to the service lead, of what is overdue. A context processor."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mscc.moments import day_in_london
from pathways import directory, documents, signing
from pathways.guideline.editions import in_force


def rules(request: HttpRequest) -> dict[str, Any]:
    """Looked up when the page asks for it, and once: the footer's sign-off is one query."""
    access, at = getattr(request, "access", None), getattr(request, "at", None)
    if access is None or at is None:
        return {}
    today = day_in_london(at)
    standing = in_force(at)
    return {
        "edition": standing.edition,
        "rules_version": standing.version,
        "approved": SimpleLazyObject(lambda: signing.approval(access, standing)),
        "pathways_overdue": SimpleLazyObject(lambda: documents.overdue(access, today)),
        "contacts_unverified": SimpleLazyObject(lambda: directory.unverified(access, today)),
    }
