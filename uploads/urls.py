"""The address of a file."""

from django.urls import path

from uploads.views import download

urlpatterns = [path("files/<int:file_id>/", download, name="task-file")]
