"""The one adapter for what a user hands over: texts, columns, tables, articles.

Series and frames of pandas, polars and pyarrow and data sets of Hugging Face are
recognised by their methods, so that none of these libraries is imported unless used. Any
other object that exports Arrow data is read through pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, count, islice
from typing import Any, NamedTuple

from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.input_types import ColumnNames
from analyzer.readers.document import check_markup, make_document, prose_of
from analyzer.readers.front_matter import language_code, plain_fields
from analyzer.readers.markup_kind import MarkupKind
from analyzer.readers.records import ID, LANGUAGE, TEXT, TITLE, choose_name
from analyzer.refused_inputs import (
    is_missing,
    refuse_columns,
    refuse_input,
    refuse_markup,
    text_of,
)

# Before the name of a field that is kept, as a role.
FIELD = "field "
# The functions with an argument that names the column of texts.
TAKE_COLUMNS = ("analyzer.analyze", "analyzer.deduplicate")
GUESSES = {"text": TEXT, "title": TITLE, "id": ID, "language": LANGUAGE}


class _Row(NamedTuple):
    label: Any
    text: str | Article
    title: str = ""
    language: object = None
    fields: Mapping[str, object] = {}


class Texts:
    """The texts of an input, in its order, and how the caller names them.

    Attributes
    ----------
    index : pandas.Index or None
        The index of a pandas object.
    """

    def __init__(
        self, rows: Iterable[_Row], language: str, markup: MarkupKind, index: Any, own_ids: bool
    ) -> None:
        self.index = index
        self._rows, self._language, self._markup = rows, language, markup
        self._labels: list[Any] = []
        self._by_index = index is not None and not own_ids

    @property
    def labels(self) -> Any:
        """The label of each text: its id, its index value or its position.

        Complete when all texts have been used.
        """
        return self.index if self._by_index else self._labels

    def articles(self) -> Iterator[Article]:
        """Yield an article for each text; an `Article` stays as it is."""
        for row in self._labelled():
            given = row.text
            if isinstance(given, str):
                yield self._article(row, given)
            elif self._language and not given.language:
                yield replace(given, language=self._language)
            else:
                yield given

    def prose(self) -> Iterator[str]:
        """Yield each text as a reader sees it."""
        for row in self._labelled():
            given = row.text
            yield prose_of(given, self._markup) if isinstance(given, str) else given.prose

    def _labelled(self) -> Iterator[_Row]:
        for row in self._rows:
            if isinstance(row.text, Article) and self._markup != "auto":
                refuse_markup(self._markup, row.label)
            if not self._by_index:
                self._labels.append(row.label)
            yield row

    def _article(self, row: _Row, text: str) -> Article:
        document = make_document(text, self._markup, row.title)
        return Article(
            str(row.label),
            text,
            title=document.title,
            language=language_code(row.language) or self._language or document.language,
            metadata_errors=document.metadata_errors,
            fields={**plain_fields(document.fields), **row.fields},
            markup=document.markup,
        )


def read_texts(
    data: Any,
    named: ColumnNames | None = None,
    markup: MarkupKind = "auto",
    *,
    caller: str = "fit",
) -> Texts:
    """Return the texts of an input.

    Parameters
    ----------
    data : iterable of str or Article, Series, DataFrame or data set
        A missing text counts as empty.
    named : ColumnNames, optional
    markup : {"auto", "text", "markdown", "html"}
    caller : str
        The function that errors name.

    Raises
    ------
    SettingError
        If `data` holds no texts, or a column does not exist.
    """
    named = named or ColumnNames()
    check_markup(markup)
    refuse_input(data, caller)
    data = _arrow_table(data)
    index = getattr(data, "index", None)
    index = index if hasattr(index, "get_level_values") else None
    table = _table(data)
    roles: dict[str, Any] = {}
    if table is not None:
        roles = _roles(table, named, caller)
        rows = _rows_of_table(data, roles, named.focus_keyphrase, index)
    else:
        first, values = _first(_values(data))
        if isinstance(first, Mapping):
            roles = _roles({str(name): name for name in first}, named, caller)
            rows = _rows_of_records(values, roles, named.focus_keyphrase)
        else:
            refuse_columns(named.roles, first, caller)
            rows = _rows_of_values(count() if index is None else index, values)
    is_column = named.language == str(roles.get("language", ""))
    language = "" if is_column else _code(named.language)
    return Texts(rows, language, markup, index, "id" in roles)


def to_articles(
    data: Any,
    named: ColumnNames | None = None,
    markup: MarkupKind = "auto",
    *,
    caller: str = "fit",
) -> Iterator[Article]:
    """Return an iterator of the articles of an input; see `read_texts`."""
    return read_texts(data, named, markup, caller=caller).articles()


def _table(data: Any) -> dict[str, Any] | None:
    """Return the columns of a table by their names, None for anything else."""
    names = getattr(data, "column_names", None)
    if names is None:
        names = getattr(data, "columns", None)
    # A data set that is streamed has columns, but only rows can be read.
    if names is None or not hasattr(data, "__getitem__") or not hasattr(data, "__len__"):
        return None
    return {str(name): name for name in names}


def _roles(columns: Mapping[str, Any], named: ColumnNames, caller: str) -> dict[str, Any]:
    """Return the column of each role that has one."""
    asked = named.roles
    if named.language not in columns:
        asked["language"] = None
    asked |= {f"{FIELD}{name}": name for name in named.fields}
    roles = {}
    for role, name in asked.items():
        if name is not None and name not in columns:
            found = ", ".join(columns)
            what = "fields" if role.startswith(FIELD) else role.replace("_", " ")
            raise SettingError(f"no column {name!r} for {what}; found {found}")
        chosen = name or choose_name(tuple(columns), "", GUESSES.get(role, ()))
        if chosen:
            roles[role] = columns[chosen]
    if "text" not in roles:
        if len(columns) != 1:
            found = ", ".join(columns)
            if caller not in TAKE_COLUMNS:
                how = f"name it 'text', or give that column alone; found {found}"
                raise SettingError(f"{caller}: no column of texts; {how}")
            raise SettingError(f"no column of texts; give text=, one of {found}")
        roles["text"] = next(iter(columns.values()))
    return roles


def _rows_of_table(
    table: Any, roles: Mapping[str, Any], phrase: str | None, index: Any
) -> Iterator[_Row]:
    columns = {role: _values(table[column]) for role, column in roles.items()}
    columns.setdefault("id", count() if index is None else index)
    for row, cells in enumerate(zip(*columns.values(), strict=False)):
        yield _row(row, dict(zip(columns, cells, strict=True)), phrase)


def _rows_of_records(
    records: Iterable[Any], roles: Mapping[str, Any], phrase: str | None
) -> Iterator[_Row]:
    for row, record in enumerate(records):
        if not isinstance(record, Mapping):
            kind = type(record).__name__
            raise SettingError(f"row {row}: expected a record like the first one, got {kind}")
        yield _row(row, {role: record.get(name) for role, name in roles.items()}, phrase)


def _row(row: int, cells: Mapping[str, Any], phrase: str | None) -> _Row:
    label = _label(cells.get("id"), row)
    text, title, value = (
        text_of(label, cells.get(role)) for role in ("text", "title", "focus_keyphrase")
    )
    fields = {
        role.removeprefix(FIELD): None if is_missing(cell) else cell
        for role, cell in cells.items()
        if role.startswith(FIELD)
    }
    fields = plain_fields(fields) | ({phrase: value} if phrase else {})
    return _Row(label, text, title, cells.get("language"), fields)


def _rows_of_values(labels: Iterable[Any], values: Iterable[Any]) -> Iterator[_Row]:
    for row, (place, value) in enumerate(zip(labels, values, strict=False)):
        label = value.id if isinstance(value, Article) else _label(place, row)
        yield _Row(label, value if isinstance(value, Article) else text_of(label, value))


def _values(column: Any) -> Iterable[Any]:
    """Return a column of any library as plain Python values."""
    for name in ("to_pylist", "to_list", "tolist"):
        if hasattr(column, name):
            values: Iterable[Any] = getattr(column, name)()
            return values
    given: Iterable[Any] = column
    return given


def _arrow_table(data: Any) -> Any:
    """Read an object that exports Arrow data and is no table itself, as a batch reader."""
    known = ("columns", "column_names", "dtype", "to_pylist")
    if not hasattr(data, "__arrow_c_stream__") or any(hasattr(data, name) for name in known):
        return data
    try:
        import pyarrow
    except ImportError as error:
        raise SettingError(
            "Arrow data needs pyarrow: pip install 'analyzer[parquet]'"
        ) from error
    return pyarrow.table(data)


def _first(values: Iterable[Any]) -> tuple[Any, Iterator[Any]]:
    """Return the first value, None if there is none, and all of them."""
    rest = iter(values)
    head = list(islice(rest, 1))
    return (head[0] if head else None), chain(head, rest)


def _label(label: Any, row: int) -> Any:
    """Return a label; pandas stores whole numbers beside a missing one as floats."""
    if isinstance(label, float) and label.is_integer():
        return int(label)
    return row if is_missing(label) else label


def _code(language: str | None) -> str:
    code = language_code(language)
    if language and not code:
        raise SettingError(f"language: {language!r} is neither a column nor a code")
    return code
