"""The measures, in the order in which they are reported."""

from analyzer.measure import Measure
from analyzer.measures import (
    competing_phrase,
    compressible_text,
    copied_passage,
    hard_to_read,
    keyword_stuffing,
    near_duplicate_article,
    near_duplicate_sentence,
    page_furniture,
    recurring_line,
    repeated_opening,
    repeated_phrase,
    repetitive_text,
    shared_sentence,
    thin_vocabulary,
)

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
