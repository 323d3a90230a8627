"""The address of a picture."""

from django.urls import path

from organization.views import picture

urlpatterns = [path("pictures/<str:name>", picture, name="picture")]
