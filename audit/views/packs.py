"""The pages of the steering group's packs: their list, one being made, one to read, to sign and to take as a file."""

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from audit import document, exports, group_told, packs, tasks, trail, workbook
from audit.models import Pack, PackOrder
from audit.periods import Period, PeriodError, add_months, chosen_months, month_start
from audit.printed import Printed
from mscc.moments import day_in_london
from mscc.pdf import NotPossibleHere
from mscc.roles import Permission
from mscc.spreadsheets import BOM, write_csv
from mscc.web.downloads import XLSX
from mscc.web.guards import needs, posted
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.forms import words
from pathways.states import NotPossible


class PackForm(forms.Form):
    """The months of a pack; the last twelve that have ended, to begin with."""

    first = words("First month", 7, help_text="Such as 2026-01.")
    last = words("Last month", 7, help_text="Such as 2026-12.")

    def __init__(self, data: Any, *, request: StaffRequest) -> None:
        self.today = day_in_london(request.at)
        month = month_start(self.today)
        super().__init__(
            data, initial={"first": f"{add_months(month, -12):%Y-%m}", "last": f"{add_months(month, -1):%Y-%m}"}
        )

    def period(self) -> Period:
        return chosen_months(self.cleaned_data["first"], self.cleaned_data["last"], self.today)


@require_safe
@needs(Permission.SEE_FIGURES)
def every(request: StaffRequest) -> HttpResponse:
    """Every pack and draft, what is being made, and for whoever may the form to make one."""
    return _list(request, PackForm(None, request=request))


@needs(Permission.MAKE_PACKS)
def make(request: StaffRequest) -> HttpResponse:
    """Order a pack. A worker makes it; where none can be woken, it is made at once."""
    form = PackForm(request.POST if request.method == "POST" else parked_form(request), request=request)
    if request.method != "POST":
        return _list(request, form)
    if form.is_valid():
        try:
            wanted = packs.order(period=form.period(), by=request.access, at=request.at)
            return _begin(request, wanted)
        except (PeriodError, NotPossible) as problem:
            form.add_error("last", str(problem))
    return _list(request, form, status=422)


@posted("make the pack")
@needs(Permission.MAKE_PACKS)
def again(request: StaffRequest, pk: int) -> HttpResponse:
    """Make it here and now: it failed, or nobody is at work on it."""
    wanted = _order(request, pk)
    if not wanted.pack_id:
        packs.make(wanted, request.at)
    return go(request, "audit:pack_order", pk)


def _begin(request: StaffRequest, wanted: PackOrder) -> HttpResponse:
    if not tasks.wake(wanted):
        packs.make(wanted, request.at)
    return go(request, "audit:pack_order", wanted.pk)


@vary_on_headers("HX-Request")
@require_safe
@needs(Permission.SEE_FIGURES)
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a pack is that is being made."""
    wanted = _order(request, pk)
    context = {
        "section": "audit", "current": "true", "order": wanted, "steps": packs.STEPS,
        "is_late": not wanted.pack_id and request.at - wanted.ordered_at > packs.PATIENCE,
    }  # fmt: skip
    return render(request, "audit/pack_order.jinja", context, block="progress" if request.htmx else "")


@require_safe
@needs(Permission.SEE_FIGURES)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """A pack as it was frozen, exact or as it may be shared."""
    pack, shareable = _pack(request, pk), _shareable(request)
    told = packs.printed(pack, shareable=shareable)
    context = {
        "section": "audit", "current": "true", "pack": pack, "told": told, "shareable": shareable,
        "files": list(FILES), "words": workbook.WORDS,
        "group_told": group_told,
    }  # fmt: skip
    return render(request, "audit/pack.jinja", context)


@posted("sign the pack")
@needs(Permission.SIGN_PACKS)
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    """Put one's name under it."""
    try:
        made = packs.sign(pack=_pack(request, pk), name=said(request, "name"), by=request.access, at=request.at)
        messages.success(request, f"Signed: this is pack {made.number}.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "audit:pack", pk)


@require_safe
@needs(Permission.SEE_FIGURES)
def file(request: StaffRequest, pk: int) -> HttpResponse:
    """A pack as a file, printed from what was frozen. That it was taken is written into the trail."""
    pack, shareable, form = _pack(request, pk), _shareable(request), request.GET.get("format", "")
    if form not in FILES:
        raise Http404
    kind, write = FILES[form]
    try:
        content = write(packs.printed(pack, shareable=shareable))
    except NotPossibleHere as problem:
        messages.error(request, str(problem))
        return go(request, "audit:pack", pk)
    trail.record("pack.download", by=request.user, at=request.at, subject=pk, format=form, shareable=shareable)
    name = f"pack-{pack.number or 'draft'}{'-for-sharing' if shareable else ''}.{form}"
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _csv(told: Printed) -> bytes:
    kept = io.StringIO()
    write_csv(exports.content_rows(told.content), kept)
    return f"{BOM}{kept.getvalue()}".encode()


FILES = {
    "pdf": ("application/pdf", document.build),
    "xlsx": (XLSX, workbook.build),
    "csv": ("text/csv; charset=utf-8", _csv),
}


def _list(request: StaffRequest, form: PackForm, status: int = 200) -> HttpResponse:
    orders = PackOrder.objects.filter(alliance_id=request.access.alliance_id, pack=None)
    context = {
        "section": "audit", "current": "true", "form": form, "packs": packs.seen(request.access), "orders": orders[:5],
    }  # fmt: skip
    return render(request, "audit/packs.jinja", context, status=status)


def _order(request: StaffRequest, pk: int) -> PackOrder:
    return get_object_or_404(PackOrder.objects.filter(alliance_id=request.access.alliance_id), pk=pk)


def _pack(request: StaffRequest, pk: int) -> Pack:
    found = Pack.objects.filter(alliance_id=request.access.alliance_id).select_related("signature")
    return get_object_or_404(found, pk=pk)


def _shareable(request: StaffRequest) -> bool:
    return request.GET.get("shareable") == "yes"
