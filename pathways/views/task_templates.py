"""The tasks of the local pathway: read by everybody of the alliance, kept by the service lead."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mscc.roles import Permission
from mscc.web import both
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways import task_templates as templates
from pathways.agreed_tasks import DEFAULTS, DOER_WORDS
from pathways.forms import TaskTemplateForm


@require_GET
def task_templates(request: StaffRequest) -> HttpResponse:
    """Which tasks arise at what, due after how long, whose they are."""
    context = {
        "section": "guideline", "current": "true", "standing": templates.standing(request.access.alliance_id),
        "doers": DOER_WORDS,
    }  # fmt: skip
    return render(request, "pathways/task_templates.jinja", context)


@needs(Permission.EDIT_PATHWAYS)
@once
def new_task_template(request: StaffRequest) -> HttpResponse:
    return _form(request, None)


@needs(Permission.EDIT_PATHWAYS)
@once
def task_template(request: StaffRequest, key: str) -> HttpResponse:
    """Change one, take it out of use, or go back to what comes with the service."""
    held = {it.task.key: it for it in templates.standing(request.access.alliance_id)}
    if key not in held:
        raise Http404
    if request.method == "POST" and "reset" in request.POST and key in DEFAULTS:
        return _restored(request, held[key])
    return _form(request, held[key])


def _restored(request: StaffRequest, held: templates.Standing) -> HttpResponse:
    """What comes with the service stands again, unless a colleague has changed the task since it was read."""
    try:
        templates.restore(key=held.task.key, read=said(request, "read"), by=request.access, at=request.at)
    except templates.Changed as problem:
        messages.error(request, str(problem))
        return go(request, "task_template", held.task.key)
    messages.success(request, f"{DEFAULTS[held.task.key].title}: as it comes with the service.")
    return go(request, "task_templates")


def _form(request: StaffRequest, held: templates.Standing | None) -> HttpResponse:
    form = TaskTemplateForm(request.POST if request.method == "POST" else parked_form(request), of=held)
    differing: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        given, key, read = form.answers(), held.task.key if held else "", form.cleaned_data["read"]
        try:
            kept = templates.keep(key=key, given=given, read=read, by=request.access, at=request.at)
            messages.success(request, f"{kept.title}: saved, for what arises from now on.")
            return go(request, "task_templates")
        except templates.Changed as problem:
            differing, held = both.differing(form, form.showing(problem.now), marks="read"), problem.now
            form.add_error(None, str(problem))
    context = {
        "section": "guideline", "current": "true", "form": form, "held": held, "differing": differing,
        "shipped": DEFAULTS.get(held.task.key) if held else None,
        "read": held.mark if held and (differing or not form.is_bound) else form["read"].value(),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "pathways/task_template.jinja", context, status=status)
