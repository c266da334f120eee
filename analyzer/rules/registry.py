"""The measures, in the order in which they are reported."""

from analyzer.rules import (
    archived_article,
    archived_sentence,
    compressible_text,
    duplicate_passage,
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

ARTICLE_RULES: tuple[Rule, ...] = (
    keyword_stuffing.RULE,
    repeated_phrase.RULE,
    repeated_opening.RULE,
    near_duplicate_sentence.RULE,
    repetitive_text.RULE,
    low_lexical_diversity.RULE,
    hard_to_read.RULE,
    compressible_text.RULE,
    page_boilerplate.RULE,
)
# What recurs is left out before the others compare; a place counts where it is
# told first, from the most exact to the widest.
CORPUS_RULES: tuple[Rule, ...] = (
    recurring_line.RULE,
    duplicate_passage.RULE,
    shared_sentence.RULE,
    near_duplicate_article.RULE,
    keyword_cannibalization.RULE,
)


def known_rules() -> tuple[str, ...]:
    """Return the names of all rules."""
    return tuple(rule_pages())


def rule_pages() -> dict[str, str]:
    """Return the page of every rule: measured ones first."""
    archived = (archived_article.RULE, archived_sentence.RULE)
    pages = {measure.name: measure.explanation for measure in (*all_rules(), *archived)}
    return pages | {
        module.RULE_ID: module.__doc__ or ""
        for module in (unmeasurable_article, low_quality, unused_suppression)
    }


def all_rules() -> tuple[Rule, ...]:
    """Return every registered measure."""
    return (*ARTICLE_RULES, *CORPUS_RULES)
