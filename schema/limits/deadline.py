"""How long an operation may take: looked at between its fields, so that what was begun is finished."""

from time import monotonic
from typing import Any

from django.conf import settings
from graphql import GraphQLError, OperationDefinitionNode, OperationType
from graphql.error import located_error
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.errors import ErrorCode, RequestError
from schema.faults import MESSAGES


def ends_at() -> float:
    """Return when an operation that begins now has to be done, on the clock that is never set."""
    return monotonic() + float(settings.OPERATION_SECONDS)


class TimedExecution(StrawberryGraphQLCoreExecutionContext):
    """Gives an operation up when its time is over; a mutation that has begun is finished, and its answer told."""

    gave_up: GraphQLError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read when the operation has to be done."""
        super().__init__(*args, **kwargs)
        self.ends_at: float = self.context_value.ends_at
        self.mutates = self.operation.operation is OperationType.MUTATION

    def execute_field(self, parent_type: Any, source: Any, field_nodes: Any, path: Any) -> Any:
        """Execute a field, if there is time left."""
        if monotonic() > self.ends_at and not (self.mutates and path.prev):
            if self.gave_up is None:
                error = RequestError(ErrorCode.TIMEOUT, MESSAGES["TIMEOUT"])
                self.gave_up = located_error(error, field_nodes, path.as_list())
            raise self.gave_up.with_traceback(None)
        return super().execute_field(parent_type, source, field_nodes, path)

    def execute_operation(self, operation: OperationDefinitionNode, root_value: Any) -> Any:
        """Execute the operation; of one that was given up, nothing but that is told."""
        try:
            data = super().execute_operation(operation, root_value)
        except GraphQLError:
            if self.gave_up is None:
                raise
        if self.gave_up is None:
            return data
        self.collected_errors.errors[:] = [self.gave_up]
        return None
