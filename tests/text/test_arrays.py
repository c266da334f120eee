"""Sorting whole numbers: against numpy's own ways."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text.arrays import SPREAD, grouped, isin, radix_argsort, repeated, unique


@given(st.lists(st.integers(-5, 5)))
def test_distinct_values_are_those_of_numpy(values: list[int]) -> None:
    given_ = np.array(values, np.int64)
    np.testing.assert_array_equal(unique(given_), np.unique(given_))


@given(st.integers(0, 6000), st.integers(1, 1 << 40), st.integers(0, 100))
def test_the_order_is_the_stable_one(size: int, largest: int, seed: int) -> None:
    key = np.random.default_rng(seed).integers(0, largest, size)
    np.testing.assert_array_equal(radix_argsort(key), np.argsort(key, kind="stable"))


@given(st.lists(st.integers(-5, 5)), st.lists(st.integers(-5, 5)))
def test_members_are_those_of_numpy(values: list[int], members: list[int]) -> None:
    one, other = np.array(values, np.int64), np.array(members, np.int64)
    np.testing.assert_array_equal(isin(one, other), np.isin(one, other))


@given(st.lists(st.integers(0, 9)), st.sampled_from([0, 1, 4, 40]))
def test_equal_keys_are_brought_together_as_they_stand(values: list[int], shift: int) -> None:
    """Not shifted, and multiplied back, they have the same first bits."""
    spread = np.array(values, np.uint64) << np.uint64(shift)
    key = spread * np.uint64(pow(int(SPREAD), -1, 1 << 64))
    order, first = grouped(key)
    ordered = key[order]
    groups = [order[ordered == one].tolist() for one in ordered[first]]
    assert groups == [np.flatnonzero(key == one).tolist() for one in ordered[first]]
    assert len(groups) == len(set(values))


@given(st.lists(st.integers(0, 2**63 - 1), max_size=30), st.integers(0, 5))
def test_what_stands_more_than_once_may_be_repeated(values: list[int], copies: int) -> None:
    key = np.array(values + values[:copies], np.int64)
    again = repeated(key)
    times = Counter(key.tolist())
    assert all(
        flag for flag, value in zip(again, key.tolist(), strict=True) if times[value] > 1
    )


def test_most_of_what_is_unique_is_told_from_what_is_repeated() -> None:
    assert not repeated(np.arange(10)).any()
    for size in (200, 2000, 4095):
        key = np.random.default_rng(size).integers(0, 2**62, size)
        assert np.count_nonzero(repeated(key)) < 0.3 * size
