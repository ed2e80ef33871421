"""The wording of letters, kept by the service lead for the alliance."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.states import NotPossible
from referrals.actions import wordings as action
from referrals.forms.letters import WordingForm
from referrals.letters import KINDS, PLACEHOLDERS, LetterKind

CHANGED = "changed"


@require_GET
@needs(Permission.EDIT_LETTERS)
def overview(request: StaffRequest) -> HttpResponse:
    """Each kind of letter, and whose wording is in use."""
    kinds = [(kind, about, action.standing(kind, request.access)) for kind, about in KINDS.items()]
    return render(request, "letters/wordings.jinja", {"section": "guideline", "current": "true", "kinds": kinds})


@needs(Permission.EDIT_LETTERS)
@once
def wording(request: StaffRequest, slug: str) -> HttpResponse:
    """One wording: change it, or take the service's own again."""
    if slug not in KINDS:
        raise Http404
    kind = LetterKind(slug)
    latest = action.standing(kind, request.access)
    known = {"text": action.text_of(kind, request.access), "read": latest.version if latest else 0}
    form = WordingForm(request.POST if request.method == "POST" else parked_form(request), initial=known)
    if request.method == "POST" and (kept := _keep(request, kind, form)):
        return kept
    theirs = action.standing(kind, request.access) if form.has_error("text", CHANGED) else None
    context = {
        "section": "guideline", "current": "true", "kind": kind, "about": KINDS[kind], "form": form,
        "placeholders": PLACEHOLDERS,
        "latest": theirs or latest, "theirs": theirs, "read": theirs.version if theirs else form["read"].value(),
    }  # fmt: skip
    return render(request, "letters/wording.jinja", context, status=422 if request.method == "POST" else 200)


def _keep(request: StaffRequest, kind: LetterKind, form: WordingForm) -> HttpResponse | None:
    """What became of it; None where the form has to be shown again."""
    takes_own = request.POST.get("do") == "own"
    if not form.is_valid() and not (takes_own and "read" not in form.errors):
        return None
    text = "" if takes_own else form.cleaned_data["text"]
    try:
        action.keep(kind=kind, text=text, read=form.cleaned_data["read"], by=request.access, at=request.at)
    except NotPossible as problem:
        is_newer = isinstance(problem, action.Changed)
        form.add_error("text", ValidationError(str(problem), code=CHANGED if is_newer else None))
        return None
    words = "the service’s own wording is in use again" if takes_own else "kept, and used from the next letter on"
    messages.success(request, f"{KINDS[kind].label}: {words}.")
    return go(request, "wordings")
