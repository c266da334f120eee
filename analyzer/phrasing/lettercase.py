"""Which words an article ever writes small: those are no names."""

from __future__ import annotations

import numpy as np

from analyzer.article import Flags, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrasing.candidates import Content, body_content
from analyzer.text.order import distinct
from analyzer.text.segment import code_points


@per_corpus
def small_tokens(corpus: Corpus) -> Flags:
    """Return which tokens begin with a letter that is not a capital."""
    first = code_points(corpus.prose)[corpus.token_start]
    return ~corpus.token_upper & ((first < ord("0")) | (first > ord("9")))


@per_corpus
def small_stems(corpus: Corpus) -> Ints:
    """Return article and stem, as one sorted number, of all words ever written small."""
    body = body_content(corpus)
    return distinct(stem_keys(body)[small_tokens(corpus)[body.token]])


def stem_keys(content: Content) -> Ints:
    """Return article and stem of each content word as one number."""
    return content.article << 32 | content.stem


def held(sorted_keys: Ints, wanted: Ints) -> Flags:
    """Return which of the wanted numbers are among sorted ones."""
    if not len(sorted_keys):
        return np.zeros(len(wanted), bool)
    at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.asarray(sorted_keys[at] == wanted)
