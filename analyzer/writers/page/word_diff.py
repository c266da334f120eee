"""Where two sentences differ, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal

Side = Literal["both", "left", "right"]
Diff = list[tuple[Side, str]]
# One piece per word with the blanks behind it; scripts without blanks, by the
# character.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_PIECE = re.compile(rf"[{_UNSPACED}]\s*|[^\W{_UNSPACED}]+\s*|\W\s*")
# A letter of the one side and one of the other, which would read as one word.
_SEAM = re.compile(rf"[^\W{_UNSPACED}]{{2}}")
LONGEST = 200


def word_diff(left: str, right: str) -> Diff:
    """Return what both sentences have, and what either has alone, in their order.

    Letter case counts as no difference; the words are the first sentence's.
    Sentences of more than 200 pieces are told apart as a whole.

    Examples
    --------
    >>> word_diff("It rains.", "It rained.")
    [('both', 'It '), ('left', 'rains'), ('both', ' '), ('right', 'rained'), ('both', '.')]
    """
    a, b = _PIECE.findall(left), _PIECE.findall(right)
    if max(len(a), len(b)) > LONGEST:
        return [("left", left), ("right", right)] if left != right else [("both", left)]
    matcher = SequenceMatcher(None, _folded(a), _folded(b), autojunk=False)
    return list(_joined(_pieces(matcher, a, b)))


def _pieces(
    matcher: SequenceMatcher[str], a: list[str], b: list[str]
) -> Iterator[tuple[Side, str]]:
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield "both", "".join(a[i:j])
        else:
            gone, come = "".join(a[i:j]), "".join(b[k:m])
            yield "left", gone + " " * bool(_SEAM.fullmatch(gone[-1:] + come[:1]))
            yield "right", come


def _folded(pieces: list[str]) -> list[str]:
    return [piece.strip().casefold() for piece in pieces]


def _joined(pieces: Iterable[tuple[Side, str]]) -> Iterator[tuple[Side, str]]:
    """Leave out what is empty; a blank at an edge stands outside the difference."""
    for side, text in pieces:
        if side == "both" or text == text.rstrip():
            yield from [(side, text)] if text else []
        else:
            yield side, text.rstrip()
            yield "both", text[len(text.rstrip()) :]
