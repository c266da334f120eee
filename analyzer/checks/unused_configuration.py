"""Configuration without effect: patterns that match nothing, and files that are not read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.checks.location import from_here
from analyzer.configuration import OWN, SHARED, TABLE, has_table, line_of
from analyzer.errors import Diagnostic
from analyzer.rules.registry import is_enabled
from analyzer.settings import matches

if TYPE_CHECKING:
    from analyzer.checks.incremental import AnalyzedFiles
    from analyzer.configuration import Configuration
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.rules.finding import Finding

MAGIC = frozenset("*?[\\")


def unused_configuration(
    configuration: Configuration, file: Path, found: DiscoveredFiles
) -> Iterator[Diagnostic]:
    """Yield a warning for each pattern that matches nothing and each file that is not read.

    Parameters
    ----------
    configuration : Configuration
    file : Path
        What it was read from.
    found : DiscoveredFiles
        The files of the run, the excluded ones too.
    """
    name, text = from_here(str(file)), file.read_text("utf-8", "replace")
    table = TABLE if file.name == SHARED else ""
    for place, pattern in _patterns(configuration):
        if _matches_nothing(pattern, configuration.root, found):
            line = _line(text, line_of(text, table, place), pattern)
            message = f"{place.lstrip('.')}: {pattern!r} matches no file that is read"
            yield Diagnostic(name, message, line, severity="warning")
    for other in _not_read(file, found):
        message = f"not read: the settings are those of {name}, and files are not merged"
        yield Diagnostic(str(other), message, severity="warning")


def unused_terms(
    configuration: Configuration,
    file: Path,
    found: DiscoveredFiles,
    analyzed: AnalyzedFiles,
) -> Iterator[Diagnostic]:
    """Yield a warning for each term of a rule that no finding has.

    Only where a run reads all of the folder of the configuration.

    Parameters
    ----------
    configuration : Configuration
    file : Path
        What it was read from.
    found : DiscoveredFiles
    analyzed : AnalyzedFiles
    """
    given = [(rule, o.terms) for rule, o in configuration.settings.rules if o.terms]
    if not given or not _covers(found.folders, configuration.root):
        return
    accepted = {one[1:] for result in analyzed.results for one in result.accepted}
    name, text = from_here(str(file)), file.read_text("utf-8", "replace")
    table = TABLE if file.name == SHARED else ""
    for rule, terms in given:
        if not is_enabled(configuration.settings, rule):
            continue
        place = f".rules.{rule}.terms"
        for term in terms:
            if (rule, term.casefold()) not in accepted:
                line = _line(text, line_of(text, table, place), term)
                whole = _whole_phrase(rule, term, analyzed.judged)
                message = f"{place[1:]}: {term!r} is the whole phrase of no finding{whole}"
                yield Diagnostic(name, message, line, severity="warning")


def _whole_phrase(rule: str, term: str, findings: Iterable[Finding]) -> str:
    """Return which reported phrase has a term as its part, if there is one."""
    part = term.casefold()
    for finding in findings:
        if finding.rule == rule and part in finding.group.casefold():
            return f"; {finding.group!r} is one"
    return ""


def _patterns(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """Yield every pattern with its place; one that begins with ``!`` takes others back."""
    given: list[tuple[str, Sequence[str]]] = [(".exclude", configuration.exclude)]
    given += [
        (f".overrides[{number}].paths", override.paths)
        for number, override in enumerate(configuration.overrides)
    ]
    for place, patterns in given:
        yield from ((place, pattern) for pattern in patterns if not pattern.startswith("!"))


def _matches_nothing(pattern: str, root: str, found: DiscoveredFiles) -> bool:
    """Return whether it is known that a pattern matches no file.

    Only where a run reads all of the folder of the configuration, its files say so. Else
    the folder that the pattern begins with must be missing.
    """
    if any(matches((pattern,), file.source, root) for file in found.files):
        return False
    parts = pattern.strip("/").split("/")
    literal = list(takewhile(MAGIC.isdisjoint, parts))
    exists = os.path.exists(os.path.join(root, *literal))  # noqa: PTH110, PTH118
    if len(literal) == len(parts) and exists:
        return False
    is_anchored = "/" in pattern.strip().rstrip("/")
    return (is_anchored and not exists) or _covers(found.folders, root)


def _covers(folders: Iterable[str], root: str) -> bool:
    """Return whether one of the folders is, or holds, another one."""
    inside = Path(os.path.abspath(root))  # noqa: PTH100
    return any(inside.is_relative_to(os.path.abspath(folder)) for folder in folders)  # noqa: PTH100


def _line(text: str, first: int, pattern: str) -> int:
    """Return the line of a pattern, at or after a line."""
    for number, line in enumerate(text.split("\n")[first - 1 :], first):
        if pattern in line:
            return number
    return first


def _not_read(file: Path, found: DiscoveredFiles) -> Iterator[Path]:
    """Yield other configuration files, beside the one read, above it and among the articles."""
    own = Path(os.path.abspath(file))  # noqa: PTH100
    folders = {own.parent: None}
    for folder in own.parents:
        folders[folder] = None
        if (folder / ".git").exists():
            break
    for source in {os.path.dirname(f.source) for f in found.files if f.path}:  # noqa: PTH120
        folders[Path(os.path.abspath(source))] = None  # noqa: PTH100
    for folder in sorted(folders):
        for name in (OWN, SHARED):
            other = folder / name
            if other != own and other.is_file() and (name == OWN or has_table(other)):
                yield Path(os.path.relpath(other))
