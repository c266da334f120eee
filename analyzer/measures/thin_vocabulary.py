"""thin-vocabulary: the same few words carry the whole text.

What it measures
----------------
MTLD, the measure of textual lexical diversity: the mean length of a run of
words over which the share of distinct words (case-folded) stays above 0.72,
read once forwards and once backwards. Ordinary news lies between 80 and 150.
Unlike the plain type-token ratio it hardly depends on the length of the text.

Why it matters
--------------
A text that turns over the same words tires its reader and is often spun from
a list of key words. The figure is told, but takes no points: a manual or a
text for learners rightly keeps to few words.

Example
-------
"The shop sells shoes. The shoes are good shoes. Buy shoes at the shop."

Instead
-------
"The shop stocks boots, sandals and trainers, all made within the county."

Limits
------
Texts of fewer than 50 words are measured but never told. Inflected forms
count as different words, so that languages with much inflection score higher.

References
----------
McCarthy and Jarvis (2010), "MTLD, vocd-D, and HD-D", Behavior Research
Methods 42, 381-392.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Floats, Ints
from analyzer.corpus import Corpus
from analyzer.measure import Evidence, Measure
from analyzer.order import stable_order

THRESHOLD = 0.72
WINDOW = 128
SHORTEST = 50


def mtld(token_id: Ints, ptr: Ints) -> Floats:
    """Return the lexical diversity of each text, 0 for an empty one.

    Parameters
    ----------
    token_id : ndarray of int64, shape (n_tokens,)
    ptr : ndarray of int64, shape (n_texts + 1,)
    """
    lengths = np.diff(ptr)
    if not len(token_id):
        return np.zeros(len(lengths))
    backwards = token_id[::-1]
    mirrored = (len(token_id) - ptr)[::-1]
    factors = _factors(token_id, ptr) + 0.0
    reverse = _factors(backwards, mirrored)[::-1]
    words = np.maximum(lengths, 1)
    forward = np.divide(lengths, factors, out=np.zeros(len(words)), where=factors > 0)
    backward = np.divide(lengths, reverse, out=np.zeros(len(words)), where=reverse > 0)
    return np.asarray((forward + backward) / 2)


def _factors(token_id: Ints, ptr: Ints) -> Floats:
    """Count factors in all texts at once, a window of words per step."""
    previous = _previous(token_id, ptr)
    end = ptr[1:]
    begin, position = ptr[:-1].copy(), ptr[:-1].copy()
    types = np.zeros(len(end), np.int64)
    factors = np.zeros(len(end))
    active = np.flatnonzero(position < end)
    step = np.arange(WINDOW)
    while len(active):
        index = position[active, None] + step
        inside = index < end[active, None]
        new = previous[np.minimum(index, len(token_id) - 1)] < begin[active, None]
        count = types[active, None] + np.cumsum(new, axis=1)
        ratio = count / (index - begin[active, None] + 1)
        full = (ratio <= THRESHOLD) & inside
        hit, first = full.any(axis=1), full.argmax(axis=1)
        closed, rest = active[hit], active[~hit]
        factors[closed] += 1
        position[closed] += first[hit] + 1
        begin[closed], types[closed] = position[closed], 0
        last = np.minimum(end[rest] - position[rest], WINDOW) - 1
        types[rest] = count[~hit, last]
        position[rest] += last + 1
        active = active[position[active] < end[active]]
    return factors + _partial(types, end - begin, factors)


def _partial(types: Ints, length: Ints, factors: Floats) -> Floats:
    """Count the unfinished last factor: how far its ratio has come to the threshold."""
    ratio = np.divide(types, length, out=np.ones(len(types)), where=length > 0)
    partial = (1 - ratio) / (1 - THRESHOLD)
    return np.where((factors == 0) & (partial == 0), 1.0, partial)


def _previous(token_id: Ints, ptr: Ints) -> Ints:
    """Return where each word stood last before within its text, -1 where it is new."""
    owner = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
    key = owner * (int(token_id.max()) + 1) + token_id
    order = stable_order(key)
    same = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    previous = np.full(len(token_id), -1)
    previous[order[same + 1]] = order[same]
    return previous


def compute(corpus: Corpus) -> Evidence:
    """Measure the lexical diversity of each article."""
    value = mtld(corpus.token_id, corpus.article_ptr)
    told = corpus.n_words >= SHORTEST
    return Evidence(np.where(told, value, np.nan), columns={"lexical_diversity": value})


MEASURE = Measure(
    "thin-vocabulary",
    "MTLD",
    "the same words return after {value:.0f} words on average (MTLD)",
    __doc__,
    compute=compute,
)
