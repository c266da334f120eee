"""Take indentation away that extensions of Markdown give to prose.

The body of an admonition of MkDocs is indented by four columns, as is often what is
inside a component of MDX; in Markdown it would be code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from analyzer.article import Ints
from analyzer.readers.masking import FILLER, Range

MARKER = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+[\w\"]")
INDENTED = re.compile(FILLER + r"[ \t]*\n[ \t\n]*? {4}")
WIDTH = 4


def dedent_admonitions(text: str, code: Sequence[Range]) -> list[Range]:
    """Return the indentation of bodies of admonitions, which end where a line has less."""
    removed: list[Range] = []
    open_at: list[int] = []
    at, index = 0, 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        stripped = line.lstrip(" ")
        if not stripped.strip():
            continue
        indent = len(line) - len(stripped)
        while index < len(code) and code[index][1] <= start:
            index += 1
        in_code = index < len(code) and code[index][0] < start
        while open_at and indent < open_at[-1] + WIDTH and not in_code:
            open_at.pop()
        width = min(indent, WIDTH * len(open_at))
        if width:
            removed.append((start, start + width))
        if not in_code and stripped[0] in "!?=" and MARKER.match(stripped):
            open_at.append(indent)
    return removed


def dedent_components(text: str, code: Sequence[Range]) -> list[Range]:
    """Return the indentation of the text inside components, whose tags are filled.

    The line after a tag sets how much is taken from each that follows it.
    """
    removed: list[Range] = []
    if not INDENTED.search(text):
        return removed
    width, after_tag = 0, False
    at, index = 0, 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        stripped = line.lstrip(" \t")
        if not stripped.strip():
            continue
        indent = len(line) - len(stripped)
        while index < len(code) and code[index][1] <= start:
            index += 1
        if index == len(code) or code[index][0] >= start:
            is_tag = not stripped.strip(" \t" + FILLER)
            if after_tag or indent < width or is_tag:
                width = indent if indent >= WIDTH else 0
            after_tag = is_tag
        if width and indent:
            removed.append((start, start + min(width, indent)))
    return removed


def cut(text: str, removed: Sequence[Range]) -> tuple[str, Ints]:
    """Return the text without the ranges, and where each of its letters was.

    >>> cut("one    two", [(3, 6)])[0]
    'one two'
    """
    kept, parts, at = [], [], 0
    for start, end in removed:
        kept.append(np.arange(at, start))
        parts.append(text[at:start])
        at = end
    kept.append(np.arange(at, len(text)))
    return "".join([*parts, text[at:]]), np.concatenate(kept).astype(np.int64)
