"""Convert data frames to articles, and report tables to data frames.

Frames and series of pandas, polars and pyarrow are recognised by their methods,
so that none of these libraries is imported unless it is used. Any other object
that exports Arrow data is read through pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.tables import TABLES, Columns

if TYPE_CHECKING:
    import pandas as pd

GUESSES = {
    "text": ("text", "body", "content", "article", "article_body", "story"),
    "title": ("title", "headline"),
    "id": ("id", "article_id", "slug", "url"),
}
DTYPES = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}
MISSING = ("NoneType", "NAType", "NaTType")


def to_articles(
    given: Any,
    *,
    text: str | None = None,
    title: str | None = None,
    id: str | None = None,  # noqa: A002
    focus_keyphrase: str | None = None,
) -> Iterator[Article]:
    """Yield articles from a list, series, data frame or other source of texts.

    Parameters
    ----------
    given : iterable of Article or str, Series, or DataFrame
        Of pandas, polars or pyarrow. A missing text counts as empty.
    text, title, id : str, optional
        The columns of a DataFrame; guessed by name where not given.
    focus_keyphrase : str, optional
        The column to keep as a field of each article, under the same name.

    Raises
    ------
    SettingError
        If `given` holds no texts, or a column does not exist.
    """
    if isinstance(given, str | bytes):
        raise SettingError("expected several texts, got one string; put it in a list")
    if hasattr(given, "collect") and not isinstance(given, Iterable):
        raise SettingError(f"expected a table, got {type(given).__name__}; collect() it first")
    if hasattr(given, "columns") or hasattr(given, "column_names"):
        return _from_frame(given, text, title, id, focus_keyphrase)
    if hasattr(given, "items") and hasattr(given, "index"):
        return _from_texts(zip(given.index, given, strict=True))
    if hasattr(given, "dtype") or hasattr(given, "to_pylist"):
        return _from_texts(enumerate(_values(given)))
    if hasattr(given, "__arrow_c_stream__"):
        return _from_arrow(given, text, title, id, focus_keyphrase)
    if not isinstance(given, Iterable):
        raise SettingError(f"expected articles or texts, got {type(given).__name__}")
    return _from_texts(enumerate(given))


def deduplicate_ids(articles: Iterable[Article]) -> Iterator[Article]:
    """Yield the articles, with a number added to repeated ids, as in ``x-1``.

    The index of concatenated frames often has repeated labels.
    """
    taken: dict[str, int] = {}
    for article in articles:
        name, number = article.id, taken.get(article.id, 0)
        while name in taken:
            number += 1
            name = f"{article.id}-{number}"
        if number:
            taken[article.id] = number
        taken[name] = 1
        yield article if name == article.id else replace(article, id=name)


def index_of(given: Any) -> Any:
    """Return the index of a pandas Series or DataFrame, None for anything else."""
    index = getattr(given, "index", None)
    return index if hasattr(index, "get_level_values") else None


def frame(name: str, table: Columns, index: Any = None) -> pd.DataFrame:
    """Return a report table as a DataFrame with the column types of `tables`."""
    import pandas as pd

    columns = {}
    for column in TABLES[name]:
        values = table[column.name]
        dtype = DTYPES[column.kind]
        if column.kind == "string":
            values = _encodable(values)
        if column.kind == "integer" and any(value is None for value in values):
            dtype = "Int64"
        columns[column.name] = pd.Series(values, dtype=dtype, index=index)
    return pd.DataFrame(columns)


def _encodable(values: Sequence[str]) -> Sequence[str]:
    """Replace lone surrogates, which Arrow cannot hold, with ``?``, as in CSV."""
    try:
        "".join(values).encode()
    except UnicodeEncodeError:
        return [value.encode("utf-8", "replace").decode() for value in values]
    return values


def _from_arrow(given: Any, *columns: str | None) -> Iterator[Article]:
    """Read an object that exports Arrow data: a batch reader, a relation of DuckDB."""
    try:
        import pyarrow
    except ImportError as error:
        raise SettingError(
            "Arrow data needs pyarrow: pip install 'analyzer[parquet]'"
        ) from error
    return _from_frame(pyarrow.table(given), *columns)


def _from_texts(pairs: Iterable[tuple[Any, Any]]) -> Iterator[Article]:
    for label, value in pairs:
        if isinstance(value, Article):
            yield value
        else:
            yield Article(str(label), _text(label, value))


def _from_frame(
    table: Any, text: str | None, title: str | None, name: str | None, keyphrase: str | None
) -> Iterator[Article]:
    names = table.column_names if hasattr(table, "column_names") else table.columns
    columns = {str(column): column for column in names}
    wanted = {
        role: _column(list(columns), role, given)
        for role, given in (
            ("text", text),
            ("title", title),
            ("id", name),
            ("focus keyphrase", keyphrase),
        )
    }
    if wanted["text"] is None:
        raise SettingError(f"no column of texts; give text=, one of {', '.join(columns)}")
    values = {
        role: _values(table[columns[column]]) for role, column in wanted.items() if column
    }
    count = len(values["text"])
    labels = values.get("id", table.index if index_of(table) is not None else range(count))
    titles = values.get("title", [""] * count)
    phrases = values.get("focus keyphrase", [""] * count)
    rows = zip(labels, values["text"], titles, phrases, strict=True)
    for row, (label, value, heading, phrase) in enumerate(rows):
        yield Article(
            _name(label, row),
            _text(label, value),
            title=_text(label, heading),
            fields={keyphrase: _text(label, phrase)} if keyphrase else {},
        )


def _values(column: Any) -> Sequence[Any]:
    """Return a column of any library as plain Python values."""
    for name in ("to_pylist", "to_list", "tolist"):
        if hasattr(column, name):
            values: Sequence[Any] = getattr(column, name)()
            return values
    return list(column)


def _column(columns: list[str], role: str, given: str | None) -> str | None:
    if given is not None:
        if given not in columns:
            raise SettingError(f"no column {given!r} for {role}; found {', '.join(columns)}")
        return given
    return next((guess for guess in GUESSES.get(role, ()) if guess in columns), None)


def _name(label: Any, row: int) -> str:
    """Return a label as an id; pandas stores integers beside a missing one as floats."""
    if _missing(label):
        return str(row)
    whole = isinstance(label, float) and label.is_integer()
    return str(int(label) if whole else label)


def _missing(value: Any) -> bool:
    return type(value).__name__ in MISSING or (isinstance(value, float) and value != value)


def _text(label: Any, value: Any) -> str:
    if isinstance(value, str):
        return value
    if _missing(value):
        return ""
    raise SettingError(
        f"row {label!r}: expected a text, got {type(value).__name__} {value!r:.40}"
    )
