"""The rows that share something with a few articles, so that they alone are compared.

A rule finds the same in these rows as in all of them, for articles that share groups of
findings with each other only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from msgspec.structs import replace

from analyzer.article import Article, Flags, Ints
from analyzer.errors import ProblemHandler
from analyzer.pipeline.batch import BatchResult
from analyzer.pipeline.compare import compare_batches
from analyzer.pipeline.context import CorpusMeasurements, RunContext, SelectRows
from analyzer.rules import duplicate_passage, near_duplicate_article, shared_sentence
from analyzer.rules.page_relations import PageRelations
from analyzer.rules.rule import Rule
from analyzer.settings import Settings
from analyzer.similarity.article_rows import SIMILARITY, ArticleRows, by_article, take
from analyzer.similarity.duplicate_pairs import WORDS, least_share
from analyzer.similarity.hashing import contained
from analyzer.similarity.passages import SEED
from analyzer.similarity.rows import row_sums
from analyzer.similarity.shingles import ngram_rows
from analyzer.text.arrays import isin, unique

# The limits of the rules are on distinct n-grams; here every occurrence counts.
SLACK = 0.5


def compare_one(
    results: Sequence[BatchResult],
    texts: Sequence[Article],
    article: int,
    settings: Settings,
    on_problem: ProblemHandler,
    context: RunContext,
) -> tuple[CorpusMeasurements, set[int]]:
    """Run the rules across articles as far as they are about one article.

    Parameters
    ----------
    results : sequence of BatchResult
    texts : sequence of Article
    article : int
        The number of the article.
    settings : Settings
    on_problem : callable
        Called with each rule that failed.
    context : RunContext
        Of what it has derived, the names of the pages are used where they are the same.

    Returns
    -------
    across : sequence of (Rule, Measurement)
        For the involved articles, what all rules find in all articles.
    involved : set of int
        The article, and those that share a group of findings with it.
    """
    derived = {} if context.derived is None else context.derived
    # The articles are the same in each round, but not in each call.
    derived.pop(PageRelations, None)
    context = replace(context, derived=derived)
    involved, more = set[int](), {article}
    while more > involved:
        involved = more
        across = compare_batches(
            results,
            texts,
            settings,
            on_problem,
            tables=False,
            context=replace(context, select_rows=_both(context, involved, settings)),
        )
        more = involved | _involved(across, article)
    return across, involved


def _both(context: RunContext, articles: set[int], settings: Settings) -> SelectRows:
    """Return a selection of rows as the context wants it, and then of those near articles."""
    first, near = context.select_rows, Neighbours(articles, settings)
    return lambda rule, rows: near(rule, first(rule, rows) if first else rows)


def _involved(across: CorpusMeasurements, article: int) -> set[int]:
    """Return an article and those that share a group of findings with it."""
    involved = {article}
    for _, found in across:
        own = np.flatnonzero(found.article == article)
        if not len(own):
            continue
        labels = {found.label[group] for group in found.group[own].tolist()}
        groups = [group for group, label in enumerate(found.label) if label in labels]
        involved.update(found.article[isin(found.group, np.array(groups))].tolist())
        if len(found.elsewhere):
            involved.update(found.elsewhere.article[own].tolist())
    return involved


class Neighbours:
    """Selects the rows that share something with some articles.

    Parameters
    ----------
    articles : collection of int
    settings : Settings
    """

    def __init__(self, articles: Collection[int], settings: Settings) -> None:
        self._articles = np.array(sorted(articles), np.int64)
        passage = duplicate_passage.RULE
        options = settings.options(passage.name, duplicate_passage.Options)
        self._seed = min(SEED, options.min_words)
        similar = settings.options(
            near_duplicate_article.RULE.name, near_duplicate_article.Options
        )
        self._share = least_share(similar.min_containment, similar.min_share)

    def __call__(self, rule: Rule, rows: ArticleRows) -> ArticleRows:
        """Return the rows that a rule needs; all where it compares few of them."""
        if rule.extract is shared_sentence.RULE.extract:
            return take(rows, similar_rows(rows, self._articles))
        if rule.extract is duplicate_passage.RULE.extract:
            near = sharing_articles(rows, self._articles, self._seed, self._share)
            return take(rows, isin(rows.article[:], near))
        return rows


def similar_rows(rows: ArticleRows, articles: Ints) -> Flags:
    """Return the rows of which enough n-grams are in some articles, their own among them."""
    grams = rows.grams[:]
    own = grams[np.repeat(isin(rows.article[:], articles), np.diff(rows.ptr))]
    shared = row_sums(rows.ptr, contained(grams, own))
    return np.asarray(shared >= SIMILARITY * np.diff(rows.ptr) - 1e-6)


def sharing_articles(rows: ArticleRows, articles: Ints, seed: int, share: float) -> Ints:
    """Return the articles that may share a passage, or much wording, with some of these.

    Parameters
    ----------
    rows : ArticleRows
        The words of the articles.
    articles : ndarray of int64
    seed : int
        The fewest words of a run that two articles with a common passage share.
    share : float
        The least share of the n-grams of the smaller of two similar articles.
    """
    rows = by_article(rows)
    near = [articles]
    for size in (seed, WORDS):
        ngrams = ngram_rows(rows.ptr, rows.grams, size)
        for row in np.flatnonzero(isin(rows.article, articles)).tolist():
            own = ngrams.ngram[ngrams.ptr[row] : ngrams.ptr[row + 1]]
            own = unique(own.view(np.int64)).view(np.uint64)
            shared = row_sums(ngrams.ptr, contained(ngrams.ngram, own))
            smaller = np.minimum(np.diff(ngrams.ptr), len(own))
            least = 0 if size == seed else SLACK * share * smaller
            near.append(rows.article[shared >= np.maximum(least, 1)])
    return unique(np.concatenate(near))
