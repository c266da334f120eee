"""Escaping for the XML formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# XML 1.0 cannot hold these characters, not even as references.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;", '"': "&quot;"}


def text(value: str) -> str:
    """Escape the text of an element."""
    return escape(FORBIDDEN.sub("\ufffd", value), {"\r": "&#13;"})


def attributes(values: Mapping[str, object]) -> str:
    """Return the attributes of a tag, each with a space before it."""
    return "".join(
        f' {name}="{escape(FORBIDDEN.sub(chr(0xFFFD), str(value)), BREAKS)}"'
        for name, value in values.items()
    )


def tag(stream: TextIO, name: str, values: Mapping[str, object], end: str = ">") -> None:
    """Write a start tag, or an empty element if `end` is ``/>``."""
    stream.write(f"<{name}{attributes(values)}{end}\n")
