"""Somebody who works with the API over HTTP, and whose requests go to one web server after the other."""

import itertools
import json
from typing import Any

import httpx

from tests.waiting import HANGS


class Person:
    """A caller, anonymous until she signs in."""

    def __init__(self, addresses: list[str]) -> None:
        """Know where the servers are."""
        self.addresses = addresses
        self.turns = itertools.cycle(addresses)
        self.headers = {"GraphQL-Require-Preflight": "1"}

    def sign_in(self, username: str, password: str) -> dict[str, Any]:
        """Sign in, and keep the token."""
        query = """mutation ($name: String!, $password: String!) {
          tokenAuth(username: $name, password: $password) { token mustChangePassword errors { code } } }"""
        answer: dict[str, Any] = self.ask(query, name=username, password=password)["tokenAuth"]
        self.headers["Authorization"] = f"Bearer {answer.pop('token')}"
        return answer

    def choose_password(self, current: str, new: str) -> None:
        """Choose a password, and go on with the token that comes with it."""
        answer = self.change("changePassword", "token", currentPassword=current, newPassword=new)
        self.headers["Authorization"] = f"Bearer {answer['token']}"

    def post(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send an operation to the next server; return the whole answer."""
        body = {"query": query, "variables": variables}
        response = httpx.post(f"{next(self.turns)}/graphql/", json=body, headers=self.headers, timeout=HANGS)
        answer: dict[str, Any] = response.json()
        return answer

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send an operation that is not refused; return its data."""
        answer = self.post(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def codes(self, query: str, **variables: Any) -> list[str]:
        """Send an operation; return the codes of its refusal."""
        return [error["extensions"]["code"] for error in self.post(query, **variables).get("errors", [])]

    def everywhere(self, query: str, **variables: Any) -> list[dict[str, Any]]:
        """Ask every server twice, so that the second answers can come from a cache; return them all."""
        return [self.ask(query, **variables) for _ in range(2 * len(self.addresses))]

    def change(self, operation: str, selection: str, **fields: Any) -> dict[str, Any]:
        """Call a mutation with an input; return its payload."""
        given = f"{operation[0].upper()}{operation[1:]}Input"
        query = f"mutation ($input: {given}!) {{ {operation}(input: $input) {{ {selection} errors {{ code }} }} }}"
        payload: dict[str, Any] = self.ask(query, input=fields)[operation]
        return payload

    def upload(self, task: str, files: dict[str, bytes]) -> list[dict[str, Any]]:
        """Hand in files; return what became of them."""
        query = """mutation ($task: ID!, $files: [Upload!]!) { uploadTaskFiles(taskId: $task, files: $files) {
          files { id name downloadUrl } errors { code } } }"""
        operations = {"query": query, "variables": {"task": task, "files": [None] * len(files)}}
        places = {str(number): [f"variables.files.{number}"] for number in range(len(files))}
        form = {"operations": json.dumps(operations), "map": json.dumps(places)}
        parts = {str(number): file for number, file in enumerate(files.items())}
        response = httpx.post(
            f"{next(self.turns)}/graphql/", data=form, files=parts, headers=self.headers, timeout=HANGS
        )
        payload = response.json()["data"]["uploadTaskFiles"]
        assert payload["errors"] == []
        handed_in: list[dict[str, Any]] = payload["files"]
        return handed_in

    def download(self, url: str) -> httpx.Response:
        """Fetch a file from every server; return the last answer, which is no other than the first."""
        path = httpx.URL(url).raw_path.decode()
        answers = [httpx.get(f"{address}{path}", headers=self.headers, timeout=HANGS) for address in self.addresses]
        assert len({(answer.status_code, answer.content) for answer in answers}) == 1
        return answers[-1]
