"""The addresses of the outbox; only development includes them."""

from django.urls import path

from notifications import views

app_name = "outbox"
urlpatterns = [
    path("outbox/", views.mail_list, name="list"),
    path("outbox/<slug:name>/", views.mail_detail, name="mail"),
    path("outbox/<slug:name>/html/", views.mail_html, name="html"),
]
