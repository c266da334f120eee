"""near-duplicate-article: another article has much of the same wording.

What it measures
----------------
For each article the share of its three-word sequences (case-folded) that
another one has, and for each pair the same share of the smaller one: the
containment, which finds cut-off teasers, trimmed wire stories and merged
stories as well as whole copies. A pair is told from a containment of 0.22 of
the smaller side and ten words in common. Lines that recur across the site are
left out first. Every pair is found and none invented.

Why it matters
--------------
Readers and search engines see the same story twice. What an article has in
common with its nearest is taken from its originality.

Example
-------
A story filed again with a new first paragraph.

Instead
-------
Update the first story, or link to it.

Limits
------
Which of two came first the text does not say; both are told. Short texts from
one template (event pages, job offers) are alike by design.

References
----------
Broder (1997), "On the resemblance and containment of documents".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.clusters import Clusters, cluster
from analyzer.measure import Evidence, Measure, Rows, Thresholds
from analyzer.ngramrows import NgramRows, Ranks, owners, places
from analyzer.numbering import number
from analyzer.order import distinct
from analyzer.shingles import ngram_rows
from analyzer.similarity import Pairs, collect, self_join
from analyzer.wording import article_words, by_article

WORDS = 3
FEWEST_SHARED = 8
COPY = 0.95
VERSION = 0.5
AT_A_TIME = 1 << 20


def compare(rows: Rows, n_articles: int, thresholds: Thresholds) -> Evidence:
    """Find the articles that have much of their wording in common."""
    rows = by_article(rows)
    shingles = ngram_rows(rows.ptr, rows.grams, WORDS)
    pairs = collect(self_join(shingles, thresholds.article_containment, "containment"))
    enough = (pairs.overlap >= FEWEST_SHARED) | (pairs.jaccard == 1)
    pairs = pairs.take(np.flatnonzero(enough))
    clusters = cluster(pairs, len(rows.article))
    row, nearest = _nearest(pairs)
    place = np.full(len(rows.article), -1)
    place[row] = np.arange(len(row))
    left = pairs.left[nearest] == row
    other = np.where(left, pairs.right[nearest], pairs.left[nearest])
    own = np.where(left, pairs.left_containment[nearest], pairs.right_containment[nearest])
    names, similarity = [""] * n_articles, np.full(n_articles, np.nan)
    for index, partner in zip(row.tolist(), other.tolist(), strict=True):
        names[rows.article[index]] = str(rows.article[partner])
    similarity[rows.article[row]] = pairs.similarity[nearest]
    return Evidence(
        np.nan_to_num(similarity),
        article=rows.article[row],
        start=rows.start[row],
        end=rows.end[row],
        group=np.arange(len(row)),
        weight=own,
        label=[str(label + 1) for label in clusters.label[row].tolist()],
        other=place[other],
        share=own,
        columns={"nearest_similarity": similarity},
        labels={"nearest_article": names},
        rows=_table(rows, shingles, pairs, clusters),
    )


def _nearest(pairs: Pairs) -> tuple[Ints, Ints]:
    """Return the rows that are in a pair, and the pair of each that is most alike."""
    row = np.concatenate([pairs.left, pairs.right])
    pair = np.tile(np.arange(len(pairs)), 2)
    order = np.lexsort((pair, -pairs.jaccard[pair], -pairs.similarity[pair], row))
    first = np.flatnonzero(np.diff(row[order], prepend=-1))
    return row[order][first], pair[order][first]


def _table(rows: Rows, shingles: NgramRows, pairs: Pairs, clusters: Clusters) -> dict[str, Any]:
    one, other = pairs.left_containment, pairs.right_containment
    return {
        "article_a": rows.article[pairs.left],
        "article_b": rows.article[pairs.right],
        "jaccard": pairs.jaccard,
        "containment_a": one,
        "containment_b": other,
        # An article of fewer than three words is one sequence.
        "shared_words": np.minimum(
            _shared_words(shingles, pairs), np.diff(rows.ptr)[pairs.left]
        ),
        "cluster": clusters.label[pairs.left] + 1,
        "kind": _kinds(one, other),
    }


def _kinds(one: Floats, other: Floats) -> list[str]:
    """Say what two articles are to each other.

    A copy has nearly all of the other's wording, a version more than half, both
    ways; an excerpt (a teaser, a trimmed story) only one way; what is left
    overlaps.
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    kinds = [low >= COPY, low >= VERSION, high >= VERSION]
    found: list[str] = np.select(kinds, ["copy", "version", "excerpt"], "overlap").tolist()
    return found


def _shared_words(shingles: NgramRows, pairs: Pairs) -> Ints:
    """Return how many words of each left article stand in sequences of the right one."""
    numbers, _ = number(shingles.ngram)
    size = np.diff(shingles.ptr)
    count = size[pairs.left] + WORDS - 1
    # Of an article that the other one holds it is every word: many copies make many pairs.
    some = np.flatnonzero(pairs.left_containment < 1)
    left, right = pairs.left[some], pairs.right[some]
    upto = np.cumsum(size[left] + size[right]) // AT_A_TIME
    for chunk in distinct(upto).tolist():
        here = np.flatnonzero(upto == chunk)
        count[some[here]] = _covered(shingles.ptr, numbers, left[here], right[here])
    return count


def _covered(ptr: Ints, numbers: Ranks, left: Ints, right: Ints) -> Ints:
    span = int(numbers.max(initial=0)) + 1
    place, own = places(ptr, right)
    # A hash table of so many numbers would be slower than this.
    known = np.sort(owners(own) * span + numbers[place])
    place, own = places(ptr, left)
    wanted = owners(own) * span + numbers[place]
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    shared: Flags = known[found] == wanted
    # A sequence begins at each word but the last two of an article.
    pair = owners(own)
    covers = np.zeros(len(place) + (WORDS - 1) * len(left), bool)
    at = np.arange(len(place)) + (WORDS - 1) * pair
    for step in range(WORDS):
        covers[at[shared] + step] = True
    ends = own[1:] + (WORDS - 1) * np.arange(1, len(left) + 1)
    total = np.concatenate([[0], np.cumsum(covers)])
    return np.asarray(np.diff(total[np.concatenate([[0], ends])]))


MEASURE = Measure(
    "near-duplicate-article",
    "share of three-word sequences",
    "{value:.0%} of the wording stands in {other} too",
    __doc__,
    table="duplicates",
    gather=article_words,
    compare=compare,
)
