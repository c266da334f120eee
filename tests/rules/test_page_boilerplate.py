"""page-boilerplate: blocks that are counted in a column and reported by no finding."""

import pytest
from examples import PLAIN, SCRAPED

from analyzer.analysis import analyze


@pytest.mark.parametrize(("text", "lines"), [(SCRAPED, 4), (PLAIN, 0)])
def test_blocks_of_boilerplate_are_counted_and_not_reported(text: str, lines: int) -> None:
    analysis = analyze([text])
    assert analysis.articles["boilerplate_lines"].tolist() == [lines]
    assert not len(analysis.findings)
