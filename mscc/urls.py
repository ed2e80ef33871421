"""Every address of the service."""

from django.urls import include, path

from mscc.web import papers, people, problems, reach, shared

urlpatterns = [
    path("", include("referrals.urls")),
    path("", include("pathways.urls")),
    path("audit/", include("audit.urls")),
    path("lock/", shared.lock, name="lock"),
    path("stay/", shared.stay, name="stay"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/requests/<int:pk>/", people.decide, name="decide_role"),
    path("reach/", reach.reach, name="reach"),
    path("worker/", reach.worker, name="worker"),
    path("accessibility/", papers.accessibility, name="accessibility"),
    path("privacy/", papers.privacy, name="privacy"),
    path("papers/hazards/", papers.hazard_log, name="hazards"),
    path("papers/hazards/pdf/", papers.hazard_log_pdf, name="hazards_pdf"),
    path("papers/<slug:slug>/", papers.paper, name="paper"),
    path("accounts/", include("mscc.web.account_urls")),
]
handler400, handler403 = problems.bad_request, problems.forbidden
handler404, handler500 = problems.not_found, problems.broken
handler429 = problems.too_many
