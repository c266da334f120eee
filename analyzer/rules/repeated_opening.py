"""repeated-opening: many sentences begin with the same words.

What it measures
----------------
The number of sentences, beyond two, that begin with the same three words as others of
the article (case-folded). Headings, table cells, captions, fragments in lists and labels
are not read. An opening whose only content words are names, or words of the title or a
heading, is none: the subject has no other name. Each group of three or more sentences is
reported once.

Why it matters
--------------
Readers hear the refrain before the sense. It is also what remains where a keyword was
put at the start of every paragraph.

Example
-------
"The council said the bridge was safe. The council said tests were done. The
council said it would publish them."

Instead
-------
"The council said the bridge was safe: tests were done, and would be published."

Limits
------
A speech, a poem or a set of definitions may want the refrain. Openings of function words,
such as "it is a", count like any other; the distribution over reference articles sets the
limit.

References
----------
The rhetorical figure is anaphora; the count is our own.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
import numpy as np

from analyzer.article import RUNNING_PROSE
from analyzer.corpus import Corpus
from analyzer.phrases.subject_terms import are_subjects
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Rarity, Rule
from analyzer.settings import RuleOptions

WORDS = 3


class Options(RuleOptions, frozen=True):
    """The options of repeated-opening.

    Attributes
    ----------
    min_sentences : int
        The number of sentences from which one opening counts.
    """

    min_sentences: Annotated[int, msgspec.Meta(ge=2)] = 3


def measure(corpus: Corpus, options: Options) -> Measurement:
    """Find the sentences of each article that begin with the same words."""
    if not len(corpus.sentence_start):
        return Measurement(np.zeros(len(corpus.articles)))
    # A label opens its sentence, and the words behind it begin what is said.
    n_tokens = len(corpus.token_id)
    token = np.where(corpus.running, np.arange(n_tokens), n_tokens)
    first = np.minimum.reduceat(token, corpus.sentence_ptr[:-1])
    sentence = np.flatnonzero(corpus.sentence_ptr[1:] - first > WORDS)
    if not len(sentence):
        return Measurement(np.zeros(len(corpus.articles)))
    first = first[sentence]
    article = corpus.sentence_article[sentence]
    key = np.stack([article, *(corpus.token_id[first + step] for step in range(WORDS))], axis=1)
    _, group, count = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    is_subject = are_subjects(corpus, first, first + WORDS - 1)
    frequent = (count[group] >= options.min_sentences) & ~is_subject
    article, first = article[frequent], first[frequent]
    _, opening, group = np.unique(group[frequent], return_index=True, return_inverse=True)
    order = np.lexsort((first, group, article))
    size = np.bincount(group).astype(np.float64)
    beyond = corpus.sums(article[opening], size - (options.min_sentences - 1))
    start = corpus.token_start[first]
    end = corpus.token_end[first + WORDS - 1]
    return Measurement(
        beyond,
        article=article[order],
        start=start[order],
        end=end[order],
        group=group[order],
        weight=size - (options.min_sentences - 1),
        label=[corpus.prose[start[place] : end[place]] for place in opening],
    )


RULE = Rule(
    "repeated-opening",
    __doc__,
    message='{count} sentences begin with "{label}"; begin some of them differently',
    unit="sentences",
    scoring=Rarity(most=10),
    kind="phrase",
    once_per_group=True,
    reads=RUNNING_PROSE,
    redundant_with=("keyword-stuffing", "near-duplicate-sentence", "repeated-phrase"),
    options=Options,
    measure=measure,
)
