"""near-duplicate-article: another article has much of the same wording.

What it measures
----------------
For each article the share of its three-word sequences (case-folded) that another article
has, and for each pair that share of the smaller one: the containment, which finds
truncated teasers, trimmed stories and merged stories as well as whole copies. A pair is
reported from a containment of 0.22 (``min-containment``) and ten words in common, or five
where they are all of the article. Lines that recur across the site are ignored. The
comparison is exact: every pair is found, with two limits. Where identical articles make more
than a million pairs, each is paired with the first of them. A sequence that more than 64
articles have is compared with the 64 next in length.

The table of duplicates gives the kind of each pair. One article is contained in another
where four fifths of its windows of twenty words, and three sequences in ten, have a
counterpart there.

- copy: nearly all sequences of each (0.95) appear in the other.
- reordered: each is contained in the other, with its parts in another order.
- version: each is contained in the other, with changes.
- teaser: the beginning of the other one, which ends inside a sentence, or is at most a
  fifth of it.
- trimmed: contained in a longer one.
- merge: most of its wording appears in several others that are not similar themselves.
- overlap: anything else.

Why it matters
--------------
Readers and search engines see the same story twice. What an article has in common with its
nearest neighbour is taken from its originality.

Example
-------
A story published again with a new first paragraph.

Instead
-------
Update the first story, or link to it.

Limits
------
The text does not say which of the two came first, so both are reported. Short texts from
one template (event pages, job offers) are similar by design.

References
----------
Broder (1997), "On the resemblance and containment of documents".
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.rules.measurement import LazyMapping, Measurement
from analyzer.rules.rule import WHOLE_BODY, Coverage, Rule
from analyzer.rules.run_articles import RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.article_tokens import article_words, by_article
from analyzer.similarity.duplicate_kinds import ALL, KINDS, duplicate_kinds
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.pairs import Clusters, Pairs, cluster
from analyzer.similarity.rows import NgramRows
from analyzer.similarity.shingles import kept_ngrams
from analyzer.tables import Column

WORDS = 3
FEWEST_SHARED = 8
FEWEST_OF_ENTIRE = 3

# Copies of one page a thousandfold would fill the table with their square.
MOST_EQUAL = 1 << 20
# So would thousands of short articles that share a sentence: a sequence that more
# articles have is compared with this many of them, those next in length.
MOST_NEIGHBOURS = 64


class Options(RuleOptions, frozen=True):
    """The options of near-duplicate-article.

    Attributes
    ----------
    min_containment : float
        The share of the three-word sequences of the smaller article, from which two
        articles are near-duplicates.
    """

    min_containment: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.22


def match(rows: ArticleRows, articles: RunArticles, options: Options) -> Measurement:
    """Find the articles that have much of their wording in common."""
    n_articles = len(articles)
    rows = by_article(rows)
    shingles = kept_ngrams(rows.ptr, rows.grams, WORDS)
    least = options.min_containment
    pairs = collect(
        self_join(
            shingles, least, "containment",
            max_identical_pairs=MOST_EQUAL, max_neighbours=MOST_NEIGHBOURS,
        )
    )  # fmt: skip
    pairs = pairs.take(np.flatnonzero(enough(pairs.similarity, pairs.overlap, pairs.jaccard)))
    clusters = cluster(pairs, len(rows.article))
    row, nearest = _nearest(pairs)
    place = np.full(len(rows.article), -1)
    place[row] = np.arange(len(row))
    left = pairs.left[nearest] == row
    other = np.where(left, pairs.right[nearest], pairs.left[nearest])
    own = np.where(left, pairs.left_containment[nearest], pairs.right_containment[nearest])
    similarity = np.full(n_articles, np.nan)
    first = clusters.representative[clusters.label[row]]
    similarity[rows.article[row]] = pairs.similarity[nearest]
    return Measurement(
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
        labels={
            "nearest_article": _named(rows, row, other, n_articles),
            "representative": _named(rows, row, first, n_articles),
        },
        rows=LazyMapping(lambda: _table(rows, shingles, pairs, clusters)),
    )


def enough(similarity: Floats, overlap: Floats, jaccard: Floats) -> Flags:
    """Return which pairs share enough sequences to be told."""
    entire = (similarity >= ALL) & (overlap >= FEWEST_OF_ENTIRE)
    return np.asarray((overlap >= FEWEST_SHARED) | entire | (jaccard == 1))


def _named(rows: ArticleRows, row: Ints, other: Ints, n_articles: int) -> list[str]:
    """Return for the article of each row the number of another one, for all articles."""
    names = [""] * n_articles
    numbers = rows.article[row].tolist(), rows.article[other].tolist()
    for article, partner in zip(*numbers, strict=True):
        names[article] = str(partner)
    return names


def _nearest(pairs: Pairs) -> tuple[Ints, Ints]:
    """Return the rows that are in a pair, and the pair of each that is most alike."""
    row = np.concatenate([pairs.left, pairs.right])
    pair = np.tile(np.arange(len(pairs)), 2)
    order = np.lexsort((pair, -pairs.jaccard[pair], -pairs.similarity[pair], row))
    first = np.flatnonzero(np.diff(row[order], prepend=-1))
    return row[order][first], pair[order][first]


def _table(
    rows: ArticleRows, shingles: NgramRows, pairs: Pairs, clusters: Clusters
) -> dict[str, Any]:
    found = duplicate_kinds(rows.ptr, rows.closes, shingles, pairs, WORDS)
    number = np.arange(len(pairs))
    ties = clusters.tie[pairs.left] == number, clusters.tie[pairs.right] == number
    cluster_of = clusters.label[pairs.left]
    return {
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


def _sides(left: Flags, right: Flags, *, both: str) -> list[str]:
    named = np.select([left & right, left, right], [both, "a", "b"], "")
    sides: list[str] = named.tolist()
    return sides


RULE = Rule(
    "near-duplicate-article",
    __doc__,
    message="{value:.0%} of this article also appears in {other}",
    unit="share of three-word sequences",
    scoring=Coverage(),
    kind="article",
    names_other=True,
    reads=WHOLE_BODY,
    redundant_with=("doorway-pages",),
    table="duplicates",
    columns=(
        Column("nearest_article", "string", "Most similar article, if any is near"),
        Column(
            "nearest_similarity", "number", "Share of the smaller one's three-word sequences"
        ),
        Column(
            "representative", "string", "Article that represents its cluster of near-duplicates"
        ),
    ),
    options=Options,
    extract=article_words,
    match=match,
)
