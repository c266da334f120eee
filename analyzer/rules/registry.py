"""Every rule, in the order in which they are reported. A new rule is one line here.

Whatever lists rules (scores, tables, configuration, help, documentation, SARIF) is
derived from `RULES`. What a declaration gets wrong is an error when this is loaded.
"""

from __future__ import annotations

from collections import Counter
from string import Formatter

from analyzer import renamed
from analyzer.errors import SettingError
from analyzer.rules import (
    archived_article,
    archived_sentence,
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
from analyzer.settings import Settings

RULES: tuple[Rule, ...] = (
    keyword_stuffing.RULE,
    repeated_phrase.RULE,
    repeated_opening.RULE,
    near_duplicate_sentence.RULE,
    repetitive_text.RULE,
    low_lexical_diversity.RULE,
    hard_to_read.RULE,
    compressible_text.RULE,
    page_boilerplate.RULE,
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
    unmeasurable_article.RULE,
    low_quality.RULE,
    unused_suppression.RULE,
)
BY_NAME = {rule.name: rule for rule in RULES}
ARTICLE_RULES = tuple(rule for rule in RULES if rule.measure is not None)
CORPUS_RULES = tuple(rule for rule in RULES if rule.match is not None)
ARCHIVE_RULES = (archived_article.RULE, archived_sentence.RULE)
REDUNDANT_WITH = {rule.name: rule.redundant_with for rule in RULES if rule.redundant_with}
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
    from difflib import get_close_matches

    if name in renamed.RULES:
        return f"; renamed to {renamed.RULES[name]!r}"
    near = get_close_matches(name, BY_NAME, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; expected one of {', '.join(BY_NAME)}"


def _check(rule: Rule) -> None:
    """Raise a `TypeError` for what a declaration gets wrong."""
    if not (rule.page or "").startswith(f"{rule.name}: "):
        raise TypeError(f"{rule.name}: the docstring of its module must begin with the name")
    for _, field, _, _ in Formatter().parse(rule.message):
        if field is not None and field not in FIELDS:
            raise TypeError(f"{rule.name}: unknown field {field!r} in the message")
    for option in rule.options.__struct_fields__:
        documented = any(
            f"\n    {option} :" in (base.__doc__ or "") for base in rule.options.__mro__
        )
        if not documented:
            raise TypeError(f"{rule.name}: the option {option!r} has no docstring")
    for other in (*rule.superseded_by, *rule.redundant_with):
        if other not in BY_NAME:
            raise TypeError(f"{rule.name}: unknown rule {other!r}")
    if (rule.extract is None) != (rule.match is None):
        raise TypeError(f"{rule.name}: `extract` and `match` go together")


def _check_all() -> None:
    for rule in RULES:
        _check(rule)
    columns = Counter(column.name for rule in RULES for column in rule.columns)
    for kind, counts in (("rule", Counter(rule.name for rule in RULES)), ("column", columns)):
        twice = [name for name, count in counts.items() if count > 1]
        if twice:
            raise TypeError(f"the {kind} {twice[0]!r} is declared twice")


_check_all()
