"""Entries of an index of pages: a link, and a short description of where it leads.

"[Lamps](lamps.md) Describes how to trim a lamp" is a line of a directory, as a heading that
is a link is, with the sentence below it. What the pages have in common recurs in each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from analyzer.article import Block, Ints, Span

# The fewest entries of an index.
FEWEST_ENTRIES = 3
# The most words of a description; a longer one is a paragraph about the link. In a row of
# entries, where nothing else is in between, it may have twice as many.
DESCRIPTION_WORDS, WORDS_IN_A_ROW = 30, 60
# The share of a heading that must be text of its link.
LINKED_HEADING = 0.8
_APART = re.compile(r"\s*[:：–—-]\s|\s+")
_DESCRIBED = (Block.PARAGRAPH, Block.LIST_ITEM)


def link_entries(
    text: Sequence[str],
    kind: Sequence[int],
    article: Sequence[int],
    link_length: dict[int, int],
    linked: Sequence[float],
) -> Collection[int]:
    """Return the blocks that are descriptions in an index of pages.

    Parameters
    ----------
    text, kind, article : sequences
        Of each block.
    link_length : dict of int to int
        The characters of the link that opens a block.
    linked : sequence of float
        The share of each block that is text of links.
    """
    found = [
        *_after_links(text, kind, link_length),
        *_below_links(text, kind, article, linked),
    ]
    count = Counter(article[block] for block in found)
    return [block for block in found if count[article[block]] >= FEWEST_ENTRIES]


def linked_share(start: Ints, end: Ints, spans: tuple[Ints, Ints, Ints]) -> Sequence[float]:
    """Return the share of each block that is text of links or addresses."""
    if not len(start):
        return []
    chosen = (spans[2] == Span.LINK) | (spans[2] == Span.ADDRESS)
    size = np.zeros(len(start))
    if chosen.any():
        first, last = spans[0][chosen], spans[1][chosen]
        # An address that is the text of its link counts once.
        last = np.maximum.accumulate(last)
        first = np.maximum(first, np.append(0, last[:-1]))
        block = np.searchsorted(start, first, side="right") - 1
        np.add.at(size, np.maximum(block, 0), np.maximum(last - first, 0))
    share: list[float] = (size / np.maximum(end - start, 1)).tolist()
    return share


def _after_links(
    text: Sequence[str], kind: Sequence[int], link_length: dict[int, int]
) -> Iterator[int]:
    """Yield the blocks that begin with a link that the next words do not continue."""
    n_words = dict(_described(text, kind, link_length))
    for block, words in n_words.items():
        in_a_row = block - 1 in n_words or block + 1 in n_words
        if words <= (WORDS_IN_A_ROW if in_a_row else DESCRIPTION_WORDS):
            yield block


def _described(
    text: Sequence[str], kind: Sequence[int], link_length: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the blocks that begin with a link, and the words of the description behind."""
    for block, length in link_length.items():
        if kind[block] not in _DESCRIBED:
            continue
        behind = text[block][length:]
        apart = _APART.match(behind)
        if apart is None:
            continue
        description = behind[apart.end() :]
        starts_anew = description[:1].isupper() or apart.group().strip()
        if description and starts_anew:
            yield block, len(description.split())


def _below_links(
    text: Sequence[str], kind: Sequence[int], article: Sequence[int], linked: Sequence[float]
) -> Iterator[int]:
    """Yield the paragraphs that alone stand below a heading that is a link."""
    n_blocks = len(kind)
    for block, share in enumerate(linked):
        below = block + 1
        if share < LINKED_HEADING or kind[block] != Block.HEADING or below >= n_blocks:
            continue
        ends = below + 1 >= n_blocks or kind[below + 1] == Block.HEADING
        ends = ends or article[below + 1] != article[block]
        described = kind[below] in _DESCRIBED and article[below] == article[block]
        if described and ends and len(text[below].split()) <= DESCRIPTION_WORDS:
            yield below
