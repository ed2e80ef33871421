"""The addresses of the guideline's pages, of the agreed pathways and of the directory."""

from django.urls import path

from pathways.views import directory, documents, guideline, ladders, task_templates

urlpatterns = [
    path("guideline/", guideline.guideline, name="guideline"),
    path("guideline/recommendations/", guideline.recommendations, name="recommendations"),
    path("guideline/recommendations/csv/", guideline.recommendations_csv, name="recommendations_csv"),
    path("guideline/approval/", guideline.approval, name="approval"),
    path("guideline/ladders/<slug:slug>/", ladders.ladder, name="ladder"),
    path("pathways/", documents.pathways, name="pathways"),
    path("pathways/new/", documents.new_pathway, name="new_pathway"),
    path("pathways/<int:pk>/", documents.pathway, name="pathway"),
    path("pathways/<int:pk>/edit/", documents.edit_pathway, name="edit_pathway"),
    path("pathways/tasks/", task_templates.task_templates, name="task_templates"),
    path("pathways/tasks/new/", task_templates.new_task_template, name="new_task_template"),
    path("pathways/tasks/<slug:key>/", task_templates.task_template, name="task_template"),
    path("directory/", directory.directory, name="directory"),
    path("directory/new/", directory.new_contact, name="new_contact"),
    path("directory/<int:pk>/", directory.contact, name="contact"),
    path("directory/<int:pk>/verify/", directory.verify_contact, name="verify_contact"),
]
