"""The candidate phrases of a batch: the best of each article, and their wording."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from analyzer.article import Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.chunks import find_chunks
from analyzer.phrases.term_statistics import without_clitics
from analyzer.text.characters import IGNORABLE


@dataclass(frozen=True, eq=False)
class Candidates:
    """The candidate phrases of a batch, by article.

    Attributes
    ----------
    article, count, begin : ndarray of int64, shape (n_candidates,)
        The article, the number of places, and the first of them in tokens from
        the beginning of the article, its title included.
    score : ndarray of float64, shape (n_candidates,)
    ptr : ndarray of int64, shape (n_candidates + 1,)
        The places of candidate ``i`` are those from ``ptr[i]`` to ``ptr[i + 1]``.
    first, last : ndarray of int64, shape (n_places,)
        The first and the last token of each place.
    """

    article: Ints
    count: Ints
    begin: Ints
    score: Floats
    ptr: Ints
    first: Ints
    last: Ints


def best(found: Candidates, top: int) -> Ints:
    """Return the best candidates of each article, best first, ties by first place."""
    if not len(found.score):
        return np.zeros(0, np.int64)
    head = _heads(found.article)
    if top == 1:
        best_score = np.maximum.reduceat(found.score, head)
        size = np.diff(head, append=len(found.article))
        near = np.flatnonzero((found.score > 0) & (found.score == np.repeat(best_score, size)))
    else:
        near = np.flatnonzero(found.score > 0)
    order = near[np.lexsort((found.begin[near], -found.score[near], found.article[near]))]
    first = _heads(found.article[order])
    size = np.diff(first, append=len(order))
    rank = np.arange(len(order)) - np.repeat(first, size)
    return order[rank < top]


def label(corpus: Corpus, found: Candidates, candidate: int) -> str:
    """Return the commonest wording of a candidate, of equals the first."""
    chunks = find_chunks(corpus)
    places = slice(found.ptr[candidate], found.ptr[candidate + 1])
    starts = chunks.start[found.first[places]].tolist()
    ends = chunks.end[found.last[places]].tolist()
    wordings = [chunks.text[start:end] for start, end in sorted(zip(starts, ends, strict=True))]
    worded = Counter(wordings) if len(wordings) > 1 else dict.fromkeys(wordings, 1)
    wording = max(worded, key=worded.__getitem__)
    language = corpus.languages[int(found.article[candidate])]
    if language == "ko":
        wording = _without_particle(wording, sorted(worded))
    else:
        wording = without_clitics(wording, language)
    return " ".join(IGNORABLE.sub("", wording).split())


def _without_particle(wording: str, forms: list[str]) -> str:
    """Return a Korean phrase without its particle, as its forms in the text show it.

    The last syllable may be a particle or belong to the noun: the longest form without
    a particle that all forms begin with decides.
    """
    if len(forms) > 1:
        bare = {without_clitics(form, "ko", certain=False) for form in forms}
        shared = [part for part in bare if all(form.startswith(part) for form in forms)]
        if shared:
            return max(shared, key=len)
    return without_clitics(wording, "ko")


def _heads(value: Ints) -> Ints:
    """Return where runs of equal values begin."""
    return np.flatnonzero(np.diff(value, prepend=-1))
