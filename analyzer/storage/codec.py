"""Plain values and arrays as bytes, and a store for them on disk.

Reading cannot run code: there are no pickles, only numbers, texts and arrays. A text
that UTF-8 cannot encode, with half of a surrogate pair, comes back as it was.

`ArticleStore` keeps articles in such a store.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar, overload

import msgspec
import numpy as np

from analyzer.article import Article, Markup
from analyzer.storage.spool import TemporaryBuffer

if TYPE_CHECKING:
    pass

Item = TypeVar("Item")
ARRAY, TEXT, PAIRS = 1, 2, 3
KIND = re.compile(r"[<>|][biufSU][0-9]{1,4}")


class LazySequence(Sequence[Item]):
    """A sequence whose items are loaded one by one, when asked for."""

    @abstractmethod
    def _load(self, index: int) -> Item:
        """Return the item at an index that is in the range."""

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._load(index % len(self))


class Store:
    """Values on disk, in the order in which they were added; only offsets are in memory.

    Parameters
    ----------
    scratch : TemporaryBuffer, optional
        By default a temporary file.
    """

    def __init__(self, scratch: TemporaryBuffer | None = None) -> None:
        self._scratch = scratch or TemporaryBuffer()
        self._start, self._length = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._start)

    def append(self, value: Any) -> int:
        """Write a value, and return its number.

        Raises
        ------
        WriteError
            If the disk is full.
        """
        return self._append(encode(value))

    def load(self, number: int) -> Any:
        """Return a value; tuples come back as lists."""
        return decode(self._scratch.read(self._start[number], self._length[number]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the disk."""
        self._scratch.close()

    def _append(self, data: bytes, head: bytes = b"") -> int:
        start = self._scratch.size + len(head)
        self._scratch.append(head, data)
        self._add(start, len(data))
        return len(self) - 1

    def _add(self, start: int, length: int) -> None:
        self._start.append(start)
        self._length.append(length)


def encode(value: Any) -> bytes:
    """Return a value as bytes: plain values, mappings, lists, tuples and arrays.

    Anything else is encoded as its `str`.
    """
    try:
        return ENCODE(value)
    except UnicodeEncodeError:
        return ENCODE(_escape_surrogates(value))


def decode(data: bytes | memoryview) -> Any:
    """Return the value that `encode` was given; tuples become lists.

    Raises
    ------
    msgspec.DecodeError, ValueError, TypeError
        If the bytes are damaged.
    """
    return DECODE(data)


def _encode_other(value: object) -> Any:
    if isinstance(value, np.ndarray):
        kind = value.dtype.str.encode()
        return msgspec.msgpack.Ext(ARRAY, bytes([len(kind)]) + kind + value.tobytes())
    if isinstance(value, np.generic):
        return value.item()
    return str(value)


def _decode_extension(code: int, data: memoryview) -> Any:
    if code == TEXT:
        return str(data, "utf-8", "surrogatepass")
    if code == PAIRS:
        return dict(DECODE(data))
    if code != ARRAY:
        raise ValueError(f"unknown kind of value: {code}")
    kind = str(data[1 : 1 + data[0]], "ascii")
    return array_of(kind, data[1 + data[0] :])


def array_of(kind: str, data: bytes | memoryview) -> np.ndarray:
    """Return the array that bytes hold.

    Parameters
    ----------
    kind : str
        The type of its elements, as ``numpy.dtype.str`` writes it.
    data : bytes or memoryview

    Raises
    ------
    ValueError
        If the elements are not numbers, truth values or texts, or the length is wrong.
    """
    if not KIND.fullmatch(kind):
        raise ValueError(f"unknown kind of array: {kind!r}")
    return np.frombuffer(data, np.dtype(kind))


def _escape_surrogates(value: Any) -> Any:
    """Replace texts that UTF-8 cannot encode by bytes."""
    if isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        return msgspec.msgpack.Ext(TEXT, data) if _has_surrogates(value) else value
    if isinstance(value, Mapping):
        pairs = [_escape_surrogates(pair) for pair in value.items()]
        return msgspec.msgpack.Ext(PAIRS, ENCODE(pairs))
    if isinstance(value, list | tuple):
        return [_escape_surrogates(item) for item in value]
    return value


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


ENCODE = msgspec.msgpack.Encoder(enc_hook=_encode_other).encode
DECODE = msgspec.msgpack.Decoder(ext_hook=_decode_extension).decode


RECENT = 64
TRANSLATIONS = "translations"  # the field by which pages in several languages are equal
ARTICLE = tuple(field.name for field in fields(Article))
MARKUP = tuple(field.name for field in fields(Markup))


class Name(NamedTuple):
    """What names an article in the reports, and the page that it is a translation of."""

    id: str
    source: str
    row: int | None
    translations: str = ""


def name_of(article: Article) -> Name:
    """Return the name of an article."""
    translations = str(article.fields.get(TRANSLATIONS, ""))
    return Name(article.id, article.source, article.row, translations)


def names(articles: Sequence[Article]) -> list[Name]:
    """Return what names each article, without reading those on disk."""
    if isinstance(articles, NamedArticles):
        return articles.names
    return [name_of(article) for article in articles]


class NamedArticles(LazySequence[Article]):
    """Articles whose names are known without reading them.

    Attributes
    ----------
    names : list of Name
    """

    def __init__(self) -> None:
        self.names: list[Name] = []


class ArticleStore(NamedArticles):
    """A sequence of articles on disk, and what else one run writes there."""

    def __init__(self) -> None:
        super().__init__()
        self._stores: list[Store] = []
        self._store = self.store()
        # Reports show the findings of an article one after the other.
        self._loaded = lru_cache(maxsize=RECENT)(
            lambda index: article_from_record(self._store.load(index))
        )

    def __enter__(self) -> ArticleStore:
        return self

    def __exit__(self, *error: object) -> None:
        for store in self._stores:
            store.close()

    def store(self) -> Store:
        """Return a new store, which is closed with the articles."""
        self._stores.append(Store())
        return self._stores[-1]

    def append(self, article: Article) -> None:
        """Write one article."""
        self._store.append(article_to_record(article))
        name = name_of(article)
        if self.names and self.names[-1].source == name.source:
            name = name._replace(source=self.names[-1].source)
        self.names.append(name)

    def __len__(self) -> int:
        return len(self._store)

    def _load(self, index: int) -> Article:
        return self._loaded(index)


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
