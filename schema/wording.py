"""What callers read in place of the GraphQL library's words: what is wrong and where, but never the value."""

import re

from graphql import GraphQLError, GraphQLSyntaxError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_OF_VARIABLE = re.compile(r"Variable '(\$\w+)' got invalid value ")
_PLACE = re.compile(r" at '([\w.\[\]]+)'$")
_TOKEN = re.compile(r"\b((?:Block)?String|Int|Float) ['\"].*", re.DOTALL)
_SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)
_REASONS = (
    (re.compile(r"Expected non-nullable type"), "it must not be null"),
    (re.compile(r"Expected type '(\w+)' to be a mapping"), "expected an object of type `{}`"),
    (
        re.compile(r"Field '(\w+)' of required type '([\w!\[\]]+)' was"),
        "field `{}` of required type `{}` was not provided",
    ),
    (re.compile(r"Int cannot represent non 32-bit"), "expected an `Int` of 32 bits"),
    (re.compile(r"Value cannot represent a (\w+)"), "expected a value of type `{}`"),
    (re.compile(r"(\w+) cannot represent "), "expected a value of type `{}`"),
    (re.compile(r"Enum '(\w+)' cannot"), "expected one of the values of `{}`"),
    (re.compile(r"Value .* does not exist in '(\w+)' enum", re.DOTALL), "expected one of the values of `{}`"),
    (re.compile(r"Expected type '(\w+)'"), "expected a value of type `{}`"),
)
"""What the library says of a part of a variable, and what is left of it."""

_SENTENCES = (
    (re.compile(r"((?:\w+|Enum '\w+') cannot represent [^:]*):.*", re.DOTALL), r"\1."),
    (re.compile(r"Value .* does not exist in ('\w+') enum.*", re.DOTALL), r"The enum \1 has no such value."),
    (re.compile(r"Expected value of type ('[\w!\[\]]+'), found .*", re.DOTALL), r"Expected a value of type \1."),
    (re.compile(r"Argument ('\w+') has invalid value .*", re.DOTALL), r"Argument \1 has an invalid value."),
)
"""What the library says of a value in the document, and what is left of it."""


def without_value(error: GraphQLError) -> str:
    """Return the message of an error without what was sent, which may be a secret, and without names to guess from."""
    message = _SUGGESTION.sub("", error.message)
    if isinstance(error, GraphQLSyntaxError):
        return _TOKEN.sub(r"\1.", message)
    if name := _OF_VARIABLE.match(message):
        return _of_variable(name[1], message, getattr(error.original_error, "message", ""))
    for pattern, sentence in _SENTENCES:
        if pattern.fullmatch(message):
            return pattern.sub(sentence, message)
    return message


def _of_variable(name: str, message: str, reason: str) -> str:
    """Return which part of a variable is wrong, and why."""
    place = _PLACE.search(message.removesuffix(f"; {reason}"))
    where = f" at '{place[1]}'" if place else ""
    why = _reason(reason)
    return f"Variable '{name}' has an invalid value{where}{f': {why}' if why else ''}."


def _reason(reason: str) -> str:
    if unknown := re.match(r"Field '(.*)' is not defined by type", reason, re.DOTALL):
        return f"unknown field `{unknown[1]}`" if _NAME.fullmatch(unknown[1]) else "unknown field"
    for pattern, words in _REASONS:
        if found := pattern.match(reason):
            return words.format(*found.groups())
    return ""
