"""The directory: whom to ring, for each specialty and hospital; where nobody is named; which numbers to try again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mscc.moments import day_in_london
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways import directory as action
from pathways.forms import ContactForm
from pathways.models import Contact


@require_GET
def directory(request: StaffRequest) -> HttpResponse:
    """Everybody to ring, by specialty; for one hospital, those there and those for the whole alliance."""
    held = action.contacts(request.access)
    hospitals = {str(it.organisation_id): it.organisation for it in held if it.organisation}
    at = request.GET.get("hospital", "")
    shown = [it for it in held if at not in hospitals or str(it.organisation_id) in (at, "None")]
    context = {
        "section": "directory", "contacts": shown, "gaps": action.gaps(request.access, held), "today": _today(request),
        "hospitals": sorted(hospitals.items(), key=lambda it: it[1].name), "at_hospital": at,
        "stale": sum(it.is_to_be_verified(_today(request)) for it in held),
    }  # fmt: skip
    return render(request, "pathways/directory.jinja", context)


@needs(Permission.EDIT_PATHWAYS)
@once
def new_contact(request: StaffRequest) -> HttpResponse:
    return _form(request, Contact())


@needs(Permission.EDIT_PATHWAYS)
@once
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a contact point, or take it out."""
    it = _found(request, pk)
    if request.method == "POST" and "remove" in request.POST:
        action.remove(contact=it, by=request.access, at=request.at)
        messages.success(request, f"{it}: taken out.")
        return go(request, "directory")
    return _form(request, it)


@posted("Say that the number is right")
@needs(Permission.VERIFY_CONTACT)
def verify_contact(request: StaffRequest, pk: int) -> HttpResponse:
    """The number was rung and is right."""
    it = _found(request, pk)
    try:
        action.verify(contact=it, rung=said(request, "rung"), by=request.access, at=request.at)
    except action.Changed:
        messages.error(request, f"{it}: the number has changed to {it.phone}. Ring that one, then verify it.")
    else:
        messages.success(request, f"{it}, {it.phone}: verified today by you.")
    return go(request, "directory")


def _form(request: StaffRequest, it: Contact) -> HttpResponse:
    given = request.POST if request.method == "POST" else parked_form(request)
    asked = {name: request.GET[name] for name in ("specialty", "organisation") if name in request.GET}
    form = ContactForm(given, contact=it, access=request.access, asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            action.keep(contact=it, given=form.answers(), by=request.access, at=request.at)
        except action.Taken:
            form.add_error("specialty", "There is a contact point for this already. Change that one instead.")
        else:
            messages.success(request, f"{it}: kept.")
            return go(request, "directory")
    context: dict[str, Any] = {"section": "directory", "current": "true", "form": form, "contact": it}
    status = 422 if request.method == "POST" else 200
    return render(request, "pathways/contact.jinja", context, status=status)


def _found(request: StaffRequest, pk: int) -> Contact:
    it = Contact.seen_by(request.access).filter(pk=pk).select_related("organisation").first()
    if it is None:
        raise Http404
    return it


def _today(request: StaffRequest) -> date:
    return day_in_london(request.at)
