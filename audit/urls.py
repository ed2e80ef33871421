"""The addresses of the audit. None says anything about a person."""

from django.urls import path

from audit import views

app_name = "audit"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("report/", views.report_file, name="report"),
    path("<slug:slug>/", views.measure, name="measure"),
    path("<slug:slug>/people/", views.behind, name="people"),
    path("<slug:slug>/figures.csv", views.download, name="download"),
]
