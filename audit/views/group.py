"""The pages of the steering group (1.1.2, 1.1.4): its register to read, and for the alliance lead to keep."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from audit.views.group_forms import ActionForm, MeetingForm, MemberForm, PaperForm, RegisterForm
from mscc.incoming import TOO_LARGE
from mscc.moments import day_in_london
from mscc.roles import Permission
from mscc.store import LARGEST_FILE
from mscc.web.downloads import kept_file
from mscc.web.guards import needs, posted
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways import group, register
from pathways.models import GroupAction, GroupMember, Meeting, Paper
from pathways.models.group import Registered
from pathways.states import NotPossible

Row = TypeVar("Row", bound=Registered)


@require_safe
@needs(Permission.SEE_FIGURES)
def overview(request: StaffRequest) -> HttpResponse:
    """Whether it meets often enough, who is missing, what is open; the register itself."""
    today = day_in_london(request.at)
    return _page(request, "group", {"group": group.seen(request.access, today), "today": today})


@require_safe
@needs(Permission.SEE_FIGURES)
def meeting(request: StaffRequest, pk: int) -> HttpResponse:
    """One meeting: who was there, what was looked at, the minutes, what came of it."""
    return _meeting(request, _one(request, Meeting, pk), PaperForm(parked_form(request)))


@needs(Permission.KEEP_GROUP)
def new_member(request: StaffRequest) -> HttpResponse:
    return _member(request, None)


@needs(Permission.KEEP_GROUP)
def member(request: StaffRequest, pk: int) -> HttpResponse:
    return _member(request, _one(request, GroupMember, pk))


@needs(Permission.KEEP_GROUP)
def new_meeting(request: StaffRequest) -> HttpResponse:
    return _change_meeting(request, None)


@needs(Permission.KEEP_GROUP)
def change_meeting(request: StaffRequest, pk: int) -> HttpResponse:
    return _change_meeting(request, _one(request, Meeting, pk))


@needs(Permission.KEEP_GROUP)
def new_action(request: StaffRequest) -> HttpResponse:
    return _action(request, None)


@needs(Permission.KEEP_GROUP)
def action(request: StaffRequest, pk: int) -> HttpResponse:
    return _action(request, _one(request, GroupAction, pk))


def _member(request: StaffRequest, of: GroupMember | None) -> HttpResponse:
    form = MemberForm(_given(request), of=of, access=request.access)
    return _form(request, form, of, lambda **given: register.keep_member(member=of, **given), "group_member")


def _change_meeting(request: StaffRequest, of: Meeting | None) -> HttpResponse:
    form = MeetingForm(_given(request), of=of, access=request.access)
    return _form(request, form, of, lambda **given: register.keep_meeting(meeting=of, **given), "group_meeting_form")


def _action(request: StaffRequest, of: GroupAction | None) -> HttpResponse:
    form = ActionForm(_given(request), of=of, access=request.access, at=request.GET.get("meeting", "")[:20])
    return _form(request, form, of, lambda **given: register.keep_action(action=of, **given), "group_action")


def _given(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else parked_form(request)


def _form(
    request: StaffRequest, form: RegisterForm, of: Registered | None, keep: Callable[..., Registered], page: str
) -> HttpResponse:
    """A row of the register on its form; kept, one reads it where it stands."""
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep(given=form.answers(), version=form.read, by=request.access, at=request.at)
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Kept.")
            return go(request, "audit:meeting", kept.pk) if isinstance(kept, Meeting) else go(request, "audit:group")
    return _page(request, page, {"form": form, "of": of}, 422 if request.method == "POST" else 200)


@needs(Permission.KEEP_GROUP)
def attach(request: StaffRequest, pk: int) -> HttpResponse:
    """Attach minutes or another paper; the meeting's page has the form."""
    it = _one(request, Meeting, pk)
    form = PaperForm(request.POST if request.method == "POST" else parked_form(request))
    if request.method != "POST":
        return _meeting(request, it, form)
    if not _attach(request, it, form):
        return _meeting(request, it, form, status=422)
    messages.success(request, "Attached.")
    return go(request, "audit:meeting", pk)


def _attach(request: StaffRequest, it: Meeting, form: PaperForm) -> bool:
    file = request.FILES.get("file")
    if file is None:
        form.add_error(None, TOO_LARGE if hasattr(request, "is_too_large") else "Choose the file.")
    if not form.is_valid() or file is None:
        return False
    try:
        register.attach(
            meeting=it, content=file.read(), original_name=file.name or "", what=form.cleaned_data["what"],
            by=request.access, at=request.at,
        )  # fmt: skip
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return False
    return True


@require_safe
@needs(Permission.SEE_FIGURES)
def paper(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """The file."""
    it = _paper(request, pk, key)
    try:
        content = register.open_paper(paper=it, by=request.access, at=request.at)
    except NotPossible as problem:
        messages.error(request, str(problem))
        return go(request, "audit:meeting", pk)
    return kept_file(it, content, "paper")


@posted("take a paper out")
@needs(Permission.KEEP_GROUP)
def remove(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """Take out what does not belong here; the row stays with the reason."""
    try:
        paper = _paper(request, pk, key)
        register.remove_paper(paper=paper, reason=said(request, "reason"), by=request.access, at=request.at)
        messages.success(request, "Taken out. Nobody can open it any more; that it was here stays on record.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "audit:meeting", pk)


def _meeting(request: StaffRequest, it: Meeting, form: PaperForm, status: int = 200) -> HttpResponse:
    context = {
        "it": it, "form": form, "largest": LARGEST_FILE // 1_000_000, "today": day_in_london(request.at),
        "papers": list(it.papers.select_related("added_by", "removed_by")), "actions": list(it.actions.all()),
        "attended": list(it.attended.all()), "reviewed": list(it.reviewed.all()),
    }  # fmt: skip
    return _page(request, "group_meeting", context, status)


def _page(request: StaffRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"audit/{name}.jinja", {"section": "audit", "current": "true", **context}, status=status)


def _one(request: StaffRequest, kind: type[Row], pk: int) -> Row:
    found = kind.seen_by(request.access)
    if kind is Meeting:
        found = found.select_related("pack__signature").defer("pack__written")
    return get_object_or_404(found, pk=pk)


def _paper(request: StaffRequest, pk: int, key: str) -> Paper:
    return get_object_or_404(Paper.seen_by(request.access).select_related("meeting"), pk=key, meeting=pk)
