"""The measures, in the order in which they are reported."""

from analyzer.rules import (
    compressible_text,
    hard_to_read,
    keyword_stuffing,
    near_duplicate_article,
    near_duplicate_sentence,
    recurring_line,
    repeated_opening,
    repeated_phrase,
    repetitive_text,
    shared_sentence,
)
from analyzer.rules import duplicate_passage as copied_passage
from analyzer.rules import keyword_cannibalization as competing_phrase
from analyzer.rules import low_lexical_diversity as thin_vocabulary
from analyzer.rules import page_boilerplate as page_furniture
from analyzer.rules.rule import Measure

ALONE: tuple[Measure, ...] = (
    keyword_stuffing.MEASURE,
    repeated_phrase.MEASURE,
    repeated_opening.MEASURE,
    near_duplicate_sentence.MEASURE,
    repetitive_text.MEASURE,
    thin_vocabulary.MEASURE,
    hard_to_read.MEASURE,
    compressible_text.MEASURE,
    page_furniture.MEASURE,
)
# What recurs is left out before the others compare; a place counts where it is
# told first, from the most exact to the widest.
ACROSS: tuple[Measure, ...] = (
    recurring_line.MEASURE,
    copied_passage.MEASURE,
    shared_sentence.MEASURE,
    near_duplicate_article.MEASURE,
    competing_phrase.MEASURE,
)
