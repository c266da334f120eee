"""What the first steps of a similarity join keep and leave out, against obvious loops.

That the join as a whole is exact, `test_similarity` shows. A step that kept too much would
not change what it finds, only how long it takes; so the steps are looked at one by one.
"""

import math
from collections import Counter
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranked import Sets, as_rows, drawn, few, listed, many, thresholds

from analyzer.similarity import hashing, sorted_sets
from analyzer.similarity.rows import NgramRows, pointers
from analyzer.similarity.sorted_sets import sort_sets


def shared_by_others(rows: Sets) -> list[int]:
    """How many n-grams of each row another row has too."""
    times = Counter(ngram for row in rows for ngram in row)
    return [sum(times[ngram] > 1 for ngram in row) for row in rows]


@settings(deadline=None)
@given(rows=few, share=thresholds)
def test_the_count_filter_drops_rows_without_a_partner_iteratively(
    rows: Sets, share: float
) -> None:
    rows = [row for row in rows if row]
    kept = list(range(len(rows)))
    size = sum(map(len, rows))
    while kept and 4 * len(set().union(*rows)) >= size:
        held = shared_by_others([rows[at] for at in kept])
        able = [
            at
            for at, n in zip(kept, held, strict=True)
            if n and n >= share * len(rows[at]) - 1e-9
        ]
        last = len(able) > 0.95 * len(kept)
        kept = able
        if last:
            break
    with pytest.MonkeyPatch.context() as patch:
        # Every n-gram has a slot of its own.
        patch.setattr(hashing, "slots", lambda keys, _: np.unique(keys, return_inverse=True)[1])
        left, which = hashing.count_filter(as_rows(rows), share)
    assert which.tolist() == kept
    assert left.ngram.tolist() == [ngram for at in kept for ngram in sorted(rows[at])]


# Of up to twenty n-grams the filters go on until there is nothing to drop.
@settings(deadline=None)
@given(rows=drawn(5, 7, 4), share=thresholds)
def test_sets_are_distinct_and_hold_only_shared_n_grams(rows: Sets, share: float) -> None:
    sets = sort_sets(as_rows(rows), share, norm=False)
    groups = [sets.group_row[a:b].tolist() for a, b in pairwise(sets.group_ptr.tolist())]
    assert all(group == sorted(group) for group in groups)
    assert [len(rows[group[0]]) for group in groups] == sets.mass.tolist()
    assert sets.mass.tolist() == sorted(sets.mass.tolist())
    alike: dict[frozenset[int], list[int]] = {}
    for at, row in enumerate(rows):
        alike.setdefault(frozenset(row), []).append(at)
    assert all(alike[frozenset(rows[group[0]])] == group for group in groups)
    assert sorted(chain(*groups)) == sorted(set(chain(*groups)))
    inside = listed(sets)
    held = shared_by_others([set(row) for row in inside])
    assert held == [len(row) for row in inside]
    for n, mass in zip(held, sets.mass.tolist(), strict=True):
        assert not n or n >= share * mass - 1e-5


@settings(deadline=None)
@given(sets=many)
def test_the_rarest_n_grams_have_the_lowest_ranks(sets: Sets) -> None:
    rows = [row for row in sets if row]
    doubled = as_rows(rows + rows[:1])
    found = sort_sets(doubled, 0.01, norm=False)
    times = Counter(ngram for group in range(len(found)) for ngram in listed(found)[group]
                    for _ in range(int(np.diff(found.group_ptr)[group])))  # fmt: skip
    ordered = [times[rank] for rank in sorted(times)]
    assert ordered == sorted(ordered)
    assert all(row == sorted(row) for row in listed(found))


@settings(deadline=None)
@given(rows=few, counted=st.integers(0, 4))
def test_equal_sets_are_merged_but_not_sets_with_equal_hashes_only(
    rows: Sets, counted: int
) -> None:
    """The first n-grams of some rows stand twice, which a cosine counts."""
    lists = [sorted(row) + sorted(row)[:1] * (at < counted) for at, row in enumerate(rows)]
    ptr = pointers(np.array([len(row) for row in lists], np.int64))
    packed = NgramRows(ptr, np.array([ngram for row in lists for ngram in row], np.uint64))
    equal: dict[str, list[int]] = {}
    for at, row in enumerate(lists):
        if row:
            length = math.hypot(*Counter(row).values())
            reported = sorted(
                (ngram, round(n / length, 9)) for ngram, n in Counter(row).items()
            )
            equal.setdefault(str(reported), []).append(at)
    for hashes in (sorted_sets._set_hashes, lambda sets: np.zeros(len(sets), np.uint64)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sorted_sets, "_set_hashes", hashes)
            sets = sort_sets(packed, 0.01, norm=True)
        groups = [sets.group_row[a:b].tolist() for a, b in pairwise(sets.group_ptr.tolist())]
        if hashes is sorted_sets._set_hashes:
            assert sorted(groups) == sorted(equal.values())
        assert all(any(set(group) <= set(of) for of in equal.values()) for group in groups)
        assert sorted(chain(*groups)) == sorted(chain(*equal.values()))


@settings(deadline=None)
@given(rows=few, n_slots=st.integers(0, 40), cut=st.integers(0, 6))
def test_the_filter_by_rows_keeps_every_n_gram_of_several_rows(
    rows: Sets, n_slots: int, cut: int
) -> None:
    made = as_rows(rows)
    row = np.repeat(np.arange(len(made)), np.diff(made.ptr))
    kept = hashing.RowFilter(n_slots)
    edge = min(cut, len(row))
    kept.add(made.ngram[:edge], row[:edge])
    kept.add(made.ngram[edge:], row[edge:])
    found = kept.positions(made.ngram).tolist()
    owners: dict[int, set[int]] = {}
    for ngram, of in zip(made.ngram.tolist(), row.tolist(), strict=True):
        owners.setdefault(ngram, set()).add(of)
    several = [len(owners[ngram]) > 1 for ngram in made.ngram.tolist()]
    assert {at for at, needed in enumerate(several) if needed} <= set(found)


def test_the_filter_by_rows_leaves_out_most_of_what_one_row_has() -> None:
    keys = np.arange(1, 100_001, dtype=np.uint64)
    row = np.arange(100_000) // 100
    kept = hashing.RowFilter(len(keys))
    kept.add(keys, row)
    assert len(kept.positions(keys)) < 40_000
    kept.add(keys[:1000], row[:1000] + 5000)
    assert kept.positions(keys)[:1000].tolist() == list(range(1000))
