"""The examples of GraphiQL's first visit, read against the committed schema."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from graphql import GraphQLSchema, build_schema, parse, validate

SCHEMA_APP = Path(settings.BASE_DIR) / "schema"
EXAMPLES = sorted((SCHEMA_APP / "static/schema/examples").glob("*.graphql"))


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """Return the committed schema."""
    return build_schema((SCHEMA_APP / "schema.graphql").read_text())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid(schema: GraphQLSchema, example: Path) -> None:
    assert validate(schema, parse(example.read_text())) == []


def test_what_fills_the_variables_of_the_examples_is_valid(schema: GraphQLSchema) -> None:
    text = (SCHEMA_APP / "static/schema/examples.js").read_text()
    queries = [one or many for one, many in re.findall(r"query: (?:\"([^\"]+)\"|`([^`]+)`)", text)]
    assert queries
    assert [validate(schema, parse(query)) for query in queries] == [[]] * len(queries)
