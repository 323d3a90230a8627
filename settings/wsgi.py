"""The WSGI application: the cache's front before Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.prod")
django = get_wsgi_application()

# Both read the settings and the models, which are there only now.
from schema.caching.front import Front  # noqa: E402
from settings.middleware import name_request  # noqa: E402
from settings.requests import Request  # noqa: E402

django.request_class = Request

application = Front(django, name_request)
