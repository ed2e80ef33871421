"""The addresses of worklist, calls, referrals and alerts. No address says anything about a person."""

from django.urls import path

from referrals.views import alerts, call_backs, calls, details, health, home, record, referral, search, triage, worklist

urlpatterns = [
    path("", home.first_page, name="home"),
    path("health/", health.health, name="health"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/sound/", worklist.sound, name="sound"),
    path("role/", worklist.take_role, name="take_role"),
    path("find/", search.find, name="find"),
    path("find/<str:key>/", search.found, name="found"),
    path("calls/new/", calls.new, name="new_call"),
    path("calls/<uuid:key>/", calls.call, name="call"),
    path("call-backs/<int:pk>/", call_backs.attempt, name="call_back"),
    path("alerts/<int:pk>/acknowledge/", alerts.acknowledge, name="acknowledge"),
    path("alerts/waiting/", alerts.waits, name="alert_waits"),
    path("referrals/<str:reference>/", referral.show, name="referral"),
    path("referrals/<str:reference>/history/", referral.history, name="history"),
    path("referrals/<str:reference>/details/", details.details, name="details"),
    path("referrals/<str:reference>/answers/", triage.answers, name="answers"),
    path("referrals/<str:reference>/disposition/", triage.disposition, name="disposition"),
    path("referrals/<str:reference>/withdrawal/", triage.confirm_withdrawal, name="confirm_withdrawal"),
    path("referrals/<str:reference>/take/", referral.take, name="take"),
    path("referrals/<str:reference>/colleague/", referral.bring_in, name="bring_in"),
    path("referrals/<str:reference>/call-back/", call_backs.promise, name="promise"),
    path("referrals/<str:reference>/record/<str:kind>/", record.record, name="record"),
    path("referrals/<str:reference>/events/<int:pk>/", record.correct, name="correct"),
    path("referrals/<str:reference>/events/<int:pk>/strike-out/", record.strike_out, name="strike_out"),
    path("referrals/<str:reference>/end/", record.end, name="end"),
    path("referrals/<str:reference>/reopen/", record.reopen, name="reopen"),
]
