"""Pages that are one template: which pages to compare, and what they have in common.

Time is linear in the text. A *sketch* of each page, its smallest hashes of three words in
a row, says which pages may belong together; each page is compared with the other pages of
its group at once, by counting in how many of them each pair of neighbouring words appears.

Titles of such pages differ in what is particular to each page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.similarity.pairs import components
from analyzer.similarity.rows import Keys, NgramRows, owners, pointers
from analyzer.similarity.shingles import mixed, ngram_rows
from analyzer.text.arrays import changes, unique
from analyzer.text.boilerplate_cues import date_words
from analyzer.text.tokens import fold, stems, stop_words, word_hash
from analyzer.text.word_boundaries import split_tokens

FEWEST_PAGES = 3
SKETCH = 32
SKETCH_WORDS = 3
# The shares of a sketch from which pages are grouped, until the groups prove to be
# templates. Where one word in five differs, a third of the sketches is equal.
SHARES = (0.25, 0.5, 0.75)


def sketches(ptr: Ints, word: Keys) -> NgramRows:
    """Return the smallest distinct hashes of three words in a row of each text."""
    rows = ngram_rows(ptr, word, SKETCH_WORDS)
    row = owners(rows.ptr)
    order = np.lexsort((rows.ngram, row))
    row, gram = row[order], rows.ngram[order]
    new = changes(gram) | changes(row)
    row, gram = row[new], gram[new]
    distinct = pointers(np.bincount(row, minlength=len(rows)))
    kept = np.arange(len(row)) - distinct[row] < SKETCH
    return NgramRows(pointers(np.minimum(np.diff(distinct), SKETCH)), gram[kept])


def candidate_groups(rows: NgramRows, share: float) -> Iterator[Ints]:
    """Yield groups of three and more texts with equal parts of their sketches.

    Each hash links the texts that have it to the first of them, in an order that depends
    on nothing but the sketches, so no text is compared with every other one.

    Parameters
    ----------
    rows : NgramRows
        Sketches.
    share : float
        The share of the smaller sketch that two texts need in common.

    Yields
    ------
    ndarray of int64
        Numbers of texts, ascending.
    """
    row = owners(rows.ptr)
    size = np.diff(rows.ptr)
    rank = np.empty(len(rows), np.int64)
    rank[np.argsort(_summary(rows, row), kind="stable")] = np.arange(len(rows))
    order = np.lexsort((rank[row], rows.ngram))
    row, gram = row[order], rows.ngram[order]
    first = np.flatnonzero(changes(gram))
    count = np.diff(first, append=len(gram))
    leader = np.repeat(row[first], count)
    linked = (leader != row) & np.repeat(count >= FEWEST_PAGES, count)
    key, n_equal = np.unique(leader[linked] * len(rows) + row[linked], return_counts=True)
    left, right = np.divmod(key, max(len(rows), 1))
    near = n_equal >= share * np.minimum(size[left], size[right])
    label = components(left[near], right[near], len(rows))
    member = np.argsort(label, kind="stable")
    edges = np.flatnonzero(changes(label[member]))
    for group in np.split(member, edges[1:]):
        if len(group) >= FEWEST_PAGES:
            yield group


def _summary(rows: NgramRows, row: Ints) -> Keys:
    """Return a hash of each sketch."""
    total = np.zeros(len(rows), np.uint64)
    np.add.at(total, row, mixed(rows.ngram))
    return mixed(total)


def framed(pages: Sequence[Keys]) -> list[Flags]:
    """Return which words of each page are in the frame that most of the pages share.

    A word is in the frame where more than half of the pages have it with the same word
    before it, or after it.

    Parameters
    ----------
    pages : sequence of ndarray of uint64
        The hashes of the words of each page, in order.
    """
    length = np.array([len(page) for page in pages], np.int64)
    ptr = pointers(length)
    word = np.concatenate([np.zeros(0, np.uint64), *pages])
    page = owners(ptr)
    # The pair of each word and the next; a page's last word has none.
    pair = ngram_rows(np.array([0, len(word)]), word, 2).ngram
    inside = page[1:] == page[:-1]
    number = np.unique(pair, return_inverse=True)[1][: len(inside)]
    holders = unique(number[inside] * len(pages) + page[:-1][inside])
    count = np.bincount(holders // len(pages), minlength=len(word))
    common = inside & (2 * count[number] > len(pages))
    frame = np.zeros(len(word), bool)
    frame[:-1] |= common
    frame[1:] |= common
    return np.split(frame, ptr[1:-1])


def frame_shares(frames: Sequence[Flags]) -> Floats:
    """Return the share of the words of each page that are in the frame."""
    return np.array([frame.mean() if len(frame) else 0.0 for frame in frames])


# A name of code: snake_case, camelCase, a.b, a::b, a(), <a>, `a`.
IDENTIFIER = re.compile(r"\w_\w|[a-z\d][A-Z]\w{0,8}?[a-z]|\w\.[A-Za-z]\w|::|\(\)|<\w|`")


class TitleSlots(msgspec.Struct, frozen=True, eq=False):
    """What fills the slots of one title.

    Attributes
    ----------
    text : str
        The words of the slots as the title has them.
    words : ndarray of uint64
        The hashes of their stems, without stop words, numbers and dates.
    is_identifier : bool
        Whether they are a name of code.
    """

    text: str
    words: list[int]
    is_identifier: bool

    def fills(self, words: Keys) -> bool:
        """Return whether a word of the slots is among some words."""
        return bool(np.isin(np.array(self.words, np.uint64), words).any())


def title_slots(titles: Sequence[str], language: str) -> list[TitleSlots]:
    """Return the words of each title that fewer than half of the titles have.

    Examples
    --------
    >>> [slot.text for slot in title_slots(["Roofs in Hull", "Roofs in York"], "en")]
    ['Hull', 'York']
    """
    words = [_words(title) for title in titles]
    count = Counter(stem for own in words for stem in set(_stems(own, language)))
    return [
        _slots(title, own, count, len(titles), language)
        for title, own in zip(titles, words, strict=True)
    ]


def _words(title: str) -> list[tuple[int, int, str]]:
    """Return start, end and folded form of each word of a title."""
    tokens = split_tokens(title)
    return [
        (start, end, fold(title[start:end]))
        for start, end in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
    ]


def _stems(words: Sequence[tuple[int, int, str]], language: str) -> list[str]:
    return stems([word for _, _, word in words], language)


def _slots(
    title: str,
    words: Sequence[tuple[int, int, str]],
    count: Counter[str],
    n_titles: int,
    language: str,
) -> TitleSlots:
    own = _stems(words, language)
    slot = [2 * count[stem] <= n_titles for stem in own]
    ignored = stop_words(language) | date_words()
    spans: list[tuple[int, int]] = []
    content = []
    for at, ((start, end, word), stem) in enumerate(zip(words, own, strict=True)):
        if not slot[at]:
            continue
        follows = at > 0 and slot[at - 1]
        spans[-1:] = [(spans[-1][0], end)] if follows else [*spans[-1:], (start, end)]
        if word not in ignored and not any(letter.isdigit() for letter in word):
            content.append(stem)
    text = ", ".join(title[start:end] for start, end in spans)
    return TitleSlots(
        text, word_hash(content).tolist(), IDENTIFIER.search(_around(title, spans)) is not None
    )


def _around(title: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the slots with the marks on both sides of them, which a name of code may need."""
    return " ".join(
        title[max(title.rfind(" ", 0, start), 0) : (title.find(" ", end) + 1 or len(title) + 1)]
        for start, end in spans
    )
