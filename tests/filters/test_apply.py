"""Published filters on tables of texts and on an analysis."""

import pandas as pd
import pytest
from examples import LINES, PLAIN

import analyzer
from analyzer.errors import SettingError
from analyzer.filters import apply, apply_filters
from analyzer.filters.apply import FILTERS

PROSE = PLAIN.replace("\n\n", "\n")
TEXTS = [PROSE, "Too short.", f"{LINES[0]}\n\n" * 9, f"{PROSE}\nif {{ a }}."]


def test_each_dropped_text_has_the_first_filter_that_drops_it_and_the_reason() -> None:
    table = apply_filters(TEXTS)
    assert table.columns.tolist() == ["article", "kept", "filter", "reason"]
    assert table["kept"].tolist() == [True, False, False, False]
    assert table["filter"].fillna("").tolist() == [
        "", "gopher-quality", "gopher-repetition", "c4",
    ]  # fmt: skip
    assert table["reason"].isna().tolist() == [True, False, False, False]
    assert table["reason"][1] == "words is 2, below 50"


def test_a_data_frame_lends_its_index_so_that_rows_can_be_selected() -> None:
    frame = pd.DataFrame({"body": TEXTS, "n": range(4)}, index=list("wxyz"))
    kept = apply_filters(frame, "c4", text="body")["kept"]
    assert frame[kept]["n"].tolist() == [0, 2]


def test_metrics_are_added_where_they_are_asked_for() -> None:
    table = apply_filters(TEXTS, "gopher-quality", "fineweb", metrics=True)
    assert table["gopher_quality_words"].tolist()[1] == 2
    assert {limit.metric for limit in FILTERS["fineweb"].limits} == {
        name.removeprefix("fineweb_") for name in table.columns if name.startswith("fineweb_")
    }


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = apply_filters(TEXTS, metrics=True)
    monkeypatch.setattr(apply, "AT_A_TIME", 1)
    pd.testing.assert_frame_equal(apply_filters(TEXTS, metrics=True), expected)


def test_an_analysis_says_which_of_its_articles_are_kept() -> None:
    frame = pd.DataFrame({"text": TEXTS}, index=list("wxyz"))
    table = analyzer.analyze(frame).keep("gopher-quality")
    assert table["kept"].to_dict() == {"w": True, "x": False, "y": True, "z": True}
    assert analyzer.analyze(TEXTS).keep()["kept"].tolist() == [True, False, False, False]


def test_no_texts_make_an_empty_table() -> None:
    assert apply_filters([])["kept"].tolist() == []


def test_words_may_be_split_otherwise() -> None:
    table = apply_filters(["one two"], "gopher-quality", metrics=True, split=list)
    assert table["gopher_quality_words"].tolist() == [7]


def test_an_unknown_filter_is_an_error_that_lists_all() -> None:
    with pytest.raises(SettingError, match="unknown filter 'gopher'; the filters are gopher-q"):
        apply_filters(TEXTS, "gopher")
