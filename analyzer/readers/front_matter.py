"""Front matter of Markdown: YAML between ``---``, TOML between ``+++``, JSON or a title.

The title alone may be in a comment, as Writerside has it: ``[//]: # (title: Warm soil)``.
Pandoc has the title, the authors and the date after percent signs.
YAML is read without types that tags choose, and without aliases that multiply it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.article import LINE_END, MetadataError
from analyzer.readers.limits import LIMITS, Limits, load_toml, named
from analyzer.readers.reader import on_one_line
from analyzer.text.later_patterns import compile_later

if TYPE_CHECKING:
    import yaml

# Eleventy names the language of what is between the fences; programs have no plain fields.
FENCE = compile_later(
    r"(---|\+\+\+)(?P<name>js(?:on)?|javascript|toml|ya?ml)?[ \t]*(?:\r\n|\r|\n)"
)
CLOSE = {
    "---": re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?![^\r\n])"),
    "+++": re.compile(r"(?<=[\r\n])\+\+\+[ \t]*(?![^\r\n])"),
}
KEY = compile_later(r"[\w-]+[ \t]*:(?:\s|\Z)")
TITLE = compile_later(r"\s{0,9}\[//\]:[ ]#[ ]\(title:([^\r\n]{1,1000})\)[ \t]*(?![^\r\n])")
NEXT = r"(?>\r\n|\r|\n)"
MORE = rf"(?:{NEXT}[ \t]++[^\s%][^\r\n]{{0,1000}}+){{0,9}}+"
TITLE_BLOCK = compile_later(
    rf"%(?P<title>[ \t]++[^\r\n]{{1,1000}}+{MORE}|[ \t]*+)"
    rf"(?:{NEXT}%(?:[ \t][^\r\n]{{0,1000}}+)?+{MORE}){{0,2}}+(?={NEXT}[ \t]*+(?:[\r\n]|\Z)|\Z)"
)
JSON = compile_later(r"\{\s*[\"}]")
PLACE = compile_later(r" \(at line (\d{1,9})[^()]{0,40}\)\Z")
LANGUAGE = compile_later(r"([A-Za-z]{2})(?:[-_].*)?\Z", re.DOTALL)
DATES = (date, time)
PLAIN = (str, int, float, bool, date, time, type(None))
SEARCHED = 1 << 17  # characters in which the line of an error is searched
HUGE = 14_000  # bits; Python writes no longer integers in decimal digits


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
    errors : tuple of (int, int, str)
        The spans that cannot be parsed, with messages.
    """

    end: int = 0
    title: str = ""
    language: str = ""
    fields: Mapping[str, object] = msgspec.field(default_factory=dict)
    errors: tuple[MetadataError, ...] = ()


def read_front_matter(text: str, limits: Limits = LIMITS) -> FrontMatter:
    """Return the front matter; where it is broken, what is wrong and where it ends."""
    fence = FENCE.match(text)
    if fence is None:
        named_by = TITLE.match(text) or TITLE_BLOCK.match(text)
        if named_by is None:
            return _read_json(text, limits)
        return FrontMatter(named_by.end(), on_one_line(named_by[1], limits)[0])
    close = CLOSE[fence[1]].search(text, fence.end())
    if close is None:
        if fence[1] == "---" and not KEY.match(text, fence.end()):
            return FrontMatter()
        message = f"the front matter does not end; expected a line {fence[1]!r}"
        return FrontMatter(errors=(_error(text, message, 1),))
    return _read_fenced(text, fence, close, limits)


def _read_fenced(
    text: str, fence: re.Match[str], close: re.Match[str], limits: Limits
) -> FrontMatter:
    name = fence["name"] or ("yaml" if fence[1] == "---" else "toml")
    if name in ("js", "javascript"):
        return FrontMatter(close.end())
    content, most = text[fence.end() : close.start()], limits.front_matter_characters
    try:
        if len(content) > most:
            at_most = f"at most {most} are read {named('front-matter-characters')}"
            raise BrokenError(f"{len(content)} characters; {at_most}", 0)
        # JSON is YAML as well.
        values = _load_toml(content) if name == "toml" else load_yaml(content, limits)
    except BrokenError as error:
        message = f"the front matter cannot be parsed: {error}"
        return FrontMatter(close.end(), errors=(_error(text, message, error.line + 1),))
    if isinstance(values, str):
        return FrontMatter()
    return _from_values(values, text, close.end(), limits)


def _error(text: str, message: str, line: int) -> MetadataError:
    """Return an error at a line of the text, counted from 1."""
    start = 0
    for end in LINE_END.finditer(text, 0, SEARCHED):
        if line == 1:
            return start, end.start(), message
        start, line = end.end(), line - 1
    return start, len(text) if line == 1 else start, message


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
    for key, given in values.items():
        if not all(
            isinstance(i, PLAIN) for i in (given if isinstance(given, list) else [given])
        ):
            continue
        value = (
            [_storable(item) for item in given] if isinstance(given, list) else _storable(given)
        )
        items = value if isinstance(value, list) else [value]
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


def _storable(value: Any) -> Any:
    """Return a value that every table can hold: a huge integer as its digits."""
    if not isinstance(value, int) or -(1 << 63) <= value < 1 << 63:
        return value
    return str(value) if value.bit_length() < HUGE else hex(value)


def language_code(value: object) -> str:
    """Return the two letters of a language tag like ``en-GB``, empty for anything else."""
    match = LANGUAGE.match(value.strip()) if isinstance(value, str) else None
    return match[1].lower() if match else ""


def _from_values(values: Mapping[Any, Any], text: str, end: int, limits: Limits) -> FrontMatter:
    fields = plain_fields(values, limits.front_matter_characters)
    known = {key.lower(): value for key, value in fields.items()}
    language = next((known[key] for key in ("lang", "language", "locale") if key in known), "")
    title, problem = on_one_line(known.get("title"), limits)
    errors = (_error(text, f"front matter: {problem}", 1),) if problem else ()
    return FrontMatter(end, title, language_code(language), fields, errors)


def _load_toml(text: str) -> Mapping[Any, Any]:
    try:
        return load_toml(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (ValueError, OverflowError, RecursionError) as error:
        place = PLACE.search(str(error))
        message = PLACE.sub("", first_sentence(error))
        raise BrokenError(message, int(place[1]) if place else 1) from error


def _read_json(text: str, limits: Limits) -> FrontMatter:
    if not JSON.match(text):
        return FrontMatter()
    try:
        values, end = json.JSONDecoder().raw_decode(text[: limits.front_matter_characters])
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        message = "the front matter cannot be parsed: not JSON"
        return FrontMatter(errors=(_error(text, message, line),))
    return _from_values(values, text, end, limits)


MAX_NESTING = 400
BRACKET = compile_later(r"[\[\]{}]")
CORE = "tag:yaml.org,2002:"
PLAIN_TAGS = (None, "!", f"{CORE}str")


class BrokenError(ValueError):
    """Front matter that cannot be parsed.

    Attributes
    ----------
    line : int
        The line in the front matter, from 1; 0 for all of it.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def load_yaml(text: str, limits: Limits) -> Mapping[Any, Any] | str:
    """Return the keys and values of a YAML document, or the text that it is.

    Raises
    ------
    BrokenError
        If it is not YAML, has a typed tag, or expands to more than the limit.
    """
    import yaml

    # The C parser is a hundred times faster, but deep nesting overflows its stack.
    safe = yaml.SafeLoader if _nesting(text) > MAX_NESTING else yaml.CSafeLoader
    try:
        if "!" in text or "*" in text:
            _refuse_tags_and_copies(text, limits.alias_characters)
        values = yaml.load(text, Loader=safe)
    except BrokenError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = error.problem or "not YAML"
        raise BrokenError(message, mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise BrokenError(first_sentence(error), 1) from error
    except (LookupError, TypeError, AttributeError) as error:
        # The constructors of PyYAML do not check what they are given.
        raise BrokenError("a value that is not of its type", 1) from error
    if isinstance(values, Mapping | str | None):
        return values or {}
    raise BrokenError(f"it must be keys and values, not a {type(values).__name__}", 0)


def _nesting(text: str) -> int:
    """Return at least how deeply a YAML document is nested, quickly."""
    indent = max(
        (len(line) - len(line.lstrip(" \t-?:")) for line in text.splitlines()), default=0
    )
    depth = deepest = 0
    for bracket in BRACKET.findall(text):
        depth += 1 if bracket in "[{" else -1 if depth else 0
        deepest = max(deepest, depth)
    return indent + deepest


def first_sentence(error: Exception) -> str:
    """Return the message of an error on one line, without advice for programmers."""
    return " ".join(str(error).split()).partition("; use sys.")[0]


def _refuse_tags_and_copies(text: str, most: int) -> None:
    import yaml

    sizes: dict[str | None, int] = {}
    stack: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        _refuse_tag(event)
        if isinstance(event, yaml.AliasEvent):
            total += sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            total += len(event.value) + 1
            sizes[event.anchor] = len(event.value) + 1
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append((event.anchor, total))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = stack.pop()
            sizes[anchor] = total - before + 1
        if total > most:
            message = f"aliases that expand to more than {most} characters"
            message += f" {named('alias-characters')}"
            raise BrokenError(message, _line(event))


def _refuse_tag(event: yaml.Event) -> None:
    tag = getattr(event, "tag", None)
    if tag not in PLAIN_TAGS:
        shown = tag.replace(CORE, "!!", 1)
        raise BrokenError(f"the tag {shown!r}; expected a value without a tag", _line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
