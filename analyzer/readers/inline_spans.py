"""Inline spans that follow from the text: run-in labels and visible addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from analyzer.article import RUNNING_PROSE, Block, Ints, Span

MAX_LABEL = 80
# With a full stop, more words than these may be a sentence that is emphasised.
STOP_WORDS = 3
COLON = re.compile(r"\s{0,3}[:：]")
SENTENCE_END = re.compile(r"[.!?。！？](?:\s|\Z)")
REST = r"[^\s<>\"'“”‘’()\[\]{}|\\^`]{1,2000}"
# A literal is found many times faster than a choice.
URL_WITH_SCHEME = re.compile(rf"://{REST}")
URL = re.compile(rf"(?:://|www\.){REST}")
SCHEMES = ("https", "http", "ftp")
MAILBOX = re.compile(r"[\w.+-]{1,64}\Z")
HOST = re.compile(r"(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
# These end a sentence rather than an address.
CLOSING = ".,;:!?…。，；：！？"


def find_spans(
    prose: str, blocks: Sequence[tuple[int, int, Block]], inline: Iterable[tuple[int, int, int]]
) -> Ints:
    """Return the inline spans of a prose in order, labels and addresses included.

    Parameters
    ----------
    prose : str
    blocks : sequence of (int, int, Block)
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
    found = sorted(set(found))
    flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found))
    return flat.reshape(-1, 3)


def _labels(
    prose: str,
    blocks: Sequence[tuple[int, int, Block]],
    inline: Iterable[tuple[int, int, int]],
) -> list[tuple[int, int, int]]:
    """Return the emphasis that opens a block and, with a colon, names what follows."""
    emphasis: dict[int, int] = {}
    for start, end, kind in inline:
        if kind == Span.EMPHASIS:
            emphasis[start] = max(end, emphasis.get(start, 0))
    labels: list[tuple[int, int, int]] = []
    if not emphasis:
        return labels
    for start, end, kind in blocks:
        last = emphasis.get(start, 0)
        if not last or kind not in RUNNING_PROSE:
            continue
        text = prose[start:last].rstrip()
        after = COLON.match(prose, last)
        if after is not None:
            last = after.end()
        elif text.endswith(".") and len(text.split()) <= STOP_WORDS:
            text = text[:-1]
        elif not text.endswith((":", "：")):
            continue
        if last < end and len(text) <= MAX_LABEL and not SENTENCE_END.search(text):
            labels.append((start, last, int(Span.LABEL)))
    return labels


def _addresses(prose: str) -> Iterator[tuple[int, int, int]]:
    """Yield the addresses that the text shows."""
    bare = "www." in prose
    if bare or "://" in prose:
        for match in (URL if bare else URL_WITH_SCHEME).finditer(prose):
            start, end = match.span()
            if prose[start] == ":":
                before = prose[max(start - 5, 0) : start].lower()
                scheme = next((name for name in SCHEMES if before.endswith(name)), "")
                if not scheme:
                    continue
                start -= len(scheme)
            elif start and prose[start - 1].isalnum():
                continue
            yield start, start + len(prose[start:end].rstrip(CLOSING)), int(Span.ADDRESS)
    at = prose.find("@")
    while at >= 0:
        host = HOST.match(prose, at + 1)
        mailbox = MAILBOX.search(prose, max(at - 64, 0), at) if host else None
        if mailbox and host:
            yield mailbox.start(), host.end(), int(Span.ADDRESS)
        at = prose.find("@", at + 1)
