"""Articles set aside on disk while a long run goes on.

Only names and offsets stay in memory, so that a run over more text than memory
can still show excerpts in the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from analyzer.article import Article, Markup
from analyzer.storage.codec import Store

if TYPE_CHECKING:
    from types import TracebackType

    from analyzer.pipeline.checkpoint import Checkpoint

RECENT = 64


class Name(NamedTuple):
    """What names an article in the reports."""

    id: str
    source: str
    row: int | None


def names(articles: Sequence[Article]) -> list[Name]:
    """Return what names each article, without fetching those on a shelf."""
    if isinstance(articles, ArticleStore):
        return articles.names
    return [Name(article.id, article.source, article.row) for article in articles]


class ArticleStore(Sequence[Article]):
    """A sequence of articles on disk, for one run, and what else that run sets aside.

    Parameters
    ----------
    journal : Checkpoint, optional
        Where the run keeps what it has measured, so that it can be resumed.
    """

    def __init__(self, journal: Checkpoint | None = None) -> None:
        self.journal = journal
        self._stores: list[Store] = []
        self._store = self.store()
        self.names: list[Name] = []
        # Reports show the places of an article one after the other.
        self._loaded = lru_cache(maxsize=RECENT)(self._load)

    def __enter__(self) -> ArticleStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        for store in self._stores:
            store.close()

    def store(self) -> Store:
        """Return a new place for values, which lasts as long as the articles do."""
        self._stores.append(Store())
        return self._stores[-1]

    def append(self, article: Article) -> None:
        """Set one article aside."""
        self._store.append(to_record(article))
        source = article.source
        if self.names and self.names[-1].source == source:
            source = self.names[-1].source
        self.names.append(Name(article.id, source, article.row))

    def __len__(self) -> int:
        return len(self._store)

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

    def __iter__(self) -> Iterator[Article]:
        return (self[position] for position in range(len(self)))

    def _load(self, index: int) -> Article:
        return from_record(self._store.load(index))


def from_record(values: Sequence[Any]) -> Article:
    """Return the article that `plain` was given."""
    values = list(values)
    values[-1] = None if values[-1] is None else Markup(*values[-1])
    return Article(*values)


def to_record(article: Article) -> tuple[Any, ...]:
    """Return an article as plain values."""
    markup = article.markup
    return (
        article.id,
        article.text,
        article.title,
        article.source,
        article.row,
        article.language,
        dict(article.fields),
        None
        if markup is None
        else (
            markup.prose, markup.run_prose, markup.run_start, markup.run_end,
            markup.block_start, markup.block_end, markup.block_kind,
        ),
    )  # fmt: skip
