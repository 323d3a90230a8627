"""What the bare servers have in common: HTTP as far as they need it, and a verified token in each request."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import jwt
import orjson
import psycopg

Environ = dict[str, Any]
Answer = Callable[[int, str, dict[str, Any]], bytes]
SECRET = os.environ["JWT_SECRET_KEY"]
own = threading.local()


def application(answer: Answer) -> Callable[..., Iterable[bytes]]:
    """Return a WSGI application: `answer` gets who asks, which workload and its variables."""

    def serve(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if not token:
            start_response("401 Unauthorized", [("Content-Length", "0")])
            return [b""]
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="api", issuer="rakmedia")
        asked = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        # In these data, an employee's id is his user's.
        body = answer(int(claims["sub"]), asked["operationName"], asked["variables"])
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return serve


def database() -> "psycopg.Connection[Any]":
    """Return the thread's own connection, kept open."""
    if not hasattr(own, "database"):
        own.database = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0)
    connection: psycopg.Connection[Any] = own.database
    return connection
