"""Which blocks of a page are of its article.

Trafilatura tells the text of the article. It is found again, word by word, in
the blocks of the page, and those blocks of which at least half was extracted
are kept, whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from analyzer.article import Block
from analyzer.readers.align import cover, find_words
from analyzer.readers.assemble import Pieces

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
            and pieces.blocks[at][2] not in (Block.FURNITURE, Block.HEADING)
            and (tail.endswith(SENTENCE_ENDS) and tail != "...")
            and len(find_words(text)) >= SENTENCE_WORDS
        ):
            found.append(at)
    return found


def texts(pieces: Pieces, blocks: Iterable[int] | None = None) -> Iterator[str]:
    """Yield the text of each block, or of the blocks asked for."""
    chosen = pieces.blocks if blocks is None else [pieces.blocks[block] for block in blocks]
    return ("".join(pieces.text[first:last]) for first, last, _ in chosen)
