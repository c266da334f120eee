"""Records with a text in them: what CSV, JSONL, Parquet and Excel have in common."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from analyzer.article import Article
from analyzer.errors import Diagnostic
from analyzer.readers.column_problems import with_known_columns
from analyzer.readers.document import make_document
from analyzer.readers.front_matter import language_code, plain_fields
from analyzer.readers.html import MISSING
from analyzer.readers.limits import ArticleBudget, LimitError
from analyzer.readers.reader import normalize_title
from analyzer.readers.shared_language import LanguagePrior, language_prior
from analyzer.readers.skipped import without_articles

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

TEXT = (
    "text", "body", "content", "article", "article_body", "articlebody", "body_text",
    "full_text", "fulltext", "post_content", "story", "maintext", "main_text", "content_text",
    "markdown", "plain_text", "description",
)  # fmt: skip
TITLE = ("title", "headline", "post_title", "article_title", "heading", "subject", "name")
ID = ("id", "article_id", "post_id", "slug", "guid", "uuid", "url")
LANGUAGE = ("lang", "language", "locale", "language_code")
NAME_IT = "name it with --text-column (in Python, text_column)"
MAX_NAMES, MAX_HELD = 50, 1 << 24
KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}
DAMAGE = (OSError, EOFError, ValueError, RecursionError, zlib.error)
NO_PRIOR = LanguagePrior()
Record = tuple[int, Mapping[str, object]]
ReadRows = Callable[["ProblemHandler"], Iterator[Record]]
IdFactory = Callable[[int, object], str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns by role, and what is wrong with them; empty for none."""

    text: str
    title: str
    id: str
    language: str
    problem: str


@lru_cache(maxsize=64)
def choose_columns(names: tuple[str, ...], options: ReadOptions) -> Columns:
    """Return the columns that the options name, else those with known names.

    Case, spaces and hyphens do not matter; of several known names, the first is used.
    """
    text = choose_name(names, options.text_column, TEXT)
    title = choose_name(names, options.title_column, TITLE)
    key = choose_name(names, options.id_column, ID)
    found = ", ".join(repr(name) for name in names[:MAX_NAMES]) or "none"
    problem = ""
    for asked, role in (
        (options.text_column, "text"),
        (options.title_column, "title"),
        (options.id_column, "id"),
    ):
        if asked and asked not in names:
            problem = problem or f"no column {asked!r} for the {role}; found {found}"
    if not text and not problem:
        problem = f"no column is known to hold the text; {NAME_IT}; found {found}"
    return Columns(text, title, key, choose_name(names, "", LANGUAGE), problem)


def read_table(
    read_rows: ReadRows, file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each record that has a text.

    The rows are read twice: first for their language, which short rows share. Standard
    input, which is there only once, is held up to `MAX_HELD` characters for it.

    Parameters
    ----------
    read_rows : callable
        From what problems are reported to, to the rows and values of all records.
    file, options, on_problem
        As a reader is given them.
    """

    def counted(report: ProblemHandler) -> Iterator[Record]:
        return within_budget(read_rows(report), options)

    if file.is_rereadable:
        texts = () if options.language else undeclared_texts(counted(lambda _: None), options)
        prior = language_prior(texts)
        records = _of_articles(counted(on_problem), file, options)
        yield from read_records(records, file, options, on_problem, prior=prior)
        return
    if options.language:
        yield from read_records(counted(on_problem), file, options, on_problem)
        return
    rows, held, size, damage = counted(on_problem), [], 0, None
    try:
        for row in rows:
            held.append(row)
            size += sum(len(value) for value in row[1].values() if isinstance(value, str))
            if size > MAX_HELD:
                break
    except DAMAGE as error:
        damage = error
    prior = language_prior(undeclared_texts(held, options))
    rest = chain(held, _rest(rows, damage))
    yield from read_records(rest, file, options, on_problem, prior=prior)


def within_budget(records: Iterator[Record], options: ReadOptions) -> Iterator[Record]:
    """Yield the records; raise `LimitError` where they hold too many short articles."""
    budget = ArticleBudget(options.limits)
    for record in records:
        text = record[1].get(choose_columns(tuple(record[1]), options).text)
        if isinstance(text, str):
            budget.add(len(text))
        yield record


def _of_articles(
    records: Iterator[Record], file: SourceFile, options: ReadOptions
) -> Iterator[Record]:
    """Yield the records; skip a file in a folder whose first one shows no articles."""
    may_skip = not file.is_explicit
    for record in records:
        if may_skip and choose_columns(tuple(record[1]), options).problem:
            raise without_articles(file)
        may_skip = False
        yield record


def _rest(rows: Iterator[Record], damage: Exception | None) -> Iterator[Record]:
    """Yield the rows that are not held; damage is raised after the rows before it."""
    if damage is not None:
        raise damage
    yield from rows


def undeclared_texts(records: Iterable[Record], options: ReadOptions) -> Iterator[str]:
    """Yield the texts that declare no language, up to the first damage."""
    try:
        for _, record in records:
            columns = choose_columns(tuple(record), options)
            text = record.get(columns.text)
            if isinstance(text, str) and not language_code(record.get(columns.language)):
                yield text
    except LimitError:
        raise
    except Exception:
        return  # reported when the records are read


def read_records(
    records: Iterable[Record],
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
    name: IdFactory | None = None,
    prior: LanguagePrior = NO_PRIOR,
) -> Iterator[Article]:
    """Yield an article for each record that has a text.

    Parameters
    ----------
    records : iterable of (int, mapping)
        The row, counted from 1, and the values by column.
    file, options, on_problem
        As a reader is given them.
    name : callable, optional
        From row and given id to the id of an article; `id_factory` where not given.
    prior : LanguagePrior
        What the rows of the file say together about their language.
    """
    name = name or id_factory(file, on_problem)
    readable = with_known_columns(
        records,
        lambda one: choose_columns(tuple(one), options).problem,
        file.source,
        on_problem,
    )
    for row, record in readable:
        columns = choose_columns(tuple(record), options)
        text = record.get(columns.text)
        if not isinstance(text, str):
            problem = f"{columns.text!r} must be a text, not {describe(text)}"
            on_problem(Diagnostic(file.source, problem, row))
            continue
        known = (columns.text, columns.title, columns.id, columns.language)
        title = normalize_title(
            record.get(columns.title), file, row, on_problem, options.limits
        )
        try:
            document = make_document(text, options.markup, title, options.limits)
        except ImportError:
            on_problem(Diagnostic(file.source, MISSING, row))
            continue
        if document.problem:
            on_problem(Diagnostic(file.source, document.problem, row, severity="warning"))
        markup = document.markup
        rest = {key: value for key, value in record.items() if key not in known}
        yield Article(
            name(row, record.get(columns.id)),
            text,
            title=normalize_title(document.title, file, row, on_problem, options.limits),
            source=file.source,
            row=row,
            language=language_code(record.get(columns.language))
            or options.language
            or document.language
            or prior.language_of(text if markup is None else markup.prose),
            metadata_errors=document.metadata_errors,
            fields={**plain_fields(document.fields), **plain_fields(rest)},
            markup=markup,
        )


def deduplicate_names(names: Iterable[str]) -> list[str]:
    """Return the names with a number after each that was there before."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return unique


def choose_name(present: tuple[str, ...], asked: str, known: tuple[str, ...]) -> str:
    """Return the column that is asked for, else the first that is known; empty for none."""
    if asked:
        return asked if asked in present else ""
    by_name: dict[str, str] = {}
    for name in present:
        by_name.setdefault(name.strip().lower().replace(" ", "_").replace("-", "_"), name)
    return next((by_name[name] for name in known if name in by_name), "")


def is_fallback(name: str) -> bool:
    """Return whether a column holds the text only where no better one does."""
    return choose_name((name,), "", TEXT[-1:]) == name


def id_factory(file: SourceFile, on_problem: ProblemHandler) -> IdFactory:
    """Return a function that names the records of a file, each differently.

    It must be called in the order of the rows.
    """
    taken: set[str] = set()
    borrowed: set[str] = set()

    def name(row: int, given: object) -> str:
        key = given_id(given)
        if key in taken and key not in borrowed:
            message = f"the id {key!r} is there already; named by its row instead"
            on_problem(Diagnostic(file.source, message, row))
            key = ""
        unique, number = key or str(row), 1
        while unique in taken:
            number += 1
            unique = f"{key or row}-{number}"
        borrowed.discard(key)
        if unique != key:
            borrowed.add(unique)
        taken.add(unique)
        return f"{file.id}#{unique}"

    return name


def given_id(given: object) -> str:
    """Return the id of a record, empty if it has none."""
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, str | int):
        return ""
    return str(given).strip()


def describe(value: object) -> str:
    """Return the kind of a value in words, for a message."""
    if value is None:
        return "null"
    return KINDS.get(type(value), f"a {type(value).__name__}")
