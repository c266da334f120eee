"""Configuration files: ``[tool.analyzer]`` of ``pyproject.toml``, or ``analyzer.toml``.

Only the file nearest to the checked paths is read: settings of several files are
never merged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from analyzer import renamed
from analyzer.errors import SettingError
from analyzer.readers.limits import LIMITS, Limits, load_toml, read_at_most
from analyzer.rules.registry import (
    BY_NAME,
    UNKNOWN,
    RuleOptionError,
    message_and_place,
    nearest_name,
    rule_options,
    suggest,
)
from analyzer.settings import Level, Override, Settings, matches

OWN, SHARED = "analyzer.toml", "pyproject.toml"
TABLE = "tool.analyzer"
MAX_BYTES = 1 << 20  # of a file
HEADER = re.compile(r"^[ \t]*+(\[\[?+)([^\[\]#\n]++)\]\]?", re.MULTILINE)
# `root` is set by the caller; `rules` is read rule by rule.
HIDDEN = ("root", "rules")


class Configuration(Settings, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a configuration file may hold: the settings of a run, and what is read.

    Attributes
    ----------
    exclude : tuple of str
        Files in folders that are not read; patterns as in a ``.gitignore`` file.
    text_column : str
        The column of a table, or the key of a record, that holds the text;
        guessed if empty.
    title_column : str
        The column or key that holds the title.
    id_column : str
        The column or key that identifies a record.
    baseline : str
        The file of known findings, which ``check`` does not report.
    report_level : {"", "note", "warning", "error"}
        The lowest severity that ``check`` reports. Where empty, it reports warnings,
        errors, and the notes of rules that ``select`` or ``extend-select`` names.
    limits : Limits
        What one file may expand to.
    """

    exclude: tuple[str, ...] = ()
    text_column: str = ""
    title_column: str = ""
    id_column: str = ""
    baseline: str = ""
    report_level: Literal["", "note", "warning", "error"] = ""
    limits: Limits = LIMITS

    def excludes(self, source: str) -> bool:
        """Return whether a file found in a folder is not read."""
        return bool(self.exclude) and matches(self.exclude, source, self.root)

    @property
    def settings(self) -> Settings:
        """The settings alone."""
        names = Settings.__struct_fields__
        return Settings(**{name: getattr(self, name) for name in names})


def load_configuration(
    paths: Sequence[str],
    given: Mapping[str, object],
    *,
    file: str | None = None,
    isolated: bool = False,
) -> tuple[Configuration, Path | None]:
    """Return the configuration of a run, and the file it is from, if from any.

    Parameters
    ----------
    paths : sequence of str
        The paths to check; the nearest file above all of them is read.
    given : mapping of str to object
        The options of the command line, which take precedence; None if not given.
    file : str, optional
        The file to read instead.
    isolated : bool
        Whether to read no file.

    Raises
    ------
    SettingError
        If the file, a key or a value is wrong: with file, line and key.
    """
    found = None if isolated else Path(file) if file else find_file(paths)
    values: dict[str, Any] = {}
    if found is not None:
        values = _read(found, required=file is not None)
        folder = found.resolve().parent
        values["root"] = str(folder)
        for name in ("profile", "baseline"):
            if values.get(name):
                values[name] = os.path.relpath(folder / values[name])
    rules = values.pop("rules", ())
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        chosen = msgspec.convert(values, Configuration)
        return msgspec.structs.replace(chosen, rules=rules), found
    except msgspec.ValidationError as error:
        raise SettingError(f"settings: {error}") from error


def placed_at(configuration: Configuration, root: str, folder: str) -> Configuration:
    """Return the same configuration for a copy in `folder` of what is below `root`."""
    base = os.path.relpath(configuration.root or os.curdir, root)
    return msgspec.structs.replace(configuration, root=os.path.normpath(f"{folder}/{base}"))


def find_file(paths: Sequence[str]) -> Path | None:
    """Return the nearest configuration file at or above the paths, up to the repository.

    In one folder `analyzer.toml` comes before `pyproject.toml`, which counts
    only where it has a table for this program.
    """
    for folder in _folders_above(paths):
        own, shared = folder / OWN, folder / SHARED
        if own.is_file():
            return own
        if shared.is_file() and has_table(shared):
            return shared
        if (folder / ".git").exists():
            return None
    return None


def _folders_above(paths: Sequence[str]) -> Iterable[Path]:
    named = [os.path.abspath(path.split("*")[0] or ".") for path in paths if path != "-"]  # noqa: PTH100
    try:
        common = Path(os.path.commonpath(named)) if named else Path.cwd()
    except ValueError:  # on several drives
        common = Path.cwd()
    return (common, *common.parents) if common.is_dir() else common.parents


def has_table(path: Path) -> bool:
    """Return whether a ``pyproject.toml`` has a table for this program."""
    text = path.read_text("utf-8", "replace")
    return "analyzer" in text and any(
        name.replace(" ", "").replace('"', "").startswith(TABLE)
        for _, name in HEADER.findall(text)
    )


def _read(path: Path, *, required: bool) -> dict[str, Any]:
    """Return the checked values of a file as plain types."""
    try:
        text = read_at_most(path, MAX_BYTES).decode("utf-8-sig")
        values = load_toml(text.replace("\r\n", "\n"))
    except FileNotFoundError as error:
        raise SettingError(f"{path}: no such configuration file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise SettingError(_not_toml(path, text, str(error))) from error
    table = path.name == SHARED
    if table:
        values = values.get("tool", {}).get("analyzer")
        if values is None and required:
            raise SettingError(f"{path}: no [{TABLE}] table")
    return _check(values, path, text)


def _not_toml(path: Path, text: str, message: str) -> str:
    """Move the line number to where compilers write it."""
    place = re.search(r" \(at line (\d+), column (\d+)\)", message)
    where = f"{place[1]}:{place[2]}" if place else str(text.count("\n") + 1)
    message = re.sub(r" \(at [^)]*\)", "", message)
    return f"{path}:{where}: not TOML: {message[:1].lower()}{message[1:]}"


def _check(values: Any, path: Path, text: str) -> dict[str, Any]:
    """Return checked values; raise a `SettingError` with line and key for a wrong one."""
    table = TABLE if path.name == SHARED else ""
    if not isinstance(values, dict):
        raise SettingError(f"{path}: {table} must be a table")
    if HIDDEN[0] in values:
        raise SettingError(_unknown(path, text, table, HIDDEN[0], ""))
    where = f"{path}:%d"
    try:
        rules = rule_options(values.get("rules", {}))
    except RuleOptionError as error:
        line = line_of(text, table, error.place)
        raise SettingError(f"{where % line}: {error.place.lstrip('.')}: {error}") from error
    values = {key: value for key, value in values.items() if key != "rules"}
    try:
        configuration = msgspec.convert(values, Configuration)
    except msgspec.ValidationError as error:
        unknown = UNKNOWN.search(str(error))
        if unknown:
            message = _unknown(path, text, table, unknown[1], unknown[2] or "")
            raise SettingError(message) from error
        wrong, place = message_and_place(error)
        key = place.lstrip(".")
        if wrong.startswith("invalid enum value") and key.endswith("fail-level"):
            wrong += f"; expected one of {', '.join(get_args(Level))}"
        raise SettingError(f"{where % line_of(text, table, place)}: {key}: {wrong}") from error
    for place, rule in _named_rules(configuration):
        if rule not in BY_NAME:
            line = line_of(text, table, place)
            raise SettingError(
                f"{where % line}: {place.lstrip('.')}: unknown rule {rule!r}{suggest(rule)}"
            )
    return {**values, "rules": rules}


def _unknown(path: Path, text: str, table: str, key: str, parent: str) -> str:
    """Return the message for an unknown key, with the most similar known one."""
    tables: dict[str, type[msgspec.Struct]] = {"": Configuration, ".limits": Limits}
    kind = tables.get(parent, Override)
    names = [name for name in kind.__struct_encode_fields__ if name != HIDDEN[0]]
    line = line_of(text, table, f"{parent}.{key}")
    if key in renamed.SETTINGS and not parent:
        return f"{path}:{line}: unknown key {key!r}; renamed to {renamed.SETTINGS[key]!r}"
    return f"{path}:{line}: unknown key {key!r}{nearest_name(key, names)}"


def _named_rules(configuration: Configuration) -> Iterable[tuple[str, str]]:
    for name in ("select", "ignore", "extend_select"):
        for rule in getattr(configuration, name):
            yield f".{name.replace('_', '-')}", rule
        for number, override in enumerate(configuration.overrides):
            for rule in getattr(override, name, ()) or ():
                yield f".overrides[{number}].{name}", rule


def line_of(text: str, table: str, place: str) -> int:
    """Return the line of a key of a TOML document, from 1.

    Parameters
    ----------
    text : str
    table : str
        The table that the place begins in, empty for the document.
    place : str
        Like ``.overrides[1].paths[0]``. Where the key itself is not found, the
        line is that of what it is in.
    """
    keys = re.findall(r"\.([^.\[]+)|\[(\d+)\]", place)
    start, end, inside = _section(text, table)
    if keys and keys[0][0] == "overrides" and len(keys) > 1:
        name = f"{table}.overrides" if table else "overrides"
        number = int(keys[1][1] or 0)
        headers = [match for match in HEADER.finditer(text) if _tidy(match[2]) == name]
        if number < len(headers):
            start = headers[number].start()
            following = HEADER.search(text, headers[number].end())
            end, inside = following.start() if following else len(text), headers[number].end()
            keys = keys[2:]
    for depth in (2, 1):  # the keys of `rules.NAME` and of `limits` may have a table
        name = ".".join([*filter(None, [table]), *(key for key, _ in keys[:depth])])
        if len(keys) > depth and any(
            _tidy(match[2]) == name for match in HEADER.finditer(text)
        ):
            start, end, inside = _section(text, name)
            keys = keys[depth:]
    for key, _ in keys[:1]:
        pattern = rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[=.]"
        match = re.compile(pattern, re.MULTILINE).search(text, inside, end)
        if match:
            return text.count("\n", 0, match.start()) + 1
    return text.count("\n", 0, start) + 1


def _section(text: str, table: str) -> tuple[int, int, int]:
    """Return where a table begins and ends, and where its first key may be."""
    headers = list(HEADER.finditer(text))
    ends = [match.start() for match in headers[1:]] + [len(text)]
    if not table:
        return 0, headers[0].start() if headers else len(text), 0
    for match, end in zip(headers, ends, strict=False):
        if _tidy(match[2]) == table:
            return match.start(), end, match.end()
    return 0, len(text), 0


def _tidy(name: str) -> str:
    return name.replace(" ", "").replace("\t", "").replace('"', "").replace("'", "")
