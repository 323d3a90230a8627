"""Settings of the neighbour: the same models in plain Django, with as little as possible around GraphQL."""

from tests.benchmarks.settings_cached import *  # noqa: F403 - settings build on others

MIDDLEWARE = ["organization.middleware.BearerMiddleware"]
ROOT_URLCONF = "tests.benchmarks.peers.neighbour"
