"""“Who has seen this record”: on the screen for those who may read history, as a file for those who may take it out."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from audit.models import Entry
from mscc import pdf
from mscc.moments import LONDON
from mscc.roles import Permission
from mscc.web.downloads import csv_file
from mscc.web.guards import needs
from mscc.web.render import render
from mscc.web.requests import StaffRequest
from referrals import looks
from referrals.actions import presence
from referrals.forms.taking_out import TakeOutForm
from referrals.models import Referral
from referrals.views.referral import one
from referrals.views.taking_out import ask, asked_form, write_down

TOGETHER = 50
DAYS = {"": "Ever", "7": "The last 7 days", "30": "The last 30 days", "365": "The last year"}
FILES = [("pdf", "PDF, to read"), ("csv", "CSV")]
HEADING = ["When (London)", "Who", "Role", "What", "Referral"]


@require_GET
@needs(Permission.SEE_HISTORY)
def seen(request: StaffRequest, reference: str) -> HttpResponse:
    """All that is written down about who looked at the person of a referral, the newest first."""
    referral = one(request, reference)
    presence.look("referral.looks", by=request.access, at=request.at, subject=referral.reference)
    every = looks.about(request.access, referral.person)
    asked = _asked(request)
    page = Paginator(looks.narrowed(every, asked), TOGETHER).get_page(request.GET.get("page"))
    context = {
        "section": "worklist", "current": "true", "referral": referral, "page": page, "asked": asked,
        "looks": looks.shown(list(page)), "colleagues": looks.who(every), "kinds": looks.KINDS, "periods": DAYS,
        "days": request.GET.get("days", ""), "filters": _filters(request.GET),
    }  # fmt: skip
    return render(request, "referrals/looks.jinja", context)


@needs(Permission.TAKE_RECORDS_OUT)
@needs(Permission.SEE_HISTORY)
def export(request: StaffRequest, reference: str) -> HttpResponse:
    """The same as a file, for whoever asks who has seen what is held about them; with a reason, and written down."""
    referral = one(request, reference)
    form = asked_form(request, FILES)
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, form, referral)
        except pdf.NotPossibleHere as problem:
            form.add_error(None, str(problem))
    return ask(request, form, "Who has seen this record", referral.person.name, referral)


def _file(request: StaffRequest, form: TakeOutForm, referral: Referral) -> HttpResponse:
    found = looks.shown(list(looks.about(request.access, referral.person)))
    name = f"seen-{referral.reference}"
    if form.cleaned_data["form"] == "csv":
        answer = csv_file(f"{name}.csv", [HEADING, *map(_cells, found)])
    else:
        context = {
            "looks": found,
            "referral": referral,
            "printed_by": request.user,
            "heading": HEADING,
            "cells": _cells,
        }
        answer = pdf.answer(pdf.document("print/looks.jinja", context, at=request.at), name=name)
    write_down(request, "looks.export", form, subject=referral.reference, entries=len(found))
    return answer


def _cells(look: looks.Look) -> list[str]:
    at = f"{look.entry.at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}"
    return [at, look.entry.actor, look.role, look.words, _reference(look.entry)]


def _reference(entry: Entry) -> str:
    """The referral that an entry names; of a list or a search none: it named several people."""
    return "" if "named" in entry.detail else entry.subject


def _asked(request: StaffRequest) -> looks.Asked:
    """What the address asks for; what makes no sense in it asks for nothing."""
    given = request.GET
    who, days, kind = given.get("who", ""), given.get("days", ""), given.get("kind", "")
    return looks.Asked(
        who=int(who) if who.isdecimal() and who.isascii() and len(who) < 18 else None,
        kind=kind if kind in looks.KINDS else "",
        since=request.at - timedelta(days=int(days)) if days and days in DAYS else None,
    )


def _filters(given: QueryDict) -> str:
    """The address's question without its page."""
    kept = given.copy()
    kept.pop("page", None)
    return kept.urlencode()
