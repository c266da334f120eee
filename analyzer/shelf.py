"""Articles set aside on disk while a long run goes on."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from typing import overload

from analyzer.article import Article


class Shelf(Sequence[Article]):
    """A sequence of articles in an unnamed temporary file.

    Only offsets stay in memory, so that a run over more text than memory can
    still show excerpts in the end. The file has no name and dies with the
    process; nobody else can write to it.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="analyzer-")  # noqa: SIM115
        self._offset = [0]

    def append(self, article: Article) -> None:
        """Set one article aside."""
        self._file.seek(self._offset[-1])
        pickle.dump(article, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._offset.append(self._file.tell())

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
        self._file.seek(self._offset[index % len(self)])
        article: Article = pickle.load(self._file)
        return article

    def __iter__(self) -> Iterator[Article]:
        return (self[position] for position in range(len(self)))
