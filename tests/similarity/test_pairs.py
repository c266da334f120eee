"""Clusters of rows against a walk through the pairs."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.similarity.pairs import Pairs, cluster

edges = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from([0.5, 0.75, 1.0])).filter(
        lambda edge: edge[0] < edge[1]
    ),
    max_size=14,
    unique_by=lambda edge: edge[:2],
)


def as_pairs(edges: list[tuple[int, int, float]]) -> Pairs:
    left, right = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
    similarity = np.array([edge[2] for edge in edges], float)
    size = np.ones(len(edges))
    return Pairs(left, right, similarity, similarity, size, size)


def reached_from(row: int, edges: list[tuple[int, int, float]]) -> set[int]:
    found, pending = {row}, [row]
    while pending:
        here = pending.pop()
        for left, right, _ in edges:
            if here in (left, right) and {left, right} - found:
                new = ({left, right} - found).pop()
                found.add(new)
                pending.append(new)
    return found


@settings(deadline=None)
@given(edges=edges)
def test_rows_connected_by_pairs_share_a_label(
    edges: list[tuple[int, int, float]],
) -> None:
    clusters = cluster(as_pairs(edges), 12)
    paired = sorted({row for edge in edges for row in edge[:2]})
    for row in range(12):
        others = np.flatnonzero(clusters.label == clusters.label[row]).tolist()
        assert (clusters.label[row] < 0) == (row not in paired)
        if row in paired:
            assert set(others) == reached_from(row, edges)
    named = list(dict.fromkeys(clusters.label[paired].tolist()))
    assert named == list(range(len(clusters.representative)))


@settings(deadline=None)
@given(edges=edges)
def test_the_tie_of_each_row_is_its_most_similar_pair(
    edges: list[tuple[int, int, float]],
) -> None:
    clusters = cluster(as_pairs(edges), 12)
    for row in range(12):
        own = [(-edge[2], index) for index, edge in enumerate(edges) if row in edge[:2]]
        assert clusters.tie[row] == (min(own)[1] if own else -1)


@settings(deadline=None)
@given(edges=edges)
def test_the_representative_contains_most_of_the_others(
    edges: list[tuple[int, int, float]],
) -> None:
    left, right = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
    both = np.array([edge[2] for edge in edges], float)
    # The right row of each pair is twice as large: it has more of the left one.
    pairs = Pairs(left, right, both, both, np.ones(len(edges)), np.full(len(edges), 2.0))
    clusters = cluster(pairs, 12)
    holds = [0.0] * 12
    for one, other, share in edges:
        holds[one] += share / 2
        holds[other] += share
    for label, representative in enumerate(clusters.representative.tolist()):
        members = np.flatnonzero(clusters.label == label).tolist()
        assert representative == min(members, key=lambda row: (-holds[row], row))


def test_a_long_chain_is_clustered_quickly() -> None:
    rows = np.random.default_rng(1).permutation(200_000)
    left, right = np.minimum(rows[1:], rows[:-1]), np.maximum(rows[1:], rows[:-1])
    size = np.ones(len(left))
    clusters = cluster(Pairs(left, right, size, size, size, size), len(rows))
    assert not clusters.label.any()
