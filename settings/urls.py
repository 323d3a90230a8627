"""Every address of the server."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

admin.site.site_header = admin.site.site_title = "Rakmedia tasks"
admin.site.site_url = "/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("settings.client")),
    path("", include("schema.urls")),
    path("", include("uploads.urls")),
    path("", include("organization.urls")),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}schema/favicon.svg")),
    path(settings.ADMIN_PATH.lstrip("/"), admin.site.urls),
]
if settings.OUTBOX_DIR:
    urlpatterns.append(path("", include("notifications.urls")))

handler400 = "settings.refusals.bad_request"
handler403 = "settings.refusals.permission_denied"
handler404 = "settings.refusals.page_not_found"
handler500 = "settings.refusals.server_error"
