"""The measures, in the order in which they are reported."""

from analyzer.measure import Measure
from analyzer.measures import (
    compressible_text,
    hard_to_read,
    page_furniture,
    repeated_opening,
    repeated_phrase,
    repetitive_text,
    thin_vocabulary,
)

ALONE: tuple[Measure, ...] = (
    repeated_phrase.MEASURE,
    repeated_opening.MEASURE,
    repetitive_text.MEASURE,
    thin_vocabulary.MEASURE,
    hard_to_read.MEASURE,
    compressible_text.MEASURE,
    page_furniture.MEASURE,
)
ACROSS: tuple[Measure, ...] = ()
