"""Between pandas and the package: what is given, and what is handed back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.tables import TABLES, Table

if TYPE_CHECKING:
    import pandas as pd

GUESSES = {
    "text": ("text", "body", "content", "article", "article_body", "story"),
    "title": ("title", "headline"),
    "id": ("id", "article_id", "slug", "url"),
}
DTYPES = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}


def articles_of(
    given: Any,
    *,
    text: str | None = None,
    title: str | None = None,
    id: str | None = None,  # noqa: A002
) -> Iterator[Article]:
    """Yield articles from whatever holds texts.

    Parameters
    ----------
    given : iterable of Article or str, Series, or DataFrame
    text, title, id : str, optional
        The columns of a DataFrame; guessed by name where not given.

    Raises
    ------
    SettingError
        If `given` holds no texts, or a column is not there.
    """
    if isinstance(given, str | bytes):
        raise SettingError("expected several texts, got one string; put it in a list")
    if hasattr(given, "columns"):
        return _from_frame(given, text, title, id)
    if hasattr(given, "items") and hasattr(given, "index"):
        return _from_texts(zip(given.index, given, strict=True))
    if not isinstance(given, Iterable):
        raise SettingError(f"expected articles or texts, got {type(given).__name__}")
    return _from_texts(enumerate(given))


def frame(name: str, table: Table) -> pd.DataFrame:
    """Return a report table as a DataFrame with the types that `tables` names."""
    import pandas as pd

    columns = {}
    for column in TABLES[name]:
        values = table[column.name]
        dtype = DTYPES[column.kind]
        if column.kind == "integer" and any(value is None for value in values):
            dtype = "Int64"
        columns[column.name] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(columns)


def _from_texts(pairs: Iterable[tuple[Any, Any]]) -> Iterator[Article]:
    for label, value in pairs:
        if isinstance(value, Article):
            yield value
        else:
            yield Article(str(label), _text(label, value))


def _from_frame(
    table: Any, text: str | None, title: str | None, name: str | None
) -> Iterator[Article]:
    columns = [str(column) for column in table.columns]
    wanted = {
        role: _column(columns, role, given)
        for role, given in (("text", text), ("title", title), ("id", name))
    }
    if wanted["text"] is None:
        raise SettingError(f"no column of texts; give text=, one of {', '.join(columns)}")
    values = {role: list(table[column]) for role, column in wanted.items() if column}
    labels = values.get("id", list(getattr(table, "index", range(len(table)))))
    titles = values.get("title", [""] * len(labels))
    for label, value, heading in zip(labels, values["text"], titles, strict=True):
        yield Article(str(label), _text(label, value), title=_text(label, heading))


def _column(columns: list[str], role: str, given: str | None) -> str | None:
    if given is not None:
        if given not in columns:
            raise SettingError(f"no column {given!r} for {role}; found {', '.join(columns)}")
        return given
    return next((guess for guess in GUESSES[role] if guess in columns), None)


def _text(label: Any, value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    raise SettingError(
        f"row {label!r}: expected a text, got {type(value).__name__} {value!r:.40}"
    )
