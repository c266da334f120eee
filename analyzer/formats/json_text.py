"""What the JSON formats share: writing a value quickly, whatever the text."""

from __future__ import annotations

import json
from typing import Any, TextIO

import msgspec


def dump(value: Any, stream: TextIO) -> None:
    """Write a value as indented JSON, and a line end.

    The standard library takes thirty times as long where it indents; it is
    asked where a text holds half of a surrogate pair, which is no Unicode.
    """
    try:
        text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=False, indent=2)
    stream.write(text + "\n")
