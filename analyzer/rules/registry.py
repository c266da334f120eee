"""Every rule, in the order in which they are reported. A new rule is one line here.

Whatever lists rules (scores, tables, configuration, help, documentation, SARIF) is
derived from `RULES`; what fills columns, or changes what is compared, and reports nothing
is declared beside them. What a declaration gets wrong is an error when this is loaded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from inspect import cleandoc
from string import Formatter
from typing import Any

import msgspec

from analyzer import renamed
from analyzer.errors import SettingError
from analyzer.rules import (
    archived_article,
    archived_sentence,
    broken_metadata,
    compressible_text,
    doorway_pages,
    duplicate_passage,
    duplicate_title,
    hard_to_read,
    keyword_cannibalization,
    keyword_stuffing,
    low_lexical_diversity,
    low_quality,
    near_duplicate_article,
    near_duplicate_sentence,
    no_prose,
    page_boilerplate,
    recurring_line,
    repeated_opening,
    repeated_phrase,
    repetitive_text,
    shared_sentence,
    unmeasurable_article,
    unused_suppression,
)
from analyzer.rules.rule import Rule
from analyzer.settings import RuleOptions, Settings

DECLARED: tuple[Rule, ...] = (
    keyword_stuffing.RULE,
    repeated_phrase.RULE,
    repeated_opening.RULE,
    near_duplicate_sentence.RULE,
    repetitive_text.RULE,
    low_lexical_diversity.RULE,
    hard_to_read.RULE,
    compressible_text.RULE,
    page_boilerplate.RULE,
    no_prose.RULE,
    # Recurring lines are left out before other articles are compared. A span counts
    # where it is reported first, from the most exact rule to the widest.
    recurring_line.RULE,
    doorway_pages.RULE,
    duplicate_passage.RULE,
    shared_sentence.RULE,
    near_duplicate_article.RULE,
    duplicate_title.RULE,
    keyword_cannibalization.RULE,
    archived_article.RULE,
    archived_sentence.RULE,
    broken_metadata.RULE,
    unmeasurable_article.RULE,
    low_quality.RULE,
    unused_suppression.RULE,
)
RULES = tuple(rule for rule in DECLARED if rule.reported)
BY_NAME = {rule.name: rule for rule in RULES}
# What is measured: rules, and metrics that only fill columns.
ARTICLE_RULES = tuple(rule for rule in DECLARED if rule.measure is not None)
CORPUS_RULES = tuple(rule for rule in DECLARED if rule.match is not None)
ARCHIVE_RULES = (archived_article.RULE, archived_sentence.RULE)
REDUNDANT_WITH = {rule.name: rule.redundant_with for rule in RULES if rule.redundant_with}
# Rules in whose place others are not reported.
COVERING = frozenset(
    name for rule in RULES for name in (*rule.superseded_by, *rule.redundant_with)
)
UNKNOWN = re.compile(r"unknown field `([^`]*)`(?: - at `\$(.*)`)?")
PLACE = re.compile(r"(.*?)(?: - at `\$([^`]*+)`)?\Z", re.DOTALL)
FIELDS = frozenset(["label", "value", "count", "other", "text"])


def is_enabled(settings: Settings, name: str) -> bool:
    """Return whether a rule is on under some settings."""
    return settings.is_enabled(name, name not in BY_NAME or BY_NAME[name].enabled)


def check_rules(settings: Settings) -> None:
    """Raise a `SettingError` for a rule that is not known, with the nearest name."""
    named = [*settings.select, *settings.ignore, *settings.extend_select]
    for override in settings.overrides:
        named += [*override.ignore, *(override.select or ())]
    for rule in named:
        if rule not in BY_NAME:
            raise SettingError(f"unknown rule {rule!r}{suggest(rule)}")


def suggest(name: str) -> str:
    """Return the end of an error about an unknown rule: the name that was meant."""
    if name in renamed.RETIRED:
        return f"; it is {renamed.RETIRED[name]}"
    if name in renamed.RULES:
        return f"; renamed to {renamed.RULES[name]!r}"
    return nearest_name(name, tuple(BY_NAME))


class RuleOptionError(SettingError):
    """The options of a rule are wrong; `place` is their key, like ``.rules.NAME.option``."""

    def __init__(self, message: str, place: str) -> None:
        super().__init__(message)
        self.place = place


def rule_options(given: Any) -> tuple[tuple[str, RuleOptions], ...]:
    """Return the options of rules from plain values: a mapping of names to options.

    Raises
    ------
    RuleOptionError
        If a rule or an option is not known, or a value is wrong.
    """
    if not isinstance(given, Mapping):
        raise RuleOptionError("expected a table for each rule", ".rules")
    options = []
    for name, values in given.items():
        place = f".rules.{name}"
        if name not in BY_NAME:
            raise RuleOptionError(f"unknown rule {name!r}{suggest(name)}", place)
        kind = BY_NAME[name].options
        if isinstance(values, Mapping):
            plain = {str(key).replace("_", "-"): value for key, value in values.items()}
        else:
            raise RuleOptionError("expected a table of options", place)
        try:
            options.append((name, msgspec.convert(plain, kind)))
        except msgspec.ValidationError as error:
            unknown = UNKNOWN.search(str(error))
            if unknown:
                hint = nearest_name(unknown[1], list(kind.__struct_encode_fields__))
                message = f"unknown option {unknown[1]!r}{hint}"
                raise RuleOptionError(message, f"{place}.{unknown[1]}") from error
            wrong, inner = message_and_place(error)
            raise RuleOptionError(wrong, place + inner) from error
    return tuple(options)


def make_settings(given: Mapping[str, object]) -> Settings:
    """Return settings from plain values; None means the default.

    Raises
    ------
    SettingError
        If a name or a value is wrong.
    """
    values = {
        str(name).replace("_", "-"): value for name, value in given.items() if value is not None
    }
    known = list(Settings.__struct_encode_fields__)
    for name in values:
        if name in renamed.SETTINGS and name not in known:
            raise SettingError(
                f"unknown setting {name!r}; renamed to {renamed.SETTINGS[name]!r}"
            )
        if name not in known:
            raise SettingError(f"unknown setting {name!r}{nearest_name(name, known)}")
    rules = rule_options(values.pop("rules", {}))
    try:
        return msgspec.structs.replace(msgspec.convert(values, Settings), rules=rules)
    except msgspec.ValidationError as error:
        raise SettingError(f"settings: {error}") from error


def message_and_place(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return the message and the key of an error."""
    match = PLACE.match(str(error))
    wrong, place = (match[1], match[2] or "") if match else (str(error), "")
    return wrong[:1].lower() + wrong[1:], place


def nearest_name(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, 1) or get_close_matches(
        name.replace("_", "-"), names, 1
    )
    return f"; did you mean {near[0]!r}?" if near else f"; expected one of {', '.join(names)}"


def _check(rule: Rule) -> None:
    """Raise a `TypeError` for what a declaration gets wrong."""
    if not (rule.page or "").startswith(f"{rule.name}: "):
        raise TypeError(f"{rule.name}: the docstring of its module must begin with the name")
    for _, field, _, _ in Formatter().parse(rule.message):
        if field is not None and field not in FIELDS:
            raise TypeError(f"{rule.name}: unknown field {field!r} in the message")
    for option in rule.options.__struct_fields__:
        documented = any(
            f"\n{option} :" in cleandoc(base.__doc__ or "") for base in rule.options.__mro__
        )
        if not documented:
            raise TypeError(f"{rule.name}: the option {option!r} has no docstring")
    for other in (*rule.superseded_by, *rule.redundant_with):
        if other not in BY_NAME:
            raise TypeError(f"{rule.name}: unknown rule {other!r}")
    if (rule.extract is None) != (rule.match is None):
        raise TypeError(f"{rule.name}: `extract` and `match` go together")


# Rules of which one finding per group is reported: it names the other locations.
ONE_PER_GROUP = frozenset(rule.name for rule in RULES if rule.once_per_group)


def _check_all() -> None:
    for rule in DECLARED:
        _check(rule)
    names = Counter(rule.name for rule in DECLARED)
    columns = Counter(column.name for rule in DECLARED for column in rule.columns)
    for kind, counts in (("rule", names), ("column", columns)):
        twice = [name for name, count in counts.items() if count > 1]
        if twice:
            raise TypeError(f"the {kind} {twice[0]!r} is declared twice")


_check_all()
