"""Put right who the person is and who called."""

from django.contrib import messages
from django.http import HttpResponse

from mscc.access import require
from mscc.roles import Permission
from mscc.web import both
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.states import NotPossible
from referrals.actions import details as action
from referrals.actions.triage import Conflict
from referrals.forms.details import DetailsForm
from referrals.models import Referral
from referrals.views.referral import one


@needs(Permission.WRITE_CASE)
@once
def details(request: StaffRequest, reference: str) -> HttpResponse:
    """Change what is known of person and caller; the record history keeps what stood before."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    standing = DetailsForm.showing(referral)
    if request.method != "POST":
        return _page(request, referral, DetailsForm(parked_form(request), initial=standing))
    form = DetailsForm(request.POST, initial=standing)
    if not form.is_valid():
        return _page(request, referral, form, status=422)
    try:
        action.correct(
            referral=referral, person=form.person_values(request.at), values=form.referral_values(),
            version=form.cleaned_data["version"], has_moved=form.cleaned_data["has_moved"],
            by=request.access, at=request.at,
        )  # fmt: skip
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, referral, form, status=422, is_conflict=isinstance(problem, Conflict))
    messages.success(request, "Put right.")
    return go(request, "referral", reference)


def _page(
    request: StaffRequest, referral: Referral, form: DetailsForm, *, status: int = 200, is_conflict: bool = False
) -> HttpResponse:
    """The form; after a conflict also what stands on record now, so that neither version is lost."""
    differing, version = [], form["version"].value()
    if is_conflict:
        fresh = DetailsForm.showing(one(request, referral.reference))
        differing, version = both.differing(form, fresh, marks="version"), fresh["version"]
    context = {
        "referral": referral, "form": form, "differing": differing, "version": version,
        "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/details.jinja", context, status=status)
