"""Settings: what a user may choose, with the defaults and their reasons."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from analyzer.errors import SettingError

Severity = Literal["note", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
Level = Literal["note", "warning", "error", "never"]
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Score = Annotated[float, msgspec.Meta(ge=0, le=100)]

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What is chosen otherwise for some files.

    Attributes
    ----------
    paths : tuple of str
        Patterns as in a ``.gitignore`` file.
    ignore : tuple of str
        Further rules not to tell there.
    select : tuple of str or None
        The only rules to tell there.
    fail_level : str or None
        In place of the one that holds elsewhere.
    min_quality : float or None
        In place of the one that holds elsewhere.
    """

    paths: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    fail_level: Level | None = None
    min_quality: Score | None = None


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a user may choose.

    Attributes
    ----------
    select : tuple of str
        The only rules to tell, all where empty.
    ignore : tuple of str
        Rules not to tell. A rule that is not told takes no points.
    fail_level : {"note", "warning", "error", "never"}
        The severity from which a finding makes the exit status 1.
    min_quality : float
        A score below makes the exit status 1.
    article_containment : float
        Share of the three-word sequences of the smaller article, from which
        two articles are told.
    passage_words : int
        The length from which a copied passage is told.
    profile : str
        A file written by ``analyzer calibrate``; the shipped one where empty.
    key_phrase_field : str
        The key of the front matter, or the column, that names the key phrase
        whose density is reported; none where empty.
    overrides : tuple of Override
        What is chosen otherwise for some files; later ones win.
    root : str
        The folder that the paths of the overrides begin at, the current one
        where empty. Whoever reads the settings from a file sets it.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: Level = "warning"
    min_quality: Score = 0.0
    article_containment: Share = 0.22
    passage_words: Annotated[int, msgspec.Meta(ge=5)] = 25
    profile: str = ""
    key_phrase_field: str = ""
    overrides: tuple[Override, ...] = ()
    root: str = ""

    def at(self, source: str) -> Settings:
        """Return the settings that hold for a file."""
        return _at(self, source) if self.overrides and source else self

    def fails(self, severity: Severity) -> bool:
        """Say whether a finding of a severity makes the exit status 1."""
        level = self.fail_level
        return level != "never" and SEVERITIES.index(severity) >= SEVERITIES.index(level)

    def is_enabled(self, rule: str) -> bool:
        """Say whether findings of a rule are wanted."""
        return (not self.select or rule in self.select) and rule not in self.ignore


def check_rules(settings: Settings, known: tuple[str, ...]) -> None:
    """Raise a `SettingError` for a rule that is not known, with the nearest name."""
    named = [*settings.select, *settings.ignore]
    for override in settings.overrides:
        named += [*override.ignore, *(override.select or ())]
    for rule in named:
        if rule not in known:
            from difflib import get_close_matches

            near = get_close_matches(rule, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
            raise SettingError(f"unknown rule {rule!r}{hint}")


def make_settings(values: dict[str, object]) -> Settings:
    """Return settings from plain values; those that are None keep their default.

    Raises
    ------
    SettingError
        If a name or a value is wrong.
    """
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return msgspec.convert(given, Settings)
    except msgspec.ValidationError as error:
        raise SettingError(f"settings: {error}") from error


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


def matches(patterns: tuple[str, ...], source: str, root: str) -> bool:
    """Tell whether a file is one of those that patterns speak of.

    Parameters
    ----------
    patterns : tuple of str
        As in a ``.gitignore`` file.
    source : str
    root : str
        The folder that they begin at, the current one where empty.
    """
    path = os.path.relpath(source, root or None).replace(os.sep, "/")
    return bool(_matcher(patterns).match_file(path))


@lru_cache(maxsize=64)
def _matcher(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
