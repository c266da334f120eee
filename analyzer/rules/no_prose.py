"""no-prose: almost none of the input could be read as sentences.

What it measures
----------------
The share of the characters of the source that was read as the text of the article. It
counts as 0 where that text has no full sentence, and as 1 where the source is empty or
where fifty words and more could be read. A share below 5 % is reported.

Why it matters
--------------
What could not be read was not measured, and must not pass for a clean article. Without a
full sentence the scores are empty.

Example
-------
"404 Not Found", a page of code, or a JSON file that was exported as an article.

Instead
-------
Check how the file was exported and what it is written in (``--markup``), or leave it out
with ``exclude``.

Limits
------
A page whose text is drawn by a program in the browser has nothing to read.

References
----------
None.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Block
from analyzer.corpus import Corpus
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Below, Rule
from analyzer.settings import RuleOptions, Share
from analyzer.tables import Column

ENOUGH_WORDS = 50


class Options(RuleOptions, frozen=True):
    """The options of no-prose.

    Attributes
    ----------
    min_prose_share : float
        The share of the source from which it counts as read.
    """

    min_prose_share: Share = 0.05


def measure(corpus: Corpus, _options: Options) -> Measurement:
    """Measure how much of each article could be read as sentences."""
    share = corpus.prose_share
    is_empty = np.array([not article.text.strip() for article in corpus.articles], bool)
    is_read = is_empty | (corpus.n_words >= ENOUGH_WORDS * corpus.tokens_per_word)
    value = np.where(corpus.has_sentence, np.where(is_read, 1.0, share), 0.0)
    return Measurement(np.where(is_empty, 1.0, value), columns={"prose_share": share})


RULE = Rule(
    "no-prose",
    __doc__,
    message="almost none of the text could be read as full sentences",
    unit="share of the source",
    scoring=Below("min_prose_share"),
    reads=frozenset(Block),
    columns=(
        Column("prose_share", "number", "Share of the characters of the source that were read"),
    ),
    options=Options,
    measure=measure,
)
