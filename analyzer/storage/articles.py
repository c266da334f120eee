"""Articles on disk during a long run.

Only names and offsets stay in memory, so that a run over more text than fits in
memory can still show excerpts in its reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from analyzer.article import Article, Markup
from analyzer.storage.codec import Store

if TYPE_CHECKING:
    from types import TracebackType

RECENT = 64
ARTICLE = tuple(field.name for field in fields(Article))
MARKUP = tuple(field.name for field in fields(Markup))


class Name(NamedTuple):
    """What names an article in the reports."""

    id: str
    source: str
    row: int | None


def names(articles: Sequence[Article]) -> list[Name]:
    """Return what names each article, without reading those on disk."""
    if isinstance(articles, ArticleStore):
        return articles.names
    return [Name(article.id, article.source, article.row) for article in articles]


class ArticleStore(Sequence[Article]):
    """A sequence of articles on disk, and what else one run writes there."""

    def __init__(self) -> None:
        self._stores: list[Store] = []
        self._store = self.store()
        self.names: list[Name] = []
        # Reports show the findings of an article one after the other.
        self._loaded = lru_cache(maxsize=RECENT)(self._load)

    def __enter__(self) -> ArticleStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        for store in self._stores:
            store.close()

    def store(self) -> Store:
        """Return a new store, which is closed with the articles."""
        self._stores.append(Store())
        return self._stores[-1]

    def append(self, article: Article) -> None:
        """Write one article."""
        self._store.append(article_to_record(article))
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
        return article_from_record(self._store.load(index))


def article_from_record(values: Sequence[Any], source: str = "") -> Article:
    """Return the article of a record; `source` where the record has none."""
    name, text, title, own, row, language, errors, carried, markup = values
    shown = None if markup is None else Markup(*markup)
    broken = tuple((start, end, message) for start, end, message in errors)
    return Article(name, text, title, own or source, row, language, broken, carried, shown)


def article_to_record(article: Article) -> list[Any]:
    """Return an article as a record of plain values and arrays."""
    values = [getattr(article, name) for name in ARTICLE]
    markup = article.markup
    shown = None if markup is None else [getattr(markup, name) for name in MARKUP]
    return [*values[:-2], dict(article.fields), shown]
