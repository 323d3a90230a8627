"""Lists: Relay connections over querysets, with key cursors, a default page and a largest one."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeVar

import strawberry
import strawberry_django
from django.conf import settings
from django.db.models import Count, F, Model, OrderBy, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Col
from django.utils.crypto import constant_time_compare
from strawberry import relay
from strawberry.extensions.field_extension import FieldExtension
from strawberry.permission import BasePermission
from strawberry_django.fields.field import StrawberryDjangoField
from strawberry_django.optimizer import is_optimized_by_prefetching, mark_optimized_by_prefetching
from strawberry_django.pagination import get_total_count
from strawberry_django.queryset import get_queryset_config
from strawberry_django.relay import DjangoCursorEdge, OrderedCollectionCursor, apply_cursor_pagination
from strawberry_django.relay.cursor_connection import OrderingDescriptor, annotate_ordering_fields

from schema.context import Info
from schema.errors import ErrorCode, RequestError

PAGE_SIZE = 20
LARGEST_PAGE = 100
LONGEST_SEARCH = 200
MOST_ORDERS = 10

Row = TypeVar("Row", bound=Model)


@strawberry.enum(description="Which way a list is ordered. Rows without a value come last either way.")
class OrderDirection(Enum):
    """Ascending or descending."""

    ASC = strawberry.enum_value("ASC", description="The smallest first.")
    DESC = strawberry.enum_value("DESC", description="The largest first.")


@strawberry.type(name="Edge", description="A row of a list, and where it stands.")
class Edge(DjangoCursorEdge[relay.NodeType]):
    """A row with its cursor."""


@strawberry.type(name="Connection", description="A page of a list.")
class Connection(relay.Connection[relay.NodeType]):
    """A page of a queryset, read when its rows are asked for, and counted when the count is."""

    rows: strawberry.Private[QuerySet[Any]]
    paging: strawberry.Private[dict[str, Any]]
    info: strawberry.Private[Info]

    @classmethod
    def resolve_connection(cls, nodes: Any, *, info: Any, **arguments: Any) -> Any:
        """Return the page of the queryset that the arguments name; None where the viewer has no such list."""
        return None if nodes is None else cls(rows=nodes, paging=paging(**arguments), info=info)  # type: ignore[call-arg]

    @strawberry.field(description="The rows of this page, each with its cursor.")  # type: ignore[misc] # no value
    def edges(self) -> list[Edge[relay.NodeType]]:
        """Return the rows with their cursors."""
        return [Edge(cursor=self.page.cursor(row), node=self.node_of(row)) for row in self.page.rows]

    @strawberry.field(description="The rows of this page, for callers who need no cursors of single rows.")
    def nodes(self) -> list[relay.NodeType]:
        """Return the rows."""
        return [self.node_of(row) for row in self.page.rows]

    @strawberry.field(description="Where this page begins and ends, and whether there are others.")  # type: ignore[misc]
    def page_info(self) -> relay.PageInfo:
        """Return the place of the page in the list."""
        backwards, rows = self.paging["last"] is not None, self.page.rows
        return relay.PageInfo(
            has_next_page=self.paging["before"] is not None if backwards else self.page.overflow,
            has_previous_page=self.page.overflow if backwards else self.paging["after"] is not None,
            start_cursor=self.page.cursor(rows[0]) if rows else None,
            end_cursor=self.page.cursor(rows[-1]) if rows else None,
        )

    @strawberry.field(description="How many rows the whole list has. It is counted only if it is asked for.")
    def total_count(self) -> int:
        """Return the length of the list."""
        return get_total_count(self.rows)

    @cached_property
    def page(self) -> "Page":
        """The rows of the page, read once."""
        rows = self.rows if is_optimized_by_prefetching(self.rows) else page_of(self.rows, self.info, self.paging)
        found, more = self._found(rows), self.paging["first"] or self.paging["last"]
        shown = found[:more]
        if self.paging["last"] is not None:
            shown.reverse()
        columns = get_queryset_config(rows).ordering_descriptors or []
        return Page(rows.model, columns, shown, overflow=len(found) > len(shown))

    def _found(self, rows: QuerySet[Any]) -> list[Any]:
        """Return the rows of the page, by the index that orders them wherever it can be used."""
        near = None if is_optimized_by_prefetching(rows) else nearby(self.rows, self.paging)
        found = list(page_of(near, self.info, self.paging)) if near is not None else []
        is_full = len(found) > (self.paging["first"] or self.paging["last"])
        return found if is_full else list(rows)

    def node_of(self, row: Any) -> Any:
        """Return what the list shows of a row: the row itself, unless a list says otherwise."""
        return row


@dataclass(frozen=True)
class Page:
    """The rows of a page, the columns they are ordered by, and whether there are more."""

    model: type[Model]
    columns: list[OrderingDescriptor]
    rows: list[Any]
    overflow: bool

    def cursor(self, row: Any) -> str:
        """Return the cursor of a row."""
        return sealed(OrderedCollectionCursor.from_model(row, self.columns), order_of(self.model, self.columns))


def paging(
    first: int | None = None, last: int | None = None, before: str | None = None, after: str | None = None, **_: Any
) -> dict[str, Any]:
    """Return the arguments of a page, checked and with their defaults.

    Raises BAD_USER_INPUT if the page is too large, or if it is asked for from both ends.
    """
    if first is not None and last is not None:
        raise RequestError(ErrorCode.BAD_USER_INPUT, "Give either `first` or `last`, not both.")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 1 <= size <= LARGEST_PAGE:
            raise RequestError(ErrorCode.BAD_USER_INPUT, f"`{name}` must be between 1 and {LARGEST_PAGE}.")
    return {
        "first": PAGE_SIZE if first is None and last is None else first,
        "last": last,
        "before": before,
        "after": after,
    }


def page_of(rows: QuerySet[Row], info: Info, page: dict[str, Any], **options: Any) -> QuerySet[Row]:
    """Return the rows of one page, and one more to tell whether there is another.

    Raises BAD_USER_INPUT for a cursor that was not made here, for rows of this kind in this order.
    """
    cursors = {name: cursor for name in ("before", "after") if (cursor := page[name]) is not None}
    if cursors:
        order = order_of(rows.model, annotate_ordering_fields(rows)[1])
        page = page | {name: unsealed(cursor, order) for name, cursor in cursors.items()}
    return apply_cursor_pagination(rows, info=info, max_results=LARGEST_PAGE, **page, **options)[0]


def nearby(rows: QuerySet[Row], page: dict[str, Any]) -> QuerySet[Row] | None:
    """Return the rows beyond a cursor's first column, or None where that is no help.

    What follows a key of several columns is a choice of conditions, for which a database reads the
    index from its start; this bound lets it begin at the cursor. Rows without a value are missing.
    """
    cursor, backwards = page["after"] or page["before"], page["last"] is not None
    if cursor is None or backwards is (page["after"] is not None):
        return None
    _, [first, *others], _ = annotate_ordering_fields(rows)
    if not others or first.attname.startswith("_"):
        return None
    key = OrderedCollectionCursor.from_cursor(
        unsealed(cursor, order_of(rows.model, [first, *others])), [first, *others]
    )
    value = key.field_values[0]
    side = "lte" if first.order_by.descending is not backwards else "gte"
    return None if value is None else rows.filter(**{f"{first.attname}__{side}": value})


def order_of(model: type[Model], columns: Iterable[OrderingDescriptor]) -> str:
    """Return the kind of rows and their order, which a cursor belongs to."""
    return ",".join([model.__name__, *(_named(column.order_by) for column in columns)])


def _named(term: OrderBy) -> str:
    expression: Any = term.expression
    column = expression.target.column if isinstance(expression, Col) else getattr(expression, "refs", "")
    return f"-{column}" if term.descending else str(column)


def sealed(cursor: OrderedCollectionCursor, order: str) -> str:
    """Return a cursor for callers, sealed so that only values of real rows come back, and in the same order."""
    text = relay.to_base64(DjangoCursorEdge.CURSOR_PREFIX, str(cursor))
    return f"{text}.{_seal(text, order)}"


def unsealed(cursor: str, order: str) -> str:
    """Return the cursor in a sealed one. Raises BAD_USER_INPUT if it was not made here, for this order."""
    text, _, seal = cursor.rpartition(".")
    if not constant_time_compare(seal.encode(errors="replace"), _seal(text, order)):
        raise RequestError(ErrorCode.BAD_USER_INPUT, "This is not a cursor of this list in this order.")
    return text


def _seal(text: str, order: str) -> str:
    key = blake2b(settings.SECRET_KEY.encode(), person=b"schema.cursor").digest()
    content = f"{order}:{text}".encode(errors="replace")
    return urlsafe_b64encode(blake2b(content, key=key, digest_size=9).digest()).decode()


class ConnectionField(StrawberryDjangoField):
    """A field with a connection, whose pages the optimizer can read for all parents at once."""

    def get_queryset(self, queryset: QuerySet[Any], info: Any, **kwargs: Any) -> Any:
        """Return the rows; for a nested list, the rows of one page for each parent."""
        parent = kwargs.pop("_strawberry_related_field_id", None)
        rows: QuerySet[Any] = super().get_queryset(queryset, info, **kwargs)  # type: ignore[no-untyped-call]
        if is_optimized_by_prefetching(rows):
            return rows
        rows = self.django_type.get_list(rows, info) if self.django_type else rows  # type: ignore[attr-defined]
        if parent is None:
            return rows
        page = paging(**kwargs)
        paged = page_of(rows, info, page, related_field_id=parent)
        if page["before"] is not None or page["after"] is not None:
            paged = paged.annotate(_strawberry_total_count=_whole(rows, parent))
        return mark_optimized_by_prefetching(paged)


def _whole(rows: QuerySet[Any], parent: str) -> Subquery:
    # The library counts what a cursor has left over; this counts the list of the row's parent.
    siblings = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"), **{parent: OuterRef(parent)})
    return Subquery(siblings.order_by().values(parent).annotate(count=Count("*")).values("count"))


def connection(
    of: Any = None,
    *,
    description: str,
    permission_classes: list[type[BasePermission]] | None = None,
    extensions: list[FieldExtension] | None = None,
    **options: Any,
) -> Any:
    """Make a field that pages through the queryset its resolver returns, or the relation of its name.

    `of` is the field's type where a resolver is decorated, such as `Connection[Task] | None`.
    """
    return strawberry_django.connection(
        of,
        field_cls=ConnectionField,
        description=description,
        permission_classes=permission_classes,
        extensions=extensions or [],
        max_results=LARGEST_PAGE,
        **options,
    )


def ordered(
    rows: QuerySet[Row], orders: Sequence[Any] | None, columns: Callable[[Any], tuple[str, ...]]
) -> QuerySet[Row]:
    """Order the rows as asked: `columns` returns the columns of an order's field. The id breaks ties."""
    if not orders:
        return rows
    if len(orders) > MOST_ORDERS:
        raise RequestError(ErrorCode.BAD_USER_INPUT, f"Order by at most {MOST_ORDERS} fields.")
    terms = [_term(name, order.direction) for order in orders for name in columns(order.field)]
    return rows.order_by(*terms, "pk")


def _term(column: str, direction: OrderDirection) -> OrderBy:
    if direction is OrderDirection.DESC:
        return F(column).desc(nulls_last=True)
    return F(column).asc(nulls_last=True)


def words(search: str | None) -> list[str]:
    """Return the words to search for. Raises BAD_USER_INPUT for a text that nothing can match."""
    if search is None:
        return []
    if len(search) > LONGEST_SEARCH or "\x00" in search or (not search.isascii() and _broken(search)):
        raise RequestError(ErrorCode.BAD_USER_INPUT, f"Search for a text of at most {LONGEST_SEARCH} characters.")
    return search.split()[:5]


def _broken(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
