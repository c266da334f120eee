"""The settings of a run, without those of single rules."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from analyzer.path_patterns import Pattern, compile_patterns, decide

Severity = Literal["note", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
Level = Literal["note", "warning", "error", "never"]
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Score = Annotated[float, msgspec.Meta(ge=0, le=100)]

Options = TypeVar("Options", bound="RuleOptions")


class RuleOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The options of every rule; a rule may add options of its own.

    Attributes
    ----------
    severity : {"off", "note", "warning", "error"} or None
        The severity of all its findings, or ``off``. By default the rule decides.
    terms : tuple of str
        Phrases that the rule does not report, such as the name of a product: each a whole
        phrase as a finding reports it, in any case. A part of it, or another form, has no
        effect.
    """

    severity: Literal["off", "note", "warning", "error"] | None = None
    terms: tuple[str, ...] = ()


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Settings that differ for some files.

    Attributes
    ----------
    paths : tuple of str
        Patterns as in a ``.gitignore`` file.
    ignore : tuple of str
        Rules that are off for these files, in addition to others.
    select : tuple of str or None
        The only rules that are on for these files.
    fail_level : str or None
        Replaces the setting of the same name.
    min_quality : float or None
        Replaces the setting of the same name.
    """

    paths: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    fail_level: Level | None = None
    min_quality: Score | None = None


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The settings of a run.

    Attributes
    ----------
    select : tuple of str
        The only rules that are on. If empty, those that are on by default.
    extend_select : tuple of str
        Rules that are on in addition.
    ignore : tuple of str
        Rules that are off. A rule that is off takes no points.
    fail_level : {"note", "warning", "error", "never"}
        The lowest severity that makes the exit status 1.
    min_quality : float
        An article with a lower quality makes the exit status 1.
    profile : str
        A file written by ``analyzer calibrate``. If empty, the reference profile of
        the package.
    source_url : str
        The address of a line of a file, which the page links to, with ``{path}`` and
        ``{line}``. Paths in web addresses are relative to the folder of the
        configuration, or to the current one; others are absolute.
    key_phrase_field : str
        The key of the front matter, or the column, with the focus keyphrase of an
        article.
    fields : tuple of str
        Keys of the front matter, or columns, that become columns of the table of articles,
        such as the author.
    versions : tuple of str or None
        Folders and files that are versions of each other; patterns as in a ``.gitignore``
        file. With ``!`` in front: pages that are none. By default, and for pages that no
        pattern matches, paths and titles decide; an empty list turns that off.
    overrides : tuple of Override
        Settings that differ for some files; later ones take precedence.
    rules : tuple of (str, RuleOptions)
        The options of rules that differ from their defaults.
    root : str
        The folder that the paths of `versions` and of the overrides are relative to. If
        empty, the current one.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: Level = "warning"
    min_quality: Score = 0.0
    profile: str = ""
    source_url: str = ""
    key_phrase_field: str = ""
    fields: tuple[str, ...] = ()
    versions: tuple[str, ...] | None = None
    overrides: tuple[Override, ...] = ()
    rules: tuple[tuple[str, RuleOptions], ...] = ()
    root: str = ""

    def at(self, source: str) -> Settings:
        """Return the settings that hold for a file."""
        return _at(self, source) if self.overrides and source else self

    def fails(self, severity: Severity) -> bool:
        """Return whether a finding of a severity makes the exit status 1."""
        level = self.fail_level
        return level != "never" and SEVERITIES.index(severity) >= SEVERITIES.index(level)

    def is_enabled(self, rule: str, by_default: bool = True) -> bool:
        """Return whether a rule is on; `by_default` holds if no setting names the rule."""
        severity = next((o.severity for name, o in self.rules if name == rule), None)
        if rule in self.ignore or severity == "off":
            return False
        if rule in self.extend_select:
            return True
        if self.select:
            return rule in self.select
        return by_default or severity is not None

    def options(self, rule: str, kind: type[Options]) -> Options:
        """Return the options of a rule, those of the configuration or the defaults."""
        for name, options in self.rules:
            if name == rule and isinstance(options, kind):
                return options
        return kind()


@lru_cache(maxsize=4096)
def _at(settings: Settings, source: str) -> Settings:
    for override in settings.overrides:
        if not matches(override.paths, source, settings.root):
            continue
        settings = msgspec.structs.replace(
            settings, ignore=(*settings.ignore, *override.ignore)
        )
        for name in ("select", "fail_level", "min_quality"):
            value = getattr(override, name)
            if value is not None:
                settings = msgspec.structs.replace(settings, **{name: value})
    return settings


def below_root(source: str, root: str) -> str:
    """Return the path of a file below a folder, or that of an address below its host.

    Examples
    --------
    >>> below_root("https://example.org/tag/lamps/", "content")
    'tag/lamps/'
    """
    if "://" in source:
        return source.partition("://")[2].partition("/")[2].lstrip("/")
    return os.path.relpath(source, root or None).replace(os.sep, "/")


def matches(patterns: tuple[str, ...], source: str, root: str) -> bool:
    """Return whether a file matches one of the patterns.

    Parameters
    ----------
    patterns : tuple of str
        As in a ``.gitignore`` file.
    source : str
    root : str
        The folder that they are relative to. If empty, the current one.
    """
    path = below_root(source, root)
    return bool(decide(_compiled(patterns), path))


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
    return compile_patterns(patterns)


def plain_settings(settings: Settings) -> dict[str, Any]:
    """Return settings as plain values, the options of rules as a mapping."""
    values: dict[str, Any] = msgspec.to_builtins(settings)
    values["rules"] = {name: msgspec.to_builtins(options) for name, options in settings.rules}
    return values
