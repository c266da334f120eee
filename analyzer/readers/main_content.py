"""Which blocks of a page belong to its article.

Trafilatura extracts the text of the article. That text is found again, word by word, in
the blocks of the page, and a block of which at least half was extracted is kept, whole.
The extractor leaves out repeated paragraphs, some lists, tables and captions: what lies
in the same element as the article, and is not made of links, is kept too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, count

import msgspec

from analyzer.article import Block, Span
from analyzer.readers.html_tree import Outline
from analyzer.readers.markup_builder import Pieces

# What a block that the extractor left out must have to be taken for a sentence.
SENTENCE_WORDS, FEW_WORDS = 8, 4
FULL_STOP = re.compile(r"\w[.!?][\"”’)]?\s|[。！？]")
SENTENCE_ENDS = (".", "!", "?", "。", '."', ".”")
# From here on its slow second opinions are not asked for: they take quadratic time.
MANY_BLOCKS = 2000
# What a library in pure Python and lxml may raise at hostile input.
FAULTS = (ValueError, TypeError, LookupError, AttributeError, RecursionError, SyntaxError)
NOT_TEXT = frozenset([Block.BOILERPLATE, Block.HEADING])
SENTENCES = frozenset([Block.PARAGRAPH, Block.QUOTE, Block.CAPTION])


class _Blocks(msgspec.Struct, frozen=True, eq=False):
    """The blocks of a page as the choice among them sees them.

    Attributes
    ----------
    kind : list of Block
    box : list of int
        The element that each is in.
    parent : list of int
        For each element the one around it.
    text : list of str
    words : list of list of str
    linked : list of bool
        Whether at least half of the text is that of links.
    """

    kind: list[Block]
    box: list[int]
    parent: list[int]
    text: list[str]
    words: list[list[str]]
    linked: list[bool]


def article_blocks(html: str, seen: Outline) -> list[bool]:
    """Return for each block whether it belongs to the article; empty if that is unknown.

    Trafilatura is asked for precision, for what does not belong to the article must not
    be counted, and on labelled pages nothing of the article was lost by it. On others it
    may drop the article, or a paragraph for a link in it: where most sentences of the page
    were left out, or one follows what was extracted, its answer for balance decides.
    """
    page = _blocks(seen)
    fast = len(page.text) > MANY_BLOCKS
    kept = _kept(page, _extract(html, fast=fast, precise=True))
    unsure = _sentences_after(page, kept) if kept else []
    own, all_words = _sentence_words(page, kept), _sentence_words(page)
    if unsure or 2 * own < all_words:
        second = _kept(page, _extract(html, fast=fast, precise=False))
        if _sentence_words(page, second) > 2 * own:
            kept = [keep and not link for keep, link in zip(second, page.linked, strict=True)]
        for at in unsure if second else ():
            kept[at] = second[at]
    return _completed(page, kept) if kept else []


def _sentence_words(page: _Blocks, chosen: Sequence[bool] | None = None) -> int:
    """Return how many words are in blocks that read like sentences, of all or of some."""
    blocks = range(len(page.text)) if chosen is None else compress(count(), chosen)
    return sum(
        len(page.words[at])
        for at in blocks
        if page.kind[at] != Block.BOILERPLATE
        and not page.linked[at]
        and _is_sentence(page, at, SENTENCE_WORDS)
    )


def without_boilerplate(seen: Outline, *, links: bool) -> list[bool]:
    """Return for each block whether it is outside navigation; all if none is.

    Parameters
    ----------
    seen : Outline
    links : bool
        Whether blocks that are made of links are kept.
    """
    kept = [kind != Block.BOILERPLATE for _, _, kind in seen.pieces.blocks]
    if not links:
        linked = _blocks(seen).linked
        text = [keep and not link for keep, link in zip(kept, linked, strict=True)]
        kept = text if any(text) else kept
    return kept if any(kept) else [True] * len(kept)


def _blocks(seen: Outline) -> _Blocks:
    blocks = seen.pieces.blocks
    text = list(texts(seen.pieces))
    length = list(accumulate(map(len, seen.pieces.text), initial=0))
    linked = [0] * len(blocks)
    firsts = [first for first, _, _ in blocks]
    for first, last, kind in seen.pieces.spans:
        if kind == Span.LINK:
            linked[bisect_right(firsts, first) - 1] += length[last] - length[first]
    return _Blocks(
        kind=[kind for _, _, kind in blocks],
        box=seen.boxes,
        parent=seen.parents,
        text=text,
        words=[find_words(own) for own in text],
        linked=[2 * n >= len(own) for n, own in zip(linked, text, strict=True)],
    )


def _extract(html: str, *, fast: bool, precise: bool) -> str:
    """Return the text of the article as trafilatura extracts it, empty for none."""
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(
            html, include_comments=False, favor_precision=precise, fast=fast
        )
    except FAULTS:
        return ""
    return str(getattr(document, "text", None) or "")


def _kept(page: _Blocks, extract: str) -> list[bool]:
    """Return which blocks were extracted, headings between two of them included.

    Empty where there is no extract, or half of it is not found.
    """
    sought = find_words(extract)
    covered = cover([word for block in page.words for word in block], sought)
    if 2 * sum(covered) <= len(sought):
        return []
    ends = list(accumulate(map(len, page.words)))
    kept = [
        len(block) > 0 and 2 * sum(covered[end - len(block) : end]) >= len(block)
        for block, end in zip(page.words, ends, strict=True)
    ]
    for at in range(1, len(kept) - 1):
        if page.kind[at] == Block.HEADING and kept[at - 1] and any(kept[at + 1 : at + 3]):
            kept[at] = True
    return kept


def _sentences_after(page: _Blocks, kept: list[bool]) -> list[int]:
    """Return the blocks that read like a sentence, right after one that is kept."""
    return [
        at
        for at in range(1, len(kept))
        if kept[at - 1]
        and not kept[at]
        and page.kind[at] not in NOT_TEXT
        and _is_sentence(page, at, SENTENCE_WORDS)
    ]


def _is_sentence(page: _Blocks, block: int, words: int) -> bool:
    ending = page.text[block].rstrip()[-3:]
    ends = ending.endswith(SENTENCE_ENDS) and ending != "..."
    return ends and len(page.words[block]) >= words


def _completed(page: _Blocks, kept: list[bool]) -> list[bool]:
    """Return the blocks that are kept, and the text in the same elements.

    Of what the extractor left in an element of the article, sentences, lists, tables, and
    headings of them are text, and so are repetitions of what it kept there; links and other
    short lines, such as a date, are not.
    """
    own = _article_boxes(page, kept)
    known = set(compress(zip(page.box, page.text, strict=True), kept))
    completed = list(kept)
    for at in range(len(kept) - 1, -1, -1):
        box, kind = page.box[at], page.kind[at]
        if kept[at] or page.linked[at] or not own[box]:
            continue
        if kind == Block.HEADING:
            completed[at] = at + 1 < len(kept) and completed[at + 1] and page.box[at + 1] == box
        else:
            completed[at] = _is_text(page, at) or (box, page.text[at]) in known
    return completed


def _is_text(page: _Blocks, block: int) -> bool:
    kind = page.kind[block]
    if kind in SENTENCES and _is_sentence(page, block, FEW_WORDS):
        return True
    if kind in (Block.PARAGRAPH, Block.QUOTE):
        # Of several sentences the last one may have no full stop.
        return len(FULL_STOP.findall(page.text[block])) > 1
    return kind in (Block.LIST_ITEM, Block.TABLE, Block.CODE)


def _article_boxes(page: _Blocks, kept: Sequence[bool]) -> list[bool]:
    """Return which elements are of the article.

    These are the elements where most of the words that are directly in them are kept, and
    directly inside these, between two blocks that are kept, those that are mostly text,
    such as a note in a frame. Frames around frames are cards that lead elsewhere.
    """
    count = len(page.parent)
    own, total, text = ([0] * count for _ in range(3))
    inside = [range(0)] * count
    between = [range(0)] * count
    for at, (box, words, keep) in enumerate(zip(page.box, page.words, kept, strict=True)):
        total[box] += len(words)
        text[box] += len(words) * (not page.linked[at] and _is_text(page, at))
        inside[box] = range((inside[box] or [at])[0], at + 1)
        if keep:
            own[box] += len(words)
            between[box] = range((between[box] or [at])[0], at + 1)
    boxes = [2 * kept_words >= words for kept_words, words in zip(own, total, strict=True)]
    for box in range(1, count):
        around = between[page.parent[box]]
        if inside[box] and around and boxes[page.parent[box]] and 2 * text[box] >= total[box]:
            boxes[box] |= around[0] < inside[box][0] and inside[box][-1] < around[-1]
    return boxes


def texts(pieces: Pieces, blocks: Iterable[int] | None = None) -> Iterator[str]:
    """Yield the text of each block, or of the blocks asked for."""
    chosen = pieces.blocks if blocks is None else [pieces.blocks[block] for block in blocks]
    return ("".join(pieces.text[first:last]) for first, last, _ in chosen)


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

    The extract is followed word by word as long as the page agrees with it. Where
    they differ, the next four words of the extract that the page also has are looked
    up: of the positions after the last one, the one that agrees longest; where there
    is none, the last position before it. Linear time.

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
    """Return how many words are equal from two positions on, at most `most`."""
    length = 0
    end = min(len(page) - place, len(extract) - at, most)
    while length < end and page[place + length] == extract[at + length]:
        length += 1
    return length
