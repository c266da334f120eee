"""The rows of the table of duplicates."""

from __future__ import annotations

from typing import Any

import numpy as np

from analyzer.article import Flags, Ints
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.duplicate_kinds import KINDS, DuplicateKinds
from analyzer.similarity.pairs import Clusters, Pairs


def duplicate_rows(
    rows: ArticleRows, pairs: Pairs, clusters: Clusters, found: DuplicateKinds
) -> dict[str, Any]:
    """Return the columns of the table: one row per pair, by numbers of articles.

    What is shared begins at an offset into the prose of each.
    """
    number = np.arange(len(pairs))
    ties = clusters.tie[pairs.left] == number, clusters.tie[pairs.right] == number
    cluster_of = clusters.label[pairs.left]
    return {
        "start_a": _starts(rows, pairs.left, found.starts[0]),
        "start_b": _starts(rows, pairs.right, found.starts[1]),
        "article_a": rows.article[pairs.left],
        "article_b": rows.article[pairs.right],
        "jaccard": pairs.jaccard,
        "containment_a": pairs.left_containment,
        "containment_b": pairs.right_containment,
        "shared_words": found.shared,
        "cluster": cluster_of + 1,
        "kind": [KINDS[kind] for kind in found.kind.tolist()],
        "derived": _sides(*found.derived, both=""),
        "ties": _sides(*ties, both="both"),
        "representative": rows.article[clusters.representative[cluster_of]],
        "scope": ["across"] * len(pairs),
    }


def _starts(rows: ArticleRows, row: Ints, word: Ints) -> Ints:
    """Return where words begin in the prose of their articles."""
    return np.asarray(rows.first[np.minimum(rows.ptr[row] + word, rows.ptr[row + 1] - 1)])


def _sides(left: Flags, right: Flags, *, both: str) -> list[str]:
    named = np.select([left & right, left, right], [both, "a", "b"], "")
    sides: list[str] = named.tolist()
    return sides
