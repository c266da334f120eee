"""A join that takes the pairs of an earlier run finds those of a whole join."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.similarity import kept_join as module
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.kept_join import kept_join
from analyzer.similarity.rows import NgramRows, pointers
from analyzer.storage.kept_results import KeptResults

Sets = list[frozenset[int]]
BASE = frozenset(range(10))


def as_rows(sets: Sets) -> NgramRows:
    values = [value * 0x9E3779B97F4A7C15 % 2**64 for own in sets for value in sorted(own)]
    return NgramRows(
        pointers(np.array([len(own) for own in sets])), np.array(values, np.uint64)
    )


def edited() -> st.SearchStrategy[frozenset[int]]:
    """Sets that are similar to each other, or not."""
    changed = st.frozensets(st.integers(0, 14), max_size=3)
    return changed.map(lambda some: BASE ^ some) | st.frozensets(
        st.integers(0, 20), max_size=12
    )


def plain(rows: NgramRows) -> list[tuple[float, ...]]:
    """Return the pairs of a whole join."""
    return listed(collect(self_join(rows, 0.8, max_identical_pairs=0)))


def listed(pairs: module.Pairs) -> list[tuple[float, ...]]:
    columns = (getattr(pairs, name).tolist() for name in pairs.__struct_fields__)
    return list(zip(*columns, strict=True))


def next_run(sets: Sets, folder: Path) -> list[tuple[float, ...]]:
    kept = KeptResults(folder, b"")
    found = listed(kept_join(as_rows(sets), 0.8, kept, "name"))
    kept.finish()
    return found


@given(st.lists(st.lists(edited(), max_size=9), min_size=1, max_size=5))
def test_pairs_after_any_edits_are_those_of_a_whole_join(
    tmp_path_factory: pytest.TempPathFactory, runs: list[Sets]
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    for sets in runs:
        assert next_run(sets, folder) == plain(as_rows(sets))


def test_what_did_not_change_is_not_joined_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = [frozenset(range(100 * n, 100 * n + 10)) for n in range(1, 9)]
    sets = [BASE, BASE - {1}, BASE, *far]
    next_run(sets, tmp_path)
    joined: list[int] = []

    def counted(rows: NgramRows, *rest: float) -> object:
        joined.append(len(rows))
        return self_join(rows, *rest)

    monkeypatch.setattr(module, "self_join", counted)
    assert len(next_run(sets[1:], tmp_path)) == 1
    assert not joined
    changed = [*sets[1:], BASE - {2}]
    assert next_run(changed, tmp_path) == plain(as_rows(changed))
    assert joined == [3]
