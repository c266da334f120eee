"""Settings: what a user may choose, with the defaults and their reasons."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from analyzer.errors import SettingError

Severity = Literal["note", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a user may choose.

    Attributes
    ----------
    select, ignore : tuple of str
        Rules to tell, all where empty, and rules not to tell. A rule that is
        not told takes no points.
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
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: Literal["note", "warning", "error", "never"] = "warning"
    min_quality: Annotated[float, msgspec.Meta(ge=0, le=100)] = 0.0
    article_containment: Share = 0.22
    passage_words: Annotated[int, msgspec.Meta(ge=5)] = 25
    profile: str = ""

    def tells(self, rule: str) -> bool:
        """Say whether findings of a rule are wanted."""
        return (not self.select or rule in self.select) and rule not in self.ignore


def check_rules(settings: Settings, known: tuple[str, ...]) -> None:
    """Raise a `SettingError` for a rule that is not known, with the nearest name."""
    from difflib import get_close_matches

    for rule in (*settings.select, *settings.ignore):
        if rule not in known:
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
