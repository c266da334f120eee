"""Rows of n-grams (shingles) from texts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Literal, cast

import numpy as np

from analyzer.errors import SettingError
from analyzer.similarity.hashing import number
from analyzer.similarity.rows import (
    Floats,
    Ints,
    Keys,
    NgramRows,
    Ranks,
    is_first_in_row,
    pointers,
    row_chunks,
    sort_rows,
)
from analyzer.storage.spool import Column
from analyzer.text import tokens as words
from analyzer.text.arrays import unique
from analyzer.text.characters import code_points
from analyzer.text.word_boundaries import Tokens, split_tokens

Unit = Literal["word", "char"]

# Both odd and drawn at random. An n-gram is a polynomial in one of them, and its
# symbols are mixed with the other first: with the same factor, a word could collide
# with another word at another position.
BASE = np.uint64(0xD1B54A32D192ED03)
MIX = np.uint64(0xAEF17502108EF2D9)
# Characters of texts processed at once: they fit the processor's cache.
PIECE = 500_000
AT_A_TIME = 2048
# Symbols read from disk at once.
AT_ONCE = 1 << 21
ASCII = 127


def mixed(keys: Keys) -> Keys:
    """Return a 64-bit hash of each number, different for different numbers."""
    keys = (keys ^ (keys >> np.uint64(32))) * MIX
    keys = (keys ^ (keys >> np.uint64(29))) * MIX
    return np.asarray(keys ^ (keys >> np.uint64(32)))


def ngram_rows(ptr: Ints, symbol: Ints | Keys, n: int) -> NgramRows:
    """Return the n-grams of rows of symbols, in order.

    A row shorter than `n` is one n-gram of itself; an empty one has none.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    symbol : ndarray of int64 or uint64, shape (n_symbols,)
        Numbers or hashes of words, or code points.
    n : int
        At least 1.
    """
    parts = mixed(symbol.astype(np.uint64))
    start, end = ptr[:-1], ptr[1:]
    # Not from 0, so that a symbol mixed to 0 counts too.
    ngram = np.ones(len(parts), np.uint64)
    whole = max(len(parts) - n + 1, 0)
    for position in range(n):
        ngram[:whole] = ngram[:whole] * BASE + parts[position : position + whole]
    length = end - start
    for short in range(1, n):
        first = start[length == short]
        ngram[first] = 1
        for position in range(short):
            ngram[first] = ngram[first] * BASE + parts[first + position]
    kept = np.ones(len(parts), bool)
    for position in range(1, n):
        last = end - position
        kept[last[last > start]] = False
    counts = np.where(length < n, np.minimum(length, 1), length - n + 1)
    return NgramRows(pointers(counts), mixed(ngram[kept]))


def kept_ngrams(ptr: Ints, symbol: Keys | Column, n: int) -> NgramRows:
    """Return the n-grams of rows of symbols, on disk where the symbols are a `Column`."""
    if not isinstance(symbol, Column):
        return ngram_rows(ptr, symbol, n)
    ngram, sizes = Column(np.uint64), [np.zeros(0, np.int64)]
    for first, last in row_chunks(ptr, AT_ONCE):
        own = ptr[first : last + 1]
        rows = ngram_rows(own - own[0], symbol[own[0] : own[-1]], n)
        ngram.extend(rows.ngram)
        sizes.append(np.diff(rows.ptr))
    return NgramRows(pointers(np.concatenate(sizes)), cast("Keys", ngram))


def text_rows(
    texts: Iterable[str | None], n: int, unit: Unit = "word", *, stem: bool = False
) -> NgramRows:
    """Return the case-folded n-grams of texts, which run across the ends of sentences.

    Parameters
    ----------
    texts : iterable of str
        None, NaN and NA are empty texts.
    n : int
    unit : {"word", "char"}
    stem : bool
        Whether words are taken by their stems, in the language of each text.

    Raises
    ------
    SettingError
        A text is not a string.
    """
    symbols = _characters if unit == "char" else _stems if stem else _words
    parts = [ngram_rows(*symbols(piece), n) for piece in _pieces(texts)]
    ptr = pointers(np.concatenate([np.zeros(0, np.int64), *(np.diff(p.ptr) for p in parts)]))
    return NgramRows(ptr, np.concatenate([np.zeros(0, np.uint64), *(p.ngram for p in parts)]))


def smooth_idf(rows: NgramRows, n_rows: int | None = None) -> Floats:
    """Return ``log((1 + n_rows) / (1 + df)) + 1`` of every n-gram of every row.

    The inverse document frequency of scikit-learn's ``TfidfVectorizer`` as it is
    by default; ``df`` counts the rows that have the n-gram.

    Parameters
    ----------
    rows : NgramRows
    n_rows : int, optional
        Count the first rows only, those that a model was fitted on; by default all.

    Returns
    -------
    ndarray of float64, shape (n_ngrams,)
    """
    numbers, n_numbers = number(rows.ngram)
    counted = len(rows) if n_rows is None else n_rows
    ptr = rows.ptr[: counted + 1]
    frequency = document_frequency(ptr, numbers[: ptr[-1]], n_numbers)
    idf = np.log((1 + counted) / (1 + frequency)) + 1
    return np.asarray(idf[numbers])


def document_frequency(ptr: Ints, numbers: Ranks, n_numbers: int) -> Ints:
    """Return the number of rows that each n-gram is in, shape (n_numbers,)."""
    ordered = sort_rows(ptr, numbers)
    return np.bincount(ordered[is_first_in_row(ptr, ordered)], minlength=n_numbers)


def _pieces(texts: Iterable[str | None]) -> Iterator[list[str]]:
    """Yield lists of texts, of about `PIECE` characters each."""
    source = iter(texts)
    position = 0
    while given := list(islice(source, AT_A_TIME)):
        values = [_text(value, position + index) for index, value in enumerate(given)]
        position += len(values)
        size = np.cumsum(np.fromiter(map(len, values), np.int64, len(values)))
        edge = np.searchsorted(size, np.arange(PIECE, size[-1], PIECE))
        first = 0
        for last in [*unique(edge).tolist(), len(values)]:
            if last > first:
                yield values[first:last]
            first = last


def _text(value: Any, position: int) -> str:
    if isinstance(value, str):
        return value
    missing = value is None or type(value).__name__ in {"NAType", "NaTType"}
    if missing or (isinstance(value, float) and math.isnan(value)):
        return ""
    raise SettingError(
        f"the text at position {position} is {type(value).__name__}; "
        "it must be a string, or missing"
    )


def _characters(texts: Sequence[str]) -> tuple[Ints, Keys]:
    folded = [text.casefold() for text in texts]
    ptr = pointers(np.fromiter(map(len, folded), np.int64, len(folded)))
    return ptr, code_points("".join(folded)).astype(np.uint64)


def _words(texts: Sequence[str]) -> tuple[Ints, Keys]:
    """Return the hashes of the folded words of each text.

    Words of ASCII letters are folded all at once, the others word by word.
    """
    tokens, ptr = _tokens(texts)
    wide = np.flatnonzero(code_points(tokens.text) > ASCII)
    some = np.searchsorted(tokens.start, wide, side="right") - 1
    wide, some = wide[some >= 0], some[some >= 0]
    some = unique(some[wide < tokens.end[some]])
    if not len(some):
        return ptr, tokens.key
    rare = Tokens(
        tokens.text, tokens.start[some], tokens.end[some], tokens.upper[some], tokens.key[some]
    )
    vocabulary, token_id = words.intern(rare)
    key = tokens.key.copy()
    key[some] = words.word_hash(vocabulary)[token_id]
    return ptr, key


def _tokens(texts: Sequence[str]) -> tuple[Tokens, Ints]:
    """Return the words of all texts, A to Z in lower case, and where each text begins."""
    joined = "\n".join(texts)
    if not joined.isascii():
        lower = joined.encode("utf-8", "surrogatepass").lower()
        tokens = split_tokens(lower.decode("utf-8", "surrogatepass"))
    else:
        tokens = split_tokens(joined.lower())
    edge = pointers(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    return tokens, np.searchsorted(tokens.start, edge)


def _stems(texts: Sequence[str]) -> tuple[Ints, Keys]:
    """Return the hashes of the stems of the words, in the language of each text."""
    tokens, ptr = _tokens(texts)
    vocabulary, token_id = words.intern(tokens)
    languages = words.identify(vocabulary, token_id, ptr, [""] * len(texts))
    language_of = np.repeat(np.array(languages, object), np.diff(ptr))
    key = np.empty(len(token_id), np.uint64)
    for language in sorted(set(languages)):
        here = language_of == language
        key[here] = words.word_hash(words.stems(vocabulary, language))[token_id[here]]
    return ptr, key
