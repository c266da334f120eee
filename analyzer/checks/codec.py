"""A file's articles and their part as bytes, to be kept and read again.

Nothing that is read back can run: no pickles, only numbers, texts and arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.article import Article, Markup, no_ints
from analyzer.checks.suppressions import FRONT_MATTER
from analyzer.pipeline.batch import BatchResult
from analyzer.rules.finding import Finding
from analyzer.similarity.article_rows import ArticleRows
from analyzer.storage.codec import array_of

if TYPE_CHECKING:
    from analyzer.readers import SourceFile

PER_ROW = ("article", "start", "end")
FINDING = Finding.__struct_fields__
Entry = tuple[list[Article], BatchResult]
ROWS = ArticleRows.__struct_fields__


class StoredArticle(msgspec.Struct, array_like=True):
    """An article as it is kept; text as UTF-8, runs as the bytes of an array."""

    suffix: str
    title: str | None
    row: int | None
    language: str
    disabled: str | bool | None
    text: memoryview
    prose: memoryview | None
    runs: memoryview


class Stored(msgspec.Struct, array_like=True):
    """What is kept of one file."""

    articles: list[StoredArticle]
    titles: list[str]
    languages: list[str]
    characters: list[float]
    findings: list[tuple[Any, ...]]
    rows: list[list[tuple[str, memoryview]]]
    measures: dict[str, int]


ENCODE = msgspec.msgpack.Encoder().encode
DECODE = msgspec.msgpack.Decoder(Stored).decode


def split(part: BatchResult, sizes: Sequence[int]) -> list[BatchResult]:
    """Split a part after so many articles each; tables and labels are left behind."""
    bounds = np.concatenate([[0], np.cumsum(np.array(sizes, np.int64))]).tolist()
    findings: list[list[Finding]] = [[] for _ in sizes]
    owner = np.repeat(np.arange(len(sizes)), sizes).tolist()
    for finding in part.findings:
        at = owner[finding.article]
        findings[at].append(replace(finding, article=finding.article - bounds[at]))
    pieces = {id(found): _split_rows(found, bounds) for found in part.rows.values()}
    rows = {name: pieces[id(found)] for name, found in part.rows.items()}
    return [
        BatchResult(
            part.titles[start:end],
            part.languages[start:end],
            {"characters": part.columns["characters"][start:end]},
            {},
            {},
            findings[at],
            {name: found[at] for name, found in rows.items()},
        )
        for at, (start, end) in enumerate(pairwise(bounds))
    ]


def _split_rows(rows: ArticleRows, bounds: Sequence[int]) -> list[ArticleRows]:
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


def encode(articles: Sequence[Article], part: BatchResult, file: SourceFile) -> bytes | None:
    """Return articles and their part as bytes, None where a text cannot be kept."""
    different = list({id(rows): rows for rows in part.rows.values()}.values())
    numbers = {id(rows): number for number, rows in enumerate(different)}
    stored = Stored(
        [_stored(article, file) for article in articles],
        list(part.titles),
        list(part.languages),
        part.columns["characters"].tolist(),
        [tuple(getattr(finding, name) for name in FINDING) for finding in part.findings],
        [[_bytes(getattr(rows, name)) for name in ROWS] for rows in different],
        {name: numbers[id(rows)] for name, rows in part.rows.items()},
    )
    try:
        return ENCODE(stored)
    except (UnicodeEncodeError, OverflowError):
        return None


def decode(data: bytes | memoryview, file: SourceFile) -> Entry:
    """Return what was packed, for the file as it is called now.

    Raises
    ------
    ValueError
        If it is not what was packed.
    """
    stored = DECODE(data)
    rows = [_rows(arrays) for arrays in stored.rows]
    part = BatchResult(
        tuple(stored.titles),
        tuple(stored.languages),
        {"characters": np.array(stored.characters, np.float64)},
        {},
        {},
        [Finding(*values) for values in stored.findings],
        {name: rows[number] for name, number in stored.measures.items()},
    )
    return [_article(article, file) for article in stored.articles], part


def _bytes(array: np.ndarray) -> tuple[str, memoryview]:
    return array.dtype.str, memoryview(array.tobytes())


def _rows(arrays: Sequence[tuple[str, memoryview]]) -> ArticleRows:
    return ArticleRows(*(array_of(kind, data) for kind, data in arrays))


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
        _text(article.text),
        None if markup is None else _text(markup.prose),
        memoryview(runs),
    )


def _text(text: str) -> memoryview:
    return memoryview(text.encode("utf-8", "surrogatepass"))


def _article(stored: StoredArticle, file: SourceFile) -> Article:
    markup = None
    if stored.prose is not None:
        numbers = np.frombuffer(stored.runs, np.int64)
        n_runs = (len(numbers) - 1) // 3
        markup = Markup(
            str(stored.prose, "utf-8", "surrogatepass"),
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
        str(stored.text, "utf-8", "surrogatepass"),
        stored.title,
        file.source,
        stored.row,
        stored.language,
        fields,
        markup,
    )
