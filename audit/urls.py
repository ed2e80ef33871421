"""The addresses of the audit. None says anything about a person."""

from django.urls import path

from audit.views import aims, figures, files, packs, people

app_name = "audit"
urlpatterns = [
    path("", figures.overview, name="overview"),
    path("report/", files.report_file, name="report"),
    path("packs/", packs.every, name="packs"),
    path("packs/new/", packs.make, name="make_pack"),
    path("packs/new/<int:pk>/", packs.progress, name="pack_order"),
    path("packs/new/<int:pk>/again/", packs.again, name="try_pack"),
    path("packs/<int:pk>/", packs.one, name="pack"),
    path("packs/<int:pk>/sign/", packs.sign, name="sign_pack"),
    path("packs/<int:pk>/file/", packs.file, name="pack_file"),
    path("<slug:slug>/", figures.measure, name="measure"),
    path("<slug:slug>/aim/", aims.set_aim, name="aim"),
    path("<slug:slug>/people/", people.behind, name="people"),
    path("<slug:slug>/figures.csv", files.download, name="download"),
]
