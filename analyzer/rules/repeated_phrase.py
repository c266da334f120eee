"""repeated-phrase: the same words appear again and again.

What it measures
----------------
For each phrase of two or more content words that running prose repeats: its repeats times
its content words beyond the first. A pair of words that appears four times weighs 3, five
words that appear four times weigh 12. The value of the article is the weight of its
heaviest phrase. Inflected forms count as one phrase. Names, and terms of up to three content
words that the title or the headings have, are not reported: the subject has no other name.

Why it matters
--------------
A phrase that recurs word for word reads like a label. Fixed terms recur in every article,
so a phrase is reported only where reference articles of the same
vocabulary size hardly ever repeat one as heavily.

Example
-------
"Harbour ferry links expand as ... Harbour ferry links expand because ...
Harbour ferry links expand with ..."

Instead
-------
"Two more ferries will cross the harbour from May. The new timetable ..."

Limits
------
A long official title of a law cannot be varied: list it under ``terms``.

References
----------
The weight is our own; its distribution over reference articles sets the limit.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Flags
from analyzer.corpus import Corpus
from analyzer.phrases.repeated import PhraseLabels, Phrases, repeated_phrases
from analyzer.phrases.subject_terms import are_subjects
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import DEFAULT, Rarity, Rule
from analyzer.settings import RuleOptions

# The most content words of a term; a longer phrase is a wording that could vary.
LONGEST_TERM = 3


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
    """Weigh the phrases that each article repeats."""
    phrases = repeated_phrases(corpus)
    running = corpus.running[phrases.first]
    count = np.add.reduceat(running, phrases.ptr[:-1], dtype=np.int64)
    n_content = phrases.n_content / corpus.tokens_per_word[phrases.article]
    weight = np.asarray(np.maximum(count - 1, 0) * np.maximum(n_content - 1, 0), np.float64)
    value = np.zeros(len(corpus.articles))
    np.maximum.at(value, phrases.article, weight)
    reported = ~_terms(corpus, phrases)
    place = running & np.repeat(reported, phrases.count)
    first, last = phrases.first[place], phrases.last[place]
    number = np.flatnonzero(reported)
    count = count[reported]
    return Measurement(
        value,
        article=np.repeat(phrases.article[reported], count),
        start=corpus.token_start[first],
        end=corpus.token_end[last],
        group=np.repeat(np.arange(len(count)), count),
        weight=weight[reported],
        label=PhraseLabels(corpus, phrases, number),
    )


def _terms(corpus: Corpus, phrases: Phrases) -> Flags:
    """Return which phrases are short terms for what their article is about."""
    place = phrases.typical()
    short = phrases.n_content <= LONGEST_TERM * corpus.tokens_per_word[phrases.article]
    return short & are_subjects(corpus, phrases.first[place], phrases.last[place])


RULE = Rule(
    "repeated-phrase",
    __doc__,
    message='"{label}" appears {count} times, more often than is usual at this length; '
    "rephrase some of them",
    unit="repeats times words",
    scoring=Rarity(most=10, per_group=True),
    kind="phrase",
    once_per_group=True,
    superseded_by=("keyword-stuffing", "near-duplicate-sentence"),
    redundant_with=("keyword-stuffing", "near-duplicate-sentence"),
    measure=measure,
)
