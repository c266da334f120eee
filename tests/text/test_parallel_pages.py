"""One page in several languages has about the same quality in each."""

from pathlib import Path

import pytest

import analyzer
from analyzer import Article

HERE = Path(__file__).parent
FOLDER = HERE / "parallel_pages"
PAGES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}
LONG = sorted((HERE / "long_parallel_pages").glob("*.md"))


def test_a_long_page_has_the_quality_of_the_english_one_in_every_language() -> None:
    table = analyzer.analyze(analyzer.read(LONG)).articles.set_index("language")
    assert sorted(table.index) == ["en", "hi", "ja", "ko", "ru", "th", "zh"]
    assert table.loc["en", "words"] > 600
    apart = (table["quality"] - table.loc["en", "quality"]).abs()
    assert apart.max() <= 2, apart.to_dict()
    # Thai shows the ends of sentences by spaces only.
    share = table["sentences"] / table.loc["en", "sentences"]
    assert share.between(0.8, 1.25).all(), share.to_dict()


def test_a_sentence_that_stands_twice_in_a_thai_page_is_found() -> None:
    text = next(path for path in LONG if path.stem == "th").read_text("utf-8")
    copied = "ห้องสมุดตอบด้วยความอดทนกับทุกคนที่คืนช้า "
    first, second = "ยังมีเหตุผลอีกข้อหนึ่ง", "วัสดุสำคัญน้อยกว่าฝา"
    text = text.replace(first, copied + first).replace(second, copied + second)
    found = analyzer.analyze([text]).findings["rule"].tolist()
    assert found == ["near-duplicate-sentence"]


@pytest.mark.parametrize("repeats", [1, 3])
def test_the_quality_of_a_page_does_not_depend_on_its_language(repeats: int) -> None:
    """A page that repeats itself is as bad in every language."""
    articles = [
        Article(language, "\n\n".join([text] * repeats)) for language, text in PAGES.items()
    ]
    quality = analyzer.analyze(articles).articles["quality"].tolist()
    if repeats == 1:
        assert max(quality) - min(quality) <= 2, dict(zip(PAGES, quality, strict=True))
    else:
        assert max(quality) < 70, dict(zip(PAGES, quality, strict=True))


def test_the_languages_are_identified() -> None:
    articles = [Article(language, text) for language, text in PAGES.items()]
    assert analyzer.analyze(articles).articles.sort_index()["language"].tolist() == list(PAGES)
