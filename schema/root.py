"""The one schema: it merges the parts; no field is defined here."""

import strawberry
from django.conf import settings
from graphql import GraphQLError
from strawberry.extensions import MaxTokensLimiter, ParserCache
from strawberry.file_uploads import Upload
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types
from strawberry.types import ExecutionContext

from schema import errors
from schema.arguments import describe
from schema.auth import AuthMutation, SessionQuery
from schema.caching import CachingExecutionContext, ResponseCache
from schema.columns import read_columns_directly
from schema.limits import CostLimit, Documents, TimedExecution
from schema.multipart import FILE
from schema.nodes import NodeQuery
from schema.optimizer import Optimizer
from schema.organization import OrganizationQuery, PeopleMutation, StructureMutation
from schema.server import ServerQuery
from schema.tasks import TaskMutation, TaskQuery, TeamQuery
from schema.uploads import UploadMutation

Query = merge_types("Query", (ServerQuery, NodeQuery, OrganizationQuery, TaskQuery, TeamQuery, SessionQuery))
Mutation = merge_types("Mutation", (AuthMutation, PeopleMutation, StructureMutation, TaskMutation, UploadMutation))

KEPT_DOCUMENTS = 512


class Schema(strawberry.Schema):
    """A schema whose refusals are logged in a line, and only faults with a traceback."""

    def process_errors(self, errors_: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log each error as it deserves."""
        for error in errors_:
            errors.log(error)


class Execution(TimedExecution, CachingExecutionContext):
    """Executes an operation: in time, and with answers from the cache passing as they are."""


schema = Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(relay_max_results=100, disable_field_suggestions=True, scalar_map={Upload: FILE}),
    execution_context_class=Execution,
    extensions=[
        lambda: MaxTokensLimiter(settings.GRAPHQL_LIMITS["tokens"]),
        lambda: ParserCache(maxsize=KEPT_DOCUMENTS),
        lambda: Documents(maxsize=KEPT_DOCUMENTS),
        CostLimit,
        Optimizer,
        ResponseCache,
    ],
)
# Strawberry has no hook for a schema that is finished.
describe(schema._schema)  # noqa: SLF001
read_columns_directly(schema._schema)  # noqa: SLF001
