"""The addresses of GraphQL, with and without the final slash: a redirect would turn a POST into a GET."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from schema.root import schema
from schema.view import GraphQLView, sdl

# No cookie counts here, hence no forged request from another site: see GraphQLView.dispatch.
graphql = csrf_exempt(GraphQLView.as_view(schema=schema, allow_queries_via_get=False, multipart_uploads_enabled=True))

urlpatterns = [
    path("graphql/", graphql, name="graphql"),
    path("graphql", graphql),
    path("schema.graphql", sdl, name="schema.graphql"),
]
