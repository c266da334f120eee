"""The kinds of blocks that rules read: full sentences, fragments, links, labels.

Readers name blocks as the markup does. Here the text decides: a list item that is not
a full sentence is a `FRAGMENT`, a list that links to pages or describes them, or lists the
headings of its own page, is `LINKS`, and the name of a speaker at the start of paragraphs is
a `LABEL`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

import msgspec
import numpy as np

from analyzer.article import Block, Ints, Span
from analyzer.text.arrays import isin
from analyzer.text.later_patterns import compile_later
from analyzer.text.link_entries import link_entries, linked_share

# The most characters and words of a label.
LABEL_LENGTH, LABEL_WORDS = 60, 6
# The fewest blocks that a label without emphasis must open.
FEWEST_LABELS = 2
# "Weight: 3 kg": the fewest such blocks in a row, and the most words of a value.
FEWEST_SPECIFICATIONS, VALUE_WORDS = 3, 4
# A list item without a full stop is a sentence if it has this many words.
LONG_ITEM = 15
# The same in scripts without full stops and spaces, in characters.
LONG_UNSPACED = 25
# The shares of a list, and of a single block, that must be text of links.
LINKS_OF_LIST, LINKS_OF_BLOCK = 0.6, 0.8
SHARE_OF_HEADINGS = 0.5
# The most words of a heading that is a paragraph in emphasis.
HEADING_WORDS = 10
# A cell of a table with so many sentences is no data.
CELL_SENTENCES = 3

_LABEL = compile_later(
    rf"[^\s:：.!?;,，。|][^:：\n.!?;。|]{{0,{LABEL_LENGTH - 1}}}?(?::(?=\s)|：)"
)
_STOP = compile_later(r"[.!?…。！？．।॥۔؟፡።᙮։។၊။]['\"’”»›」』)）\]*_]*$")
_SHORTENED = compile_later(r"\b(?:etc|usw|osv|ecc|atd|itd)\.$")
_SEVERAL = compile_later(r"[.!?]['\"’”»)]* +[\"'“‘«(]*\w|[。！？]\S")
_MARKER = compile_later(r"^\W*(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])[.)]\s*)?\W*")
_UNSPACED = compile_later(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_RUNNING = (Block.PARAGRAPH, Block.QUOTE, Block.LIST_ITEM)


class Refined(msgspec.Struct, frozen=True, eq=False):
    """The refined kinds of blocks, and labels.

    Attributes
    ----------
    kind : ndarray of int64, shape (n_blocks,)
        Values of `Block`.
    label_start, label_end : ndarray of int64, shape (n_labels,)
        Half-open offsets of run-in labels, ascending.
    """

    kind: Ints
    label_start: Ints
    label_end: Ints


class _Blocks(msgspec.Struct, frozen=True, eq=False):
    prose: str
    start: list[int]
    end: list[int]
    kind: list[int]
    article: list[int]

    def text(self, block: int) -> str:
        return self.prose[self.start[block] : self.end[block]]


def refine_blocks(
    prose: str, blocks: tuple[Ints, Ints, Ints], article: Ints, spans: tuple[Ints, Ints, Ints]
) -> Refined:
    """Return the kinds of blocks and the run-in labels, judged by their text.

    Parameters
    ----------
    prose : str
    blocks : three ndarrays of int64, shape (n_blocks,)
        Where the blocks begin and end, ascending, and their kinds.
    article : ndarray of int64, shape (n_blocks,)
        The article of each block.
    spans : three ndarrays of int64, shape (n_spans,)
        Where inline spans begin and end, and their kinds, values of `Span`.
    """
    start, end, kind = blocks
    view = _Blocks(prose, start.tolist(), end.tolist(), kind.tolist(), article.tolist())
    labels = _label_ends(view)
    emphasis = _emphasized(view, start, spans)
    named = sorted({**_repeated(view, labels), **emphasis}.items())
    refined = kind.copy()
    linked = linked_share(start, end, spans)
    for block in _alone_linked(view, linked):
        refined[block] = Block.LINKS
    for block in _bold_headings(view, start, spans):
        refined[block] = Block.HEADING
    for block in _laid_out(view):
        refined[block] = Block.PARAGRAPH
    for block in _specifications(view, labels):
        refined[block] = Block.FRAGMENT
    for run in _lists(view):
        if _is_links(view, run, linked):
            refined[run] = Block.LINKS
            continue
        for block in run:
            if not is_sentence(view.text(block)):
                refined[block] = Block.FRAGMENT
    for block in _entries(view, start, spans, linked):
        refined[block] = Block.LINKS
    return Refined(
        refined,
        np.array([view.start[block] for block, _ in named], np.int64),
        np.array([last for _, last in named], np.int64),
    )


def is_sentence(text: str) -> bool:
    """Return whether a list item is a full sentence, or several.

    It ends like a sentence and has two words, or it is too long for a fragment.

    Examples
    --------
    >>> [is_sentence(text) for text in ("Nobody came.", "3 eggs", "Salt, oil, etc.")]
    [True, False, False]
    """
    bare = _MARKER.sub("", text.rstrip(), count=1)
    if _STOP.search(bare) and not _SHORTENED.search(bare):
        return len(bare.split()) > 1 or (len(bare) > 4 and not bare.isascii())
    if _UNSPACED.search(bare):
        return len(bare) >= LONG_UNSPACED
    return len(bare.split()) >= LONG_ITEM or _SEVERAL.search(bare) is not None


def _label_ends(view: _Blocks) -> dict[int, int]:
    """Return, by block, where the words before its first colon end."""
    ends = {}
    for block, (first, last, kind) in enumerate(
        zip(view.start, view.end, view.kind, strict=True)
    ):
        if kind not in _RUNNING:
            continue
        limit = min(last, first + LABEL_LENGTH + 2)
        if view.prose.find(":", first, limit) < 0 and view.prose.find("：", first, limit) < 0:
            continue
        found = _LABEL.match(view.prose, first, last)
        if found and found.end() < last:
            words = found.group().split()
            if len(words) <= LABEL_WORDS and not words[0][:1].islower():
                ends[block] = found.end()
    return ends


def _repeated(view: _Blocks, labels: dict[int, int]) -> dict[int, int]:
    """Return the labels that open several blocks of their article."""
    if len(labels) < FEWEST_LABELS:
        return {}
    names = {
        block: (view.article[block], view.prose[view.start[block] : end].casefold())
        for block, end in labels.items()
    }
    count = Counter(names.values())
    return {block: end for block, end in labels.items() if count[names[block]] >= FEWEST_LABELS}


def _emphasized(view: _Blocks, start: Ints, spans: tuple[Ints, Ints, Ints]) -> dict[int, int]:
    """Return the emphasized labels: at the start of a block, followed by a colon."""
    chosen = (spans[2] == Span.EMPHASIS) & isin(spans[0], start)
    found = {}
    for first, last in zip(spans[0][chosen].tolist(), spans[1][chosen].tolist(), strict=True):
        block = int(np.searchsorted(start, first, side="right")) - 1
        text = view.prose[first:last].rstrip()
        behind = view.prose[last : last + 2]
        colon = behind[:1] in (":", "：")
        inside = text[-1:] in (":", "：")
        whole = len(view.prose[last : view.end[block]].strip(" :：")) == 0
        if (colon or inside) and not whole and len(text.split()) <= LABEL_WORDS:
            found[block] = last + colon
    return found


def _alone_linked(view: _Blocks, linked: Sequence[float]) -> Iterator[int]:
    """Yield the paragraphs that consist of one link: "Back to top"."""
    for block, share in enumerate(linked):
        mostly = share >= LINKS_OF_BLOCK and view.kind[block] == Block.PARAGRAPH
        if mostly and not _STOP.search(view.text(block).rstrip()):
            yield block


def _entries(
    view: _Blocks, start: Ints, spans: tuple[Ints, Ints, Ints], linked: Sequence[float]
) -> Collection[int]:
    """Return the descriptions of an index of pages."""
    if not any(linked):
        return ()
    chosen = (spans[2] == Span.LINK) & isin(spans[0], start)
    first, last = spans[0][chosen], spans[1][chosen]
    block = np.searchsorted(start, first, side="right") - 1
    opening = dict(zip(block.tolist(), (last - first).tolist(), strict=True))
    text = [view.text(index) for index in range(len(view.kind))]
    return link_entries(text, view.kind, view.article, opening, linked)


def _bold_headings(view: _Blocks, start: Ints, spans: tuple[Ints, Ints, Ints]) -> Iterator[int]:
    """Yield the short paragraphs in emphasis above another one, which are headings."""
    chosen = (spans[2] == Span.EMPHASIS) & isin(spans[0], start)
    for first, last in zip(spans[0][chosen].tolist(), spans[1][chosen].tolist(), strict=True):
        block = int(np.searchsorted(start, first, side="right")) - 1
        text = view.text(block)
        if (
            last >= view.end[block]
            and view.kind[block] == Block.PARAGRAPH
            and block + 1 < len(view.kind)
            and view.article[block + 1] == view.article[block]
            and len(text.split()) <= HEADING_WORDS
            and not _STOP.search(text)
        ):
            yield block


def _laid_out(view: _Blocks) -> Iterator[int]:
    """Yield the paragraphs of tables that lay out a page, as pages of e-mails do.

    Most of the text of such tables is in cells of several sentences.
    """
    cells = [block for block, kind in enumerate(view.kind) if kind == Block.TABLE]
    for _, group in groupby(cells, key=view.article.__getitem__):
        own = list(group)
        size = sum(view.end[block] - view.start[block] for block in own)
        long = sum(
            view.end[block] - view.start[block]
            for block in own
            if len(_SEVERAL.findall(view.text(block))) >= CELL_SENTENCES - 1
        )
        if 2 * long >= size:
            yield from (block for block in own if is_sentence(view.text(block)))


def _specifications(view: _Blocks, labels: dict[int, int]) -> Iterator[int]:
    """Yield the blocks of specification lists: a name, a colon and a short value."""
    short = [
        block
        for block, end in labels.items()
        if len(view.prose[end : view.end[block]].split()) <= VALUE_WORDS
    ]
    for _, group in groupby(enumerate(short), key=lambda pair: pair[1] - pair[0]):
        run = [block for _, block in group]
        if len(run) >= FEWEST_SPECIFICATIONS and len({view.article[b] for b in run}) == 1:
            yield from run


def _lists(view: _Blocks) -> Iterator[list[int]]:
    """Yield the runs of list items of one article."""
    items = [block for block, kind in enumerate(view.kind) if kind == Block.LIST_ITEM]
    for _, group in groupby(
        enumerate(items), key=lambda pair: (pair[1] - pair[0], view.article[pair[1]])
    ):
        yield [block for _, block in group]


def _is_links(view: _Blocks, run: list[int], linked: Sequence[float]) -> bool:
    """Return whether a list is mostly links, or lists the headings of its page."""
    size = [view.end[block] - view.start[block] for block in run]
    of_links = sum(linked[block] * length for block, length in zip(run, size, strict=True))
    if of_links >= LINKS_OF_LIST * sum(size):
        return True
    if len(run) < 2:
        return False
    headings = _headings(view, run[0])
    announced = sum(_heading_key(view.text(block)) in headings for block in run)
    return announced > 1 and announced >= SHARE_OF_HEADINGS * len(run)


def _headings(view: _Blocks, block: int) -> set[str]:
    """Return the headings of the article of a block."""
    first = last = block
    while first and view.article[first - 1] == view.article[block]:
        first -= 1
    while last < len(view.kind) and view.article[last] == view.article[block]:
        last += 1
    return {
        _heading_key(view.text(index))
        for index in range(first, last)
        if view.kind[index] == Block.HEADING
    } - {""}


def _heading_key(text: str) -> str:
    """Return a heading without its number, punctuation and letter case."""
    return " ".join(_MARKER.sub("", text, count=1).casefold().rstrip(" .:…").split())
