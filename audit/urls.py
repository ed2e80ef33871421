"""The addresses of the audit. None says anything about a person."""

from django.urls import path

from audit.views import aims, figures, files, group, packs, people, rows

app_name = "audit"
urlpatterns = [
    path("", figures.overview, name="overview"),
    path("report/", files.report_file, name="report"),
    path("rows/", rows.rows, name="rows"),
    path("packs/", packs.every, name="packs"),
    path("packs/new/", packs.make, name="make_pack"),
    path("packs/new/<int:pk>/", packs.progress, name="pack_order"),
    path("packs/new/<int:pk>/again/", packs.again, name="try_pack"),
    path("packs/<int:pk>/", packs.one, name="pack"),
    path("packs/<int:pk>/sign/", packs.sign, name="sign_pack"),
    path("packs/<int:pk>/file/", packs.file, name="pack_file"),
    path("group/", group.overview, name="group"),
    path("group/members/new/", group.new_member, name="new_member"),
    path("group/members/<int:pk>/", group.member, name="member"),
    path("group/meetings/new/", group.new_meeting, name="new_meeting"),
    path("group/meetings/<int:pk>/", group.meeting, name="meeting"),
    path("group/meetings/<int:pk>/edit/", group.change_meeting, name="change_meeting"),
    path("group/meetings/<int:pk>/papers/", group.attach, name="attach_paper"),
    path("group/meetings/<int:pk>/papers/<uuid:key>/", group.paper, name="paper"),
    path("group/meetings/<int:pk>/papers/<uuid:key>/out/", group.remove, name="remove_paper"),
    path("group/actions/new/", group.new_action, name="new_action"),
    path("group/actions/<int:pk>/", group.action, name="action"),
    path("<slug:slug>/", figures.measure, name="measure"),
    path("<slug:slug>/aim/", aims.set_aim, name="aim"),
    path("<slug:slug>/people/", people.behind, name="people"),
    path("<slug:slug>/figures.csv", files.download, name="download"),
]
