"""How well words fit languages, by n-grams of their letters.

They are learned from the function words, which are too few to show the language of a price
list by themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from analyzer.text.languages import function_words

LONGEST = 3
# The commonest function words count twice.
COMMON = 2
# Occurrences that every language has of each n-gram, in proportion to all languages.
SMOOTHING = 25.0
UNSEEN = 1e-3


def likelihoods(words: Sequence[str], languages: Sequence[str]) -> list[float]:
    """Return the logarithm of the likelihood of folded words in each language."""
    found = Counter(gram for word in words for gram in _ngrams(word))
    everywhere = _counts("")
    size = everywhere.total()
    scores = []
    for language in languages:
        own = _counts(language)
        n = own.total() + SMOOTHING
        scores.append(
            sum(
                count * math.log((own[gram] + SMOOTHING * everywhere[gram] / size + UNSEEN) / n)
                for gram, count in found.items()
            )
        )
    return scores


@lru_cache(maxsize=128)
def _counts(language: str) -> Counter[str]:
    """Return how often each n-gram is in the function words; of all languages for ""."""
    counts: Counter[str] = Counter()
    if not language:
        for code in function_words():
            counts.update(_counts(code))
        return counts
    common, other = function_words()[language]
    for words, times in ((common, COMMON), (other, 1)):
        for word in words:
            for gram in _ngrams(word):
                counts[gram] += times
    return counts


def _ngrams(word: str) -> Iterator[str]:
    word = f" {word} "
    for size in range(1, LONGEST + 1):
        for at in range(len(word) - size + 1):
            yield word[at : at + size]
