"""keyword-stuffing: a phrase or word is repeated for search engines.

What it measures
----------------
The probability, between 0 and 1, that an article is stuffed, from three kinds of
evidence. *A phrase that never varies*: how often it appears, how long it is, how often
it opens a sentence, whether the title has it, whether it stands alone as a list item,
and how much of the article consists of words from the title in a row. *Keyword
density*: how often the most frequent word appears given the size of the vocabulary.
*Keyword variants*: a list of one keyword with different names, as in "plumber Leeds,
plumber York", or of items that share two words. Any one is enough. Only running prose and
lists count; numbers with their units, names, quotations and sentences with code do not.
On a page that shows code (a block, or several sentences with it) keyword density is no
evidence: what it documents has no other name.
The phrase with the most evidence is reported at each of its occurrences.

Why it matters
--------------
Readers notice, and search engines have counted it against a page for twenty years. No
keyword has to be named.

Example
-------
"Harbour ferry links expand as ... Harbour ferry links expand because ...
Harbour ferry links expand with ..."

Instead
-------
Use the phrase once or twice. The message names how many occurrences to rephrase, first
those that open a sentence: use a pronoun, or start with the next fact.

Limits
------
A fixed term in lower case cannot be varied and is reported where it opens many
sentences; list it under ``terms``. One or two copies in an article are not stuffing. The
model was fitted on English; other languages share it, because it looks at form and not
at words. The statistics behind a finding (log-odds before calibration) are its detail in
the JSON output and on the page.

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
from analyzer.phrases.stuffing import Likelihood, StuffingModel, likelihood, stuffing_model
from analyzer.phrases.stuffing_message import (
    MIN_PROBABILITY,
    NAMED_FROM,
    advice,
    find_stuffing,
)
from analyzer.rules.measurement import LazyMapping, Measurement
from analyzer.rules.reference_profile import shipped_profile
from analyzer.rules.rule import DEFAULT, Probability, Rule
from analyzer.settings import RuleOptions
from analyzer.tables import Column


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
    """Find the phrase that each article is stuffed with, and how likely it is."""
    return find(corpus, stuffing_model())


def find(corpus: Corpus, model: StuffingModel) -> Measurement:
    """Find what `measure` finds, with any model."""
    likely = likelihood(corpus, model)
    value = likely.joined
    found = {
        article: find_stuffing(corpus, model, likely, article)
        for article in np.flatnonzero(value >= MIN_PROBABILITY).tolist()
    }
    reported = [article for article in sorted(found) if len(found[article].first)]
    counts = [len(found[article].first) for article in reported]
    first = _join([found[article].first for article in reported])
    last = _join([found[article].last for article in reported])
    top = lru_cache(maxsize=1)(lambda: _top(corpus, model, likely))
    return Measurement(
        value,
        article=np.repeat(np.array(reported, np.int64), counts),
        start=corpus.token_start[first],
        end=corpus.token_end[last],
        group=np.repeat(np.arange(len(reported)), counts),
        weight=value[reported],
        label=[found[article].label for article in reported],
        message=[
            f"{found[article].says}; {advice(corpus, model, found[article])}"
            for article in reported
        ],
        detail=[found[article].detail for article in reported],
        columns=LazyMapping(lambda: {"stuffing_probability": value, **top()[0]}),
        labels=LazyMapping(lambda: top()[1]),
        rows=LazyMapping(lambda: _rows(corpus, repeated_phrases(corpus), likely)),
    )


def _top(
    corpus: Corpus, model: StuffingModel, likely: Likelihood
) -> tuple[dict[str, Floats], dict[str, list[str]]]:
    """Return the top phrase of each article: what is stuffed, else the first key phrase."""
    from analyzer.phrases.candidates import best, label
    from analyzer.phrases.ranking import candidates

    names = [""] * len(corpus.articles)
    count, words = np.zeros((2, len(names)))
    for article in np.flatnonzero(likely.joined >= NAMED_FROM).tolist():
        one = find_stuffing(corpus, model, likely, article)
        names[article], count[article] = one.label, len(one.first)
        words[article] = one.n_words
    ranked = candidates(corpus, "phrases")
    for chosen in best(ranked, 1).tolist():
        article = int(ranked.article[chosen])
        if names[article]:
            continue
        first = ranked.ptr[chosen]
        names[article] = label(corpus, ranked, chosen)
        count[article] = ranked.count[chosen]
        words[article] = ranked.last[first] - ranked.first[first] + 1
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
    __doc__,
    message='"{label}" appears {count} times',
    unit="probability",
    scoring=Probability(most=40),
    severity="warning",
    severities=("note", "warning", "error"),
    kind="phrase",
    once_per_group=True,
    table="phrases",
    columns=(
        Column("stuffing_probability", "number", "Probability of keyword stuffing"),
        Column(
            "top_phrase",
            "string",
            "From probability 0.1 the phrase with the most evidence, else the first key phrase",
        ),
        Column("top_phrase_count", "integer", "Times it appears in the body"),
        Column("top_phrase_density", "number", "Share of the body's words that it takes"),
    ),
    measure=measure,
)
