"""repeated-phrase: the same words, said again and again.

What it measures
----------------
For each phrase of two or more content words that an article repeats, how
often it is said again times the content words beyond the first: saying a pair
of words four times weighs 3, saying five words four times weighs 12. The
weight of the heaviest phrase is the value of the article. Inflected forms
count as the same phrase.

Why it matters
--------------
A phrase that returns word for word reads as a label, not as writing. Names
and fixed terms return in every article, so a phrase is told only when clean
articles with as many distinct words hardly ever repeat one as heavily.

Example
-------
"Harbour ferry links expand as ... Harbour ferry links expand because ...
Harbour ferry links expand with ..."

Instead
-------
"Two more ferries will cross the harbour from May. The new timetable ..."

Limits
------
The official title of a law or a body cannot be varied and is told all the
same when it is long and frequent.

References
----------
The weight is our own; its distribution over clean articles sets the limit.
"""

from __future__ import annotations

import numpy as np

from analyzer.corpus import Corpus
from analyzer.phrases.repeated import PhraseLabels, repeated_phrases
from analyzer.rules.rule import Measurement, Rule


def measure(corpus: Corpus) -> Measurement:
    """Weigh the phrases that each article repeats."""
    phrases = repeated_phrases(corpus)
    count = phrases.count
    # Two characters make a word where there are no spaces.
    n_content = phrases.n_content / (1.0 + corpus.unspaced[phrases.article])
    weight = (count - 1) * np.maximum(n_content - 1, 0)
    value = np.zeros(len(corpus.articles))
    np.maximum.at(value, phrases.article, weight)
    start, end = corpus.token_start[phrases.first], corpus.token_end[phrases.last]
    return Measurement(
        value,
        article=np.repeat(phrases.article, count),
        start=start,
        end=end,
        group=np.repeat(np.arange(len(count)), count),
        weight=weight,
        label=PhraseLabels(corpus, phrases, np.arange(len(count))),
    )


RULE = Rule(
    "repeated-phrase",
    "repeats times words",
    '"{label}" is said {count} times, more than articles of this size do',
    __doc__,
    measure=measure,
)
