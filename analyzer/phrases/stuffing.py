"""How likely articles are stuffed: by phrases, titles, keyword density and variants."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import Corpus, build_corpus
from analyzer.phrases.keyword_variants import keyword_variants
from analyzer.phrases.repeated import repeated_phrases
from analyzer.phrases.repetition import phrase_features, title_features
from analyzer.phrases.stuffing_model import StuffingModel, variant_probability
from analyzer.phrases.word_frequency import word_features


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
        By any of them; 0 where there are no words.
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
    joined = 1 - (1 - np.maximum(phrase, title)) * (1 - density) * (1 - variants)
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
