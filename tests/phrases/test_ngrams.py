"""Repeated n-grams against an obvious loop."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.phrases.ngrams import repeated_ngrams

runs = st.lists(
    st.tuples(st.integers(0, 2), st.lists(st.integers(0, 3), max_size=9)), max_size=8
).map(lambda pairs: sorted(pairs, key=lambda pair: pair[0]))


def arrays(pairs):
    lengths = [len(symbols) for _, symbols in pairs]
    return (
        np.array([symbol for _, symbols in pairs for symbol in symbols], np.int64),
        np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        np.array([owner for owner, _ in pairs], np.int64),
    )


def slow_places(pairs, n):
    places, position = defaultdict(list), 0
    for owner, symbols in pairs:
        for i in range(len(symbols) - n + 1):
            places[owner, tuple(symbols[i : i + n])].append(position + i)
        position += len(symbols)
    return {gram: found for gram, found in places.items() if len(found) > 1}


def slow_maximal(pairs, n, longest):
    """Return the place lists of n-grams that no longer n-gram covers in full."""
    longer = slow_places(pairs, n + 1)
    covered = {tuple(place + 1 for place in found) for found in longer.values()}
    if n < longest:
        covered |= {tuple(found) for found in longer.values()}
    return {tuple(found) for found in slow_places(pairs, n).values()} - covered


@given(runs, st.integers(1, 5))
def test_every_repeated_ngram_is_found_and_none_is_invented(pairs, longest):
    levels = list(repeated_ngrams(*arrays(pairs), longest))
    assert [level.n for level in levels] == list(range(1, longest + 1))
    for level in levels:
        groups = [tuple(g) for g in np.split(level.place, level.ptr[1:-1]) if len(g)]
        assert sorted(groups) == sorted(map(tuple, slow_places(pairs, level.n).values()))
        maximal = {g for g, whole in zip(groups, level.maximal, strict=True) if whole}
        assert maximal == slow_maximal(pairs, level.n, longest)


def test_the_same_words_in_two_articles_do_not_repeat():
    """Names drawn from one mixer once made (x, article 7) equal to (y, article 5)."""
    pairs = [(owner, [symbol]) for owner in range(40) for symbol in range(40)]
    (level,) = repeated_ngrams(*arrays(pairs), 1)
    assert not len(level.place)


def test_one_word_a_hundred_thousand_times_takes_no_longer_than_its_length():
    symbol = np.zeros(100_000, np.int64)
    levels = list(repeated_ngrams(symbol, np.array([0, len(symbol)]), np.array([0]), 12))
    assert len(levels[-1].place) == len(symbol) - 11


def test_a_long_repetition_counts_once_at_the_longest_length():
    symbol = np.tile(np.arange(30), 2)
    levels = list(repeated_ngrams(symbol, np.array([0, 30, 60]), np.array([0, 0]), 12))
    assert [int(level.maximal.sum()) for level in levels] == [0] * 11 + [1]
    assert levels[-1].place[levels[-1].ptr[:-1][levels[-1].maximal]].tolist() == [0]
