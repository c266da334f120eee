"""page-boilerplate: lines of the page that are not part of the article.

What it measures
----------------
The number of blocks classified as boilerplate: date lines, bylines, share buttons,
"Popular" and "More like this", teasers of other articles that end in "...", tag lists,
navigation. They are recognised from form and position, from the article alone, and no
other rule counts them.

Why it matters
--------------
A scraped page or an export that includes its boilerplate spoils every count made on it,
in this tool or another.

Example
-------
"Share post:", "More like this", "Tourism is expanding ..."

Instead
-------
Export the article without them, or leave them: they cost nothing here.

Limits
------
A very short paragraph may be taken for boilerplate, and a sentence of the page for a
paragraph.

References
----------
Kohlschuetter and others (2010), "Boilerplate detection using shallow text
features".
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Block
from analyzer.corpus import Corpus
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import DEFAULT, Informational, Rule
from analyzer.settings import RuleOptions
from analyzer.tables import Column

LABEL_WIDTH = 60


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
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
        rows={
            "article": article.tolist(),
            "start": start.tolist(),
            "text": [
                corpus.prose[first:last]
                for first, last in zip(start.tolist(), end.tolist(), strict=True)
            ],
        },
    )


RULE = Rule(
    "page-boilerplate",
    __doc__,
    message="boilerplate of the page, which no rule counts",
    unit="blocks",
    scoring=Informational(),
    kind="text",
    reads=frozenset([Block.BOILERPLATE]),
    table="boilerplate",
    columns=(
        Column("boilerplate_lines", "integer", "Blocks of the page that are no part of it"),
    ),
    measure=measure,
)
