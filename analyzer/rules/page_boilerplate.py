"""page-boilerplate: lines of the page, not of the article.

What it measures
----------------
The number of blocks told to be boilerplate: date lines, bylines, share buttons,
"Popular" and "More like this", teasers of other articles cut off by "...",
tag lists, navigation. They are told by form and place, from the article
alone, and never counted in another measure.

Why it matters
--------------
A scraped page or an export that carries its boilerplate along spoils every
count made on it, in this tool or another.

Example
-------
"Share post:", "More like this", "Tourism is expanding ..."

Instead
-------
Export the article without them, or leave them: they cost nothing here.

Limits
------
Told by form and place, so that a very short paragraph of the author's may be
taken for boilerplate, and a sentence of the page for the author's.

References
----------
Kohlschuetter and others (2010), "Boilerplate detection using shallow text
features".
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Block
from analyzer.corpus import Corpus
from analyzer.rules.rule import Measurement, Rule

LABEL_WIDTH = 60


def measure(corpus: Corpus) -> Measurement:
    """Find the blocks of each article that are boilerplate."""
    block = np.flatnonzero(corpus.block_kind == Block.BOILERPLATE)
    article = corpus.block_article[block]
    start, end = corpus.block_start[block], corpus.block_end[block]
    label = [
        " ".join(corpus.prose[first : min(last, first + LABEL_WIDTH)].split())
        for first, last in zip(start.tolist(), end.tolist(), strict=True)
    ]
    value = corpus.sums(article)
    return Measurement(
        value,
        article=article,
        start=start,
        end=end,
        group=np.arange(len(block)),
        weight=np.ones(len(block)),
        label=label,
        columns={"boilerplate_lines": value},
    )


RULE = Rule(
    "page-boilerplate",
    "blocks",
    "part of the page, not of the article; left out of every count",
    __doc__,
    measure=measure,
)
