"""GraphQL over HTTP: the audits of the specification's test suite, under the names it gives them.

Three of them may fail, and do: 5A70, D6D5 and 6A70 want queries by GET, which would stand in access logs.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
TYPENAME = {"query": "{ __typename }"}
NAMED = {"query": "query Name { __typename }", "operationName": "Name"}
VARIABLES = {"query": "query Type($name: String!) { __type(name: $name) { name } }", "variables": {"name": "sometype"}}
EXTENSIONS = {**TYPENAME, "extensions": {"some": "value"}}
UNPARSED = {"query": "{"}
INVALID = {"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"}
UNCOERCED = {"query": "query Coerce($id: ID!) { __typename }", "variables": {"id": None}}
NO_OBJECT = {"text": "string", "number": 0, "boolean": False, "list": ["array"]}
NO_TEXT = {"object": {"obj": "ect"}, "number": 0, "boolean": False, "list": ["array"]}


@dataclass(frozen=True)
class Audit:
    """A request, and the answer that the specification wants."""

    sent: Any = field(default_factory=lambda: TYPENAME)
    accept: str | None = None
    content_type: str = JSON
    status: int = 200
    answered: str | None = None
    without: str | None = None

    @property
    def body(self) -> str:
        """The body of the request."""
        return self.sent if isinstance(self.sent, str) else json.dumps(self.sent)


AUDITS = {
    "22EB": Audit(accept=GRAPHQL_JSON, answered=GRAPHQL_JSON),
    "4655": Audit(accept=JSON, answered=JSON),
    "47DE": Audit(accept="*/*", answered=JSON),
    "80D8": Audit(answered=JSON),
    "82A3": Audit(answered="charset=utf-8"),
    "BF61": Audit(
        {"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}, content_type="application/json; charset=utf-8"
    ),
    "78D5": Audit(),
    "2C94": Audit(),
    "9ABE": Audit(content_type="", status=415),
    "03D4": Audit(),
    "A5BF": Audit(" ", status=400),
    "423L": Audit({"notquery": "{ __typename }"}, GRAPHQL_JSON, status=400),
    **{f"LKJ{n}": Audit({"query": wrong}, status=400) for n, wrong in enumerate(NO_TEXT.values())},
    "34A2": Audit(accept=GRAPHQL_JSON, without="errors"),
    "13EE": Audit(accept=JSON, without="errors"),
    **{f"6C0{n}": Audit({**TYPENAME, "operationName": wrong}, status=400) for n, wrong in enumerate(NO_TEXT.values())},
    "8161": Audit(NAMED, GRAPHQL_JSON, without="errors"),
    "B8B3": Audit(NAMED, JSON, without="errors"),
    "94B0": Audit({**TYPENAME, "variables": None}, GRAPHQL_JSON, without="errors"),
    "94B1": Audit({**TYPENAME, "operationName": None}, GRAPHQL_JSON, without="errors"),
    "94B2": Audit({**TYPENAME, "extensions": None}, GRAPHQL_JSON, without="errors"),
    "0220": Audit({**TYPENAME, "variables": None}, JSON, without="errors"),
    "0221": Audit({**TYPENAME, "operationName": None}, JSON, without="errors"),
    "0222": Audit({**TYPENAME, "extensions": None}, JSON, without="errors"),
    **{f"476{n}": Audit({**TYPENAME, "variables": wrong}, status=400) for n, wrong in enumerate(NO_OBJECT.values())},
    "2EA1": Audit(VARIABLES, GRAPHQL_JSON, without="errors"),
    "28B9": Audit(VARIABLES, JSON, without="errors"),
    **{f"58B{n}": Audit({**TYPENAME, "extensions": wrong}, status=400) for n, wrong in enumerate(NO_OBJECT.values())},
    "428F": Audit(EXTENSIONS, GRAPHQL_JSON, without="errors"),
    "1B7A": Audit(EXTENSIONS, JSON, without="errors"),
    "B6DC": Audit('{ "not a JSON', JSON, status=400),
    "BCF8": Audit('{ "not a JSON', JSON, status=400),
    "B7N8": Audit('{ "not a JSON', GRAPHQL_JSON, status=400),
    "8764": Audit({"qeury": "{ __typename }"}, status=400),
    "3E3A": Audit({"qeury": "{ __typename }"}, status=400),
    "572B": Audit(UNPARSED, JSON),
    "FDE2": Audit(INVALID, JSON),
    "7B9B": Audit(UNCOERCED, JSON),
    "865D": Audit(UNPARSED, GRAPHQL_JSON, status=400),
    "556A": Audit(UNPARSED, GRAPHQL_JSON, status=400),
    "D586": Audit(UNPARSED, GRAPHQL_JSON, status=400, without="data"),
    "51FE": Audit(INVALID, GRAPHQL_JSON, status=400),
    "74FF": Audit(INVALID, GRAPHQL_JSON, status=400),
    "5E5B": Audit(INVALID, GRAPHQL_JSON, status=400, without="data"),
    "86EE": Audit(UNCOERCED, GRAPHQL_JSON, status=400),
}
BY_GET = {
    "5A70": {"query": "{ __typename }"},
    "9C48": {"query": "mutation { __typename }"},
    "D6D5": {"query": VARIABLES["query"], "variables": '{"name": "sometype"}'},
    "6A70": {"query": VARIABLES["query"], "variables": '{"name": "sometype"}'},
}


def test_every_audit_has_its_row() -> None:
    assert len(AUDITS) + len(BY_GET) == 61


@pytest.mark.parametrize("audit", AUDITS.values(), ids=AUDITS)
def test_the_server_keeps_to_graphql_over_http(db: None, audit: Audit) -> None:
    headers = {"Accept": audit.accept} if audit.accept else {}
    response = Client().generic("POST", "/graphql/", audit.body, content_type=audit.content_type, headers=headers)
    assert response.status_code == audit.status
    assert (audit.answered or "") in response["Content-Type"]
    assert audit.without not in json.loads(response.content.decode())


@pytest.mark.parametrize("query", BY_GET.values(), ids=BY_GET)
def test_nothing_runs_by_get(db: None, query: dict[str, str]) -> None:
    response = Client().get("/graphql/", query, headers={"Accept": GRAPHQL_JSON})
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "data" not in response.json()
