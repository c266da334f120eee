"""Which two pages are about the same subject, apart from the wording that they share.

Two pages are about one subject if few pages of the run are nearer to either than the
other one is, by the cosine of the TF-IDF weights of the words that they do not share. A
page into which a passage was pasted is no nearer to its source than to any other page.

References
----------
Salton and Buckley (1988), "Term-weighting approaches in automatic text retrieval".
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.similarity.rows import Keys

SLACK = 1e-9
# The mean share of pages that are as near. It is so small for one in fifty random pairs.
NEAREST = 0.1
# Fewer pages do not show which are near; more are not needed for it.
FEWEST_PAGES, MOST_PAGES = 50, 400


class _Sample(NamedTuple):
    """Pages to compare with: each word of each, by page, and its weight."""

    pages: Ints
    words: Keys
    page: Ints
    word: Ints
    weight: Floats
    n_having: Ints


class Subjects:
    """What the pages of a run are about.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_pages + 1,)
    word : ndarray of uint64, shape (ptr[-1],)
        Hashes of the words of each page.
    """

    def __init__(self, ptr: Ints, word: Keys) -> None:
        self._ptr, self._word = ptr, word

    def key(self, pages: tuple[int, int]) -> bytes:
        """Return all that a comparison of two pages depends on besides their words."""
        if len(self._ptr) <= FEWEST_PAGES:
            return b""
        places = [np.flatnonzero(self._sample.pages == page) for page in pages]
        return self._sample_hash + b"".join(place.tobytes() + b"," for place in places)

    def are_same(self, pages: tuple[int, int], own: tuple[Keys, Keys]) -> bool:
        """Return whether two pages are about one subject.

        Parameters
        ----------
        pages : tuple of int
            Numbers of rows.
        own : tuple of ndarray of uint64
            The words of each without the wording that they share.
        """
        if len(self._ptr) <= FEWEST_PAGES:
            return False
        (one, here), (other, there) = (self._weighted(words) for words in own)
        _, at, place = np.intersect1d(one, other, assume_unique=True, return_indices=True)
        near = float(here[at] @ there[place])
        beside = ~np.isin(self._sample.pages, pages)
        nearer = [
            (self._cosines(words, weight) > near - SLACK)[beside].mean()
            for words, weight in ((one, here), (other, there))
        ]
        return float(np.mean(nearer)) <= NEAREST

    @cached_property
    def _sample_hash(self) -> bytes:
        sample = self._sample
        import hashlib

        digest = hashlib.blake2b(str(len(sample.pages)).encode())
        for column in (sample.words, sample.page, sample.word, sample.weight):
            digest.update(column.tobytes())
        return digest.digest()

    def _weighted(self, words: Keys) -> tuple[Keys, Floats]:
        """Return the distinct words and their weights, of length 1 together."""
        found, count = np.unique(words, return_counts=True)
        _, having = self._known(found)
        weight = (1 + np.log(count)) * _idf(having, len(self._sample.pages))
        return found, weight / max(float(np.linalg.norm(weight)), 1e-12)

    def _known(self, words: Keys) -> tuple[Flags, Ints]:
        """Return which words the sample has, and how many of its pages have each."""
        sample = self._sample
        at = np.minimum(np.searchsorted(sample.words, words), len(sample.words) - 1)
        is_known = sample.words[at] == words
        return is_known, np.where(is_known, sample.n_having[at], 0)

    def _cosines(self, words: Keys, weight: Floats) -> Floats:
        """Return the cosine of a page and each page of the sample."""
        sample = self._sample
        is_known, _ = self._known(words)
        of_word = np.zeros(len(sample.words))
        of_word[np.searchsorted(sample.words, words[is_known])] = weight[is_known]
        product = sample.weight * of_word[sample.word]
        return np.asarray(np.bincount(sample.page, product, len(sample.pages)), np.float64)

    @cached_property
    def _sample(self) -> _Sample:
        n_pages = len(self._ptr) - 1
        pages = np.unique(
            np.linspace(0, n_pages - 1, min(n_pages, MOST_PAGES)).astype(np.int64)
        )
        counts = [
            np.unique(self._word[self._ptr[page] : self._ptr[page + 1]], return_counts=True)
            for page in pages.tolist()
        ]
        size = [len(words) for words, _ in counts]
        page = np.repeat(np.arange(len(pages)), size)
        words, word = np.unique(
            np.concatenate([words for words, _ in counts]), return_inverse=True
        )
        having = np.bincount(word)
        weight = 1 + np.log(np.concatenate([count for _, count in counts]))
        weight *= _idf(having, len(pages))[word]
        length = np.sqrt(np.bincount(page, weight**2, minlength=len(pages)))
        return _Sample(pages, words, page, word, weight / length[page], having)


def _idf(n_having: Ints, n_pages: int) -> Floats:
    return np.log((1 + n_pages) / (1 + n_having)) + 1
