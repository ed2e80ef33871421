"""The addresses of worklist, calls, referrals and alerts. No address says anything about a person."""

from django.urls import path, register_converter

from referrals.views import (
    advice,
    alerts,
    call_backs,
    calls,
    confirmed,
    contact_card,
    details,
    feed,
    filters,
    handover,
    health,
    home,
    logs,
    metrics,
    record,
    referral,
    rota,
    rota_edit,
    rota_import,
    scores,
    search,
    taking_out,
    tasks,
    transfer,
    triage,
    worklist,
)


class Reference:
    """A referral's reference, such as TST-26-000123: nothing else reaches the database."""

    regex = r"[A-Z0-9]{1,10}-[0-9]{2}-[0-9]{6,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Reference, "reference")

urlpatterns = [
    path("", home.first_page, name="home"),
    path("health/", health.health, name="health"),
    path("health/live/", health.live, name="live"),
    path("health/ready/", health.ready, name="ready"),
    path("health/timers/", health.timers, name="timers"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/filters/", filters.keep, name="keep_filter"),
    path("worklist/filters/<int:pk>/", filters.drop, name="drop_filter"),
    path("worklist/export/", taking_out.export, name="export"),
    path("worklist/sound/", worklist.sound, name="sound"),
    path("role/", worklist.take_role, name="take_role"),
    path("handover/", handover.overview, name="handovers"),
    path("handover/<int:pk>/", handover.show, name="handover"),
    path("handover/<int:pk>/pdf/", handover.paper, name="handover_pdf"),
    path("handover/arrived/<int:pk>/", handover.arrived, name="arrived"),
    path("handover/<int:pk>/<slug:kind>/", handover.answer, name="answer_handover"),
    path("handover/<int:pk>/people/<int:position>/", handover.case, name="handover_case"),
    path("rota/", rota.overview, name="rota"),
    path("rota/take/", rota.take, name="take_shift"),
    path("rota/notices/", rota.read, name="read_notices"),
    path("rota/who/", rota.who, name="rota_who"),
    path("rota/feed/", feed.mine, name="feed"),
    path("rota/feed/<str:key>.ics", feed.calendar, name="calendar"),
    path("rota/import/", rota_import.send, name="import_rota"),
    path("rota/import/csv/", rota_import.template, name="rota_template"),
    path("rota/competences/", rota_edit.competences, name="competences"),
    path("rota/competences/new/", rota_edit.sign_off, name="sign_off"),
    path("rota/competences/<int:pk>/", rota_edit.withdraw_competence, name="withdraw_competence"),
    path("rota/posts/<slug:kind>/", rota_edit.post, name="post"),
    path("rota/posts/<int:pk>/patterns/", rota_edit.add_pattern, name="add_pattern"),
    path("rota/posts/<int:pk>/shifts/", rota_edit.add_shift, name="add_shift"),
    path("rota/patterns/<int:pk>/", rota_edit.end_pattern, name="end_pattern"),
    path("rota/shifts/<int:pk>/", rota.shift, name="shift"),
    path("rota/shifts/<int:pk>/<slug:kind>/", rota.change, name="change_shift"),
    path("rota/swaps/<int:pk>/<slug:kind>/", rota.answer, name="answer_swap"),
    path("find/", search.find, name="find"),
    path("find/<str:key>/", search.found, name="found"),
    path("calls/new/", calls.new, name="new_call"),
    path("calls/<uuid:key>/", calls.call, name="call"),
    path("call-backs/<int:pk>/", call_backs.attempt, name="call_back"),
    path("alerts/<int:pk>/acknowledge/", alerts.acknowledge, name="acknowledge"),
    path("alerts/confirmed/", confirmed.again, name="alerting_confirmed"),
    path("alerts/waiting/", alerts.waits, name="alert_waits"),
    path("logs/", logs.send, name="logs"),
    path("logs/imported/<uuid:key>/", logs.imported_log, name="imported_log"),
    path("logs/<uuid:key>/", logs.log, name="log"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<int:pk>/<slug:kind>/", tasks.answer, name="task"),
    path("referrals/<reference:reference>/", referral.show, name="referral"),
    path("referrals/<reference:reference>/card/", contact_card.contact_card, name="contact_card"),
    path("referrals/<reference:reference>/export/", taking_out.record, name="export_record"),
    path("referrals/<reference:reference>/tasks/", tasks.of_referral, name="tasks_of"),
    path("referrals/<reference:reference>/tasks/new/", tasks.add, name="add_task"),
    path("referrals/<reference:reference>/history/", referral.history, name="history"),
    path("referrals/<reference:reference>/details/", details.details, name="details"),
    path("referrals/<reference:reference>/advice/", advice.advice, name="advice"),
    path("referrals/<reference:reference>/scores/<slug:slug>/", scores.score, name="score"),
    path("referrals/<reference:reference>/scales/", scores.scales, name="scales"),
    path("referrals/<reference:reference>/power/", scores.power, name="power"),
    path("referrals/<reference:reference>/answers/", triage.answers, name="answers"),
    path("referrals/<reference:reference>/disposition/", triage.disposition, name="disposition"),
    path("referrals/<reference:reference>/withdrawal/", triage.confirm_withdrawal, name="confirm_withdrawal"),
    path("referrals/<reference:reference>/take/", referral.take, name="take"),
    path("referrals/<reference:reference>/colleague/", referral.bring_in, name="bring_in"),
    path("referrals/<reference:reference>/call-back/", call_backs.promise, name="promise"),
    path("referrals/<reference:reference>/record/<str:kind>/", record.record, name="record"),
    path("referrals/<reference:reference>/events/<int:pk>/", record.correct, name="correct"),
    path("referrals/<reference:reference>/events/<int:pk>/strike-out/", record.strike_out, name="strike_out"),
    path("referrals/<reference:reference>/transfer/", transfer.show, name="transfer"),
    path("referrals/<reference:reference>/transfer/pdf/", transfer.paper, name="transfer_pdf"),
    path("referrals/<reference:reference>/end/", record.end, name="end"),
    path("referrals/<reference:reference>/reopen/", record.reopen, name="reopen"),
]
