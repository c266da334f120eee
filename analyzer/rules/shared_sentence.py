"""shared-sentence: a sentence also appears in another article.

What it measures
----------------
Each sentence that has a near-duplicate in another article of the run: their distinct
stems have a Jaccard similarity of 0.8 or more. Sentences of fewer than six distinct stems,
and boilerplate, are not compared. A finding is always a note. A sentence in quotation
marks, or shared with a version or a translation of the page, takes no points. One that
only versions, translations, parts of a series or sibling pages share is not reported, nor
is one inside a duplicate passage, or shared with a near-duplicate article. The cosine of
the TF-IDF vectors, over all sentences of the run, is in the table of sentences.

Why it matters
--------------
Shared sentences show copied passages, stories published twice and templates. The share of
the article that they cover is taken from originality.

Example
-------
Two reports of one council meeting with the same background paragraph.

Instead
-------
Link to the first report, or rewrite the background.

Limits
------
Standing phrases of a beat ("did not immediately respond to a request for comment") are
shared for good reason.

References
----------
Jaccard (1901); Bayardo, Ma and Srikant (2007), "Scaling up all pairs similarity search".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.article import Flags, Ints
from analyzer.corpus import Corpus
from analyzer.rules.measurement import LazyMapping, Measurement
from analyzer.rules.page_names import Relation
from analyzer.rules.page_relations import PageRelations
from analyzer.rules.rule import WHOLE_BODY, Coverage, Rule, RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import (
    SIMILARITY,
    ArticleRows,
    long_sentences,
    pair_cosines,
    token_stems,
)
from analyzer.similarity.join import Joiner, collect
from analyzer.similarity.kept_join import kept_join
from analyzer.similarity.pairs import Clusters, Pairs, cluster
from analyzer.similarity.quotations import QUOTATION, quoted_tokens
from analyzer.similarity.rows import NgramRows
from analyzer.text.arrays import unique


def extract(corpus: Corpus) -> ArticleRows:
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
    return ArticleRows(article, start - base, end - base, rows.ptr, keys, quoted=mostly)


class Sentences(msgspec.Struct, frozen=True, eq=False):
    """Sentences that have a near-duplicate.

    Attributes
    ----------
    row : ndarray of int64, shape (n_sentences,)
        Which of all that were compared.
    article, start, end : ndarray of int64, shape (n_sentences,)
    quoted : ndarray of bool, shape (n_sentences,)
    """

    row: Ints
    article: Ints
    start: Ints
    end: Ints
    quoted: Flags


def match(
    rows: ArticleRows, articles: RunArticles, _options: RuleOptions, join: Joiner | None = None
) -> Measurement:
    """Find the sentences that appear in several articles."""
    stems = NgramRows(rows.ptr, rows.grams)
    found = (
        collect(join(stems, SIMILARITY))
        if join is not None
        else kept_join(stems, SIMILARITY, articles.kept, RULE.name)
    )
    row = unique(np.concatenate([found.left, found.right]))
    left, right = np.searchsorted(row, found.left), np.searchsorted(row, found.right)
    pairs = replace(found, left=left, right=right)
    places = rows.article[row], rows.start[row], rows.end[row]
    sentences = Sentences(row, *places, rows.quoted[rows.ptr[row]])
    clusters = cluster(pairs, len(row))
    return _evidence(
        sentences,
        pairs,
        clusters,
        articles,
        LazyMapping(lambda: _table(sentences, stems, pairs, clusters)),
    )


def _evidence(
    sentences: Sentences,
    pairs: Pairs,
    clusters: Clusters,
    articles: RunArticles,
    table: LazyMapping,
) -> Measurement:
    relations = PageRelations.of(articles)
    shared = np.flatnonzero(_shared(sentences, clusters, relations))
    by_place = sentences.start[shared], clusters.label[shared], sentences.article[shared]
    order = shared[np.lexsort(by_place)]
    place = np.full(len(sentences.row), -1)
    place[order] = np.arange(len(order))
    labels, group = np.unique(clusters.label[order], return_inverse=True)
    strength = np.zeros(len(labels))
    np.maximum.at(strength, group, pairs.similarity[clusters.tie[order]])
    other = _others(sentences, clusters, order, place)
    quoted = sentences.quoted[order]
    article = sentences.article[order]
    translated = _each_pair(
        lambda *pair: relations.by_name(*pair) >= Relation.VERSIONS, article, article[other]
    )
    openly = quoted | quoted[other] | translated
    return Measurement(
        np.bincount(article, minlength=len(articles)).astype(np.float64),
        article=article,
        start=sentences.start[order],
        end=sentences.end[order],
        group=group,
        weight=strength,
        label=[str(label + 1) for label in labels.tolist()],
        other=other,
        share=np.where(openly, 0.0, np.nan),
        warns=np.zeros(len(order), bool),
        rows=table,
    )


def _each_pair(holds: Callable[[int, int], bool], one: Ints, other: Ints) -> Flags:
    """Return of which pairs of pages something holds; each pair is asked for once."""
    width = int(max(one.max(initial=0), other.max(initial=0))) + 1
    pair, inverse = np.unique(one * width + other, return_inverse=True)
    return np.array([holds(*divmod(key, width)) for key in pair.tolist()], bool)[inverse]


def _shared(sentences: Sentences, clusters: Clusters, relations: PageRelations) -> Flags:
    """Return which sentences are in a cluster of articles that do not all belong together."""
    label, article = clusters.label, sentences.article
    low = np.full(len(clusters.representative), np.iinfo(np.int64).max)
    high = np.full(len(clusters.representative), -1)
    np.minimum.at(low, label, article)
    np.maximum.at(high, label, article)
    apart = np.zeros(len(low), bool)
    several = np.flatnonzero((low < high)[label] & (article != low[label]))
    first, here = low[label[several]], article[several]
    together = _each_pair(relations.belong_together, first, here)
    np.logical_or.at(apart, label[several], ~together)
    return np.asarray(apart[label])


def _others(sentences: Sentences, clusters: Clusters, order: Ints, place: Ints) -> Ints:
    """For each place, the first place of its cluster that is in another article."""
    by_cluster = order[np.lexsort((order, clusters.label[order]))]
    label = clusters.label[by_cluster]
    first = by_cluster[np.searchsorted(label, clusters.label[order])]
    last = by_cluster[np.searchsorted(label, clusters.label[order], side="right") - 1]
    abroad = sentences.article[first] != sentences.article[order]
    return np.asarray(place[np.where(abroad, first, last)])


def _table(
    sentences: Sentences, stems: NgramRows, pairs: Pairs, clusters: Clusters
) -> dict[str, Any]:
    left, right = pairs.left, pairs.right
    apart = sentences.article[left] != sentences.article[right]
    return {
        "article_a": sentences.article[left],
        "start_a": sentences.start[left],
        "end_a": sentences.end[left],
        "article_b": sentences.article[right],
        "start_b": sentences.start[right],
        "end_b": sentences.end[right],
        "jaccard": pairs.similarity,
        "cosine": pair_cosines(stems, sentences.row[left], sentences.row[right]),
        "scope": ["across" if across else "within" for across in apart.tolist()],
        "cluster": clusters.label[left] + 1,
    }


RULE = Rule(
    "shared-sentence",
    __doc__,
    message="this sentence also appears in {other}",
    unit="sentences",
    scoring=Coverage(),
    kind="sentence",
    names_other=True,
    reads=WHOLE_BODY,
    redundant_with=("duplicate-passage", "doorway-pages"),
    table="sentences",
    extract=extract,
    match=match,
)
