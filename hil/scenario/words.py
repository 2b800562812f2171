"""What pydantic found wrong with a file, in the words of a user."""

from __future__ import annotations

from datetime import date
from typing import Any

#: Errors of pydantic whose own words a user would not understand.
SAID = {
    "timezone_aware": "a date and time with its zone, for example 2026-06-21T00:00:00Z",
    "model_type": "a map of keys",
    "model_attributes_type": "a map of keys",
    "invalid_key": "a key that is a word",
}


def in_words(first: Any) -> str:
    """Return what the schema wanted, in words."""
    if first["type"] in SAID:
        return SAID[first["type"]]
    message: str = first["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return message.partition(", unable to ")[0]


def input_in_words(value: Any) -> str:
    """Return what was written."""
    if value is None:
        return "nothing"
    return value.isoformat() if isinstance(value, date) else repr(value)
