"""One page in several languages has about the same quality in each."""

from pathlib import Path

import pytest

import analyzer
from analyzer import Article

FOLDER = Path(__file__).parent / "parallel_pages"
PAGES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}


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
    assert analyzer.analyze(articles).articles["language"].tolist() == list(PAGES)
