"""Pieces of articles that are compared across all batches: words, and sentences as stems."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Block, Flags, Floats, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.similarity.pairs import overlaps
from analyzer.similarity.quotations import set_apart
from analyzer.similarity.rows import Keys, NgramRows, paired_rows, pointers, row_sums
from analyzer.similarity.stock_text import is_stock_text
from analyzer.text import tokens
from analyzer.text.arrays import radix_argsort, repeated, unique
from analyzer.text.tokens import word_hash


def _no_positions() -> npt.NDArray[np.uint32]:
    return np.zeros(0, np.uint32)


def _no_flags() -> Flags:
    return np.zeros(0, bool)


def _no_kinds() -> npt.NDArray[np.uint8]:
    return np.zeros(0, np.uint8)


class ArticleRows(msgspec.Struct, frozen=True, eq=False):
    """Pieces of text (sentences, paragraphs, bodies) as rows of n-gram hashes.

    In a large run all but `ptr` is on disk, as a `Column`: a rule reads slices and
    single rows of it, or loads the rows where it keeps few of each article.

    Attributes
    ----------
    article, start, end : ndarray of int64, shape (n_rows,)
        The article of each piece, and its span in that article's prose.
    ptr : ndarray of int64, shape (n_rows + 1,)
    grams : ndarray of uint64, shape (ptr[-1],)
        The n-grams of each piece, as hashes that are the same in every batch.
    first, last : ndarray of uint32, shape (ptr[-1],)
        The span of each n-gram in its article's prose; empty where no rule needs it.
    quoted : ndarray of bool, shape (ptr[-1],)
        Whether the n-gram is in quotation marks; empty where no rule needs it.
    closes : ndarray of bool, shape (ptr[-1],)
        Whether the n-gram ends its sentence; empty where no rule needs it.
    kind : ndarray of uint8, shape (ptr[-1],)
        The `Block` that the n-gram is in, boilerplate where sites repeat it on purpose;
        empty where no rule needs it.
    """

    article: Ints
    start: Ints
    end: Ints
    ptr: Ints
    grams: npt.NDArray[np.uint64]
    first: npt.NDArray[np.uint32] = msgspec.field(default_factory=_no_positions)
    last: npt.NDArray[np.uint32] = msgspec.field(default_factory=_no_positions)
    quoted: Flags = msgspec.field(default_factory=_no_flags)
    closes: Flags = msgspec.field(default_factory=_no_flags)
    kind: npt.NDArray[np.uint8] = msgspec.field(default_factory=_no_kinds)


COLUMNS = tuple(name for name in ArticleRows.__struct_fields__ if name != "ptr")


def load(rows: ArticleRows) -> ArticleRows:
    """Return the rows in memory."""
    return ArticleRows(*(column[:] for column in msgspec.structs.astuple(rows)))


def take(rows: ArticleRows, kept: Flags) -> ArticleRows:
    """Return the rows where `kept` is true."""
    size = np.diff(rows.ptr)
    gram = np.repeat(kept, size)
    return ArticleRows(
        rows.article[kept],
        rows.start[kept],
        rows.end[kept],
        np.concatenate([[0], np.cumsum(size[kept])]).astype(np.int64),
        rows.grams[gram],
        rows.first[gram if len(rows.first) else slice(0)],
        rows.last[gram if len(rows.last) else slice(0)],
        rows.quoted[gram if len(rows.quoted) else slice(0)],
        rows.closes[gram if len(rows.closes) else slice(0)],
        rows.kind[gram if len(rows.kind) else slice(0)],
    )


def join_rows(parts: Sequence[ArticleRows]) -> ArticleRows:
    """Return the rows of all parts as one, in memory."""
    sizes = [np.diff(part.ptr) for part in parts]
    ptr = pointers(np.concatenate([np.zeros(0, np.int64), *sizes]))
    none = ArticleRows(
        *(np.zeros(0, np.int64),) * 3, np.zeros(1, np.int64), np.zeros(0, np.uint64)
    )
    columns = {
        name: np.concatenate([getattr(part, name) for part in (none, *parts)])
        for name in COLUMNS
    }
    return ArticleRows(ptr=ptr, **columns)


# Words of a long passage: a paragraph of 80, of which changed words hide a few at the ends.
LONG_PASSAGE = 76


@per_corpus
def article_words(corpus: Corpus) -> ArticleRows:
    """Return one row per block of the body: the hashes of its words, in order.

    Blocks, not articles, so that lines that recur across the site can be dropped;
    `by_article` concatenates what is left.
    """
    block = np.flatnonzero(np.diff(corpus.block_ptr) > 0)
    article = corpus.block_article[block]
    base = corpus.prose_ptr[article]
    shift = corpus.prose_ptr[corpus.token_article]
    kind = np.where(is_stock_text(corpus), Block.BOILERPLATE, corpus.block_kind)
    closes = np.zeros(len(corpus.token_id), bool)
    closes[corpus.sentence_ptr[1:] - 1] = True
    return ArticleRows(
        article,
        corpus.block_start[block] - base,
        corpus.block_end[block] - base,
        np.append(corpus.block_ptr[block], len(corpus.token_id)),
        word_hash(corpus.vocabulary)[corpus.token_id],
        (corpus.token_start - shift).astype(np.uint32),
        (corpus.token_end - shift).astype(np.uint32),
        set_apart(corpus),
        closes,
        kind[corpus.token_block].astype(np.uint8),
    )


def by_article(rows: ArticleRows) -> ArticleRows:
    """Concatenate the rows of each article; the result is in memory."""
    article = rows.article[:]
    edge = np.flatnonzero(np.diff(article, prepend=-1))
    last = np.append(edge[1:], len(article))
    return ArticleRows(
        article[edge],
        rows.start[edge],
        rows.end[last - 1] if len(edge) else rows.end[:],
        np.append(rows.ptr[edge], rows.ptr[-1]),
        rows.grams,
        rows.first,
        rows.last,
        rows.quoted,
        rows.closes,
        rows.kind,
    )


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
