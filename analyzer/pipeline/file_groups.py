"""Files that were measured together, as one group of values: articles, results, rows.

The values are the articles of each file, then the results of all files in one, then each
of their rows. So the rows of many files are read at once, and an article where somebody
asks for it. Files have no names in a group: it may hold them for a later run, which finds
them elsewhere.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from analyzer.article import SUPPRESSION
from analyzer.pipeline.batch import BatchResult
from analyzer.pipeline.codec import (
    accepted_in,
    distinct_rows,
    from_record,
    merge,
    rows_from_record,
    rows_to_record,
    split_rows,
    to_record,
)
from analyzer.similarity.article_rows import ArticleRows
from analyzer.storage.codec import (
    Name,
    article_from_record,
    article_to_record,
    decode,
    encode,
    name_of,
)

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.readers import SourceFile
    from analyzer.storage.groups import Group


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What is known of an article without reading it.

    Attributes
    ----------
    rest : str
        Its id behind that of the file.
    row : int or None
    translations : str
        See `Name`.
    has_address : bool
        Whether it may be one address of several of a page.
    may_suppress : bool
        Whether it may have suppressions.
    """

    rest: str
    row: int | None
    translations: str
    has_address: bool
    may_suppress: bool


def encode_articles(articles: Sequence[Article], file: SourceFile) -> bytes | None:
    """Return the articles of a file as bytes, without the file's name.

    None where a field holds a number that cannot be encoded.
    """
    nameless = [
        dataclasses.replace(article, id=article.id[len(file.id) + 1 :], source="")
        for article in articles
    ]
    try:
        return encode([article_to_record(article) for article in nameless])
    except OverflowError:
        return None


def decode_articles(data: bytes, file: SourceFile) -> list[Article]:
    """Return what `encode_articles` was given, under the present name of the file."""
    return [
        article_from_record([_id_of(file, name), *values], file.source)
        for name, *values in decode(data)
    ]


def known_of(article: Article, file: SourceFile) -> Known:
    """Return what is known of an article without reading it."""
    return Known(
        article.id[len(file.id) + 1 :],
        article.row,
        name_of(article).translations,
        bool(article.fields.get("url")),
        SUPPRESSION in article.text or any(SUPPRESSION in name for name in article.fields),
    )


def group_values(
    articles: Sequence[bytes], known: Sequence[Sequence[Known]], results: Sequence[BatchResult]
) -> list[bytes]:
    """Return the values of a group.

    Parameters
    ----------
    articles : sequence of bytes
        Of each file, as `encode_articles` returns them.
    known : sequence of sequence of Known
        Of each file.
    results : sequence of BatchResult
        Of all files, in their order; no table was filled for them.
    """
    result = results[0] if len(results) == 1 else merge([_loaded(one) for one in results])
    rows, number = distinct_rows(_loaded(result))
    head = encode([msgspec.to_builtins(known), to_record(result, number)])
    return [*articles, head, *(encode(rows_to_record(own)) for own in rows)]


class FileGroup:
    """The files of a group.

    Parameters
    ----------
    group : Group
    """

    def __init__(self, group: Group) -> None:
        self.group = group

    @cached_property
    def known(self) -> list[list[Known]]:
        """What is known of the articles of each file without reading them."""
        return msgspec.convert(self._head[0], list[list[Known]])

    def names(self, number: int, file: SourceFile) -> list[Name]:
        """Return what names the articles of a file."""
        return [
            Name(_id_of(file, known.rest), file.source, known.row, known.translations)
            for known in self.known[number]
        ]

    def articles(self, number: int, file: SourceFile) -> list[Article]:
        """Return the articles of a file, under its present name."""
        return decode_articles(self.group.value(number), file)

    def result(self, first: int, last: int) -> BatchResult:
        """Return the results of some files that follow each other in one."""
        start, end = self._first[first], self._first[last]
        whole = self._result
        if end - start == len(whole.titles):
            return whole
        rows = whole.rows
        assert isinstance(rows, _GroupRows)
        return BatchResult(
            whole.titles[start:end],
            whole.languages[start:end],
            {name: column[start:end] for name, column in whole.columns.items()},
            {},
            {},
            [
                replace(finding, article=finding.article - start)
                for finding in whole.findings
                if start <= finding.article < end
            ],
            _GroupRows(self.group, rows.where, (start, end)),
            accepted_in(whole, start, end),
        )

    @cached_property
    def _head(self) -> Any:
        return decode(self.group.value(len(self.group.keys)))

    @cached_property
    def _first(self) -> list[int]:
        """The first article of each file, and how many there are."""
        return list(accumulate(map(len, self.known), initial=0))

    @cached_property
    def _result(self) -> BatchResult:
        return from_record(self._head[1], lambda where: _GroupRows(self.group, where))


class _GroupRows(Mapping[str, ArticleRows]):
    """The rows of the articles of a group, or of some that follow each other."""

    def __init__(
        self, group: Group, where: Mapping[str, int], bounds: tuple[int, int] | None = None
    ) -> None:
        self._group, self.where, self._bounds = group, where, bounds

    def __getitem__(self, rule: str) -> ArticleRows:
        return self._load(self.where[rule])

    def __iter__(self) -> Iterator[str]:
        return iter(self.where)

    def __len__(self) -> int:
        return len(self.where)

    def all(self) -> dict[str, ArticleRows]:
        """Return the rows of each rule; what rules share is the same object."""
        loaded = {number: self._load(number) for number in set(self.where.values())}
        return {rule: loaded[number] for rule, number in self.where.items()}

    def _load(self, number: int) -> ArticleRows:
        first = len(self._group.keys) + 1
        rows = rows_from_record(decode(self._group.value(first + number)))
        return rows if self._bounds is None else split_rows(rows, self._bounds)[0]


def _loaded(result: BatchResult) -> BatchResult:
    """Return a result with its rows in memory."""
    rows = result.rows
    return replace(result, rows=rows.all()) if isinstance(rows, _GroupRows) else result


def _id_of(file: SourceFile, rest: str) -> str:
    return f"{file.id}#{rest}" if rest else file.id
