"""The addresses of the audit. None says anything about a person."""

from django.urls import path

from audit import pack_views, views

app_name = "audit"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("report/", views.report_file, name="report"),
    path("packs/", pack_views.every, name="packs"),
    path("packs/new/", pack_views.make, name="make_pack"),
    path("packs/new/<int:pk>/", pack_views.progress, name="pack_order"),
    path("packs/new/<int:pk>/again/", pack_views.again, name="try_pack"),
    path("packs/<int:pk>/", pack_views.one, name="pack"),
    path("packs/<int:pk>/sign/", pack_views.sign, name="sign_pack"),
    path("packs/<int:pk>/file/", pack_views.file, name="pack_file"),
    path("<slug:slug>/", views.measure, name="measure"),
    path("<slug:slug>/people/", views.behind, name="people"),
    path("<slug:slug>/figures.csv", views.download, name="download"),
]
