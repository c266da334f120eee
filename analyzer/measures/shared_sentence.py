"""shared-sentence: a sentence stands in another article too.

What it measures
----------------
Each sentence that has a near-duplicate in another article of the run: the
distinct stems of both are at least four fifths of those of either (Jaccard
similarity 0.8). Sentences of fewer than six distinct stems, and lines that
recur across the site, are not compared; one in quotation marks is told as a
note and takes nothing. The cosine of the TF-IDF vectors, over
all sentences of the run, is reported beside it.

Why it matters
--------------
Shared sentences show copied passages, stories filed twice and templates. What
they cover is taken from the article's originality.

Example
-------
Two reports of one council meeting with the same background paragraph.

Instead
-------
Link to the first report, or tell the background anew.

Limits
------
Quoted statements and legal formulas are shared for good reason. Which of two
articles came first the text does not say; both are told.

References
----------
Jaccard (1901); Bayardo, Ma and Srikant (2007), "Scaling up all pairs
similarity search".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analyzer.article import Ints
from analyzer.corpus import Corpus
from analyzer.matching.clusters import Clusters, cluster
from analyzer.matching.ngramrows import NgramRows
from analyzer.matching.sentences import SIMILARITY, long_sentences, pair_cosines, token_stems
from analyzer.matching.similarity import Pairs, collect, self_join
from analyzer.matching.wording import quoted_tokens
from analyzer.measure import Evidence, Later, Measure, Rows, Thresholds

QUOTATION = 0.8


def gather(corpus: Corpus) -> Rows:
    """Keep the stems of every sentence that is long enough."""
    sentence, rows = long_sentences(corpus)
    article = corpus.sentence_article[sentence]
    base = corpus.prose_ptr[article]
    start, end = corpus.sentence_start[sentence], corpus.sentence_end[sentence]
    keys = token_stems(corpus).key[rows.ngram.astype(np.int64)]
    total = np.concatenate([[0], np.cumsum(quoted_tokens(corpus))])
    quoted = total[corpus.sentence_ptr[sentence + 1]] - total[corpus.sentence_ptr[sentence]]
    length = corpus.sentence_ptr[sentence + 1] - corpus.sentence_ptr[sentence]
    mostly = np.repeat(quoted >= QUOTATION * length, np.diff(rows.ptr))
    return Rows(article, start - base, end - base, rows.ptr, keys, quoted=mostly)


def compare(rows: Rows, n_articles: int, _thresholds: Thresholds) -> Evidence:
    """Find the sentences that stand in several articles."""
    stems = NgramRows(rows.ptr, rows.grams)
    pairs = collect(self_join(stems, SIMILARITY, every_equal=False))
    clusters = cluster(pairs, len(rows.article))
    shared = _shared(rows, clusters)
    row = np.flatnonzero(shared)
    order = row[np.lexsort((rows.start[row], clusters.label[row], rows.article[row]))]
    place = np.full(len(rows.article), -1)
    place[order] = np.arange(len(order))
    labels, group = np.unique(clusters.label[order], return_inverse=True)
    strength = np.zeros(len(labels))
    tie = clusters.tie[order]
    np.maximum.at(strength, group, pairs.similarity[tie])
    other = _others(rows, clusters, order, place)
    quoted = rows.quoted[rows.ptr[order]]
    return Evidence(
        np.bincount(rows.article[order], minlength=n_articles).astype(np.float64),
        article=rows.article[order],
        start=rows.start[order],
        end=rows.end[order],
        group=group,
        weight=strength,
        label=[str(label + 1) for label in labels.tolist()],
        other=other,
        share=np.where(quoted | quoted[other], 0.0, np.nan),
        rows=Later(lambda: _table(rows, stems, pairs, clusters)),
    )


def _shared(rows: Rows, clusters: Clusters) -> np.ndarray:
    """Return which rows are in a cluster of more than one article."""
    member = np.flatnonzero(clusters.label >= 0)
    label, article = clusters.label[member], rows.article[member]
    low = np.full(len(clusters.representative), np.iinfo(np.int64).max)
    high = np.full(len(clusters.representative), -1)
    np.minimum.at(low, label, article)
    np.maximum.at(high, label, article)
    shared = np.zeros(len(rows.article), bool)
    shared[member] = (low < high)[label]
    return shared


def _others(rows: Rows, clusters: Clusters, order: Ints, place: Ints) -> Ints:
    """For each place, the first place of its cluster that is in another article."""
    by_cluster = order[np.lexsort((order, clusters.label[order]))]
    label = clusters.label[by_cluster]
    first = by_cluster[np.searchsorted(label, clusters.label[order])]
    last = by_cluster[np.searchsorted(label, clusters.label[order], side="right") - 1]
    other = np.where(rows.article[first] != rows.article[order], first, last)
    return np.asarray(place[other])


def _table(rows: Rows, stems: NgramRows, pairs: Pairs, clusters: Clusters) -> dict[str, Any]:
    left, right = pairs.left, pairs.right
    apart = rows.article[left] != rows.article[right]
    return {
        "article_a": rows.article[left],
        "start_a": rows.start[left],
        "end_a": rows.end[left],
        "article_b": rows.article[right],
        "start_b": rows.start[right],
        "end_b": rows.end[right],
        "jaccard": pairs.similarity,
        "cosine": pair_cosines(stems, left, right),
        "scope": ["across" if across else "within" for across in apart.tolist()],
        "cluster": clusters.label[left] + 1,
    }


MEASURE = Measure(
    "shared-sentence",
    "sentences",
    "this sentence stands in {other} too",
    __doc__,
    table="sentences",
    gather=gather,
    compare=compare,
)
