"""Pieces of articles that are compared across all batches of a run."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints


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
        The `Block` that the n-gram is in; empty where no rule needs it.
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
