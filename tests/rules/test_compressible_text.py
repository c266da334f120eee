"""compressible-text: texts that it flags, texts that pass, and letters of any script."""

import pytest
from examples import FEW_WORDS, PASTED, PLAIN, SAID_TWICE
from rule_examples import flags

from analyzer.article import Article
from analyzer.corpus import build_corpus
from analyzer.rules.compressible_text import RULE, _ratio


@pytest.mark.parametrize("text", [PASTED, FEW_WORDS])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]


ENGLISH = (
    "The old ferry leaves the northern pier at nine and crosses the bay in twenty minutes. "
    "Nobody on deck minds the wind, since the captain brews coffee for everybody."
)


def test_a_script_with_longer_codes_has_the_same_ratio() -> None:
    """A text with each Latin letter written as another letter says as much."""
    greek = ENGLISH.translate({code: 0x3B1 + code - ord("a") for code in range(97, 123)})
    ethiopic = ENGLISH.translate({code: 0x1200 + 8 * (code - 97) for code in range(97, 123)})
    plain = _ratio(ENGLISH)
    assert abs(_ratio(greek) - plain) < 0.12
    assert abs(_ratio(ethiopic) - plain) < 0.12


def test_a_repeated_chinese_text_is_more_compressible() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4F80)))
    assert _ratio(text * 3) > 2 * _ratio(text)


def test_an_empty_body_has_no_ratio() -> None:
    assert _ratio(build_corpus([Article("a", "")]).body(0)) == 0
