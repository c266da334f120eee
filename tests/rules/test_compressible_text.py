"""compressible-text: the ratio of texts, and of letters of any script."""

from examples import FEW_WORDS, PASTED, PLAIN, SAID_TWICE

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.rules.compressible_text import _ratio
from analyzer.segmentation import build_corpus


def test_repetition_raises_the_ratio_and_is_not_reported() -> None:
    analysis = analyze([PLAIN, SAID_TWICE, PASTED, FEW_WORDS])
    ratio = analysis.metrics.sort_index()["compression_ratio"].tolist()
    assert ratio[0] < ratio[1] < 2.2 < ratio[2]
    assert ratio[3] > 3
    assert "compressible-text" not in set(analysis.findings["rule"])


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
