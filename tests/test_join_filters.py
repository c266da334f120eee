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
from ranked import Sets, as_rows, as_sets, drawn, few, listed, many, pairs_of, thresholds

from analyzer.matching import corefilter, countjoin, rankedsets
from analyzer.matching.likeness import Terms
from analyzer.matching.ngramrows import NgramRows, pointers
from analyzer.matching.rankedsets import rank_sets


def shared_by_others(rows: Sets, side: list[int], *, two: bool) -> list[int]:
    """How many n-grams of each row another row has too, or one of the other side."""
    sides: dict[int, list[int]] = {}
    for row, of in zip(rows, side, strict=True):
        for ngram in row:
            sides.setdefault(ngram, []).append(of)
    return [
        sum(len(set(sides[ngram])) == 2 if two else len(sides[ngram]) > 1 for ngram in row)
        for row in rows
    ]


@settings(deadline=None)
@given(rows=few, border=st.integers(0, 9), two=st.booleans(), share=thresholds)
def test_rows_that_cannot_have_a_partner_are_dropped_turn_by_turn(
    rows: Sets, border: int, two: bool, share: float
) -> None:
    rows = [row for row in rows if row]
    side = [int(two and at >= border) for at in range(len(rows))]
    kept = list(range(len(rows)))
    size = sum(map(len, rows))
    while kept and 4 * len(set().union(*rows)) >= size:
        held = shared_by_others([rows[at] for at in kept], [side[at] for at in kept], two=two)
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
        patch.setattr(
            corefilter, "slots", lambda keys, _: np.unique(keys, return_inverse=True)[1]
        )
        left, which = corefilter.core(
            as_rows(rows), np.array(side, np.int64), two=two, share=share
        )
    assert which.tolist() == kept
    assert left.ngram.tolist() == [ngram for at in kept for ngram in sorted(rows[at])]


# Of up to twenty n-grams the filters go on until there is nothing to drop.
@settings(deadline=None)
@given(
    rows=drawn(5, 7, 4),
    border=st.integers(0, 5), two=st.booleans(), share=thresholds,
)  # fmt: skip
def test_sets_are_distinct_and_hold_what_a_partner_may_share(
    rows: Sets, border: int, two: bool, share: float
) -> None:
    n_first = min(border, len(rows)) if two else None
    sets = rank_sets(as_rows(rows), n_first, share, norm=False)
    side = [int(n_first is not None and at >= n_first) for at in range(len(rows))]
    groups = [sets.group_row[a:b].tolist() for a, b in pairwise(sets.group_ptr.tolist())]
    assert all(group == sorted(group) for group in groups)
    assert [len(rows[group[0]]) for group in groups] == sets.mass.tolist()
    assert sets.mass.tolist() == sorted(sets.mass.tolist())
    assert [side[group[0]] for group in groups] == sets.side.tolist()
    alike: dict[tuple[int, frozenset[int]], list[int]] = {}
    for at, row in enumerate(rows):
        alike.setdefault((side[at], frozenset(row)), []).append(at)
    assert all(alike[side[group[0]], frozenset(rows[group[0]])] == group for group in groups)
    assert sorted(chain(*groups)) == sorted(set(chain(*groups)))
    inside = listed(sets)
    held = shared_by_others([set(row) for row in inside], sets.side.tolist(), two=two)
    assert held == [len(row) for row in inside]
    for n, mass in zip(held, sets.mass.tolist(), strict=True):
        assert not n or n >= share * mass - 1e-5


@settings(deadline=None)
@given(sets=many)
def test_the_rarest_n_grams_have_the_lowest_ranks(sets: Sets) -> None:
    rows = [row for row in sets if row]
    doubled = as_rows(rows + rows[:1])
    found = rank_sets(doubled, None, 0.01, norm=False)
    times = Counter(ngram for group in range(len(found)) for ngram in listed(found)[group]
                    for _ in range(int(np.diff(found.group_ptr)[group])))  # fmt: skip
    ordered = [times[rank] for rank in sorted(times)]
    assert ordered == sorted(ordered)
    assert all(row == sorted(row) for row in listed(found))


@settings(deadline=None)
@given(
    rows=few,
    threshold=thresholds,
    sides=st.lists(st.integers(0, 1), min_size=9, max_size=9),
    far=st.integers(0, 1),
)
def test_pairs_are_counted_by_what_sets_have_of_the_rarer_n_grams(
    rows: Sets, threshold: float, sides: list[int], far: int
) -> None:
    sets = as_sets(rows, sides[: len(rows)])
    terms, side, inside = Terms("jaccard", threshold), sets.side.tolist(), listed(sets)
    expected, meetings = [], []
    for at, ranks in enumerate(inside):
        need = max(math.ceil(terms.need_of_smaller * len(ranks) - 1e-5), 1)
        spared = min(need // 2, need - 1)
        if side[at] == far or len(ranks) < need:
            continue
        rarer = set(ranks[: len(ranks) - spared])
        met = [
            (other, len(rarer & set(inside[other])))
            for other in range(at + 1, len(inside)) if side[other] == far
        ]  # fmt: skip
        meetings.append(sum(n for _, n in met))
        expected += [(at, other) for other, n in met if n >= need - spared]
    costly = max(meetings, default=0)
    for most, per_ngram in [
        (costly, 99),
        (costly, sum(meetings) / max(len(sets.rank), 1)),
        (1 << 20, 99),
    ]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(countjoin, "MOST_MEETINGS", most)
            patch.setattr(countjoin, "MOST_PER_NGRAM", per_ngram)
            found = countjoin.counted_pairs(sets, terms, 1 - far, far)
            assert found is not None
            assert pairs_of(found) == expected
    for name, limit in [("MOST_MEETINGS", costly - 1), ("MOST_PER_NGRAM", 0)]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(countjoin, name, limit)
            found = countjoin.counted_pairs(sets, terms, 1 - far, far)
            assert (found is None) == (costly > max(limit, 0) or limit < 0)


@settings(deadline=None)
@given(rows=few, counted=st.integers(0, 4))
def test_sets_are_one_where_they_are_equal_and_not_where_only_their_hashes_are(
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
            told = sorted((ngram, round(n / length, 9)) for ngram, n in Counter(row).items())
            equal.setdefault(str(told), []).append(at)
    for hashes in (rankedsets._marks, lambda sets: np.zeros(len(sets), np.uint64)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rankedsets, "_marks", hashes)
            sets = rank_sets(packed, None, 0.01, norm=True)
        groups = [sets.group_row[a:b].tolist() for a, b in pairwise(sets.group_ptr.tolist())]
        if hashes is rankedsets._marks:
            assert sorted(groups) == sorted(equal.values())
        assert all(any(set(group) <= set(of) for of in equal.values()) for group in groups)
        assert sorted(chain(*groups)) == sorted(chain(*equal.values()))
