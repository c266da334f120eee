"""How likely articles are stuffed: by phrases, titles, keyword density and variants.

Three kinds of evidence, any of which suffices. *A phrase that never varies*: each
feature of a repeated phrase adds points of evidence by a monotone step function, and a
calibration turns their sum into log-odds; articles with a title and without have steps
of their own. *Keyword density*: a logistic function of how often the most frequent word
appears for the vocabulary size. *Keyword variants*: a logistic function of the longest
list of variants. The numbers come from
`benchmarks/fit_stuffing.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.keyword_variants import keyword_variants
from analyzer.phrases.repeated import repeated_phrases
from analyzer.phrases.repetition import PHRASE_FEATURES, phrase_features, title_features
from analyzer.phrases.title_ngrams import FEWEST
from analyzer.phrases.word_frequency import word_features
from analyzer.segmentation import build_corpus
from analyzer.text.word_lists import DATA

NUMBERS = DATA / "stuffing.json"
# Log-odds of a list of variants: 0 at so many items, and this much more with each.
VARIANTS_AT, VARIANTS_STEP = 5.5, 1.5
# In longer articles the most frequent word grows faster than the vocabulary.
SIZE_POWER = 1.1


class PhraseModel(msgspec.Struct, frozen=True, eq=False):
    """The fitted numbers of phrases.

    Attributes
    ----------
    intercept : float
        The evidence where every feature is 0.
    at, level : tuple of ndarray of float64
        For each of `PHRASE_FEATURES`, where its steps are and the evidence
        from there on; one level more than steps.
    calibration : ndarray of float64, shape (2, n_knots)
        Sums of evidence, and the log-odds that they mean; straight lines lie
        between.
    """

    intercept: float
    at: tuple[Floats, ...]
    level: tuple[Floats, ...]
    calibration: Floats

    def terms(self, features: Floats) -> Floats:
        """Return the evidence that each feature adds, shape as `features`."""
        terms = np.empty_like(features)
        for column, (at, level) in enumerate(zip(self.at, self.level, strict=True)):
            terms[:, column] = level[np.searchsorted(at, features[:, column], side="right")]
        return terms

    def probability(self, features: Floats) -> Floats:
        """Return the probability that each phrase is stuffed, shape (n_phrases,)."""
        evidence = self.intercept + self.terms(features).sum(axis=1)
        return _sigmoid(np.interp(evidence, *self.calibration))


class StuffingModel(msgspec.Struct, frozen=True, eq=False):
    """The fitted numbers.

    Attributes
    ----------
    untitled, titled : PhraseModel
        For articles without a title and with one.
    density_intercept, density_weight : float
        For `keyword_density`.
    """

    untitled: PhraseModel
    titled: PhraseModel
    density_intercept: float
    density_weight: float

    def phrases(self, titled: bool) -> PhraseModel:
        """Return the model of articles with a title, or without."""
        return self.titled if titled else self.untitled

    def phrase_probability(self, features: Floats, titled: Flags) -> Floats:
        """Return the probability that each phrase is stuffed, shape (n_phrases,).

        Parameters
        ----------
        features : ndarray of float64, shape (n_phrases, n_features)
        titled : ndarray of bool, shape (n_phrases,)
            Whether the article of the phrase has a title.
        """
        result = np.empty(len(features))
        for value in (False, True):
            chosen = titled == value
            result[chosen] = self.phrases(value).probability(features[chosen])
        return result

    def density_probability(self, features: Floats) -> Floats:
        """Return the probability by keyword density, shape (n_articles,)."""
        density = keyword_density(features)
        return _sigmoid(self.density_intercept + self.density_weight * density)


def variant_probability(items: Floats) -> Floats:
    """Return the probability by the length of lists of variants, shape (n_articles,)."""
    return np.where(items > 0, _sigmoid(VARIANTS_STEP * (items - VARIANTS_AT)), 0.0)


@lru_cache(maxsize=1)
def stuffing_model() -> StuffingModel:
    """Return the model that comes with the package."""
    return model_of(json.loads(NUMBERS.read_text("utf-8")))


def model_of(numbers: Mapping[str, Any]) -> StuffingModel:
    """Return the model that fitted numbers make up."""
    return StuffingModel(
        _phrase_model(numbers["untitled"]),
        _phrase_model(numbers["titled"]),
        numbers["density"]["intercept"],
        numbers["density"]["weight"],
    )


def _phrase_model(numbers: Mapping[str, Any]) -> PhraseModel:
    steps = [np.array(numbers["steps"][name], float).reshape(-1, 2) for name in PHRASE_FEATURES]
    return PhraseModel(
        numbers["intercept"],
        tuple(step[:, 0] for step in steps),
        tuple(np.append(0.0, step[:, 1]) for step in steps),
        np.array(numbers["calibration"], float).T,
    )


def keyword_density(features: Floats) -> Floats:
    """Return the logarithm of the word count by the size, shape (n_articles,).

    Parameters
    ----------
    features : ndarray of float64, shape (n_articles, 2)
        As `analyzer.phrases.keyword_variants.word_features` gives them. Articles with a
        vocabulary of fewer than `FEWEST` words count as if they had so many.
    """
    size = np.maximum(features[:, 1], FEWEST)
    return np.log1p(features[:, 0]) - SIZE_POWER * np.log(size)


def _sigmoid(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


class Likelihood(msgspec.Struct, frozen=True, eq=False):
    """How likely each article is stuffed, and by what.

    Attributes
    ----------
    features : ndarray of float64, shape (n_phrases, n_features)
        The evidence of the repeated phrases.
    title_features : ndarray of float64, shape (n_articles, n_features)
        The evidence of the titles.
    phrase : ndarray of float64, shape (n_phrases,)
    worst : ndarray of int64, shape (n_articles,)
        The likeliest phrase of each article, of equals the longest and then the
        first; -1 where there is none.
    title, density, variants : ndarray of float64, shape (n_articles,)
        By words of the title, by keyword density, and by lists of variants.
    joined : ndarray of float64, shape (n_articles,)
        The highest of them; 0 where there are no words.
    """

    features: Floats
    title_features: Floats
    phrase: Floats
    worst: Ints
    title: Floats
    density: Floats
    variants: Floats
    joined: Floats

    def of_worst(self, article: int) -> float:
        """Return how likely the worst phrase of an article is stuffed."""
        return float(self.phrase[self.worst[article]]) if self.worst[article] >= 0 else 0.0


def likelihood(corpus: Corpus, model: StuffingModel, gone: Flags | None = None) -> Likelihood:
    """Judge articles.

    Parameters
    ----------
    corpus : Corpus
    model : StuffingModel
    gone : ndarray of bool, shape (n_tokens,), optional
        Tokens that are taken for rephrased.
    """
    phrases = repeated_phrases(corpus)
    titled = np.diff(corpus.title_ptr) > 0
    features, of_title = phrase_features(corpus, gone), title_features(corpus, gone)
    likely = model.phrase_probability(features, titled[phrases.article])
    title = model.phrase_probability(of_title, titled)
    density = model.density_probability(word_features(corpus, gone))
    variants = variant_probability(keyword_variants(corpus, gone).count.astype(np.float64))
    worst = np.full(len(corpus.articles), -1)
    order = np.lexsort((-np.arange(len(likely)), phrases.n_content, likely))
    worst[phrases.article[order]] = order
    phrase = np.append(likely, 0.0)[worst]
    # Not as if independent: the words of a phrase count in the density too.
    joined = np.max([phrase, title, density, variants], axis=0)
    joined = np.where(corpus.n_words > 0, joined, 0.0)
    return Likelihood(features, of_title, likely, worst, title, density, variants, joined)


def occurrences_to_rephrase(
    corpus: Corpus, model: StuffingModel, occurrences: tuple[Ints, Ints, Flags], limit: float
) -> int:
    """Return how many occurrences to rephrase for their article to fall below a limit.

    Those that open a sentence go first, and later ones before earlier ones; phrases that
    overlap the occurrences lose them too.

    Parameters
    ----------
    corpus : Corpus
    model : StuffingModel
    occurrences : three ndarrays, shape (n_occurrences,)
        The first and the last token of each, and whether it opens a sentence;
        all in one article.
    limit : float

    Returns
    -------
    int
        0 where rephrasing all of them would not do.
    """
    first, last, opens = occurrences
    article = int(corpus.token_article[first[0]])
    own = build_corpus([corpus.articles[article]])
    order = np.lexsort((-first, ~opens))
    first, last = (each[order] - corpus.article_ptr[article] for each in (first, last))

    def clears(count: int) -> bool:
        gone = np.zeros(len(own.token_id), bool)
        for begin, end in zip(first[:count].tolist(), last[:count].tolist(), strict=True):
            gone[begin : end + 1] = True
        return bool(likelihood(own, model, gone).joined[0] < limit)

    low, high = 0, len(first)
    if not clears(high):
        return 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if clears(middle) else (middle, high)
    return high
