"""The measures, in the order in which they are reported."""

from analyzer.rules import (
    compressible_text,
    duplicate_passage,
    hard_to_read,
    keyword_cannibalization,
    keyword_stuffing,
    low_lexical_diversity,
    near_duplicate_article,
    near_duplicate_sentence,
    page_boilerplate,
    recurring_line,
    repeated_opening,
    repeated_phrase,
    repetitive_text,
    shared_sentence,
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
