"""The files of a large run: on disk as they are measured, or where an earlier run kept them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from analyzer.pipeline.batch import BATCH_CHARACTERS, BatchResult
from analyzer.pipeline.file_groups import (
    FileGroup,
    Known,
    encode_articles,
    group_values,
    known_of,
)
from analyzer.storage.codec import Name, NamedArticles, name_of

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.readers import SourceFile
    from analyzer.storage.cache import Cache
    from analyzer.storage.groups import Group

RECENT = 64  # files whose articles stay at hand
GROUP_BYTES = 1 << 22  # of files that are copied as one group


class Files(msgspec.Struct, eq=False):
    """Some files of a group that follow each other; the group is None until it is written."""

    group: FileGroup | None
    first: int
    last: int

    def result(self) -> BatchResult:
        """Return the results of the files in one."""
        assert self.group is not None
        return self.group.result(self.first, self.last)


class StoredArticle(NamedTuple):
    """An article of a file of a group."""

    files: Files
    number: int
    at: int
    file: SourceFile


class FileArticles(NamedArticles):
    """The articles of a run, read when they are asked for.

    Attributes
    ----------
    may_suppress : list of int
        The articles that may have suppressions, ascending.
    contents : list of bytes
        The key of the content of each article; empty where it is not known.
    """

    def __init__(self) -> None:
        super().__init__()
        self.may_suppress: list[int] = []
        self.contents: list[bytes] = []
        self._articles: list[Article | StoredArticle] = []
        self._of_file = lru_cache(maxsize=RECENT)(FileGroup.articles)

    def __len__(self) -> int:
        return len(self._articles)

    def add(
        self,
        names: Sequence[Name],
        known: Sequence[Known],
        places: Sequence[Article | StoredArticle],
        key: bytes,
    ) -> None:
        """Add the articles of a file, whose content has a key."""
        base = len(self)
        self.contents += [key and key + at.to_bytes(4, "big") for at in range(len(places))]
        self.names += names
        self._articles += places
        self.may_suppress += [base + at for at, one in enumerate(known) if one.may_suppress]

    def store(self, first: int, places: Sequence[StoredArticle]) -> None:
        """Leave it to a group to hold some articles, of which `first` is the first one."""
        self._articles[first : first + len(places)] = places

    def _load(self, index: int) -> Article:
        found = self._articles[index]
        if not isinstance(found, StoredArticle):
            return found
        assert found.files.group is not None
        return self._of_file(found.files.group, found.number, found.file)[found.at]


class _Waiting(NamedTuple):
    """A file that was measured, until enough of them make a group."""

    key: bytes
    articles: bytes
    known: list[Known]
    result: BatchResult
    files: Files
    file: SourceFile
    first: int


class StoredFiles:
    """The articles and the results of the files of a run.

    Parameters
    ----------
    cache : Cache

    Attributes
    ----------
    articles : FileArticles
    """

    def __init__(self, cache: Cache) -> None:
        self.articles = FileArticles()
        self._cache = cache
        self._parts: list[BatchResult | Files] = []
        self._waiting: list[_Waiting] = []
        self._size = 0
        self._groups: dict[int, FileGroup] = {}

    def group(self, group: Group) -> FileGroup:
        """Return a group of the cache as one of files."""
        return self._groups.setdefault(id(group), FileGroup(group))

    def add_kept(self, group: FileGroup, number: int, file: SourceFile) -> None:
        """Add a file as an earlier run has kept it."""
        files = self._following(group, number)
        known = group.known[number]
        places = [StoredArticle(files, number, at, file) for at in range(len(known))]
        key = group.group.keys[number]
        self.articles.add(group.names(number, file), known, places, key)

    def add(
        self,
        articles: Sequence[Article],
        results: Sequence[BatchResult],
        key: bytes,
        file: SourceFile,
    ) -> None:
        """Add a file that was measured."""
        known = [known_of(article, file) for article in articles]
        names = [name_of(article) for article in articles]
        data = encode_articles(articles, file) if len(results) == 1 else None
        first = len(self.articles)
        self.articles.add(names, known, articles, key)
        if data is None:
            self._parts += results
            return
        files = self._following(None, len(self._waiting))
        self._waiting.append(_Waiting(key, data, known, results[0], files, file, first))
        self._size += sum(len(article.text) for article in articles)
        if self._size >= BATCH_CHARACTERS:
            self._write()

    def results(self) -> list[BatchResult]:
        """Return the results of all files, whose rows are read when they are asked for."""
        self._write()
        return [part.result() if isinstance(part, Files) else part for part in self._parts]

    def finish(self) -> None:
        """Keep what was measured for later runs."""
        self._write()
        if self._cache.is_full:
            for pieces in _together([*self._used(), *self._unused()]):
                self._copy(pieces)
        self._cache.finish()

    def _following(self, group: FileGroup | None, number: int) -> Files:
        """Return the files that a file of a group belongs to, as the last of them."""
        files = self._parts[-1] if self._parts else None
        if not isinstance(files, Files) or files.group is not group or files.last != number:
            files = Files(group, number, number)
            self._parts.append(files)
        files.last = number + 1
        return files

    def _write(self) -> None:
        """Write the files that wait as one group."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        if not waiting:
            return
        values = group_values(
            [one.articles for one in waiting],
            [one.known for one in waiting],
            [one.result for one in waiting],
        )
        group = FileGroup(self._cache.add([one.key for one in waiting], values))
        for number, one in enumerate(waiting):
            one.files.group = group
            places = [
                StoredArticle(one.files, number, at, one.file) for at in range(len(one.known))
            ]
            self.articles.store(one.first, places)

    def _used(self) -> Iterator[Piece]:
        """Yield the files of this run that earlier ones have kept."""
        kept = {id(group) for group in self._cache.groups}
        for files in self._parts:
            if isinstance(files, Files) and files.group and id(files.group.group) in kept:
                yield Piece(files.group, list(range(files.first, files.last)))

    def _unused(self) -> Iterator[Piece]:
        """Yield other files that earlier runs have kept, from the newest, up to a size."""
        pieces = list(self._used())
        size = sum(piece.size for piece in pieces)
        seen = {key for piece in pieces for key in piece.keys_of_files()}
        for kept in reversed(self._cache.groups):
            keys = enumerate(kept.keys)
            piece = Piece(self.group(kept), [n for n, key in keys if key and key not in seen])
            size += piece.size
            if size > self._cache.room:
                return
            seen.update(piece.keys_of_files())
            if piece.numbers:
                yield piece

    def _copy(self, pieces: Sequence[Piece]) -> None:
        """Write files of other groups as one group."""
        keys = [key for piece in pieces for key in piece.keys_of_files()]
        articles = [
            piece.group.group.value(number) for piece in pieces for number in piece.numbers
        ]
        known = [piece.group.known[number] for piece in pieces for number in piece.numbers]
        results = [result for piece in pieces for result in piece.results()]
        self._cache.add(keys, group_values(articles, known, results))


class Piece(NamedTuple):
    """Some files of a group."""

    group: FileGroup
    numbers: list[int]

    @property
    def size(self) -> int:
        """About how many bytes they have."""
        group = self.group.group
        return group.size * len(self.numbers) // max(len(group.keys), 1)

    def keys_of_files(self) -> list[bytes]:
        """Return the keys of the files."""
        return [self.group.group.keys[number] for number in self.numbers]

    def results(self) -> Iterator[BatchResult]:
        """Yield the results of the files, of those that follow each other in one."""
        edges = [
            at
            for at, number in enumerate(self.numbers)
            if at == 0 or self.numbers[at - 1] != number - 1
        ]
        for first, last in pairwise([*edges, len(self.numbers)]):
            yield self.group.result(self.numbers[first], self.numbers[last - 1] + 1)


def _together(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield as many pieces at a time as make a group of the usual size."""
    held: list[Piece] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += piece.size
        if size >= GROUP_BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held
