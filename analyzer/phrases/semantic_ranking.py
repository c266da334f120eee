"""Candidate phrases weighted by what they mean: their similarity to the text as a whole.

The similarity of a phrase and its text, both embedded, is the measure of EmbedRank
(Bennani-Smires and others, 2018). Here it multiplies the score by words, which alone
decides in languages that the model does not know.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Floats
from analyzer.corpus import Corpus
from analyzer.phrases.candidates import Candidates, label
from analyzer.similarity.embeddings import LANGUAGE, embed

# Chosen by cross-validation: the weight of a phrase is exp(STRENGTH * cosine).
STRENGTH = 3.5


def semantic_weights(corpus: Corpus, found: Candidates) -> Floats:
    """Return the weight of each candidate; 1 in other languages than the model's."""
    known = np.flatnonzero(np.array(corpus.languages) == LANGUAGE)
    chosen = np.flatnonzero(np.isin(found.article, known) & (found.score > 0))
    weight = np.ones(len(found.score))
    if not len(chosen):
        return weight
    names, at = np.unique(
        [label(corpus, found, number) for number in chosen.tolist()], return_inverse=True
    )
    texts = embed(
        f"{corpus.titles[number]}\n\n{corpus.articles[number].prose}" for number in known
    )
    text = texts[np.searchsorted(known, found.article[chosen])]
    cosine = (embed(names.tolist())[at] * text).sum(axis=1)
    # Rounded, so that equal phrases rank the same whatever they are computed with.
    weight[chosen] = np.exp(STRENGTH * np.round(cosine.astype(np.float64), 5))
    return weight
