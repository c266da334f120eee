"""Odd articles are analyzed in seconds, and every table is valid."""

import time
from pathlib import Path

import pytest
from samples import document

import analyzer

pytestmark = pytest.mark.slow

SECONDS = 20  # of CPU time; most take less than one
COPIES = 150
SAID = "The lamp was lit at dusk by the old man. "
TEXTS = {
    "one line of many sentences": ([document(1, 2000, 0).replace("\n", " ")], None),
    "one word of a megabyte": (["w" * 1_000_000], 1),
    "one word over and over": (["a " * 60_000], 60_000),
    "two characters over and over": (["漢字" * 10_000], 10_000),
    "twenty thousand lines": (["\n".join(map(str, range(20_000)))], 20_000),
    "only punctuation": (["!!! ... ??? --- ***", ".!?" * 100_000], 0),
    "only quotation marks": (['"' * 200_000], 0),
    "only brackets": (["(" * 200_000 + "[" * 200_000], 0),
    "only line ends": (["\n" * 500_000, "\r\n" * 200_000], 0),
    "only marks": (["\u0301" * 200_000], 0),
    "only emoji": (["👩‍👩‍👧‍👦 " * 50_000], 0),
    "one sentence over and over": ([SAID * 3_000], 30_000),
    "one paragraph over and over": ([f"{SAID}\n\n" * 3_000], 30_000),
    "half pairs": (["\ud800 lone \udfff halves stand here \ud83d."] * 2, 4),
    "null characters": (["Nul\0 stands here. a\0b\0\0 too."] * 2, 6),
}


@pytest.mark.parametrize("name", TEXTS)
def test_odd_texts_are_analyzed_and_written(name: str, tmp_path: Path) -> None:
    texts, words = TEXTS[name]
    begun = time.process_time()
    analysis = analyzer.analyze(texts)
    analysis.write(tmp_path)
    assert time.process_time() - begun < SECONDS
    assert len(analysis.articles) == len(texts)
    assert analysis.articles["quality"].dropna().between(0, 100).all()
    assert words in (None, analysis.articles["words"].iloc[0])
    for path in tmp_path.glob("*.csv"):
        assert b"\0" not in path.read_bytes()
        path.read_text("utf-8")


def test_many_copies_of_one_article_fill_only_the_table_of_duplicates() -> None:
    analysis = analyzer.analyze([document(3, 30, 0)] * COPIES)
    assert len(analysis.duplicates) == COPIES * (COPIES - 1) / 2
    assert len(analysis.passages) < 10 * COPIES
    assert len(analysis.sentences) < 100 * COPIES
    assert analysis.articles["quality"].nunique() == 1
    assert analysis.articles["originality"].eq(0).all()


@pytest.mark.parametrize("text", ["`{`", "# `{`", "`` ` ``\n\n- `}`\n"])
def test_an_article_of_code_without_a_word_is_measured(text: str) -> None:
    analysis = analyzer.analyze([text], markup="markdown")
    assert analysis.articles["words"].tolist() == [0]
