"""The published filters drop what those of datatrove drop, for the same reasons."""

import datatrove.pipeline.filters.c4_filters as c4_twin
import datatrove.pipeline.filters.fineweb_quality_filter as fineweb_twin
import datatrove.pipeline.filters.gopher_quality_filter as quality_twin
import datatrove.pipeline.filters.gopher_repetition_filter as repetition_twin
import pytest
from datatrove.data import Document
from examples import BUREAUCRACY, LINES, PASTED, PLAIN, REFRAIN, SAID_TWICE
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import document

from analyzer.filters import c4
from analyzer.filters.apply import FILTERS
from analyzer.filters.document import RawText
from analyzer.filters.words import n_sentences, split_words

TWINS = {
    "gopher-quality": quality_twin.GopherQualityFilter(),
    "gopher-repetition": repetition_twin.GopherRepetitionFilter(),
    "c4": c4_twin.C4QualityFilter(),
    "fineweb": fineweb_twin.FineWebQualityFilter(),
}
# What the twin calls the reason, and what the reason here begins with.
REASONS = {
    "gopher_short_doc": "words is 0 below",
    "gopher_long_doc": "words is 0 above",
    "gopher_below_avg_threshold": "mean_word_length is 0 below",
    "gopher_above_avg_threshold": "mean_word_length is 0 above",
    "gopher_too_many_hashes": "hashes_per_word",
    "gopher_too_many_ellipsis": "ellipses_per_word",
    "gopher_too_many_bullets": "bullet_lines",
    "gopher_too_many_end_ellipsis": "ellipsis_lines",
    "gopher_below_alpha_threshold": "words_with_a_letter",
    "gopher_enough_stop_words": "stop_words",
    "empty": "the text is empty",
    "dup_para_frac": "duplicate_paragraphs",
    "dup_para_char_frac": "duplicate_paragraph_characters",
    "dup_line_frac": "duplicate_lines",
    "dup_line_char_frac": "duplicate_line_characters",
    **{f"top_{n}_gram": f"top_{n}gram" for n in (2, 3, 4)},
    **{f"duplicated_{n}_n_grams": f"duplicate_{n}gram" for n in range(5, 11)},
    "lorem_ipsum": 'the text has "lorem ipsum"',
    "curly_bracket": "the text has a curly bracket",
    "too_few_sentences": "sentences",
    "line_punct_ratio": "punctuated_lines",
    "short_line_ratio": "short_lines",
    "char_dup_ratio": "duplicate_line_characters",
    "list_ratio": "line_breaks_per_word",
}
PIECES = [
    "The lamp of the harbour was lit, and nobody saw it.",
    "It's late...",
    "Wait …",
    "- a bullet",
    "• another one",
    "#tag #more ##",
    "12 34 56, 7.",
    "lorem ipsum dolor.",
    "Enable JavaScript to read this.",
    "Our privacy policy has changed.",
    "if (a) { b; }.",
    "He asked [12] for [citation needed] proof?",
    "x" * 1001 + " is long and true.",
    "We have to go with that",
    "short",
    "One. Two! Three? Four. Five.",
    "a b c d e f g h",
    "",
    "  ",
]
BREAKS = ["\n", "\n\n", "\n\n\n", " ", ". ", "\t"]
TEXTS = [document(seed, n_sentences=3 + seed % 50, repeats=seed % 9 / 9) for seed in range(60)]
WRITTEN = ["", "\n", PLAIN, BUREAUCRACY, PASTED, REFRAIN, SAID_TWICE, "\n".join(LINES * 2)]


@pytest.fixture(autouse=True)
def _same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def words(text: str, _language: str) -> list[str]:
        return split_words(text)

    def sentences(text: str, _language: str) -> list[str]:
        return [text] * n_sentences(split_words(text))

    for module in (quality_twin, repetition_twin, fineweb_twin):
        monkeypatch.setattr(module, "split_into_words", words)
    monkeypatch.setattr(c4_twin, "split_into_sentences", sentences)


def reason_here(name: str, text: str) -> str:
    chosen = FILTERS[name]
    return chosen.reason(chosen.measure([RawText(text)]), 0)


def reason_there(name: str, text: str) -> tuple[str, str]:
    """Return the reason of the twin, and the text that it leaves."""
    left = Document(text=text, id="")
    try:
        found = TWINS[name].filter(left)
    except ZeroDivisionError:  # a text of white space has no words
        return "zero", left.text
    return ("" if found is True else found[1]), left.text


def check(name: str, text: str) -> None:
    here, (there, left) = reason_here(name, text), reason_there(name, text)
    if there == "zero":
        return
    assert bool(here) == bool(there), (here, there)
    if there:
        metric, _, direction = REASONS[there].partition(" is 0 ")
        assert here.startswith(metric)
        assert direction in here
    elif name == "c4":
        assert c4.clean(text) == left


@pytest.mark.parametrize("name", FILTERS)
def test_written_texts_are_dropped_for_the_reasons_of_datatrove(name: str) -> None:
    for text in (
        *WRITTEN,
        *TEXTS,
        *("\n".join(lines) for lines in zip(PIECES, LINES, strict=False)),
    ):
        check(name, text)


@pytest.mark.parametrize("name", FILTERS)
@settings(deadline=None, max_examples=300)
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=12),
    breaks=st.lists(st.sampled_from(BREAKS), min_size=12, max_size=12),
    times=st.integers(1, 12),
    ended=st.booleans(),
)
def test_any_text_is_dropped_for_the_reason_of_datatrove(
    name: str, pieces: list[str], breaks: list[str], times: int, ended: bool
) -> None:
    text = "".join(piece + gap for piece, gap in zip(pieces, breaks, strict=False)) * times
    check(name, text if ended else text.rstrip())


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("gopher-quality", "of the " * 10, "words is 20, below 50"),
        ("gopher-quality", "the be to of " * 20, "mean_word_length is 2.25, below 3"),
        ("gopher-repetition", f"{LINES[0]}\n\n" * 3, "duplicate_paragraphs is 0.6667, above"),
        ("c4", f"{PLAIN}\n\nThis {{is}} code.", "the text has a curly bracket"),
        ("c4", LINES[0], "sentences is 1, below 5"),
        ("fineweb", "no mark at the end\n" * 3, "punctuated_lines is 0, below 0.12"),
    ],
)
def test_a_reason_has_the_figure_and_the_limit(name: str, text: str, reason: str) -> None:
    assert reason_here(name, text).startswith(reason)


@pytest.mark.parametrize("name", FILTERS)
def test_prose_is_kept(name: str) -> None:
    assert reason_here(name, PLAIN.replace("\n\n", "\n")) == ""
