"""Sentences as rows of stemmed words, ready to be joined."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Floats, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.similarity.pairs import overlaps
from analyzer.similarity.rows import Keys, NgramRows, paired_rows, pointers, row_sums
from analyzer.text import tokens
from analyzer.text.arrays import radix_argsort, repeated, unique

# The Jaccard index from which two sentences are near-duplicates, and the fewest
# distinct stems of a sentence that is compared.
SIMILARITY = 0.8
FEWEST_STEMS = 6
SLACK = 1e-6
# Words of sentences processed at once.
AT_ONCE = 1 << 21


class Stems(msgspec.Struct, frozen=True, eq=False):
    """The stem of every token of a batch.

    Attributes
    ----------
    number : ndarray of int64, shape (n_tokens,)
        Equal for equal stems of the batch.
    key : ndarray of uint64, shape (n_stems,)
        A hash of each stem, the same in every batch.
    """

    number: Ints
    key: Keys


@per_corpus
def token_stems(corpus: Corpus) -> Stems:
    """Return the stem of every token, each by the language of its article."""
    number = np.empty(len(corpus.token_id), np.int64)
    stems: dict[str, int] = {}
    for language in sorted(set(corpus.languages)):
        of_language = np.array([code == language for code in corpus.languages])
        here = slice(None) if of_language.all() else of_language[corpus.token_article]
        token = corpus.token_id[here]
        used = np.flatnonzero(np.bincount(token, minlength=len(corpus.vocabulary)))
        found = tokens.stems([corpus.vocabulary[word] for word in used.tolist()], language)
        of_word = np.empty(len(corpus.vocabulary), np.int64)
        of_word[used] = [stems.setdefault(stem, len(stems)) for stem in found]
        number[here] = of_word[token]
    return Stems(number, tokens.word_hash(list(stems)))


@per_corpus
def long_sentences(corpus: Corpus) -> tuple[Ints, NgramRows]:
    """Return the sentences that are long enough to be compared, and their stems.

    Returns
    -------
    sentence : ndarray of int64, shape (n_rows,)
    rows : NgramRows
        The numbers of the distinct stems of each, ascending.
    """
    stems = token_stems(corpus)
    n_sentences = len(corpus.sentence_start)
    key = corpus.token_sentence * max(len(stems.key), 1) + stems.number
    order = radix_argsort(key)
    new = order[np.diff(key[order], prepend=-1) > 0]
    n_distinct = np.bincount(corpus.token_sentence[new], minlength=n_sentences)
    rows = NgramRows(pointers(n_distinct), stems.number[new].astype(np.uint64))
    sentence = np.flatnonzero(n_distinct >= FEWEST_STEMS)
    return sentence, rows.take(sentence)


def pair_cosines(rows: NgramRows, left: Ints, right: Ints) -> Floats:
    """Return the TF-IDF cosine of pairs of rows of distinct words.

    The inverse document frequency is that of all rows, smoothed as in scikit-learn: ln((1
    + n) / (1 + df)) + 1. Repeated words count once, as with
    ``TfidfVectorizer(binary=True)``.

    Parameters
    ----------
    rows : NgramRows
    left, right : ndarray of int64, shape (n_pairs,)

    Returns
    -------
    ndarray of float64, shape (n_pairs,)
    """
    word = np.zeros(0, np.int64)
    for _, some, _, _ in paired_rows(rows, left, right, AT_ONCE):
        word = unique(np.concatenate([word, some.ngram.view(np.int64)]))
    idf = np.log((1 + len(rows)) / (1 + _frequency(rows, word))) + 1
    cosine = np.zeros(len(left))
    for pair, some, one, other in paired_rows(rows, left, right, AT_ONCE):
        number = np.searchsorted(word, some.ngram.view(np.int64))
        weight = idf[number]
        weight /= np.repeat(np.sqrt(row_sums(some.ptr, weight**2)), np.diff(some.ptr))
        ranks = number.astype(np.int32)
        cosine[pair] = overlaps(some.ptr, ranks, one, other, weight, squared=True)
    return np.minimum(cosine, 1.0)


def _frequency(rows: NgramRows, word: Ints) -> Ints:
    """Return the number of rows of distinct words that each of some sorted words is in."""
    count = np.zeros(len(word) + 1, np.int64)
    ends = np.append(word, np.iinfo(np.int64).max)
    for first in range(0, len(rows.ngram), AT_ONCE):
        ngram = rows.ngram[first : first + AT_ONCE].view(np.int64)
        position = np.searchsorted(word, ngram)
        position[ends[position] != ngram] = len(word)
        count += np.bincount(position, minlength=len(count))
    return count[:-1]


def candidate_sentences(corpus: Corpus) -> tuple[Ints, NgramRows]:
    """Return the long sentences that may have a near-duplicate in their article.

    A sentence is left out if the share of its stems that another sentence of the article
    has too is below `SIMILARITY`: that share is an upper bound of the Jaccard index.

    Returns
    -------
    sentence : ndarray of int64, shape (n_rows,)
    rows : NgramRows
        As of `long_sentences`, stems of different articles made different.
    """
    sentence, rows = long_sentences(corpus)
    rows = salt_by_article(corpus, sentence, rows)
    again = repeated(rows.ngram.view(np.int64))
    upto = np.concatenate([[0], np.cumsum(again)])
    kept = np.flatnonzero(np.diff(upto[rows.ptr]) >= SIMILARITY * np.diff(rows.ptr) - SLACK)
    return sentence[kept], rows.take(kept)


def salt_by_article(corpus: Corpus, sentence: Ints, rows: NgramRows) -> NgramRows:
    """Make stems of different articles different, so that only sentences of one match."""
    article = np.repeat(corpus.sentence_article[sentence], np.diff(rows.ptr))
    # Ids of pairs, not a sum of hashes: stems of two articles can never collide.
    n_stems = np.uint64(len(token_stems(corpus).key))
    return NgramRows(rows.ptr, article.astype(np.uint64) * n_stems + rows.ngram)
