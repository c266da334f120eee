"""The findings of an article do not depend on the other articles of its batch."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.article import Article
from analyzer.phrases.content_words import separated
from analyzer.pipeline.batch import BatchResult, analyze_batch
from analyzer.rules.reference_profile import shipped_profile
from analyzer.segmentation import build_corpus
from analyzer.settings import Settings

# What may stand where one article ends and the next begins.
EDGE = st.lists(
    st.sampled_from([
        "-", "–", " – ", ":", ",", ";", ".", "…", "?", "“", "”", '"', "'", "(", ")", "[", "]",
        "*", "#", "3", "a", "é", "é", "\u200d", "\u0301", "\u00ad", "漢", "क", "🙂", " ", "\n",
        "\n\n", "\u2028", "St.", "e.g.", "- ", "> ", "Lanterns", "lanterns", "harbour",
    ]),
    max_size=4,
).map("".join)  # fmt: skip
SENTENCE = st.sampled_from([
    "The harbour lanterns were lit before dusk",
    "Harbour lanterns keep the ferries off the rocks",
    "“We lit the harbour lanterns,” the keeper said",
    "Nobody had counted the ferries since spring",
    "Der alte Leuchtturm wird im Herbst gestrichen",
])  # fmt: skip
TEXT = st.builds(
    lambda first, sentences, mark, last: first + mark.join(sentences) + last,
    EDGE,
    st.lists(SENTENCE, max_size=9),
    st.sampled_from([". ", ".\n\n", ", ", " – ", "\n"]),
    EDGE,
)


def values(found: Any) -> Any:
    """Return arrays and what holds them as plain values, to the last bit."""
    if isinstance(found, np.ndarray):
        return found.tobytes() if found.dtype.kind == "f" else found.tolist()
    if isinstance(found, dict):
        return {name: values(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return [values(value) for value in found]
    return found


def of_article(part: BatchResult, number: int) -> Any:
    """Return what a batch yields of one of its articles, which is counted as the first."""
    tables = {}
    for name, table in part.tables.items():
        here = np.flatnonzero(np.asarray(table["article"]) == number).tolist()
        tables[name] = {
            column: [values(cells[at]) for at in here]
            for column, cells in table.items()
            if column != "article"
        }
    rows = {}
    for name, found in part.rows.items():
        in_order = sorted if name == "shared-sentence" else list  # those are sets
        rows[name] = [
            (start, end, in_order(found.grams[first:last].tolist()))
            for article, start, end, first, last in zip(
                found.article, found.start, found.end, found.ptr, found.ptr[1:], strict=False
            )
            if article == number
        ]
    return [
        part.titles[number],
        part.languages[number],
        {name: values(column[number : number + 1]) for name, column in part.columns.items()},
        {name: column[number] for name, column in part.labels.items()},
        tables,
        [replace(found, article=0) for found in part.findings if found.article == number],
        rows,
    ]


@pytest.mark.slow
@settings(max_examples=20)
@given(st.lists(st.tuples(TEXT, st.none() | SENTENCE | EDGE), min_size=2, max_size=4))
def test_an_article_is_measured_the_same_in_any_batch(
    given_: list[tuple[str, str | None]],
) -> None:
    articles = [Article(str(number), *texts) for number, texts in enumerate(given_)]
    together = analyze_batch(articles, Settings(), shipped_profile())
    for number, article in enumerate(articles):
        alone = analyze_batch([article], Settings(), shipped_profile())
        assert of_article(together, number) == of_article(alone, 0)


def test_the_end_of_an_article_does_not_split_the_first_phrase_of_the_next() -> None:
    first, second = Article("0", "Lit at dusk (all of them)"), Article("1", "Harbour lanterns")
    for own, parted in (("", False), ("– ", True), ("-", False), ("(", True)):
        opened = Article("1", own + second.text)
        for before in ([], [first], [Article("0", "Lit: –")], [Article("0", "Lit –\n\n ")]):
            corpus = build_corpus([*before, opened])
            assert separated(corpus)[corpus.article_ptr[len(before)]] == parted, (own, before)
