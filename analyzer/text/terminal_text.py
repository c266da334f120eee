"""Text for a terminal: its width in columns, lines of a width, and safe characters."""

from __future__ import annotations

import unicodedata

from analyzer.text.later_patterns import compile_later

GAP = "  "  # between the columns of a table
NO_BREAK = "\N{NO-BREAK SPACE}"
CONTROLS = compile_later(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def replace_controls(text: str) -> str:
    """Replace control characters and those that change the direction of text."""
    return CONTROLS.sub("\ufffd", text).replace("\t", " ")


def width(text: str) -> int:
    r"""Return the width of a text in terminal columns.

    Examples
    --------
    >>> width("日本"), width("e\u0301")
    (4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def wrap(text: str, columns: int | None) -> list[str]:
    """Return the words of a text in lines; a word that is wider than a line is not cut.

    There is no new line at a no-break space, which becomes an ordinary one. Without a
    width, as in a pipe, there is one line.

    Examples
    --------
    >>> wrap("also appears in guides/lamp.md:41", 16)
    ['also appears in', 'guides/lamp.md:41']
    """
    if columns is None:
        return [text.replace(NO_BREAK, " ")]
    lines = [""]
    for word in filter(None, text.split(" ")):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and width(longer) > columns:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line.replace(NO_BREAK, " ") for line in lines]


def pad(text: str, columns: int) -> str:
    """Return a text with spaces up to so many terminal columns."""
    return text + " " * (columns - width(text))
