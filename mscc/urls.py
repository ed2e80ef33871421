"""Every address of the service."""

from django.urls import include, path

from mscc.web import problems, reach

urlpatterns = [
    path("", include("referrals.urls")),
    path("", include("pathways.urls")),
    path("audit/", include("audit.urls")),
    path("reach/", reach.reach, name="reach"),
    path("worker/", reach.worker, name="worker"),
    path("accounts/", include("mscc.web.account_urls")),
]
handler400, handler403 = problems.bad_request, problems.forbidden
handler404, handler500 = problems.not_found, problems.broken
