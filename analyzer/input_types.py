"""What `analyzer.inputs` reads: the names of columns, and types for type checkers.

A string, a dict, a set and a path are no texts, though some can be iterated over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, SupportsIndex, TypeAlias, TypeVar

import msgspec

from analyzer.article import Article

Item_co = TypeVar("Item_co", covariant=True)


class SequenceNotStr(Protocol[Item_co]):
    """A list, a tuple or another sequence; a `str` contains only strings, and is none."""

    def __getitem__(self, index: SupportsIndex, /) -> Item_co: ...
    def __contains__(self, value: object, /) -> bool: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Item_co]: ...
    def index(self, value: Any, start: int = 0, stop: int = ..., /) -> int: ...
    def count(self, value: Any, /) -> int: ...


class HasDtype(Protocol):
    """A Series of pandas or polars, an array of NumPy."""

    @property
    def dtype(self) -> Any: ...


class HasColumns(Protocol):
    """A DataFrame of pandas or polars."""

    @property
    def columns(self) -> Any: ...


class HasColumnNames(Protocol):
    """A table of pyarrow, a data set of Hugging Face."""

    @property
    def column_names(self) -> Any: ...


class ArrowArray(Protocol):
    """An array of pyarrow."""

    def to_pylist(self) -> list[Any]: ...


class ArrowStream(Protocol):
    """Any other object that exports Arrow data."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


Text: TypeAlias = str | Article | Mapping[str, Any] | None
TextData: TypeAlias = (
    SequenceNotStr[Text]
    | Iterator[Text]
    | HasDtype
    | HasColumns
    | HasColumnNames
    | ArrowArray
    | ArrowStream
)


class ColumnNames(msgspec.Struct, frozen=True):
    """The columns that a user names; a column that is not named is guessed.

    Attributes
    ----------
    text, title, id, focus_keyphrase : str or None
        A focus keyphrase is kept as a field of each article, under the same name.
    language : str or None
        A column, or the code of texts that declare no language.
    fields : tuple of str
        Columns that are kept as fields too.
    """

    text: str | None = None
    title: str | None = None
    id: str | None = None
    focus_keyphrase: str | None = None
    language: str | None = None
    fields: tuple[str, ...] = ()

    @property
    def roles(self) -> dict[str, str | None]:
        """The column of each role but the fields."""
        roles = msgspec.structs.asdict(self)
        del roles["fields"]
        return roles
