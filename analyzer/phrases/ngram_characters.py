"""The characters of a text that are in its most frequent or in its repeated n-grams.

As published for Gopher (Rae and others, 2021, table A1), and counted as in datatrove.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from analyzer.article import Floats, Ints
from analyzer.phrases.ngrams import Repeats

TOP = (2, 3, 4)
DUPLICATE = (5, 6, 7, 8, 9, 10)


def ngram_characters(
    every: Iterable[Repeats], upto: Ints, ptr: Ints
) -> Iterator[tuple[str, Floats]]:
    """Yield the name of each fraction of table A1, and the characters of each text in it.

    Parameters
    ----------
    every : iterable of Repeats
        Of all lengths up to the longest, owned by the texts.
    upto : ndarray of int64, shape (n_words + 1,)
        The characters of the words before each word.
    ptr : ndarray of int64, shape (n_texts + 1,)
        The words of text ``i`` are those from ``ptr[i]`` to ``ptr[i + 1]``.
    """
    for repeats in every:
        if repeats.n in TOP:
            yield f"top_{repeats.n}gram", _top(repeats, upto, ptr)
        if repeats.n in DUPLICATE:
            yield f"duplicate_{repeats.n}gram", _duplicate(repeats, upto, ptr)


def _top(repeats: Repeats, upto: Ints, ptr: Ints) -> Floats:
    """Characters in the most frequent n-gram; of equal ones the first in the text."""
    n, first = repeats.n, ptr[:-1]
    last = np.minimum(first + n, len(upto) - 1)
    chars = np.where(np.diff(ptr) >= n, upto[last] - upto[first] + n - 1, 0)
    count, place = np.diff(repeats.ptr), repeats.place[repeats.ptr[:-1]]
    if len(place):
        text = np.searchsorted(ptr, place, side="right") - 1
        order = np.lexsort((place, -count, text))
        best = order[np.unique(text[order], return_index=True)[1]]
        at = place[best]
        chars[text[best]] = count[best] * (upto[at + n] - upto[at] + n - 1)
    return chars.astype(np.float64)


def _duplicate(repeats: Repeats, upto: Ints, ptr: Ints) -> Floats:
    """Characters in n-grams met before, leaping over each one that is counted."""
    n = repeats.n
    name = np.repeat(np.arange(len(repeats.ptr) - 1), np.diff(repeats.ptr))
    order = np.argsort(repeats.place, kind="stable")
    counted, seen, free = [], set(), 0
    for place, gram in zip(repeats.place[order].tolist(), name[order].tolist(), strict=True):
        if place < free:
            continue
        if gram in seen:
            counted.append(place)
            free = place + n
        else:
            seen.add(gram)
    at = np.array(counted, np.int64)
    text = np.searchsorted(ptr, at, side="right") - 1
    characters = (upto[at + n] - upto[at]).astype(np.float64)
    return np.bincount(text, characters, len(ptr) - 1).astype(np.float64)
