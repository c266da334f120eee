"""A file's articles and their part as bytes, to be kept and read again.

Nothing that is read back can run: no pickles, only numbers, texts and arrays.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from analyzer.article import Article, Markup
from analyzer.batch import Part
from analyzer.measure import Rows, no_ints
from analyzer.scoring import Finding
from analyzer.suppressions import FRONT_MATTER

if TYPE_CHECKING:
    from analyzer.readers import SourceFile

PER_ROW = ("article", "start", "end")
FINDING = tuple(field.name for field in fields(Finding))
Entry = tuple[list[Article], Part]
ROWS = tuple(field.name for field in fields(Rows))


class StoredArticle(msgspec.Struct, array_like=True):
    """An article as it is kept; text as UTF-8, runs as the bytes of an array."""

    suffix: str
    title: str | None
    row: int | None
    language: str
    disabled: str | bool | None
    text: bytes
    prose: bytes | None
    runs: bytes


class Stored(msgspec.Struct, array_like=True):
    """What is kept of one file."""

    articles: list[StoredArticle]
    titles: list[str]
    languages: list[str]
    characters: list[float]
    findings: list[tuple[Any, ...]]
    rows: dict[str, list[tuple[str, bytes]]]


ENCODE = msgspec.msgpack.Encoder().encode
DECODE = msgspec.msgpack.Decoder(Stored).decode


def split(part: Part, sizes: Sequence[int]) -> list[Part]:
    """Split a part after so many articles each; tables and labels are left behind."""
    bounds = np.concatenate([[0], np.cumsum(np.array(sizes, np.int64))]).tolist()
    findings: list[list[Finding]] = [[] for _ in sizes]
    owner = np.repeat(np.arange(len(sizes)), sizes).tolist()
    for finding in part.findings:
        at = owner[finding.article]
        findings[at].append(replace(finding, article=finding.article - bounds[at]))
    rows = {name: _split_rows(found, bounds) for name, found in part.rows.items()}
    return [
        Part(
            part.titles[start:end],
            part.languages[start:end],
            {"characters": part.columns["characters"][start:end]},
            {},
            {},
            findings[at],
            {name: pieces[at] for name, pieces in rows.items()},
        )
        for at, (start, end) in enumerate(pairwise(bounds))
    ]


def _split_rows(rows: Rows, bounds: Sequence[int]) -> list[Rows]:
    edges = np.searchsorted(rows.article, bounds).tolist()
    per_gram = [
        name
        for name in ROWS
        if name not in (*PER_ROW, "ptr") and len(getattr(rows, name)) == len(rows.grams)
    ]
    pieces = []
    for (first, last), base in zip(pairwise(edges), bounds, strict=False):
        ptr = rows.ptr[first : last + 1]
        inside = {name: getattr(rows, name)[ptr[0] : ptr[-1]] for name in per_gram}
        inside |= {name: getattr(rows, name)[first:last] for name in PER_ROW}
        inside |= {"ptr": ptr - ptr[0], "article": inside["article"] - base}
        pieces.append(replace(rows, **inside))
    return pieces


def pack(articles: Sequence[Article], part: Part, file: SourceFile) -> bytes | None:
    """Return articles and their part as bytes, None where a text cannot be kept."""
    stored = Stored(
        [_stored(article, file) for article in articles],
        list(part.titles),
        list(part.languages),
        part.columns["characters"].tolist(),
        [tuple(getattr(finding, name) for name in FINDING) for finding in part.findings],
        {
            name: [_bytes(getattr(rows, field)) for field in ROWS]
            for name, rows in part.rows.items()
        },
    )
    try:
        data = ENCODE(stored)
    except (UnicodeEncodeError, OverflowError):
        return None
    return zlib.crc32(data).to_bytes(4, "big") + data


def unpack(data: bytes, file: SourceFile) -> Entry | None:
    """Return what was packed, for the file as it is called now; None where it is damaged."""
    if len(data) < 5 or zlib.crc32(memoryview(data)[4:]) != int.from_bytes(data[:4], "big"):
        return None
    stored = DECODE(memoryview(data)[4:])
    part = Part(
        tuple(stored.titles),
        tuple(stored.languages),
        {"characters": np.array(stored.characters, np.float64)},
        {},
        {},
        [Finding(*values) for values in stored.findings],
        {name: _rows(arrays) for name, arrays in stored.rows.items()},
    )
    return [_article(article, file) for article in stored.articles], part


def _bytes(array: np.ndarray) -> tuple[str, bytes]:
    return array.dtype.str, array.tobytes()


def _rows(arrays: Sequence[tuple[str, bytes]]) -> Rows:
    return Rows(*(np.frombuffer(data, np.dtype(kind)) for kind, data in arrays))


def _stored(article: Article, file: SourceFile) -> StoredArticle:
    markup = article.markup
    runs = b""
    if markup is not None:
        runs = np.concatenate([markup.run_prose, markup.run_start, markup.run_end]).tobytes()
    disabled = article.fields.get(FRONT_MATTER)
    return StoredArticle(
        article.id[len(file.id) + 1 :],
        article.title,
        article.row,
        article.language,
        disabled if isinstance(disabled, str | bool | None) else str(disabled),
        article.text.encode("utf-8", "surrogatepass"),
        None if markup is None else markup.prose.encode("utf-8", "surrogatepass"),
        runs,
    )


def _article(stored: StoredArticle, file: SourceFile) -> Article:
    markup = None
    if stored.prose is not None:
        numbers = np.frombuffer(stored.runs, np.int64)
        n_runs = (len(numbers) - 1) // 3
        markup = Markup(
            stored.prose.decode("utf-8", "surrogatepass"),
            numbers[: n_runs + 1],
            numbers[n_runs + 1 : 2 * n_runs + 1],
            numbers[2 * n_runs + 1 :],
            no_ints(),
            no_ints(),
            no_ints(),
        )
    fields = {} if stored.disabled is None else {FRONT_MATTER: stored.disabled}
    return Article(
        f"{file.id}#{stored.suffix}" if stored.suffix else file.id,
        stored.text.decode("utf-8", "surrogatepass"),
        stored.title,
        file.source,
        stored.row,
        stored.language,
        fields,
        markup,
    )
