"""The key information (1.1.15): a section to fill in, and what is missing as one list for the telephone."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from mscc.access import require
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form, typed
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.states import NotPossible
from referrals.actions import key_information as action
from referrals.actions.told import relevant, standing
from referrals.forms.key_information import SectionForm, posted
from referrals.key_information import SECTIONS
from referrals.key_information.answers import history
from referrals.key_information.beside import beside
from referrals.key_information.completeness import missing
from referrals.key_information.section import Section
from referrals.models import Event, Referral
from referrals.page import Page
from referrals.views.referral import one


@needs(Permission.WRITE_CASE)
@once
def section(request: StaffRequest, reference: str, slug: str) -> HttpResponse:
    """A section of the key information: its questions, what was answered before, what stands elsewhere."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    if slug not in SECTIONS:
        raise Http404
    its, events = SECTIONS[slug], relevant(referral)
    if request.method != "POST":
        return _page(request, referral, _form(request, its, events, parked_form(request)), events)
    form = _form(request, its, events, request.POST)
    if not form.is_valid():
        return _page(request, referral, form, events, status=422)
    try:
        dropped = action.keep(
            referral=referral, section=its, given=form.given, seen=form.cleaned_data["seen"],
            confirms=form.cleaned_data["confirms"], moment=form.moment(), told_by=form.told(), by=request.access,
            at=request.at, events=events,
        )  # fmt: skip
    except action.Conflict as problem:
        return _both(request, referral, form, problem)
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, referral, form, events, status=422)
    messages.success(request, _kept(its, dropped))
    return go(request, "referral", reference)


def _form(request: StaffRequest, section: Section, events: list[Event], data: QueryDict | None) -> SectionForm:
    """The form as it was read: what was posted is compared with the answers of that moment."""
    seen = _number(data.get("seen", "")) if data else events[-1].pk if events else 0
    read = action.values(section, history(standing(events, seen)))
    return SectionForm(data, section=section, read=read, at=request.at, initial={"seen": seen})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _kept(section: Section, dropped: list[str]) -> str:
    labels = ", ".join(section.by_name[name].label.lower() for name in dropped)
    return f"{section.title}: recorded." + (f" Not kept, because no longer asked: {labels}." if dropped else "")


def _both(request: StaffRequest, referral: Referral, form: SectionForm, problem: action.Conflict) -> HttpResponse:
    """Both answers, and the form with what stands now and mine over it: nothing of either is lost."""
    events = relevant(referral)
    now = action.values(form.section, history(standing(events)))
    mine = [name for name, value in form.given.items() if value != form.read[name]]
    own = ["happened_at", "told_by", "confirms", *mine, *(f"{name}_unknown" for name in mine)]
    kept = {name: request.POST.getlist(name) for name in own if name in request.POST}
    standing_now = dict(posted(form.section, {**now, **dict.fromkeys(mine, "")}))
    data = typed({**standing_now, **kept, "seen": str(events[-1].pk)})
    again = _form(request, form.section, events, data)
    again.is_valid()
    again.add_error(None, str(problem))
    differing = [_differing(form, name, now, request) for name in problem.names]
    return _page(request, referral, again, events, status=422, differing=differing)


def _differing(form: SectionForm, name: str, now: Mapping[str, str], request: StaffRequest) -> tuple[str, str, str]:
    question = form.section.by_name[name]
    theirs, mine = (question.words(each[name], request.at) if each[name] else "Not asked" for each in (now, form.given))
    return question.label, theirs, mine


def _page(
    request: StaffRequest, referral: Referral, form: SectionForm, events: list[Event], *, status: int = 200,
    differing: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    page = Page(referral, request.at)
    filled = next(each for each in page.key_information if each.section is form.section)
    context: dict[str, Any] = {
        "referral": referral, "form": form, "its": filled, "differing": differing, "rows": form.rows(),
        "columns": beside(filled.section, standing(events), request.at), "page": page,
        "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/key_information.jinja", context, status=status)


@require_GET
@needs(Permission.SEE_CASES)
def to_ask(request: StaffRequest, reference: str) -> HttpResponse:
    """What is missing, by whom to ask: the list for the telephone."""
    referral = one(request, reference)
    page = Page(referral, request.at)
    context = {
        "referral": referral, "page": page, "missing": missing(page.key_information), "section": "worklist",
        "current": "true", "may_write": request.access.may(Permission.WRITE_CASE, referral) and referral.is_open,
    }  # fmt: skip
    return render(request, "referrals/to_ask.jinja", context)
