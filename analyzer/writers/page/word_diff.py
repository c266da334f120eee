"""Where two sentences differ, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

Diff = list[tuple[str, bool]]
# One piece per word with the blanks behind it; scripts without blanks, by the
# character.
_PIECE = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]\s*"
    r"|[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+\s*"
    r"|\W"
)
LONGEST = 300


def word_diff(left: str, right: str) -> tuple[Diff, Diff]:
    """Return both sentences in pieces, each told whether the other lacks it.

    Sentences of more than 300 pieces are given back whole.

    Examples
    --------
    >>> word_diff("The bridge closes.", "The gate closes.")[0]
    [('The ', False), ('bridge ', True), ('closes.', False)]
    """
    a, b = _PIECE.findall(left), _PIECE.findall(right)
    if max(len(a), len(b)) > LONGEST:
        return [(left, False)], [(right, False)]
    matcher = SequenceMatcher(None, _folded(a), _folded(b), autojunk=False)
    codes = matcher.get_opcodes()
    return (
        list(_joined(("".join(a[i:j]), tag != "equal") for tag, i, j, _, _ in codes)),
        list(_joined(("".join(b[i:j]), tag != "equal") for tag, _, _, i, j in codes)),
    )


def _folded(pieces: list[str]) -> list[str]:
    return [piece.strip().casefold() for piece in pieces]


def _joined(pieces: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Put neighbours that are alike together."""
    text, changed = "", False
    for piece, other in pieces:
        if piece and other != changed:
            if text:
                yield text, changed
            text, changed = piece, other
        else:
            text += piece
    if text:
        yield text, changed
