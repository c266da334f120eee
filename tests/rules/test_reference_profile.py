"""Reference profiles: what is read off them, and how they are built."""

import math

import numpy as np
import pytest

from analyzer.rules.reference_profile import (
    LEVELS,
    SIZES,
    Profile,
    build_profile,
    shipped_profile,
)

# Where the values of "rule" reach the levels, at sizes 1, 4 and 16.
ROWS = ((0.0, 1.0, 2.0, 4.0), (0.0, 2.0, 4.0, 8.0), (2.0, 2.0, 2.0, 10.0))
PROFILE = Profile("made up", 100, (1, 4, 16), (0.0, 1.0, 2.0, 3.0), {"rule": ROWS})


def tail(value: float, size: int) -> float:
    return float(PROFILE.rarity("rule", np.array([value]), np.array([size]))[0])


@pytest.mark.parametrize(
    ("value", "size", "expected"),
    [
        (0, 1, 0), (0.5, 1, 0.5), (2, 1, 2), (3, 1, 2.5), (4, 1, 3),
        # At sizes between two of them, by the logarithm: 2 is halfway from 1 to 4.
        (4, 4, 2), (4, 2, 2.5), (2, 8, (1 + 0) / 2), (0, 3, 0),
        # Sizes beyond the table are as those at its ends.
        (2, 0, 2), (10, 16, 3), (10, 99, 3),
        # Beyond the last value it goes on as it went over the last two levels, up to 4.
        (5.5, 1, 4.0), (4.75, 1, 3.5), (11, 4, 4), (9.5, 4, 3.5), (9999, 1, 4),
        # What several levels share is at the first of them.
        (2, 16, 0), (6, 16, 2.5),
    ],
)  # fmt: skip
def test_a_tail_is_read_off_between_levels_and_sizes(
    value: float, size: int, expected: float
) -> None:
    assert tail(value, size) == pytest.approx(expected, abs=1e-6)


def test_equal_values_beyond_the_last_are_far_in_the_tail() -> None:
    flat = Profile("flat", 1, (1,), (0.0, 1.0, 2.0), {"rule": ((3.0, 3.0, 3.0),)})
    found = flat.rarity("rule", np.array([2.9, 3.0, 3.0000005, 3.1]), np.array([1, 1, 1, 1]))
    assert found.tolist() == pytest.approx([0, 0, 3, 4], abs=0.01)


def test_a_measure_that_is_not_in_a_profile_has_no_tail() -> None:
    assert PROFILE.rarity("other", np.ones(2), np.ones(2, np.int64)).tolist() == [0, 0]
    assert PROFILE.reached("other", 2.0, np.ones(2, np.int64)).tolist() == [0, 0]


def test_the_value_at_a_level_is_read_off_between_levels_and_sizes() -> None:
    sizes = np.array([0, 1, 2, 4, 8, 16, 99])
    assert PROFILE.reached("rule", 2.5, sizes).tolist() == pytest.approx(
        [3, 3, 4.5, 6, 6, 6, 6]
    )
    assert PROFILE.reached("rule", 9.0, sizes[:2]).tolist() == [4, 4]


@pytest.mark.parametrize(("n_articles", "nearest"), [(600, 600), (3000, 1000), (24_000, 2000)])
def test_a_profile_holds_quantiles_of_the_articles_nearest_in_size(
    n_articles: int, nearest: int
) -> None:
    chance = np.random.default_rng(1)
    size = chance.integers(0, 1000, n_articles)
    # What larger articles have less of is not held against them.
    value = chance.random(n_articles) + np.where(size < 100, 1.0, size / 1000)
    built = build_profile("made up", {"rule": value}, size)
    assert (built.name, built.n_articles, built.sizes, built.levels) == (
        "made up", n_articles, SIZES, LEVELS,
    )  # fmt: skip
    most = [0.0] * len(LEVELS)
    for at, row in zip(SIZES, built.values["rule"], strict=True):
        order = sorted(range(n_articles), key=lambda i: abs(math.log(max(size[i], 1) / at)))
        near = value[order[:nearest]]
        most = [
            max(above, float(np.quantile(near, 1 - 10**-level)))
            for above, level in zip(most, LEVELS, strict=True)
        ]
        assert list(row) == [round(reached, 6) for reached in most]


def test_the_shipped_profile_has_the_levels_and_sizes_of_new_ones() -> None:
    assert (shipped_profile().levels, shipped_profile().sizes) == (LEVELS, SIZES)
