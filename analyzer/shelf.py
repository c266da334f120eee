"""Articles set aside on disk while a long run goes on."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, overload

from analyzer.article import Article

RECENT = 64


class Name(NamedTuple):
    """What names an article in the reports."""

    id: str
    source: str
    row: int | None


def names(articles: Sequence[Article]) -> list[Name]:
    """Return what names each article, without fetching those on a shelf."""
    if isinstance(articles, Shelf):
        return articles.names
    return [Name(article.id, article.source, article.row) for article in articles]


class Shelf(Sequence[Article]):
    """A sequence of articles in an unnamed temporary file.

    Only offsets stay in memory, so that a run over more text than memory can
    still show excerpts in the end. The file has no name and dies with the
    process; nobody else can write to it.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="analyzer-")  # noqa: SIM115
        self._offset = [0]
        self.names: list[Name] = []
        # Reports show the places of an article one after the other.
        self._loaded = lru_cache(maxsize=RECENT)(self._load)

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def append(self, article: Article) -> None:
        """Set one article aside."""
        self._file.seek(self._offset[-1])
        pickle.dump(article, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._offset.append(self._file.tell())
        self.names.append(Name(article.id, article.source, article.row))

    def __len__(self) -> int:
        return len(self._offset) - 1

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> list[Article]: ...
    def __getitem__(self, index: int | slice) -> Article | list[Article]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._loaded(index % len(self))

    def _load(self, index: int) -> Article:
        self._file.seek(self._offset[index])
        article: Article = pickle.load(self._file)
        return article

    def __iter__(self) -> Iterator[Article]:
        return (self[position] for position in range(len(self)))
