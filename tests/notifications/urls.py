"""The addresses of a site that has an outbox and nothing else."""

from django.urls import include, path

urlpatterns = [path("", include("notifications.urls"))]
