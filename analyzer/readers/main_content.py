"""Which blocks of a page are of its article.

Trafilatura tells the text of the article. It is found again, word by word, in
the blocks of the page, and those blocks of which at least half was extracted
are kept, whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from analyzer.article import Block
from analyzer.readers.markup_builder import Pieces

# A token per letter where words are not set apart by spaces.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
)
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
ANCHOR = 4
CANDIDATES = 4
FAR = 64


def find_words(text: str) -> list[str]:
    """Return the words of a text, as far as aligning goes."""
    return WORD.findall(text)


def cover(page: Sequence[str], extract: Sequence[str]) -> bytearray:
    """Mark the words of a page that an extract was made of.

    The extract is followed word by word as long as the page goes along. Where
    they part, the next four words of the extract that also stand in the page
    are looked up: of the places after the last one, that which goes along
    farthest; where there is none, the last place before it. Linear time.

    Parameters
    ----------
    page, extract : sequence of str

    Returns
    -------
    bytearray
        1 for each word of the page that is in the extract, else 0.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(page) - ANCHOR + 1):
        places.setdefault(tuple(page[at : at + ANCHOR]), []).append(at)
    covered = bytearray(len(page))
    at, here = 0, 0
    while at <= len(extract) - ANCHOR:
        found = places.get(tuple(extract[at : at + ANCHOR]))
        if found is None:
            at += 1
            continue
        next_one = bisect_left(found, here)
        candidates = found[next_one : next_one + CANDIDATES] or found[-1:]
        here = max(candidates, key=lambda place: _shared(page, place, extract, at, FAR))
        length = _shared(page, here, extract, at, len(extract))
        covered[here : here + length] = b"\1" * length
        here += length
        at += length
    return covered


def _shared(page: Sequence[str], place: int, extract: Sequence[str], at: int, most: int) -> int:
    """Return how many words are the same from two places on, at most `most`."""
    length = 0
    end = min(len(page) - place, len(extract) - at, most)
    while length < end and page[place + length] == extract[at + length]:
        length += 1
    return length


# What a block that the extractor left out must have to be taken for a sentence.
SENTENCE_WORDS = 8
SENTENCE_ENDS = (".", "!", "?", "。", '."', ".”")
# From here on its slow second opinions are not asked for: they take quadratic time.
MANY_BLOCKS = 2000
# What a library in pure Python and lxml may raise at hostile input.
FAULTS = (ValueError, TypeError, LookupError, AttributeError, RecursionError, SyntaxError)


def article_blocks(html: str, pieces: Pieces) -> list[bool]:
    """Tell which blocks are of the article; empty where that cannot be told.

    Trafilatura is asked for precision, for what is no part of the article must not be counted
    and on labelled pages nothing of the article was lost by it. It may drop a
    paragraph for a link in it, though: where a sentence follows what was
    extracted, the answer for balance decides on it.
    """
    fast = len(pieces.blocks) > MANY_BLOCKS
    kept = _kept(pieces, _extract(html, fast=fast, precise=True))
    unsure = _sentences_after(pieces, kept) if kept else []
    second = _kept(pieces, _extract(html, fast=fast, precise=False)) if unsure else []
    for at in unsure if second else ():
        kept[at] = second[at]
    return kept


def _extract(html: str, *, fast: bool, precise: bool) -> str:
    """Return the text of the article as trafilatura tells it, empty for none."""
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(
            html, include_comments=False, favor_precision=precise, fast=fast
        )
    except FAULTS:
        return ""
    return str(getattr(document, "text", None) or "")


def _kept(pieces: Pieces, extract: str) -> list[bool]:
    """Tell which blocks were extracted, headings between two of them included.

    Empty where there is no extract, or half of it is not to be found.
    """
    sought = find_words(extract)
    words = [find_words(text) for text in texts(pieces)]
    covered = cover([word for block in words for word in block], sought)
    if 2 * sum(covered) <= len(sought):
        return []
    ends = list(accumulate(map(len, words)))
    kept = [
        len(block) > 0 and 2 * sum(covered[end - len(block) : end]) >= len(block)
        for block, end in zip(words, ends, strict=True)
    ]
    for at in range(1, len(kept) - 1):
        if (
            pieces.blocks[at][2] == Block.HEADING
            and kept[at - 1]
            and any(kept[at + 1 : at + 3])
        ):
            kept[at] = True
    return kept


def _sentences_after(pieces: Pieces, kept: list[bool]) -> list[int]:
    """Return the blocks that read like a sentence, right after one that is kept."""
    found = []
    for at, text in enumerate(texts(pieces)):
        tail = text.rstrip()[-3:]
        if (
            at
            and kept[at - 1]
            and not kept[at]
            and pieces.blocks[at][2] not in (Block.BOILERPLATE, Block.HEADING)
            and (tail.endswith(SENTENCE_ENDS) and tail != "...")
            and len(find_words(text)) >= SENTENCE_WORDS
        ):
            found.append(at)
    return found


def texts(pieces: Pieces, blocks: Iterable[int] | None = None) -> Iterator[str]:
    """Yield the text of each block, or of the blocks asked for."""
    chosen = pieces.blocks if blocks is None else [pieces.blocks[block] for block in blocks]
    return ("".join(pieces.text[first:last]) for first, last, _ in chosen)
