"""What an archive is searched by, against slow twins: signatures, buckets, bounds."""

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analyzer.archive.index_blocks import CLASSES, STEPS, LookupKeys, size_step, step_sizes
from analyzer.archive.sentence_index import (
    SentenceMatches,
    may_be_similar,
    rank_bits,
    signatures,
)
from analyzer.archive.sequence_index import least
from analyzer.similarity.duplicate_pairs import enough

RANK = st.integers(0, 400)
STEMS = st.sets(RANK, min_size=6, max_size=60)


@st.composite
def near_duplicates(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Draw two sets of ranks with a Jaccard index of 0.8 or more, as far apart as may be."""
    one = draw(STEMS)
    gone = draw(st.sets(st.sampled_from(sorted(one)), max_size=len(one) // 5))
    most = int((len(one) - len(gone)) / 0.8) - len(one)
    new = draw(st.sets(RANK, max_size=most)) - one
    other = one - gone | new
    assume(len(other) >= 6)
    assert len(one & other) / len(one | other) >= 0.8
    return sorted(one), sorted(other)


@given(near_duplicates())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_near_duplicates_share_a_signature_that_passes_the_filter(
    pair: tuple[list[int], list[int]],
) -> None:
    ptr = np.cumsum([0, *(len(ranks) for ranks in pair)])
    ranks = np.concatenate([np.array(one, np.int64) for one in pair])
    key, place, row = signatures(ptr, ranks)
    bits, size = rank_bits(ptr, ranks), np.diff(ptr)
    common = {}
    for at in np.flatnonzero(row == 0).tolist():
        for other in np.flatnonzero((row == 1) & (key == key[at])).tolist():
            both = np.array([at, other])
            mine, its = (
                SentenceMatches(size[[k]], place[[at]], bits[[k]]) for k, at in enumerate(both)
            )
            common[at] = bool(may_be_similar(mine, its)[0])
    assert common
    assert all(common.values())


@given(st.lists(STEMS, min_size=1, max_size=5), st.integers(0, 3))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_signatures_are_pairs_of_neighbours_without_unknown_stems(
    sets: list[set[int]], unknown: int
) -> None:
    rows = [[-1] * unknown + sorted(ranks) for ranks in sets]
    ptr = np.cumsum([0, *map(len, rows)])
    key, place, row = signatures(ptr, np.concatenate([np.array(one) for one in rows]))
    neighbours = [
        (rows[of][at], rows[of][at + 1])
        for of, at in zip(row.tolist(), place.tolist(), strict=True)
    ]
    assert all(rank >= 0 for rank, _ in neighbours)
    assert len(set(neighbours)) == len(set(key.tolist()))
    for at, ranks in enumerate(rows):
        size = len(ranks)
        # The first set lacks A, the other B of the other's stems: A + 0.8 * B <= 0.2 * size.
        furthest = max(
            2 * a + b for a in range(size) for b in range(size) if 5 * a + 4 * b <= size
        )
        assert np.count_nonzero(row == at) == max(furthest + 1 - unknown, 0)


KEYS = st.lists(st.integers(0, 40).map(lambda key: key << 58 | key), max_size=12)


@given(wanted=KEYS, held=KEYS, bits=st.integers(2, 6))
@settings(deadline=None)
def test_keys_match_the_entries_with_equal_bits(
    wanted: list[int], held: list[int], bits: int
) -> None:
    held.sort()
    both = {key >> 64 - bits for key in wanted} & {key >> 64 - bits for key in held}
    bucket = np.array(sorted(both), np.int64)
    entries = [[key for key in held if key >> 64 - bits == one] for one in bucket.tolist()]
    size = np.array([len(part) for part in entries], np.int64)
    flat = [key for part in entries for key in part]
    sought = LookupKeys.of(np.array(wanted, np.uint64), np.arange(len(wanted)), bits)
    matches = sought.match(
        bucket, size, sought.key.astype(np.uint8), np.array(flat, np.uint64).astype(np.uint8)
    )
    by_hand = {
        (lookup, entry)
        for lookup, mine in enumerate(wanted)
        for entry, other in enumerate(flat)
        if mine == other
    }
    pairs = list(zip(matches.lookup.tolist(), matches.entry.tolist(), strict=True))
    assert set(pairs) == by_hand
    assert len(pairs) == len(by_hand)
    assert [wanted[lookup] for lookup, _ in pairs] == sought.key[matches.key].tolist()
    assert np.repeat(bucket, size)[matches.entry].tolist() == bucket[matches.row].tolist()


@given(st.integers(1, 5000))
def test_the_step_of_a_size_is_the_greatest_that_is_not_above_it(size: int) -> None:
    reported = int(size_step(np.array([size]))[0])
    table = step_sizes().ravel()
    assert table[reported] <= size
    assert reported < len(table) == CLASSES * STEPS
    if reported + 1 < len(table):
        assert table[reported + 1] > size


@given(
    one=st.integers(1, 1500),
    other=st.integers(1, 1500),
    threshold=st.sampled_from([0.0, 0.1, 0.22, 0.5, 0.8, 1.0]),
    data=st.data(),
)
def test_no_reported_pair_shares_less_than_required(
    one: int, other: int, threshold: float, data: st.DataObject
) -> None:
    shared = data.draw(st.integers(1, min(one, other)))
    similarity = np.array([shared / min(one, other)])
    jaccard = np.array([shared / (one + other - shared)])
    reported = (
        similarity[0] >= threshold and enough(similarity, np.array([float(shared)]), jaccard)[0]
    )
    need = least(np.array([one]), threshold).ravel()[size_step(np.array([other]))][0]
    assert need >= 1
    if reported:
        assert shared >= need
