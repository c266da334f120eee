"""Convert data frames to articles, and report tables to data frames.

Frames and series of pandas, polars and pyarrow are recognised by their methods,
so that none of these libraries is imported unless it is used. Any other object
that exports Arrow data is read through pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.readers.document import check_markup, make_document
from analyzer.readers.front_matter import language_code, plain_fields
from analyzer.readers.markup_kind import MarkupKind
from analyzer.readers.records import ID, LANGUAGE, TEXT, TITLE, choose_name
from analyzer.tables import Column, Columns, known_values

if TYPE_CHECKING:
    import pandas as pd

GUESSES = {"text": TEXT, "title": TITLE, "id": ID, "language": LANGUAGE}
DTYPES = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}
ROLES = ("text", "title", "id", "focus keyphrase", "language")
# The columns that the user names, in the order of the roles, without the language.
_Chosen = tuple[str | None, str | None, str | None, str | None]
MISSING = ("NoneType", "NAType", "NaTType")


def to_articles(  # noqa: PLR0913 - the columns of a table, as in `analyze`
    given: Any,
    *,
    text: str | None = None,
    title: str | None = None,
    id: str | None = None,  # noqa: A002
    focus_keyphrase: str | None = None,
    language: str | None = None,
    markup: MarkupKind = "auto",
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
    language : str, optional
        The column with the language of each text; or a language code, for those that
        declare none.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content.

    Raises
    ------
    SettingError
        If `given` holds no texts, or a column does not exist.
    """
    texts = _Texts(check_markup(markup), language or "")
    columns = (text, title, id, focus_keyphrase)
    if isinstance(given, str | bytes):
        raise SettingError("expected several texts, got one string; put it in a list")
    if hasattr(given, "collect") and not isinstance(given, Iterable):
        raise SettingError(f"expected a table, got {type(given).__name__}; collect() it first")
    if hasattr(given, "columns") or hasattr(given, "column_names"):
        return _from_frame(given, columns, texts)
    if hasattr(given, "items") and hasattr(given, "index"):
        return texts.from_pairs(zip(given.index, given, strict=True))
    if hasattr(given, "dtype") or hasattr(given, "to_pylist"):
        return texts.from_pairs(enumerate(_values(given)))
    if hasattr(given, "__arrow_c_stream__"):
        return _from_arrow(given, columns, texts)
    if not isinstance(given, Iterable):
        raise SettingError(f"expected articles or texts, got {type(given).__name__}")
    return texts.from_pairs(enumerate(given))


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


def frame(declared: Sequence[Column], table: Columns, index: Any = None) -> pd.DataFrame:
    """Return a report table as a DataFrame with the declared types; an empty text is NA."""
    import pandas as pd

    columns = {}
    for column in declared:
        values = table[column.name]
        dtype = DTYPES[column.kind]
        if column.kind == "string":
            values = list(known_values(column, _encodable(values)))
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


def _from_arrow(given: Any, columns: _Chosen, texts: _Texts) -> Iterator[Article]:
    """Read an object that exports Arrow data: a batch reader, a relation of DuckDB."""
    try:
        import pyarrow
    except ImportError as error:
        raise SettingError(
            "Arrow data needs pyarrow: pip install 'analyzer[parquet]'"
        ) from error
    return _from_frame(pyarrow.table(given), columns, texts)


class _Texts(msgspec.Struct, frozen=True):
    """Makes articles of texts, all in one way."""

    markup: MarkupKind
    language: str

    def from_pairs(self, pairs: Iterable[tuple[Any, Any]]) -> Iterator[Article]:
        """Yield an article for each label and text; an `Article` stays as it is."""
        code = language_code(self.language)
        for label, value in pairs:
            if not isinstance(value, Article):
                yield self.article(str(label), _text(label, value))
            elif code and not value.language:
                yield replace(value, language=code)
            else:
                yield value

    def article(
        self,
        name: str,
        text: str,
        *,
        title: str = "",
        language: object = None,
        fields: Mapping[str, object] | None = None,
    ) -> Article:
        """Return the article of a text."""
        document = make_document(text, self.markup, title)
        declared = language_code(language) or language_code(self.language)
        return Article(
            name,
            text,
            title=document.title,
            language=declared or document.language,
            metadata_errors=document.metadata_errors,
            fields={**plain_fields(document.fields), **(fields or {})},
            markup=document.markup,
        )


def _from_frame(table: Any, chosen: _Chosen, texts: _Texts) -> Iterator[Article]:
    names = table.column_names if hasattr(table, "column_names") else table.columns
    columns = {str(column): column for column in names}
    *_, keyphrase = chosen
    spoken = texts.language if texts.language in columns else None
    if texts.language and spoken is None and not language_code(texts.language):
        raise SettingError(f"language: {texts.language!r} is neither a column nor a code")
    wanted = {
        role: _column(list(columns), role, given)
        for role, given in zip(ROLES, (*chosen, spoken), strict=True)
    }
    if wanted["text"] is None:
        raise SettingError(f"no column of texts; give text=, one of {', '.join(columns)}")
    values = {
        role: _values(table[columns[column]]) for role, column in wanted.items() if column
    }
    count = len(values["text"])
    labels = values.pop("id", table.index if index_of(table) is not None else range(count))
    rest = [values.get(role, [""] * count) for role in ROLES if role != "id"]
    for row, (label, value, heading, phrase, code) in enumerate(
        zip(labels, *rest, strict=True)
    ):
        yield texts.article(
            _name(label, row),
            _text(label, value),
            title=_text(label, heading),
            language=code,
            fields={keyphrase: _text(label, phrase)} if keyphrase else None,
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
    return choose_name(tuple(columns), "", GUESSES.get(role, ())) or None


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
