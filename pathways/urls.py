"""The addresses of the guideline's pages."""

from django.urls import path

from pathways import views

urlpatterns = [
    path("guideline/", views.guideline, name="guideline"),
    path("guideline/ladders/<slug:slug>/", views.ladder, name="ladder"),
]
