"""How long a test waits: never so short that a busy machine could fail it."""

HANGS = 60.0
"""Seconds that only a hang exceeds, however busy the machine."""
