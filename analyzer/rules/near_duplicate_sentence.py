"""near-duplicate-sentence: the article says a sentence again.

What it measures
----------------
The number of sentences that could go because another one of the article has
the same words: for each cluster of near-duplicates, all but one. Two sentences
are near-duplicates when the distinct stems of both are at least four fifths of
the distinct stems of either (Jaccard similarity 0.8). Sentences of fewer than
six distinct stems are not compared. Every pair is found and none invented.

Why it matters
--------------
A reader notices the second time. Most often a paragraph was pasted twice, or
a sentence was rewritten and the old one forgotten.

Example
-------
"The bridge will close for repairs on Monday night. ... On Monday night, the
bridge will close for repairs."

Instead
-------
Keep the better of the two.

Limits
------
A sentence that corrects another by one word ("not", a number) counts as its
near-duplicate: look before deleting.

References
----------
Jaccard (1901); the join is exact, by prefix filtering: Bayardo, Ma and Srikant
(2007), "Scaling up all pairs similarity search".
"""

from __future__ import annotations

import numpy as np

from analyzer.corpus import Corpus
from analyzer.rules.rule import Measurement, Rule
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.pairs import cluster
from analyzer.similarity.sentences import SIMILARITY, with_partners


def measure(corpus: Corpus) -> Measurement:
    """Find the near-duplicate sentences of each article."""
    sentence, rows = with_partners(corpus)
    pairs = collect(self_join(rows, SIMILARITY, max_identical_pairs=0))
    clusters = cluster(pairs, len(rows))
    row = np.flatnonzero(clusters.label >= 0)
    group, place = clusters.label[row], sentence[row]
    article = corpus.sentence_article[place]
    order = np.lexsort((place, group, article))
    size = np.bincount(group, minlength=len(clusters.representative)).astype(np.float64)
    kept = corpus.sentence_article[sentence[clusters.representative]]
    redundant = corpus.sums(article) - corpus.sums(kept)
    return Measurement(
        redundant,
        article=article[order],
        start=corpus.sentence_start[place][order],
        end=corpus.sentence_end[place][order],
        group=group[order],
        weight=size - 1,
        label=_labels(corpus, article, group),
        columns={"near_duplicate_sentences": redundant},
    )


def _labels(corpus: Corpus, article: np.ndarray, group: np.ndarray) -> list[str]:
    """Return the number of each cluster within its article, from 1."""
    owner = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    owner[group] = article
    labels, count = [], [0] * len(corpus.articles)
    for index in owner.tolist():
        count[index] += 1
        labels.append(str(count[index]))
    return labels


RULE = Rule(
    "near-duplicate-sentence",
    "sentences",
    "one of {count} sentences that say the same",
    __doc__,
    measure=measure,
)
