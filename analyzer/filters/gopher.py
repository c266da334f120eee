"""The filters of MassiveText, by which Gopher was trained: quality and repetition.

Rae and others (2021), "Scaling language models: methods, analysis and insights from
training Gopher", appendix A.1.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from analyzer.article import Floats
from analyzer.filters.document import Filter, Limit, RawText, columns, share
from analyzer.filters.words import PUNCTUATION
from analyzer.phrases.ngram_characters import DUPLICATE, ngram_characters
from analyzer.phrases.ngrams import repeated_ngrams
from analyzer.similarity.rows import pointers

STOP_WORDS = frozenset(["the", "be", "to", "of", "and", "that", "have", "with"])
BULLETS = ("•", "-")
ELLIPSES = ("...", "…")
PARAGRAPHS = re.compile(r"\n{2,}")
LINES = re.compile(r"\n+")


def measure_quality(texts: Sequence[RawText]) -> dict[str, Floats]:
    """Return the figures of the quality filter."""
    return columns([_quality(text) for text in texts])


def _quality(text: RawText) -> dict[str, float]:
    words, lines = text.words, text.text.splitlines()
    counted = [word for word in words if not PUNCTUATION.issuperset(word)]
    ellipses = sum(map(text.text.count, ELLIPSES))
    lettered = sum(any(map(str.isalpha, word)) for word in words)
    bullets = sum(line.lstrip().startswith(BULLETS) for line in lines)
    trailing = sum(line.rstrip().endswith(ELLIPSES) for line in lines)
    return {
        "words": len(counted),
        "mean_word_length": share(sum(map(len, counted)), len(counted)),
        "hashes_per_word": share(text.text.count("#"), len(words)),
        "ellipses_per_word": share(ellipses, len(words)),
        "bullet_lines": share(bullets, len(lines)),
        "ellipsis_lines": share(trailing, len(lines)),
        "words_with_a_letter": share(lettered, len(words)),
        "stop_words": len(STOP_WORDS.intersection(words)),
    }


def measure_repetition(texts: Sequence[RawText]) -> dict[str, Floats]:
    """Return the fractions of the repetition filter."""
    rows = [_pieces(text.text) for text in texts]
    size = np.array([max(len(text.text), 1) for text in texts], np.float64)
    ids: dict[str, int] = {}
    symbol = [ids.setdefault(word, len(ids)) for text in texts for word in text.words]
    length = np.array([len(word) for word in ids], np.int64)
    token, ptr = (
        np.array(symbol, np.int64),
        pointers(np.array([len(text.words) for text in texts], np.int64)),
    )
    every = repeated_ngrams(token, ptr, np.arange(len(texts)), max(DUPLICATE))
    fractions = ngram_characters(every, pointers(length[token]), ptr)
    return columns(rows) | {name: characters / size for name, characters in fractions}


def _pieces(text: str) -> dict[str, float]:
    """Return the fractions of paragraphs and lines, by number and by characters."""
    paragraphs, lines = PARAGRAPHS.split(text.strip()), LINES.split(text)
    n_paragraphs, paragraph_characters = duplicates(paragraphs)
    n_lines, line_characters = duplicates(lines)
    return {
        "characters": len(text),
        "duplicate_paragraphs": n_paragraphs / len(paragraphs),
        "duplicate_paragraph_characters": share(paragraph_characters, len(text)),
        "duplicate_lines": n_lines / len(lines),
        "duplicate_line_characters": share(line_characters, len(text)),
    }


def duplicates(pieces: Sequence[str]) -> tuple[int, int]:
    """Return how many pieces repeat an earlier one, and their characters."""
    distinct = dict.fromkeys(pieces)
    characters = sum(map(len, pieces)) - sum(map(len, distinct))
    return len(pieces) - len(distinct), characters


QUALITY = Filter(
    "gopher-quality",
    measure_quality,
    (
        Limit("words", least=50, most=100_000),
        Limit("mean_word_length", least=3, most=10),
        Limit("hashes_per_word", most=0.1),
        Limit("ellipses_per_word", most=0.1),
        Limit("bullet_lines", most=0.9),
        Limit("ellipsis_lines", most=0.3),
        Limit("words_with_a_letter", least=0.8),
        Limit("stop_words", least=2),
    ),
)
REPETITION = Filter(
    "gopher-repetition",
    measure_repetition,
    (
        Limit("characters", least=1, reason="the text is empty"),
        Limit("duplicate_paragraphs", most=0.3),
        Limit("duplicate_paragraph_characters", most=0.2),
        Limit("duplicate_lines", most=0.3),
        Limit("duplicate_line_characters", most=0.2),
        Limit("top_2gram", most=0.20),
        Limit("top_3gram", most=0.18),
        Limit("top_4gram", most=0.16),
        *(Limit(f"duplicate_{n}gram", most=(20 - n) / 100) for n in DUPLICATE),
    ),
)
