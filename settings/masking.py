"""What nobody may read in a log or an error tracker: secrets, and what people are called and earn."""

import re
from typing import Any

MASK = "***"
LONGEST = 16_000
"""How much of a text is looked at and written."""

QUOTE = r"""\\*["']"""
NAMED = r"(?<![\w-])[\w-]{0,40}?(?:passw|token|secret|salary|digest|signature)[\w-]*+"

# Each looks at a character a few times at most, whoever wrote the text: hence the possessive quantifiers.
RULES = [
    # The lines of a document that a GraphQL error shows of its own accord.
    (re.compile(r"^\s*+\d++ \| .*$", re.MULTILINE), MASK),
    # What PostgreSQL tells of a row that it refuses.
    (re.compile(r"(Failing row contains |Key \(.{1,200}?\)=)\(.*\)"), rf"\1({MASK})"),
    (re.compile(r"((?:set-)?cookie[\"']?\s*[:=]\s*)[^\r\n]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"(bearer\s++)[^\s\"',]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"\beyJ[\w-]++\.[\w-]++\.[\w-]*"), MASK),
    (re.compile(r"([a-z]://)[^\s/@]++@", re.IGNORECASE), rf"\1{MASK}@"),
    (re.compile(r"([?&#](?:link|key|code)=)[^&\s\"'#]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(rf"({NAMED}(?:{QUOTE})?\s*[:=]\s*)({QUOTE})(?:.*?)(?<!\\)\2", re.IGNORECASE), rf"\1\2{MASK}\2"),
    # A text that ends before its last quotation mark, and one without any.
    (re.compile(rf"({NAMED}(?:{QUOTE})?\s*[:=]\s*{QUOTE})(?!\*\*\*)[^\r\n]*", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(rf"({NAMED}=)(?!\\*[\"'])[^\s\"',;&)]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"(salary\W{1,4}(?:Decimal\()?\W{0,3})[\d.,]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]+(?:\.[\w-]+)+"), MASK),
]
"""What is looked for, and what stands there afterwards."""

VALUES = {"vars", "cookies", "data", "headers", "env", "query_string", "user"}
"""Parts of an error tracker's event that hold nothing but values."""


def mask(text: str) -> str:
    """Return the text without passwords, tokens, signatures, cookies, addresses, salaries and lines of documents."""
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]} ({len(text) - LONGEST} characters more)"
    for pattern, instead in RULES:
        text = pattern.sub(instead, text)
    return text


def masked(value: Any) -> Any:
    """Return a value of JSON with every text in it masked, and without the variables of functions and requests."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: masked(each) for name, each in value.items() if name not in VALUES}
    return [masked(each) for each in value] if isinstance(value, list | tuple) else value


def before_send(event: dict[str, Any], _hint: object = None) -> dict[str, Any]:
    """Return an event as an error tracker may have it; Sentry takes this function under its name."""
    scrubbed: dict[str, Any] = masked(event)
    return scrubbed
