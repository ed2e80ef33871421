"""The first page: the worklist for those who see cases, the audit for those who see figures."""

from django.http import HttpResponse

from mscc.roles import Permission
from mscc.web.render import go
from mscc.web.requests import StaffRequest


def first_page(request: StaffRequest) -> HttpResponse:
    if request.access.may(Permission.SEE_CASES):
        return go(request, "worklist")
    return go(request, "audit:overview" if request.access.may(Permission.SEE_FIGURES) else "guideline")
