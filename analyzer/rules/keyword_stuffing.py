"""keyword-stuffing: a phrase was put there for machines, not for readers.

What it measures
----------------
The probability, between 0 and 1, that an article is stuffed, from two kinds of
evidence joined by "either". A *phrase that will not bend*: how often it is
said, how long it is, how often it opens a sentence, whether the title has it,
whether it stands by itself in lists, whether it chains with itself; three words
of the title in a row that return count too. Mentions count in running text only,
and an article that repeats other terms as much is thought technical. *Words that
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
rephrase, those that open a sentence first; a pronoun, or the next fact, does.
It ends with the evidence, term by term, in log-odds before calibration.

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

import numpy as np

from analyzer.article import Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.repeated import PhraseLabels, Phrases, repeated_phrases, title_match
from analyzer.phrases.stuffing import Likelihood, likelihood
from analyzer.phrases.stuffing_message import MIN_PROBABILITY, StuffingMessage, explain_stuffing
from analyzer.phrases.stuffing_model import StuffingModel, stuffing_model
from analyzer.rules.reference_profile import shipped_profile
from analyzer.rules.rule import LazyMapping, Measurement, Rule


def measure(corpus: Corpus) -> Measurement:
    """Find the phrase that each article is stuffed with, and how likely it is."""
    return find(corpus, stuffing_model())


def find(corpus: Corpus, model: StuffingModel) -> Measurement:
    """Do what `compute` does, with any model."""
    likely = likelihood(corpus, model)
    value = likely.joined
    found = {
        article: explain_stuffing(corpus, model, likely, article)
        for article in np.flatnonzero(value >= MIN_PROBABILITY).tolist()
    }
    told = [article for article in sorted(found) if len(found[article].start)]
    places = [len(found[article].start) for article in told]
    top = lru_cache(maxsize=1)(lambda: _top(corpus, found))
    return Measurement(
        value,
        article=np.repeat(np.array(told, np.int64), places),
        start=_join([found[article].start for article in told]),
        end=_join([found[article].end for article in told]),
        group=np.repeat(np.arange(len(told)), places),
        weight=value[told],
        label=[found[article].label for article in told],
        detail=[found[article].detail for article in told],
        columns=LazyMapping(lambda: {"stuffing_probability": value, **top()[0]}),
        labels=LazyMapping(lambda: top()[1]),
        rows=LazyMapping(lambda: _rows(corpus, repeated_phrases(corpus), likely)),
    )


def _top(
    corpus: Corpus, found: dict[int, StuffingMessage]
) -> tuple[dict[str, Floats], dict[str, list[str]]]:
    """Return the top phrase of each article: what is stuffed, else the first key phrase."""
    from analyzer.phrases.ranking import best, candidates, label

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
            names[article], count[article] = one.label, len(one.start)
            words[article] = one.n_words
    density = count * words / np.maximum(corpus.n_words, 1)
    columns = {"top_phrase_count": count, "top_phrase_density": np.minimum(density, 1.0)}
    return columns, {"top_phrase": names}


def _rows(corpus: Corpus, phrases: Phrases, likely: Likelihood) -> dict[str, Any]:
    """Return the table of repeated phrases, the likeliest first in each article."""
    chance = likely.phrase
    order = np.lexsort((np.arange(len(chance)), -phrases.count, -chance, phrases.article))
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
        "stuffing_probability": chance[order],
    }


def _join(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *parts])


RULE = Rule(
    "keyword-stuffing",
    "probability",
    '"{label}" is said {count} times',
    __doc__,
    table="phrases",
    measure=measure,
)
