"""The API for a script: signs in, refreshes an expired token once, and raises whatever goes wrong."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

import httpx

URL = os.environ.get("TASKS_URL", "http://localhost:8000/graphql/")
USERNAME = os.environ.get("TASKS_USERNAME", "martin")
PASSWORD = os.environ.get("TASKS_PASSWORD", "harbour-lights-7")  # the demo's

SIGN_IN = """mutation SignIn($username: String!, $password: String!) {
  tokenAuth(username: $username, password: $password) { token refreshToken errors { code message field } }
}"""
REFRESH = """mutation Refresh($refreshToken: String!) {
  refreshToken(refreshToken: $refreshToken) { token refreshToken errors { code message field } }
}"""
SIGN_OUT = """mutation SignOut($refreshToken: String!) {
  revokeToken(refreshToken: $refreshToken) { errors { code message field } }
}"""


class ApiError(Exception):
    """An error of the API: something is wrong with the request, or the input of a mutation breaks a rule."""

    def __init__(
        self, code: str, message: str, *, retry_after: int | None = None, payload: dict[str, Any] | None = None
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.retry_after = retry_after  # seconds
        self.payload = payload  # what the mutation answered


class TasksApi:
    """Somebody who is signed in."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.refresh_token = ""
        self.sign_in()

    def sign_in(self) -> None:
        self._take_tokens(SIGN_IN, {"username": USERNAME, "password": PASSWORD})

    def sign_out(self) -> None:
        self.http.headers.pop("Authorization", None)
        _done(self._send(SIGN_OUT, {"refreshToken": self.refresh_token}))

    def execute(
        self, document: str, variables: dict[str, Any] | None = None, files: Mapping[str, IO[bytes]] | None = None
    ) -> dict[str, Any]:
        """Return the data of the answer; `files` are open files by their places, such as `variables.files.0`."""
        try:
            return self._send(document, variables, files)
        except ApiError as error:
            if error.code != "TOKEN_EXPIRED":
                raise
        self._take_tokens(REFRESH, {"refreshToken": self.refresh_token})
        return self._send(document, variables, files)

    def mutate(
        self, document: str, variables: dict[str, Any], files: Mapping[str, IO[bytes]] | None = None
    ) -> dict[str, Any]:
        """Return what a mutation answers, if it was done."""
        return _done(self.execute(document, variables, files))

    def _take_tokens(self, document: str, variables: dict[str, Any]) -> None:
        self.http.headers.pop("Authorization", None)
        tokens = _done(self._send(document, variables))
        self.http.headers["Authorization"] = f"Bearer {tokens['token']}"
        self.refresh_token = tokens["refreshToken"]  # the one before is used up

    def _send(
        self, document: str, variables: dict[str, Any] | None, files: Mapping[str, IO[bytes]] | None = None
    ) -> dict[str, Any]:
        body = {"query": document, "variables": variables or {}}
        if files:
            places = {str(number): [place] for number, place in enumerate(files)}
            parts = {str(number): file for number, file in enumerate(files.values())}
            form = {"operations": json.dumps(body), "map": json.dumps(places)}
            response = self.http.post(URL, data=form, files=parts)
        else:
            response = self.http.post(URL, json=body)
        if "json" not in response.headers.get("Content-Type", ""):
            response.raise_for_status()  # not the API's answer, but that of something before it
        answer: dict[str, Any] = response.json()
        for error in answer.get("errors", ()):
            told = error["extensions"]
            message = f"{error['message']} ({told['requestId']})" if "requestId" in told else error["message"]
            wait = response.headers.get("Retry-After")
            raise ApiError(told["code"], message, retry_after=int(wait) if wait else None)
        data: dict[str, Any] = answer["data"]
        return data


@contextmanager
def signed_in() -> Iterator[TasksApi]:
    """Sign in, and out at the end."""
    headers = {"Accept": "application/graphql-response+json", "GraphQL-Require-Preflight": "1"}
    with httpx.Client(headers=headers, timeout=httpx.Timeout(30, connect=5)) as http:
        api = TasksApi(http)
        try:
            yield api
        finally:
            api.sign_out()


def _done(data: dict[str, Any]) -> dict[str, Any]:
    payload: dict[str, Any]
    (payload,) = data.values()
    for error in payload["errors"]:
        raise ApiError(error["code"], ": ".join([*(error["field"] or ()), error["message"]]), payload=payload)
    return payload
