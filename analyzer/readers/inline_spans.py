"""Inline spans that follow from the text: run-in labels and visible addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from analyzer.article import RUNNING_PROSE, Block, Ints, Span

MAX_LABEL = 80
COLON = re.compile(r"\s{0,3}[:：]")
SENTENCE_END = re.compile(r"[.!?。！？](?:\s|\Z)")
ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'“”‘’()\[\]{}|\\^`]{1,2000}"
    r"|\bwww\.[^\s<>\"'“”‘’()\[\]{}|\\^`]{1,2000}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b",
    re.IGNORECASE,
)
# These end a sentence rather than an address.
CLOSING = ".,;:!?…。，；：！？"


def find_spans(prose: str, blocks: Ints, inline: Iterable[tuple[int, int, int]]) -> Ints:
    """Return the inline spans of a prose in order, labels and addresses included.

    Parameters
    ----------
    prose : str
    blocks : ndarray of int64, shape (n_blocks, 3)
        Start, end and kind of each block.
    inline : iterable of (int, int, int)
        Start, end and kind of each span that the markup names.

    Returns
    -------
    ndarray of int64, shape (n_spans, 3)
        Start, end and kind, sorted.
    """
    found = [span for span in inline if span[0] < span[1]]
    found += _labels(prose, blocks, found)
    found += _addresses(prose)
    return np.array(sorted(set(found)), np.int64).reshape(-1, 3)


def _labels(
    prose: str, blocks: Ints, inline: Iterable[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Return the emphasis that opens a block and, with a colon, names what follows."""
    emphasis = {start: end for start, end, kind in sorted(inline) if kind == Span.EMPHASIS}
    labels: list[tuple[int, int, int]] = []
    if not emphasis:
        return labels
    for start, end, kind in blocks.tolist():
        last = emphasis.get(start, 0)
        if not last or Block(kind) not in RUNNING_PROSE:
            continue
        text = prose[start:last].rstrip()
        after = COLON.match(prose, last)
        if after is not None:
            last = after.end()
        elif not text.endswith((":", "：")):
            continue
        if last < end and len(text) <= MAX_LABEL and not SENTENCE_END.search(text):
            labels.append((start, last, int(Span.LABEL)))
    return labels


def _addresses(prose: str) -> Iterator[tuple[int, int, int]]:
    """Yield the addresses that the text shows."""
    if "://" not in prose and "@" not in prose and "www." not in prose.lower():
        return
    for match in ADDRESS.finditer(prose):
        end = match.start() + len(match[0].rstrip(CLOSING))
        yield match.start(), end, int(Span.ADDRESS)
