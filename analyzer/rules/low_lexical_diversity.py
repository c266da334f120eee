"""low-lexical-diversity: the text uses few different words.

What it measures
----------------
MTLD, the measure of textual lexical diversity: the mean length of a run of words over
which the share of distinct words (case-folded) stays above 0.72, read once forwards and
once backwards. Ordinary news lies between 80 and 150. Unlike the plain type-token ratio it
hardly depends on the length of the text.

Why it matters
--------------
A text that returns to the same words tires its reader, and is often spun from a list of
keywords. The figure takes no points: a manual or a text for learners rightly keeps to few
words.

Example
-------
"The shop sells shoes. The shoes are good shoes. Buy shoes at the shop."

Instead
-------
"The shop stocks boots, sandals and trainers, all made within the county."

Limits
------
Texts of fewer than 50 words are measured but never reported. Inflected forms count as
different words, so that languages with much inflection score higher.

References
----------
McCarthy and Jarvis (2010), "MTLD, vocd-D, and HD-D", Behavior Research
Methods 42, 381-392.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analyzer.article import Floats, Ints
from analyzer.corpus import Corpus
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import DEFAULT, WHOLE_BODY, Below, Rule
from analyzer.settings import RuleOptions
from analyzer.tables import Column

THRESHOLD = 0.72
PER_CENT = 72
WINDOW = 96
FEW = 8
SHORTEST = 50


class Options(RuleOptions, frozen=True):
    """The options of low-lexical-diversity.

    Attributes
    ----------
    min_mtld : float
        An article with a lower MTLD is reported. McCarthy and Jarvis measured no text
        below 40.
    """

    min_mtld: float = 40.0


def mtld(token_id: Ints, ptr: Ints, order: Ints) -> Floats:
    """Return the lexical diversity of each text, 0 for an empty one.

    Parameters
    ----------
    token_id : ndarray of int64, shape (n_tokens,)
    ptr : ndarray of int64, shape (n_texts + 1,)
    order : ndarray of int64, shape (n_tokens,)
        The tokens by text, word and place.
    """
    lengths = np.diff(ptr)
    n_tokens = len(token_id)
    if not n_tokens:
        return np.zeros(len(lengths))
    owner = np.repeat(np.arange(len(lengths)), lengths)
    same = (token_id[order[1:]] == token_id[order[:-1]]) & (
        owner[order[1:]] == owner[order[:-1]]
    )
    again = np.flatnonzero(same)
    previous, following = np.full((2, n_tokens), -1)
    previous[order[again + 1]] = order[again]
    # Read backwards, the word before is the one that follows.
    following[n_tokens - 1 - order[again]] = n_tokens - 1 - order[again + 1]
    forwards = _factors(previous, ptr)
    backwards = _factors(following, (n_tokens - ptr)[::-1])[::-1]
    zero = np.zeros(len(lengths))
    forward = np.divide(lengths, forwards, out=zero.copy(), where=lengths > 0)
    backward = np.divide(lengths, backwards, out=zero, where=lengths > 0)
    return np.asarray((forward + backward) / 2)


def _factors(previous: Ints, ptr: Ints) -> Floats:
    """Count factors in all texts at once, a window of words per step.

    Parameters
    ----------
    previous : ndarray of int64, shape (n_tokens,)
        Where each word stood last before, negative where it is new.
    ptr : ndarray of int64, shape (n_texts + 1,)
    """
    n_before = previous.astype(np.int32)
    windows = sliding_window_view(np.append(n_before, np.zeros(WINDOW, np.int32)), WINDOW)
    end = ptr[1:]
    begin, position = ptr[:-1].copy(), ptr[:-1].copy()
    types = np.zeros(len(end), np.int64)
    factors = np.zeros(len(end))
    active = np.flatnonzero(position < end)
    step = np.arange(1, WINDOW + 1, dtype=np.int32)
    while len(active) > FEW:
        at, since = position[active], begin[active]
        new = windows[at] < since.astype(np.int32)[:, None]
        count = np.cumsum(new, axis=1, dtype=np.int32)
        count += types[active].astype(np.int32)[:, None]
        length = step + (at - since).astype(np.int32)[:, None]
        # In whole numbers, which says the same as comparing the quotient.
        full = (PER_CENT * length >= 100 * count) & (step <= (end[active] - at)[:, None])
        hit, first = full.any(axis=1), full.argmax(axis=1)
        closed, rest = active[hit], active[~hit]
        factors[closed] += 1
        position[closed] += first[hit] + 1
        begin[closed], types[closed] = position[closed], 0
        last = np.minimum(end[rest] - position[rest], WINDOW) - 1
        types[rest] = count[~hit, last]
        position[rest] += last + 1
        active = active[position[active] < end[active]]
    # For a few texts a step costs more than its words; one word over and over
    # fills a factor every few of them.
    for text in active.tolist():
        rest = previous[position[text] : end[text]].tolist()
        found = _count(rest, int(begin[text]), int(position[text]), int(types[text]))
        begin[text], types[text] = found[1:]
        factors[text] += found[0]
    return factors + _partial(types, end - begin, factors)


def _count(previous: list[int], begin: int, position: int, types: int) -> tuple[int, int, int]:
    """Count factors word by word: their number, where the last begins, its types."""
    factors = 0
    for place, before in enumerate(previous, position):
        types += before < begin
        if PER_CENT * (place + 1 - begin) >= 100 * types:
            factors, begin, types = factors + 1, place + 1, 0
    return factors, begin, types


def _partial(types: Ints, length: Ints, factors: Floats) -> Floats:
    """Count the unfinished last factor: how far its ratio has come to the threshold."""
    ratio = np.divide(types, length, out=np.ones(len(types)), where=length > 0)
    partial = (1 - ratio) / (1 - THRESHOLD)
    return np.where((factors == 0) & (partial == 0), 1.0, partial)


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
    """Measure the lexical diversity of each article."""
    value = mtld(corpus.token_id, corpus.article_ptr, corpus.by_word[0])
    is_long = corpus.n_words >= SHORTEST
    return Measurement(np.where(is_long, value, np.nan), columns={"mtld": value})


RULE = Rule(
    "low-lexical-diversity",
    __doc__,
    message="low lexical diversity: words return after {value:.0f} words on average (MTLD)",
    unit="MTLD",
    scoring=Below("min_mtld"),
    enabled=False,
    reads=WHOLE_BODY,
    columns=(Column("mtld", "number", "Measure of textual lexical diversity"),),
    options=Options,
    measure=measure,
)
