"""repeated-opening: sentences that begin alike.

What it measures
----------------
The number of sentences, beyond two, that begin with the same three words as
others of the article (case-folded; list items, headings and table cells are
left out, since lists begin alike for good reason). Each group of three or
more sentences is told with its places.

Why it matters
--------------
A reader hears the refrain before the sense. It is also the mark of the
phrase put at the head of every paragraph for a search engine.

Example
-------
"The council said the bridge was safe. The council said tests were done. The
council said it would publish them."

Instead
-------
"The council said the bridge was safe: tests were done, and would be published."

Limits
------
A speech, a poem or a set of definitions may want the refrain. Groups that
begin with two or more words of closed classes, as "it is a", are judged like
any other; articles as published set the limit.

References
----------
The rhetorical figure is anaphora; the count is our own.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Block
from analyzer.corpus import Corpus
from analyzer.rules.rule import Measurement, Rule

WORDS = 3
FEWEST = 3


def measure(corpus: Corpus) -> Measurement:
    """Find the sentences of each article that begin alike."""
    length = np.diff(corpus.sentence_ptr)
    kind = corpus.block_kind[corpus.sentence_block]
    running = (kind == Block.PARAGRAPH) | (kind == Block.QUOTE)
    sentence = np.flatnonzero((length > WORDS) & running)
    if not len(sentence):
        return Measurement(np.zeros(len(corpus.articles)))
    first = corpus.sentence_ptr[sentence]
    article = corpus.sentence_article[sentence]
    key = np.stack([article, *(corpus.token_id[first + step] for step in range(WORDS))], axis=1)
    _, group, count = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    told = count[group] >= FEWEST
    sentence, article, first = sentence[told], article[told], first[told]
    _, opening, group = np.unique(group[told], return_index=True, return_inverse=True)
    order = np.lexsort((first, group, article))
    size = np.bincount(group).astype(np.float64)
    beyond = corpus.sums(article[opening], size - (FEWEST - 1))
    start = corpus.token_start[first]
    end = corpus.token_end[first + WORDS - 1]
    return Measurement(
        beyond,
        article=article[order],
        start=start[order],
        end=end[order],
        group=group[order],
        weight=size - (FEWEST - 1),
        label=[corpus.prose[start[place] : end[place]] for place in opening],
    )


RULE = Rule(
    "repeated-opening",
    "sentences",
    '{count} sentences begin with "{label}"',
    __doc__,
    measure=measure,
)
