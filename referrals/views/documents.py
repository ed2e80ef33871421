"""Documents of a referral: attach one, open one, take one out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mscc.access import require
from mscc.incoming import TOO_LARGE
from mscc.roles import Permission
from mscc.store import LARGEST_FILE
from mscc.web.downloads import kept_file
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals.actions import documents as action
from referrals.actions import presence
from referrals.forms.letters import DocumentForm
from referrals.models import Document, Referral
from referrals.views.referral import one


@needs(Permission.SEE_CASES)
@once
def overview(request: StaffRequest, reference: str) -> HttpResponse:
    """What is attached; attach another."""
    referral = one(request, reference)
    form = DocumentForm(request.POST if request.method == "POST" else parked_form(request))
    if request.method == "POST":
        require(request.access, Permission.WRITE_CASE, referral)
        if _attach(request, referral, form):
            messages.success(request, "Attached.")
            return go(request, "documents", reference)
    else:
        presence.look("document.list", by=request.access, at=request.at, subject=reference)
    context = {
        "section": "worklist", "current": "true", "referral": referral, "form": form,
        "documents": _of(request, referral), "largest": LARGEST_FILE // 1_000_000,
        "may_write": request.access.may(Permission.WRITE_CASE, referral),
    }  # fmt: skip
    return render(request, "referrals/documents.jinja", context, status=422 if request.method == "POST" else 200)


def _of(request: StaffRequest, referral: Referral) -> list[Document]:
    found = Document.seen_by(request.access).filter(referral=referral)
    return list(found.select_related("added_by", "removed_by"))


def _attach(request: StaffRequest, referral: Referral, form: DocumentForm) -> bool:
    file = request.FILES.get("file")
    if file is None:
        form.add_error(None, TOO_LARGE if hasattr(request, "is_too_large") else "Choose the file.")
    if not form.is_valid() or file is None:
        return False
    try:
        action.attach(
            referral=referral, content=file.read(), original_name=file.name or "", what=form.cleaned_data["what"],
            by=request.access, at=request.at,
        )  # fmt: skip
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return False
    return True


@require_GET
@needs(Permission.SEE_CASES)
def document(request: StaffRequest, reference: str, key: str) -> HttpResponse:
    """The file."""
    it = _one(request, reference, key)
    try:
        content = action.open_one(document=it, by=request.access, at=request.at)
    except NotPossible as problem:
        messages.error(request, str(problem))
        return go(request, "documents", reference)
    return kept_file(it, content, "document")


@posted("take a document out")
@needs(Permission.WRITE_CASE)
def remove(request: StaffRequest, reference: str, key: str) -> HttpResponse:
    """Take out what does not belong here; the row stays with the reason."""
    it = _one(request, reference, key)
    try:
        action.remove(document=it, reason=said(request, "reason"), by=request.access, at=request.at)
        messages.success(request, "Taken out. Nobody can open it any more; that it was here stays on record.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "documents", reference)


def _one(request: StaffRequest, reference: str, key: str) -> Document:
    found = Document.seen_by(request.access).select_related("referral__service")
    return get_object_or_404(found, pk=key, referral__reference=reference)
