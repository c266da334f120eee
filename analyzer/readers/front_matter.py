"""Front matter of Markdown: YAML between ``---``, TOML between ``+++``, JSON or a title.

The title alone may be in a comment, as Writerside has it: ``[//]: # (title: Warm soil)``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import Problem
from analyzer.readers.reader import normalize_title

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import SourceFile

FENCE = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
CLOSE = {
    "---": re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?![^\r\n])"),
    "+++": re.compile(r"(?<=[\r\n])\+\+\+[ \t]*(?![^\r\n])"),
}
KEY = re.compile(r"[\w-]+[ \t]*:(?:\s|\Z)")
TITLE = re.compile(r"\s{0,9}\[//\]:[ ]#[ ]\(title:([^\r\n]{1,1000})\)[ \t]*(?![^\r\n])")
JSON = re.compile(r"\{\s*[\"}]")
PLACE = re.compile(r" \(at line (\d{1,9})[^()]{0,40}\)\Z")
LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?\Z", re.DOTALL)
DATES = (date, time)
PLAIN = (str, int, float, bool, date, time, type(None))
MAX_LENGTH = 1 << 16
MAX_NESTING = 400


class FrontMatter(msgspec.Struct, frozen=True):
    """What is before the text.

    Attributes
    ----------
    end : int
        Where the text begins.
    title, language : str
        Empty where it names none.
    fields : mapping
        Its other keys with plain values or lists of them.
    """

    end: int = 0
    title: str = ""
    language: str = ""
    fields: Mapping[str, object] = msgspec.field(default_factory=dict)


def read_front_matter(text: str, file: SourceFile, on_problem: ProblemHandler) -> FrontMatter:
    """Return the front matter; where it is broken, report it and return where it ends."""
    fence = FENCE.match(text)
    if fence is None:
        comment = TITLE.match(text)
        if comment is None:
            return _read_json(text, file, on_problem)
        title = normalize_title(comment[1], file, None, on_problem)
        return FrontMatter(comment.end(), title)
    close = CLOSE[fence[1]].search(text, fence.end())
    if close is None:
        if fence[1] == "+++" or KEY.match(text, fence.end()):
            on_problem(Problem(file.source, f"front matter without a closing {fence[1]!r}", 1))
        return FrontMatter()
    load = _load_yaml if fence[1] == "---" else _load_toml
    try:
        values = load(text[fence.end() : close.start()])
    except _BrokenError as error:
        on_problem(Problem(file.source, f"broken front matter: {error}", error.line + 1))
        return FrontMatter(close.end())
    if isinstance(values, str):
        return FrontMatter()
    return _from_values(values, close.end(), file, on_problem)


def plain_fields(values: Mapping[Any, Any], most: int | None = None) -> dict[str, object]:
    """Return the plain values, and the lists of them; dates as ISO 8601.

    Deeper values are left out: no report has a column for them.

    Parameters
    ----------
    values : mapping
    most : int, optional
        How many characters all values may have; what exceeds them is left out. By
        aliases, a few lines of YAML can be more text than there is memory for.
    """
    fields: dict[str, object] = {}
    length = 0
    for key, value in values.items():
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, PLAIN) for item in items):
            continue
        if most is not None:
            own = sum(len(str(item)) for item in items)
            if length + own > most:
                continue
            length += own
        if items is value:
            fields[str(key)] = ", ".join(str(item) for item in items)
        else:
            fields[str(key)] = value.isoformat() if isinstance(value, DATES) else value
    return fields


def language_code(value: object) -> str:
    """Return the two letters of a language tag like ``en-GB``, empty for anything else."""
    match = LANGUAGE.match(value.strip()) if isinstance(value, str) else None
    return match[1].lower() if match else ""


class _BrokenError(ValueError):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _from_values(
    values: Mapping[Any, Any], end: int, file: SourceFile, on_problem: ProblemHandler
) -> FrontMatter:
    fields = plain_fields(values, MAX_LENGTH)
    known = {key.lower(): value for key, value in fields.items()}
    language = next((known[key] for key in ("lang", "language", "locale") if key in known), "")
    title = normalize_title(known.get("title"), file, None, on_problem)
    return FrontMatter(end, title, language_code(language), fields)


def _load_yaml(text: str) -> Mapping[Any, Any] | str:
    import yaml

    _refuse_long(text)
    # The C parser is a hundred times faster, but deep nesting overflows its stack.
    nested = sum(map(text.count, ("[", "{", "- ", "? ", "-\t", "?\t")))
    safe = yaml.SafeLoader if nested > MAX_NESTING else yaml.CSafeLoader
    try:
        values = yaml.load(text, Loader=safe)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = error.problem or "not YAML"
        raise _BrokenError(message, mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise _BrokenError(" ".join(str(error).split()), 1) from error
    except (LookupError, TypeError, AttributeError) as error:
        # The constructors of PyYAML do not check what a tag is given.
        raise _BrokenError("a value that is not of the type of its tag", 1) from error
    if isinstance(values, Mapping | str | None):
        return values or {}
    raise _BrokenError(f"it must be keys and values, not a {type(values).__name__}", 0)


def _load_toml(text: str) -> Mapping[Any, Any]:
    import tomllib

    _refuse_long(text)
    try:
        return tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (ValueError, OverflowError, RecursionError) as error:
        place = PLACE.search(str(error))
        message = PLACE.sub("", str(error))
        raise _BrokenError(message, int(place[1]) if place else 1) from error


def _refuse_long(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise _BrokenError(f"{len(text)} characters are too many", 0)


def _read_json(text: str, file: SourceFile, on_problem: ProblemHandler) -> FrontMatter:
    if not JSON.match(text):
        return FrontMatter()
    try:
        values, end = json.JSONDecoder().raw_decode(text[:MAX_LENGTH])
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        on_problem(Problem(file.source, "broken front matter: not JSON", line))
        return FrontMatter()
    return _from_values(values, end, file, on_problem)
