"""keyword-stuffing: a phrase was put there for machines, not for readers.

What it measures
----------------
The probability, between 0 and 1, that an article is stuffed, from two kinds of
evidence joined by "either". A *phrase that will not bend*: how often it is
said, how long it is, how often it opens a sentence, whether the title has it,
whether it stands by itself in lists, whether it chains with itself; words of
the title that return close together, in any order, count too. *Words that
crowd the page*: how often the commonest word, and the commonest two words near
each other, are said for the number of distinct words. The phrase with the most
evidence is told with its places.

Why it matters
--------------
Readers notice, and so do search engines, which have counted it against a page
for twenty years. Nobody has to name the phrase.

Example
-------
"Harbour ferry links expand as ... Harbour ferry links expand because ...
Harbour ferry links expand with ..."

Instead
-------
Say the phrase once or twice. The finding says how many of its places to
rephrase; a pronoun, or the next fact, does.

Limits
------
Official names cannot be varied and may be told when they open many sentences.
One or two copies in an article are not stuffing. The model was fitted on
English; other languages share it, since it looks at form, not at words.

References
----------
`benchmarks/fit_stuffing.py` fits the model and names the data sets;
Ntoulas and others (2006), "Detecting spam web pages through content analysis".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from analyzer.article import Floats, Ints
from analyzer.candidates import body_content
from analyzer.corpus import Corpus
from analyzer.measure import Evidence, Later, Measure
from analyzer.phrases import PhraseLabels, Phrases, phrase_label, repeated_phrases, title_match
from analyzer.reference import shipped_profile
from analyzer.repetition import (
    PHRASE_FEATURES,
    crowding,
    phrase_features,
    title_features,
    title_places,
    word_features,
)
from analyzer.stuffing_model import stuffing_model

# Below this an article is not told, and its places are not looked up.
TOLD = 0.1
# What grows with every place of a phrase.
COUNTED = tuple(PHRASE_FEATURES.index(n) for n in ("count", "openers", "alone", "chain"))


class Found(msgspec.Struct, frozen=True, eq=False):
    """What is told of one article."""

    label: str
    detail: str
    start: Ints
    end: Ints
    count: int
    n_words: int


def compute(corpus: Corpus) -> Evidence:
    """Find the phrase that each article is stuffed with, and how likely it is."""
    model, phrases = stuffing_model(), repeated_phrases(corpus)
    features = phrase_features(corpus)
    likely = model.phrase_probability(features)
    n_articles = len(corpus.articles)
    worst, phrase = _worst(phrases, likely, n_articles)
    title = model.phrase_probability(title_features(corpus))
    crowd = model.crowding_probability(word_features(corpus))
    worded = corpus.n_words > 0
    value = np.where(worded, 1 - (1 - np.maximum(worst, title)) * (1 - crowd), 0.0)
    found: dict[int, Found] = {}
    for article in np.flatnonzero(value >= TOLD).tolist():
        if crowd[article] > max(worst[article], title[article]):
            found[article] = _crowded(corpus, article)
        elif phrase[article] >= 0:
            found[article] = _phrase(corpus, phrases, int(phrase[article]), features)
        else:
            found[article] = _title(corpus, article)
    told = [article for article in sorted(found) if len(found[article].start)]
    places = [len(found[article].start) for article in told]
    top = lru_cache(maxsize=1)(lambda: _top(corpus, found))
    return Evidence(
        value,
        article=np.repeat(np.array(told, np.int64), places),
        start=_join([found[article].start for article in told]),
        end=_join([found[article].end for article in told]),
        group=np.repeat(np.arange(len(told)), places),
        weight=value[told],
        label=[found[article].label for article in told],
        detail=[found[article].detail for article in told],
        columns=Later(lambda: {"stuffing": value, **top()[0]}),
        labels=Later(lambda: top()[1]),
        rows=Later(lambda: _rows(corpus, phrases, likely)),
    )


def _worst(phrases: Phrases, likely: Floats, n_articles: int) -> tuple[Floats, Ints]:
    """Return the highest probability of each article's phrases, and that phrase or -1."""
    worst, phrase = np.zeros(n_articles), np.full(n_articles, -1)
    order = np.lexsort((-np.arange(len(likely)), phrases.n_content, likely))
    phrase[phrases.article[order]] = order
    worst[phrases.article[order]] = likely[order]
    return worst, phrase


def _phrase(corpus: Corpus, phrases: Phrases, phrase: int, features: Floats) -> Found:
    """Tell of a phrase that will not bend."""
    places = slice(phrases.ptr[phrase], phrases.ptr[phrase + 1])
    first, last = phrases.first[places], phrases.last[places]
    count, text = len(first), phrase_label(corpus, phrases, phrase)
    openers = int(phrases.sentence_initial[phrase])
    said = [f'"{text}" is said {count} times in {phrases.paragraphs[phrase]} paragraphs']
    if openers > 1:
        said.append("always at the start of a sentence" if openers == count else
                    f"{openers} times at the start of a sentence")  # fmt: skip
    if title_match(corpus).present[phrase]:
        said.append("and in the title")
    detail = f"{', '.join(said)}; rephrase {_to_rephrase(features[phrase], count)} of them"
    return Found(
        text, detail, corpus.token_start[first], corpus.token_end[last], count,
        int(phrases.n_words()[phrase]),
    )  # fmt: skip


def _to_rephrase(features: Floats, count: int) -> int:
    """Return how many places must go before the phrase is no longer told."""
    fewer = np.repeat(features[None, :], count, axis=0)
    left = count - np.arange(1, count + 1)
    for column in COUNTED:
        fewer[:, column] = np.minimum(fewer[:, column], left)
    cleared = np.flatnonzero(stuffing_model().phrase_probability(fewer) < TOLD)
    return int(cleared[0]) + 1 if len(cleared) else count - 1


def _title(corpus: Corpus, article: int) -> Found:
    """Tell of the words of a title that return close together."""
    places = title_places(corpus)
    here = places.article == article
    first, last, text = places.first[here], places.last[here], corpus.titles[article]
    detail = f'the words of the title, "{text}", return close together {len(first)} times'
    n_words = int(np.mean(last - first + 1)) if len(first) else 0
    return Found(
        text, detail, corpus.token_start[first], corpus.token_end[last], len(first), n_words
    )


def _crowded(corpus: Corpus, article: int) -> Found:
    """Tell of the word that crowds an article."""
    body, stem = body_content(corpus), crowding(corpus).word_stem[article]
    token = body.token[(body.article == article) & (body.stem == stem)]
    if not len(token):
        return Found("", "", token, token, 0, 0)
    text = corpus.vocabulary[corpus.token_id[token[0]]]
    share = len(token) / corpus.n_words[article]
    detail = (
        f'"{text}" is said {len(token)} times, {share:.0%} of all words: it crowds the page'
    )
    return Found(
        text, detail, corpus.token_start[token], corpus.token_end[token], len(token), 1
    )


def _top(
    corpus: Corpus, found: dict[int, Found]
) -> tuple[dict[str, Floats], dict[str, list[str]]]:
    """Return the top phrase of each article: what is stuffed, else the first key phrase."""
    from analyzer.keyphrases import best, candidates, label

    names = [""] * len(corpus.articles)
    count, words = np.zeros((2, len(names)))
    ranked = candidates(corpus, "phrases")
    for chosen in best(ranked, 1).tolist():
        article = int(ranked.article[chosen])
        if article in found and found[article].label:
            continue
        first = ranked.ptr[chosen]
        names[article] = label(corpus, ranked, chosen)
        count[article] = ranked.count[chosen]
        words[article] = ranked.last[first] - ranked.first[first] + 1
    for article, one in found.items():
        if one.label:
            names[article], count[article], words[article] = one.label, one.count, one.n_words
    density = count * words / np.maximum(corpus.n_words, 1)
    columns = {"top_phrase_count": count, "top_phrase_density": np.minimum(density, 1.0)}
    return columns, {"top_phrase": names}


def _rows(corpus: Corpus, phrases: Phrases, likely: Floats) -> dict[str, Any]:
    """Return the table of repeated phrases, the likeliest first in each article."""
    order = np.lexsort((np.arange(len(likely)), -phrases.count, -likely, phrases.article))
    n_words, count = phrases.n_words(), phrases.count
    usual = shipped_profile().reached("repeated-phrase", 1.0, corpus.n_distinct)
    expected = 1 + usual[phrases.article] / np.maximum(phrases.n_content - 1, 1)
    return {
        "article": phrases.article[order],
        "start": corpus.token_start[phrases.first[phrases.ptr[:-1]]][order],
        "phrase": PhraseLabels(corpus, phrases, order),
        "words": n_words[order],
        "count": count[order],
        "density": (n_words * count / np.maximum(corpus.n_words, 1)[phrases.article])[order],
        "paragraphs": phrases.paragraphs[order],
        "in_title": title_match(corpus).present[order],
        "sentence_initial": phrases.sentence_initial[order],
        "expected": expected[order],
        "stuffing": likely[order],
    }


def _join(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *parts])


MEASURE = Measure(
    "keyword-stuffing",
    "probability",
    '"{label}" is said {count} times',
    __doc__,
    table="phrases",
    compute=compute,
)
