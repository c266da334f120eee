"""near-duplicate-sentence: the article repeats a sentence.

What it measures
----------------
The number of sentences that could be removed because another sentence of the article has
the same words: all but one of each cluster of near-duplicates. Two sentences are
near-duplicates if their distinct stems have a Jaccard similarity of 0.8 or more.
Sentences of fewer than six distinct stems are not compared. The comparison is exact:
every pair is found.

Why it matters
--------------
Readers notice the second time. Most often a paragraph was pasted twice, or a sentence was
rewritten and the old one forgotten.

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
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import DEFAULT, Rarity, Rule
from analyzer.settings import RuleOptions
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.pairs import cluster
from analyzer.similarity.sentences import SIMILARITY, candidate_sentences
from analyzer.tables import Column


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
    """Find the near-duplicate sentences of each article."""
    sentence, rows = candidate_sentences(corpus)
    running = np.flatnonzero(corpus.running_sentences[sentence])
    sentence, rows = sentence[running], rows.take(running)
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
    __doc__,
    message="one of {count} near-duplicate sentences",
    unit="sentences",
    scoring=Rarity(most=30, always=True),
    kind="sentence",
    names_other=True,
    columns=(
        Column(
            "near_duplicate_sentences",
            "integer",
            "Sentences that repeat another sentence of the article",
        ),
    ),
    measure=measure,
)
