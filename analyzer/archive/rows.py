"""The features of articles that an archive compares: sets of stems and of sequences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.article import Article, Ints
from analyzer.corpus import Corpus, build_corpus
from analyzer.rules.near_duplicate_article import WORDS
from analyzer.rules.shared_sentence import extract
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.article_tokens import article_words, by_article
from analyzer.similarity.rows import Flags, NgramRows, without_repeats
from analyzer.similarity.shingles import ngram_rows


@dataclass(frozen=True, eq=False)
class ArticleFeatures:
    """The sentences and bodies of some articles.

    Attributes
    ----------
    article, start, end : ndarray of int64, shape (n_sentences,)
        The article of each sentence that is long enough, and its span of the prose.
    quoted : ndarray of bool, shape (n_sentences,)
        Whether it is in quotation marks.
    stems : NgramRows
        The distinct stems of each sentence.
    body : ndarray of int64, shape (n_bodies,)
        The articles that have a body.
    body_start, body_end : ndarray of int64, shape (n_bodies,)
    sequences : NgramRows
        The distinct sequences of words of each body.
    """

    article: Ints
    start: Ints
    end: Ints
    quoted: Flags
    stems: NgramRows
    body: Ints
    body_start: Ints
    body_end: Ints
    sequences: NgramRows


def article_features(articles: Sequence[Article]) -> ArticleFeatures:
    """Return the features of articles."""
    return corpus_features(build_corpus(articles))


def corpus_features(corpus: Corpus) -> ArticleFeatures:
    """Return the features of a batch."""
    return features_of_rows(extract(corpus), article_words(corpus))


def features_of_rows(sentences: ArticleRows, blocks: ArticleRows) -> ArticleFeatures:
    """Return the features from the rows that the corpus rules keep.

    Parameters
    ----------
    sentences : ArticleRows
        Of the rule shared-sentence.
    blocks : ArticleRows
        Of the rule near-duplicate-article.
    """
    bodies = by_article(blocks)
    quoted = np.zeros(len(sentences.article), bool)
    if len(sentences.quoted):
        quoted = sentences.quoted[sentences.ptr[:-1]]
    return ArticleFeatures(
        sentences.article,
        sentences.start,
        sentences.end,
        quoted,
        NgramRows(sentences.ptr, sentences.grams),
        bodies.article,
        bodies.start,
        bodies.end,
        without_repeats(ngram_rows(bodies.ptr, bodies.grams, WORDS)),
    )
