"""The elements of the page for each kind of block."""

from analyzer.article import Block
from analyzer.reports.html.article import ELEMENTS


def test_every_kind_of_block_has_an_element():
    assert set(ELEMENTS) == set(Block)
