"""The n-grams of a corpus on disk, with what decides which rows are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import msgspec
import numpy as np

from analyzer.article import Article
from analyzer.pipeline.batch import article_quality
from analyzer.readers.document import make_document
from analyzer.readers.reader import ReadOptions
from analyzer.settings import Settings
from analyzer.similarity.rows import Floats, Ints, Keys, Metric, NgramRows, pointers
from analyzer.similarity.shingles import Unit, text_rows
from analyzer.storage.cache import salt
from analyzer.storage.spool import Column, TemporaryBuffer

if TYPE_CHECKING:
    from analyzer.deduplication.chunks import Texts
    from analyzer.pipeline.checkpoint import Checkpoint
    from analyzer.readers.markup_kind import MarkupKind
    from analyzer.readers.shared_language import LanguagePrior


class Comparison(msgspec.Struct, frozen=True):
    """How texts are compared; as in `near_duplicates`."""

    threshold: float
    metric: Metric
    ngram_size: int
    analyzer: Unit
    stem: bool
    markup: MarkupKind
    keep: str

    @property
    def salt(self) -> bytes:
        """A hash of everything that a result depends on besides the texts."""
        plain = msgspec.json.encode(self)
        return hashlib.blake2b(salt(Settings(), ReadOptions()) + plain, digest_size=20).digest()


class Labels:
    """The row and the id of each text, on disk."""

    def __init__(self) -> None:
        self._text = TemporaryBuffer()
        self._end = Column(np.int64)

    def extend(self, rows: Sequence[int], ids: Sequence[str]) -> None:
        """Add those of some texts."""
        encoded = [
            f"{row}\t{name}".encode("utf-8", "replace")
            for row, name in zip(rows, ids, strict=True)
        ]
        end = self._text.size + np.cumsum([len(value) for value in encoded], dtype=np.int64)
        self._text.append(b"".join(encoded))
        self._end.extend(end)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._end)

    def __getitem__(self, at: int) -> tuple[int, str]:
        """Return the row and the id of a text."""
        start, end = [0, *self._end[max(at - 1, 0) : at + 1].tolist()][-2:]
        row, _, name = self._text.read(start, end - start).decode().partition("\t")
        return int(row), name


class Corpus:
    """The texts of a corpus, as their n-grams.

    Parameters
    ----------
    comparison : Comparison
    checkpoint : Checkpoint
        Where n-grams are kept for a run that continues this one.

    Attributes
    ----------
    labels : Labels
    """

    def __init__(self, comparison: Comparison, checkpoint: Checkpoint) -> None:
        self.labels = Labels()
        self._comparison, self._checkpoint = comparison, checkpoint
        self._salt = comparison.salt
        self._digest = hashlib.blake2b(self._salt, digest_size=20)
        self._ngram = Column(np.uint64)
        self._parts: list[list[np.ndarray]] = []

    def add(self, read: Texts, prior: LanguagePrior) -> None:
        """Add some texts; the prior is the language that those of a file share."""
        decisive = [*read.titles, *read.languages, *prior.words]
        key = self._key([*read.texts, *(decisive if self.measures_quality else ())])
        self._digest.update(key)
        known = self._checkpoint.known(key)
        if known >= 0:
            values: Any = self._checkpoint.load(known)
        else:
            values = self._measured(read, prior)
            self._checkpoint.keep(key, values)
        self._ngram.extend(values[0])
        self._parts.append(list(values[1:]))

    @property
    def measures_quality(self) -> bool:
        """Whether the quality of the texts decides which are kept."""
        return self._comparison.keep == "best"

    @property
    def key(self) -> bytes:
        """The key of everything that was added."""
        return self._digest.digest()

    def rows(self) -> tuple[NgramRows, Keys, Ints, Floats]:
        """Return n-grams, hash, length and quality of each text, after all were added."""
        none = [np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0, np.int64)]
        columns = zip(*[[*none, np.zeros(0)], *self._parts], strict=True)
        size, mark, length, quality = (np.concatenate(column) for column in columns)
        self._parts = [[size, mark, length, quality]]
        return NgramRows(pointers(size), cast("Keys", self._ngram)), mark, length, quality

    def _key(self, texts: Sequence[str]) -> bytes:
        digest = hashlib.blake2b(self._salt, digest_size=20)
        for text in texts:
            data = text.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
        return digest.digest()

    def _measured(self, read: Texts, prior: LanguagePrior) -> list[np.ndarray]:
        """Return the n-grams, and their number, hash, length and quality of each text."""
        how, texts = self._comparison, read.texts
        documents = [
            make_document(text, how.markup, title)
            for text, title in zip(texts, read.titles, strict=True)
        ]
        prose = [
            text if document.markup is None else document.markup.prose
            for text, document in zip(texts, documents, strict=True)
        ]
        rows = text_rows(prose, how.ngram_size, how.analyzer, stem=how.stem)
        quality = np.zeros(len(texts))
        if self.measures_quality:
            articles = [
                Article(
                    "",
                    text,
                    title=document.title,
                    language=language or document.language or prior.language_of(own),
                    markup=document.markup,
                )
                for text, own, language, document in zip(
                    texts, prose, read.languages, documents, strict=True
                )
            ]
            quality = article_quality(articles)
        mark = np.array([_hash(text) for text in prose], np.uint64)
        length = np.array([len(text) for text in prose], np.int64)
        return [rows.ngram, np.diff(rows.ptr), mark, length, quality]


def _hash(text: str) -> int:
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
