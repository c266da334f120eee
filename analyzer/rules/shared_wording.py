"""Where two pages share wording, and whether both are about its subject without it.

The subject of a passage is named by words that few pages of the run have. Where such a word
also appears outside the shared wording on both pages, both are about that subject, and the
passage belongs to either. In a page into which a foreign passage was pasted, the words of
the passage appear nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from math import isqrt

import numpy as np

from analyzer.article import RUNNING_PROSE, Flags, Ints
from analyzer.rules.name_series import words_of
from analyzer.rules.subjects import Subjects
from analyzer.similarity.article_rows import LONG_PASSAGE, ArticleRows, by_article
from analyzer.similarity.rows import Keys, NgramRows, row_chunks
from analyzer.similarity.shingles import ngram_rows
from analyzer.storage.kept_results import KEY_BYTES, KeptResults
from analyzer.text.arrays import isin, unique
from analyzer.text.tokens import word_hash

NAME = "subjects"
# Wording is shared from so many words in a row on.
RUN = 3
# The most words between two runs of one passage.
MOST_CHANGED = 6
# Runs in a row from which they are no set phrase: eight words.
LONG_RUN = 6
# Words of a short article that is copied whole; fewer are an error page or a stub.
FEWEST_OF_COPY = 25
# The most words between two shared runs; farther ones agree by chance.
FARTHEST = 50


class SharedWording:
    """What pages share, and what their other words say.

    Parameters
    ----------
    rows : ArticleRows
        The words of each block, in order.
    titles : sequence of str
        Of each article.
    kept : KeptResults, optional
        What an earlier run has found out about subjects.
    """

    def __init__(
        self, rows: ArticleRows, titles: Sequence[str], kept: KeptResults | None = None
    ) -> None:
        self._rows, self._titles = by_article(rows), titles
        self._subjects = Subjects(self._rows.ptr, self._rows.grams)
        self._known = kept.by_key(NAME) if kept is not None else None
        self._hash = cache(self._words_hash)

    def topics(self, one: int, other: int) -> tuple[bool, bool]:
        """Return on which of two pages a topic of what they share is elsewhere.

        That may be in its title.

        Parameters
        ----------
        one, other : int
            Numbers of articles. Each is a page that another one shares wording with.
        """
        inside, *outside = self._split(one, other)
        inside = inside[np.isin(inside, self._topic_words)]
        titles = [word_hash([*words_of(self._titles[page]), ""]) for page in (one, other)]
        first, second = (
            bool(np.isin(inside, [*words, *title]).any())
            for words, title in zip(outside, titles, strict=True)
        )
        return first, second

    def has_one_topic(self, one: int, other: int) -> bool:
        """Return whether a topic of the shared wording is elsewhere on both pages."""
        inside, *outside = self._split(one, other)
        both = np.isin(inside, outside[0]) & np.isin(inside, outside[1])
        return bool(np.isin(inside[both], self._topic_words).any())

    def are_same_subject(self, one: int, other: int) -> bool:
        """Return whether two pages are about one subject, apart from what they share."""
        first, second = np.searchsorted(self._rows.article, [one, other]).tolist()
        if self._known is None:
            return self._are_same_subject(one, other, (first, second))
        import hashlib

        digest = hashlib.blake2b(self._subjects.key((first, second)), digest_size=KEY_BYTES)
        digest.update(self._hash(one) + self._hash(other))
        key = digest.digest()
        known = self._known.find(key)
        if known is None:
            known = self._are_same_subject(one, other, (first, second))
            self._known.add(key, known)
        return bool(known)

    def _are_same_subject(self, one: int, other: int, rows: tuple[int, int]) -> bool:
        _, own, others = self._split(one, other)
        return self._subjects.are_same(rows, (own, others))

    def _words_hash(self, article: int) -> bytes:
        import hashlib

        return hashlib.blake2b(self._words(article).tobytes(), digest_size=KEY_BYTES).digest()

    def _split(self, one: int, other: int) -> tuple[Keys, Keys, Keys]:
        """Return the words inside the wording that two pages share, and those outside it."""
        mine, theirs = self._words(one), self._words(other)
        common = np.intersect1d(_runs(mine), _runs(theirs))
        covered = [_covered(words, common) for words in (mine, theirs)]
        inside = np.intersect1d(mine[covered[0]], theirs[covered[1]])
        return inside, mine[~covered[0]], theirs[~covered[1]]

    def _words(self, article: int) -> Keys:
        rows = self._rows
        at = int(np.searchsorted(rows.article, article))
        if at == len(rows.article) or int(rows.article[at]) != article:
            return np.zeros(0, np.uint64)
        return rows.grams[int(rows.ptr[at]) : int(rows.ptr[at + 1])]

    @cached_property
    def _topic_words(self) -> Keys:
        """The words that at most the square root of the number of pages have."""
        rows = self._rows
        distinct = []
        for begin, stop in row_chunks(rows.ptr):
            size = np.diff(rows.ptr[begin : stop + 1])
            word = rows.grams[int(rows.ptr[begin]) : int(rows.ptr[stop])]
            page = np.repeat(np.arange(stop - begin), size)
            order = np.lexsort((page, word))
            word, page = word[order], page[order]
            is_new = np.ones(len(word), bool)
            is_new[1:] = (np.diff(page) != 0) | (word[1:] != word[:-1])
            distinct.append(word[is_new])
        word, count = np.unique(np.concatenate([_none(), *distinct]), return_counts=True)
        return np.asarray(word[count <= isqrt(len(rows.article))])


def _none() -> Keys:
    return np.zeros(0, np.uint64)


def _runs(words: Keys) -> Keys:
    """Return a hash of each run of words; of all of them where they are fewer."""
    return ngram_rows(np.array([0, len(words)]), words, RUN).ngram


def _covered(words: Keys, common: Keys) -> Flags:
    """Return which words are in a run that both pages have, or between two near ones."""
    covered = np.zeros(len(words), bool)
    at = np.flatnonzero(isin(_runs(words).view(np.int64), common.view(np.int64)))
    for step in range(min(RUN, len(words))):
        covered[at + step] = True
    gap = np.diff(at)
    for first, size in zip(at[:-1].tolist(), gap.tolist(), strict=True):
        if RUN < size <= RUN + MOST_CHANGED:
            covered[first : first + size] = True
    return covered


def share_much(rows: ArticleRows, row: int, other: int, *, whole: bool) -> bool:
    """Return whether two articles share a long passage's worth of running prose.

    Parameters
    ----------
    rows : ArticleRows
        The words of each article, in order.
    row, other : int
        Numbers of rows.
    whole : bool
        Whether each has nearly all words of the other, and so may be short.
    """
    runs = []
    for at in (row, other):
        span = slice(int(rows.ptr[at]), int(rows.ptr[at + 1]))
        own = _runs(rows.grams[span])
        running = isin(rows.kind[span].astype(np.int64), np.array(sorted(RUNNING_PROSE)))
        runs.append(own[running[: len(own)]])
    n_shared = len(np.intersect1d(runs[0], runs[1])) + RUN - 1
    return n_shared >= (FEWEST_OF_COPY if whole else LONG_PASSAGE)


def shared_extents(
    rows: ArticleRows, shingles: NgramRows, row: Ints, other: Ints
) -> tuple[Ints, Ints]:
    """Return from where to where in its prose each row has most runs of another one."""
    pairs = zip(row.tolist(), other.tolist(), strict=True)
    extents = [_extent(rows, shingles, *pair) for pair in pairs]
    start, end = np.array(extents, np.int64).reshape(-1, 2).T
    return start, end


def _extent(rows: ArticleRows, shingles: NgramRows, row: int, other: int) -> tuple[int, int]:
    """Return from where to where a row has most sequences of another one, in its prose."""
    mine, theirs = (
        shingles.ngram[shingles.ptr[one] : shingles.ptr[one + 1]].view(np.int64)
        for one in (row, other)
    )
    first, last = int(rows.ptr[row]), int(rows.ptr[row + 1])
    shared = np.flatnonzero(isin(mine, theirs))
    if len(mine) != last - first - RUN + 1 or not len(shared):
        return int(rows.start[row : row + 1][0]), int(rows.end[row : row + 1][0])
    parts = np.split(shared, np.flatnonzero(np.diff(shared) > FARTHEST) + 1)
    # Set phrases recur many times in a part that shares little.
    shared = _without_chance(max(parts, key=lambda part: len(unique(mine[part]))))
    begin, last = first + shared[0], first + shared[-1] + RUN - 1
    return int(rows.first[begin : begin + 1][0]), int(rows.last[last : last + 1][0])


def _without_chance(shared: Ints) -> Ints:
    """Return the places of shared runs without short ones before and behind the long ones."""
    pieces = np.split(shared, np.flatnonzero(np.diff(shared) > RUN + MOST_CHANGED) + 1)
    long = [at for at, piece in enumerate(pieces) if len(piece) >= LONG_RUN]
    return np.concatenate(pieces[long[0] : long[-1] + 1]) if long else shared
