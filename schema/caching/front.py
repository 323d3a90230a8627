"""In front of Django: a request whose whole answer is kept is answered here, in one round trip to the cache.

The first request of a kind goes through Django, which leaves word what its answer was made of. The
next one of the same kind, from any viewer, asks the cache for everything at once: who the viewer
is, the answers, and the generations of what they depend on. If anything of it is missing or does
not count any more, Django answers as if nothing stood before it.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

from django.db import Error as DatabaseFault

from organization.authentication import LEEWAY, AuthenticationError, Claims, read_bearer, read_claims
from organization.models import User
from schema import metrics
from schema.caching.parts import Part
from schema.caching.response import FOUND, LEARNT, LONGEST_SECONDS
from schema.caching.snapshot import dump, load, snapshot_key
from schema.caching.store import CacheAwayError, counting, generations_in, store, tag_key
from schema.caching.tags import tags_for, tags_of_viewer
from schema.limits.cost import ASKED_BY
from schema.limits.rates import count_user

ADDRESSES = {"/graphql/", "/graphql"}
LONGEST_BODY = 8 * 1024
KEPT = 2048
"""How many recipes, tokens and viewers one process remembers."""

DECISIVE = (
    "PATH_INFO",
    "QUERY_STRING",
    "wsgi.url_scheme",
    "HTTP_HOST",
    "HTTP_ORIGIN",
    "HTTP_ACCEPT",
    "HTTP_CONTENT_ENCODING",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "CONTENT_TYPE",
)
"""What of a request's head Django's answer may depend on, apart from who asks."""

ASKS_FOR_COST = f"HTTP_{ASKED_BY.upper().replace('-', '_')}"
"""What is kept does not tell what it cost."""

OWN_HEADERS = {"content-length", "x-cache", "x-request-id"}

Environ = dict[str, Any]
Application = Callable[..., Iterable[bytes]]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Recipe:
    """How the answer to one kind of request is put together."""

    parts: tuple[Part, ...]
    headers: tuple[tuple[str, str], ...]
    operation: str

    def body(self, answers: Iterable[bytes]) -> bytes:
        """Return the response's body."""
        named = zip(self.parts, answers, strict=True)
        fields = (b'"' + part.response_key.encode() + b'":' + answer for part, answer in named)
        return b'{"data":{' + b",".join(fields) + b"}}"


class Front:
    """A WSGI application that answers what it can, and leaves the rest to the one behind it."""

    def __init__(self, application: Application, name_request: Callable[[Environ], str]) -> None:
        """Stand before `application`; `name_request` gives a request its id."""
        self.application = application
        self.name_request = name_request
        self.recipes: dict[Any, Recipe] = {}
        self.tokens: dict[str, Claims] = {}
        self.viewers: dict[str, tuple[bytes, User]] = {}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer from the cache, or let the application answer and learn from it."""
        began = time.perf_counter()
        claims = self._claims(environ) if is_ours(environ) else None
        if claims is None:
            return self.application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)
        kind = (body, *map(environ.get, DECISIVE))
        recipe = self.recipes.get(kind)
        try:
            answer = self._answer(recipe, claims) if recipe else None
            # Read before the viewer is: if he changes meanwhile, what is found out about him does not count.
            environ[FOUND] = store.generations(tags_of_viewer(claims["sub"])) if answer is None else {}
        except CacheAwayError:
            return self.application(environ, start_response)
        if recipe is None or answer is None:
            return self._learn(kind, claims, environ, start_response)
        if count_user(claims["sub"]):
            # Django says so in its words. Nothing that it may find out belongs to the generations read here.
            del environ[FOUND]
            return self.application(environ, start_response)
        own = (("Content-Length", str(len(answer))), ("X-Cache", "HIT"), ("X-Request-ID", self.name_request(environ)))
        start_response("200 OK", [*recipe.headers, *own])
        metrics.hit(recipe.operation, (part.key for part in recipe.parts), time.perf_counter() - began)
        return [answer]

    def _claims(self, environ: Environ) -> Claims | None:
        """Return what the request's token says, or None if it is not good."""
        token = read_bearer(environ["HTTP_AUTHORIZATION"])
        if token is None:
            return None
        claims = self.tokens.get(token)
        if claims is None:
            try:
                claims = remember(self.tokens, token, read_claims(token))
            except AuthenticationError:
                return None
        return claims if claims["exp"] + LEEWAY > time.time() else None

    def _answer(self, recipe: Recipe, claims: Claims) -> bytes | None:
        """Return the body if all of it is kept: one round trip for a viewer who is known to this process."""
        who = snapshot_key(claims)
        snapshot, viewer = self.viewers.get(who) or self._meet(who, claims)
        if viewer is None or not all(part.opens_for(viewer) for part in recipe.parts):
            return None
        entries = [part.entry(viewer) for part in recipe.parts]
        tags = [tags_for(viewer, part.families) for part in recipe.parts]
        found = store.read_many([who, *entries, *{tag_key(tag) for each in tags for tag in each}])
        if counting(found.get(who), generations_in(found, tags_of_viewer(claims["sub"]))) != snapshot:
            self.viewers.pop(who, None)
            return None
        answers = [
            counting(found.get(key), generations_in(found, each)) for key, each in zip(entries, tags, strict=True)
        ]
        kept = [answer for answer in answers if answer is not None]
        return recipe.body(kept) if len(kept) == len(answers) else None

    def _meet(self, who: str, claims: Claims) -> tuple[bytes, User] | tuple[None, None]:
        """Return the snapshot of a viewer and him, if the cache knows him."""
        tags = tags_of_viewer(claims["sub"])
        found = store.read_many([who, *map(tag_key, tags)])
        snapshot = counting(found.get(who), generations_in(found, tags))
        viewer = snapshot and load(snapshot, claims)
        return remember(self.viewers, who, (snapshot, viewer)) if snapshot and viewer else (None, None)

    def _learn(
        self, kind: Any, claims: Claims, environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Let the application answer, and remember how such an answer is made and who asked."""
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            started[:] = [status, headers]
            return start_response(status, headers, *rest)

        response = self.application(environ, start)
        if (learnt := environ.get(LEARNT)) and started[0].startswith("200"):
            viewer, parts = learnt
            headers = tuple(each for each in started[1] if each[0].lower() not in OWN_HEADERS)
            remember(self.recipes, kind, Recipe(tuple(parts), headers, environ.get(metrics.NAMED, "")))
            # The answer is on its way: whatever fails now must not stop it.
            with suppress(CacheAwayError, DatabaseFault):
                self._introduce(viewer, claims, environ[FOUND])
        return response

    def _introduce(self, viewer: User, claims: Claims, generations: dict[str, str]) -> None:
        """Let the cache know a viewer who was just looked up."""
        who = snapshot_key(claims)
        if who not in self.viewers:
            store.write(who, generations, dump(viewer), LONGEST_SECONDS)


def is_ours(environ: Environ) -> bool:
    """Whether the request could be one for the cache: a small JSON body to the API, with a token."""
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ["PATH_INFO"] in ADDRESSES
        and environ.get("CONTENT_TYPE", "").startswith("application/json")
        and "HTTP_AUTHORIZATION" in environ
        and ASKS_FOR_COST not in environ
        and length.isascii()
        and length.isdigit()
        and int(length) <= LONGEST_BODY
    )


def remember(known: dict[Any, Value], key: Any, value: Value) -> Value:
    """Put a value into a dictionary that starts afresh when it has grown too large; return the value."""
    if len(known) >= KEPT:
        known.clear()
    known[key] = value
    return value
