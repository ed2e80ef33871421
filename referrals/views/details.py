"""Put right who the person is and who called."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.render import go, render
from mscc.web.sessions import parked_form
from pathways.states import NotPossible
from referrals.actions import details as action
from referrals.actions.change import require
from referrals.forms.details import DetailsForm
from referrals.views.calls import _typed
from referrals.views.referral import one


@needs(Permission.WRITE_CASE)
def details(request: HttpRequest, reference: str) -> HttpResponse:
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    standing = DetailsForm.showing(referral)
    differing: list[tuple[str, str, str]] = []
    if request.method != "POST":
        parked = parked_form(request)
        form = DetailsForm(_typed(parked)) if parked else DetailsForm(initial=standing)
    else:
        form = DetailsForm(request.POST)
        if form.is_valid():
            try:
                action.correct(
                    referral=referral, person=form.person_values(request.at), values=form.referral_values(),
                    version=form.cleaned_data["version"], by=request.access, at=request.at,
                )  # fmt: skip
                messages.success(request, "Put right.")
                return go(request, "referral", reference)
            except NotPossible as problem:
                form.add_error(None, str(problem))
                fresh = DetailsForm.showing(one(request, reference))
                differing = [
                    (str(form[name].label), str(fresh[name] or "empty"), str(form[name].value() or "empty"))
                    for name in form.fields
                    if name != "version" and str(fresh[name] or "") != str(form[name].value() or "")
                ]
                standing["version"] = fresh["version"]
    context = {
        "referral": referral, "form": form, "differing": differing, "version": standing["version"],
        "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/details.jinja", context, status=422 if request.method == "POST" else 200)
