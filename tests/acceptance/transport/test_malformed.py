"""Requests that are broken in every way: refused with 4xx, in JSON wherever the program is reached, and survived."""

import json

import pytest

from organization.authentication import open_session
from tests.acceptance.server import Server
from tests.acceptance.transport.wire import TYPENAME, request, send
from tests.conftest import Cast
from tests.schema.test_view import MALFORMED

CHUNKED = b"Transfer-Encoding: chunked"
JSON = "application/graphql-response+json"
SERVED = 200
UNREAD = {400, 411, 413, 0}
"""An answer to a body that is not read may be lost, since the line is closed over it."""
BROKEN: dict[str, tuple[bytes, set[int]]] = {
    "absurd length": (request(b"Content-Length: 99999999999999999999"), {400}),
    "large length": (request(length=999_999_999), UNREAD),
    "negative length": (request(b"Content-Length: -1"), {400}),
    "length of letters": (request(b"Content-Length: abc"), {400}),
    "two lengths": (request(b"Content-Length: 5", b"Content-Length: 26"), {400}),
    "list of lengths": (request(b"Content-Length: 26, 26"), {400}),
    "length and chunks": (request(CHUNKED, b"Content-Length: 26"), UNREAD),
    "chunks": (request(CHUNKED, body=b"1a\r\n" + TYPENAME + b"\r\n0\r\n\r\n"), UNREAD),
    "bad chunk": (request(CHUNKED, body=b"zz\r\n" + TYPENAME), UNREAD),
    "endless chunk": (request(CHUNKED, body=b"ffffffffffffffffff\r\n" + TYPENAME), UNREAD),
    "unknown transfer coding": (request(b"Transfer-Encoding: xchunked"), {400, 501}),
    "space before the colon": (request(b"Transfer-Encoding : chunked"), {400}),
    "header of a megabyte": (request(b"X-A: " + b"a" * 1_000_000), {431, 0}),
    "thousand headers": (request(*(b"X-%d: a" % number for number in range(1000))), {431, 0}),
    "NUL in a header": (request(b"X-A: a\0b"), {400}),
    "NUL in a name": (request(b"X\0A: ab"), {400}),
    "control character": (request(b"X-A: a\x01b"), {400}),
    "folded header": (request(b"X-A: a\r\n b"), {400}),
    "header without a colon": (request(b"Nonsense"), {400}),
    "no host": (b"POST /graphql/ HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", {400}),
    "two hosts": (request(b"Host: 127.0.0.1", b"Host: evil.test"), {400}),
    "host that is none": (request(b"Host: a b"), {400}),
    "host beyond ASCII": (request(b"Host: \xff"), {400}),
    "no HTTP": (b"nonsense\r\n\r\n", {400}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400, 0}),
    "another version": (request(line=b"POST /graphql/ HTTP/9.9"), {400, 505}),
    "long address": (request(line=b"GET /" + b"a" * 70_000 + b" HTTP/1.1"), {414, 0}),
    "bytes in the address": (request(line=b"GET /gr\xff HTTP/1.1"), {400}),
    "UTF-8 that is none, in the address": (request(line=b"GET /%ff%fe%00 HTTP/1.1"), {404}),
    "half an escape in the address": (request(line=b"GET /%zz HTTP/1.1"), {404}),
    "five thousand parameters": (request(line=b"GET /files/1/?" + b"a=b&" * 5000 + b" HTTP/1.1"), {400}),
    "method of a thousand letters": (request(line=b"A" * 1000 + b" /graphql/ HTTP/1.1"), {405}),
    "gzip that is none": (request(b"Content-Encoding: gzip"), {415}),
    "unknown content coding": (request(b"Content-Encoding: a, b"), {415}),
    "charset that is none": (request(b"Content-Type: application/json; charset=nonsense"), {415}),
    "type beyond ASCII": (request(b"Content-Type: application/json; charset=\xff"), {415}),
    "half a body": (request(length=100), {400}),
}
HARMLESS: dict[str, bytes] = {
    "header of 100 KB": request(b"X-A: " + b"a" * 100_000),
    "Latin header": request(b"X-A: \xe4\xff", b"Accept: \xe4", b"Origin: \xff", b"X-Request-ID: \xff"),
    "broken cookie": request(b"Cookie: " + b"a=b;" * 3000),
    "broken parameters of the type": request(b'Content-Type: application/json; ;;="'),
    "broken languages": request(b"Accept-Language: " + b"a-" * 3000),
    "broken preferences": request(b"Accept: " + b"*/*;q=x," * 2000),
    "broken origin": request(b"Origin: http://[::1"),
    "broken range and dates": request(b"Range: bytes=5-1", b"If-Modified-Since: never", b'If-None-Match: "'),
    "unknown expectation": request(b"Expect: 100-continue", b"Upgrade: websocket"),
    "another method asked for": request(b"X-HTTP-Method-Override: DELETE"),
}


def is_alive(web: Server) -> bool:
    """Whether the server answers as if nothing had happened."""
    return send(web.port, request()).body == b'{"data":{"__typename":"Query"}}'


@pytest.mark.parametrize("name", BROKEN)
def test_e11_a_broken_request_is_4xx_and_the_server_lives(shared_server: Server, name: str) -> None:
    sent, expected = BROKEN[name]
    said = send(shared_server.port, sent, hang_up=name in {"half a body", "TLS"} or "chunk" in name or "length" in name)
    assert said.status in expected
    if "x-request-id" in said.headers:
        [error] = json.loads(said.body)["errors"]
        assert error["extensions"]["code"] in {"BAD_REQUEST", "PAYLOAD_TOO_LARGE", "NOT_FOUND"}
        assert said.headers["x-content-type-options"] == "nosniff"
    assert b"Traceback" not in said.body
    assert is_alive(shared_server)


@pytest.mark.parametrize("name", HARMLESS)
def test_e11_a_header_that_nobody_reads_does_no_harm(shared_server: Server, name: str) -> None:
    said = send(shared_server.port, HARMLESS[name])
    assert (said.status, said.body) == (SERVED, b'{"data":{"__typename":"Query"}}')


def test_e11_a_body_that_is_no_request_is_400_over_the_wire(web: Server, cast: Cast) -> None:
    """All of the table at one server, whose front reads bodies before Django does: with a token, and without."""
    token = open_session(cast.olga.user).token
    for headers in ({}, {"Authorization": f"Bearer {token}"}):
        for name, body in MALFORMED.items():
            answer = web.post(body, headers=headers | {"Accept": JSON})
            [error] = answer.json()["errors"]
            assert (name, answer.status_code, error["extensions"]["code"]) == (name, 400, "BAD_REQUEST")
            assert answer.headers["Content-Type"] == f"{JSON}; charset=utf-8"
    assert is_alive(web)
