"""Where what two texts share begins."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.similarity.main_part import FARTHEST, main_part_starts

N_PAIRS = 4
SHARED = st.lists(
    st.tuples(st.integers(0, N_PAIRS - 1), st.integers(0, 400)), max_size=60, unique=True
)


def one_by_one(shared: list[tuple[int, int]]) -> list[int]:
    """Return the starts by going through the positions of each pair."""
    starts = []
    for pair in range(N_PAIRS):
        parts: list[list[int]] = []
        for position in sorted(at for own, at in shared if own == pair):
            if not parts or position - parts[-1][-1] > FARTHEST:
                parts.append([])
            parts[-1].append(position)
        starts.append(max(parts, key=len)[0] if parts else 0)
    return starts


@given(SHARED)
def test_the_starts_are_those_of_a_plain_loop(shared: list[tuple[int, int]]) -> None:
    pair, position = np.array(shared, np.int64).reshape(-1, 2).T
    assert main_part_starts(pair, position, N_PAIRS).tolist() == one_by_one(shared)
