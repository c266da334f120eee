"""Sets that are alike share a key, whatever the order of n-grams."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from analyzer.engines.spark_join import Keying
from analyzer.matching.ngramrows import pointers

SETS = st.lists(st.sets(st.integers(-9, 9), min_size=1), min_size=2, max_size=12)
LARGE = st.lists(st.sets(st.integers(0, 90), min_size=25, max_size=80), min_size=1, max_size=3)


def keys_of(sets: list[set[int]], keying: Keying) -> list[set[int]]:
    ptr = pointers(np.array([len(one) for one in sets]))
    gram = np.array([number for one in sets for number in sorted(one)], np.int64)
    found: list[set[int]] = [set() for _ in sets]
    owner, key = keying.keys(ptr, gram)
    for at, number in zip(owner.tolist(), key.tolist(), strict=True):
        found[at].add(number)
    return found


@examples(deadline=None)
@given(
    SETS,
    LARGE,
    st.sets(st.integers(-9, 90), max_size=30),
    st.sampled_from([0.2, 0.5, 0.8, 0.9, 1.0]),
    st.sampled_from([1, 2, 3]),
    st.randoms(use_true_random=False),
)
def test_sets_that_reach_the_threshold_share_a_key(
    small: list[set[int]],
    large: list[set[int]],
    frequent: set[int],
    threshold: float,
    together: int,
    chance: object,
) -> None:
    sets = small + large
    for one in list(sets):  # what is nearly the same, one n-gram and a tenth of all changed
        kept = set(sorted(one)[: max(len(one) - len(one) // 10, 1)])
        sets += [kept, one | {100}]
    gram = np.array(sorted(frequent), np.int64)
    place = np.arange(1, len(gram) + 1)
    chance.shuffle(place)  # type: ignore[attr-defined]
    found = keys_of(sets, Keying(gram, place, threshold, together))
    for one, other in combinations(range(len(sets)), 2):
        both, either = sets[one] & sets[other], sets[one] | sets[other]
        if len(both) / len(either) >= threshold:
            assert found[one] & found[other]


def test_sets_with_one_rare_word_in_common_do_not_meet() -> None:
    sets = [{1, *range(100 * at, 100 * at + 13)} for at in range(1, 30)]
    none = np.zeros(0, np.int64)
    found = keys_of(sets, Keying(none, none, 0.8, 2))
    assert sum(map(len, found)) == len(set().union(*found))
