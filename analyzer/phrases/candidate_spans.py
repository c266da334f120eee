"""The spans of chunks that may be key phrases, with the hash of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.article import Flags, Ints
from analyzer.phrases.chunks import Chunks
from analyzer.phrases.ngrams import repeated_ngrams
from analyzer.phrases.term_statistics import Keys
from analyzer.text.word_boundaries import finds_words, hash_spans

# Two chunks joined by "de la" and the like make a candidate of at most so many words.
LONGEST_JOINED = 5
# Where tokens are characters, two make about one word.
CHARACTERS_PER_WORD = 2


@dataclass(frozen=True, eq=False)
class Spans:
    """Spans of chunks.

    Attributes
    ----------
    first, stop : ndarray of int64, shape (n_spans,)
        Half-open, in content words.
    whole : ndarray of bool, shape (n_spans,)
        Whether the span is no part of a longer phrase at this location.
    key : ndarray of uint64, shape (n_spans,)
        Ascending with the articles, and equal for the places of one phrase.
    """

    first: Ints
    stop: Ints
    whole: Flags
    key: Keys


def find_spans(chunks: Chunks, unspaced: Flags, longest: int) -> Spans:
    """Return the places of candidate phrases.

    Parameters
    ----------
    chunks : Chunks
    unspaced : ndarray of bool, shape (n_articles,)
        Whether the language of an article puts no space between words.
    longest : int
        The most words of a phrase.
    """
    of_chunk = unspaced[chunks.article]
    spaced = _spaced(chunks, ~of_chunk, longest)
    if not of_chunk.any():
        return spaced
    tokens_per_word = 1 if finds_words() else CHARACTERS_PER_WORD
    other = _unspaced(chunks, of_chunk, tokens_per_word * longest)
    return Spans(
        np.concatenate([spaced.first, other.first]),
        np.concatenate([spaced.stop, other.stop]),
        np.concatenate([spaced.whole, other.whole]),
        np.concatenate([spaced.key, other.key]),
    )


def _spaced(chunks: Chunks, chosen: Flags, longest: int) -> Spans:
    """Return the spans of the chosen chunks that are a whole chunk somewhere."""
    size = np.diff(chunks.ptr)
    fits = np.flatnonzero(chosen & (size <= longest))
    pair = np.flatnonzero(chunks.joined & chosen)
    begin, end = chunks.ptr[pair], chunks.ptr[np.minimum(pair + 2, len(chunks.ptr) - 1)]
    short = end - begin <= LONGEST_JOINED
    parts = _parts(chunks, chosen & (size > 1), longest)
    first = np.concatenate([chunks.ptr[fits], begin[short], *(at for at, _ in parts)])
    stop = np.concatenate([chunks.ptr[fits + 1], end[short], *(at + n for at, n in parts)])
    n_whole = len(fits) + int(short.sum())
    # The order of the words makes no difference to a sum.
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(chunks.key)])
    name = total[stop] - total[first]
    whole = np.arange(len(first)) < n_whole
    return _kept(_keyed(chunks, first, stop, whole, name))


def _parts(chunks: Chunks, chosen: Flags, longest: int) -> list[tuple[Ints, int]]:
    """Return where spans of each length begin that are not the whole chunk."""
    size = np.diff(chunks.ptr)
    here = np.flatnonzero(np.repeat(chosen, size))
    edge = np.zeros(len(chunks.token) + 1, bool)
    edge[chunks.ptr] = True
    limit = np.repeat(chunks.ptr[1:], size)[here] - edge[here]
    parts = []
    for n in range(1, longest + 1):
        inside = here + n <= limit
        here, limit = here[inside], limit[inside]
        parts.append((here, n))
    return parts


def _kept(spans: Spans) -> Spans:
    """Leave out the parts of chunks that are nowhere a whole chunk; a few may remain."""
    kept = np.flatnonzero(spans.whole | _met(spans.key, spans.key[spans.whole]))
    return Spans(spans.first[kept], spans.stop[kept], spans.whole[kept], spans.key[kept])


def _unspaced(chunks: Chunks, chosen: Flags, longest: int) -> Spans:
    """Return the repeated spans of the chosen chunks, and whole chunks that are short.

    A location is whole where it is no part of a longer repeated span.
    """
    # Numbers of symbols, not hashes: in these scripts their order matters.
    symbol = np.unique(chunks.key, return_inverse=True)[1].astype(np.int64)
    size = np.diff(chunks.ptr)
    wanted = np.repeat(chosen, size)
    levels = list(repeated_ngrams(symbol, chunks.ptr, chunks.article, longest + 1))
    longer = np.zeros(len(symbol) + 1, bool)
    short = np.flatnonzero(chosen & (size > 1) & (size <= longest // 2))
    firsts, stops = [chunks.ptr[short]], [chunks.ptr[short + 1]]
    wholes = [np.ones(len(short), bool)]
    for level in reversed(levels):
        here = np.zeros(len(symbol) + 1, bool)
        here[level.place] = True
        inside = longer | np.concatenate([[False], longer[:-1]])
        place = level.place[wanted[level.place]]
        if level.n <= longest:
            firsts.append(place)
            stops.append(place + level.n)
            wholes.append(~inside[place])
        longer = here
    first, stop, whole = (np.concatenate(part) for part in (firsts, stops, wholes))
    token = chunks.token
    kept = chunks.end[token[stop - 1]] - chunks.start[token[first]] > 1
    # A short chunk that is repeated was met twice.
    _, once = np.unique(first * (longest + 2) + stop - first, return_index=True)
    chosen = np.zeros(len(first), bool)
    chosen[once] = True
    kept = kept & chosen
    first, stop, whole = first[kept], stop[kept], whole[kept]
    return _keyed(chunks, first, stop, whole, hash_spans(symbol.astype(np.uint32), first, stop))


def _keyed(chunks: Chunks, first: Ints, stop: Ints, whole: Flags, name: Keys) -> Spans:
    """Put the article before the hash, and leave out what is numbers only."""
    digits = np.concatenate([[0], np.cumsum(chunks.number)])
    kept = digits[stop] - digits[first] < stop - first
    first, stop, whole, name = first[kept], stop[kept], whole[kept], name[kept]
    article = np.repeat(chunks.article, np.diff(chunks.ptr))[first]
    bits = max(len(chunks.article_ptr).bit_length(), 1)
    name = (name ^ (name >> np.uint64(31))) * np.uint64(0xD6E8FEB86659FD93)
    key = (article.astype(np.uint64) << np.uint64(64 - bits)) | (name >> np.uint64(bits))
    return Spans(first, stop, whole, key)


def _met(key: Keys, among: Keys) -> Flags:
    """Return which keys may be among others; those left out surely are not."""
    bits = np.uint64(64 - max(len(key).bit_length() + 2, 10))
    salt = np.uint64(0x9E3779B97F4A7C15)
    table = np.zeros(1 << (64 - int(bits)), bool)
    table[((among * salt) >> bits).astype(np.int64)] = True
    return table[((key * salt) >> bits).astype(np.int64)]
