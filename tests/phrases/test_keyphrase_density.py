"""The density of a named key phrase is what Yoast SEO calls by that name."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import analyzer
from analyzer import Article
from analyzer.cli.main import main

FILLER = "Nobody counted the herons before spring came."  # 7 words
MENTION = "Old harbour lamps glow at night."  # 6 words


def measured(text: str, phrase: str, language: str = "en") -> pd.Series:
    article = Article("a", text, language=language, fields={"focus": phrase})
    return analyzer.analyze([article], focus_keyphrase="focus").articles.iloc[0]


@pytest.mark.parametrize(
    ("text", "phrase", "count"),
    [
        (MENTION, "harbour lamps", 1),
        ("A lamp hung in the harbour.", "harbour lamps", 1),  # other forms, other order
        ("The harbour was dark. The lamps were lit.", "harbour lamps", 0),  # two sentences
        ("Harbour lamps beside harbour lamps.", "harbour lamps", 2),
        ("Harbour, harbour, harbour and one lamp.", "harbour lamps", 1),  # the rarest counts
        ("The lamps of the harbour.", "lamps of the harbour", 1),  # function words do not
        ("To be or not to be.", "to be", 2),  # unless there is nothing else
        (FILLER, "harbour lamps", 0),
    ],
)
def test_a_mention_is_all_content_words_in_one_sentence(text, phrase, count):
    assert measured(text, phrase)["focus_keyphrase_count"] == count


@pytest.mark.parametrize(
    ("text", "phrase", "language", "count"),
    [
        ("昨天我们去了北京大学。北京很大。", "北京", "zh", 2),
        ("北风吹来，京城很冷。", "北京", "zh", 0),
        ("東京タワーは東京にあります。", "東京 タワー", "ja", 1),
        ("ห้องสมุดเปิดแล้ว เราไปห้องสมุดประชาชน", "ห้องสมุด", "th", 2),
        ("바람은 차고 바람이 분다. 바람에서 소리가 난다.", "바람", "ko", 3),
        ("We write C++ here. C is older than C++.", "C++", "en", 2),
        ("We write C here. C# is not C.", "C", "en", 2),
    ],
)
def test_a_mention_is_found_in_every_script(text, phrase, language, count):
    assert measured(text, phrase, language)["focus_keyphrase_count"] == count


def test_a_density_weighs_mentions_by_the_content_words_of_the_phrase():
    found = measured(f"{MENTION} {' '.join([FILLER] * 2)}", "the harbour lamps")
    assert found["focus_keyphrase_density"] == pytest.approx(100 / 20 * (0.7 + 2 / 3), abs=1e-6)


# "Lamps" once in 1 + 7 n words, weighing 0.7 + 1/3: 4.69, 3.56, 2.87 ... and 0.49 per 100.
# Latvian has no stemmer here, so only the form given counts, and the range ends at 3.
@pytest.mark.parametrize(
    ("n_filler", "language", "verdict"),
    [(3, "en", "above"), (4, "en", "above"), (5, "en", "within"), (20, "en", "within"),
     (29, "en", "within"), (30, "en", "below"), (4, "lv", "above"), (5, "lv", "within")],
)  # fmt: skip
def test_the_recommended_range_is_half_a_mention_to_three_and_a_half(
    n_filler, language, verdict
):
    text = " ".join(["Lamps.", *[FILLER] * n_filler])
    assert measured(text, "lamps", language)["focus_keyphrase_range"] == verdict


def test_where_word_forms_are_not_known_three_mentions_are_the_most():
    text = " ".join(["Lamps now here."] * 4 + [FILLER] * 16)  # 3.33 per 100 words
    assert measured(text, "lamps", "en")["focus_keyphrase_range"] == "within"
    assert measured(text, "lamps", "lv")["focus_keyphrase_range"] == "above"


def test_the_gap_is_the_longest_run_of_sentences_without_it():
    text = " ".join([MENTION, FILLER, MENTION, FILLER, FILLER, FILLER, MENTION, FILLER])
    assert measured(text, "harbour lamps")["focus_keyphrase_gap"] == 3 / 8
    assert measured(FILLER, "harbour lamps")["focus_keyphrase_gap"] == 1
    assert measured(MENTION, "harbour lamps")["focus_keyphrase_gap"] == 0


def test_half_of_a_long_phrase_is_enough_for_the_gap_but_not_for_a_mention():
    found = measured(MENTION, "old harbour pier lanterns")
    assert (found["focus_keyphrase_gap"], found["focus_keyphrase_count"]) == (0, 0)


def test_nothing_is_said_where_nothing_is_named():
    for phrase in ("", "  "):
        found = measured(MENTION, phrase)
        assert pd.isna(found["focus_keyphrase_range"])
        assert pd.isna(found["focus_keyphrase_density"])
    empty = measured("", "harbour lamps")
    assert pd.isna(empty["focus_keyphrase_density"])


def test_a_column_of_a_frame_names_the_phrases():
    frame = pd.DataFrame({"text": [MENTION, FILLER, MENTION], "kw": ["lamps", "herons", None]})
    found = analyzer.analyze(frame, focus_keyphrase="kw").articles
    found = found.sort_index()
    assert found["focus_keyphrase"].fillna("").tolist() == ["lamps", "herons", ""]
    assert found["focus_keyphrase_count"].tolist() == [1, 1, 0]
    with pytest.raises(analyzer.AnalyzerError, match="no column 'focus' for focus keyphrase"):
        analyzer.analyze(frame, focus_keyphrase="focus")


def test_the_verdict_on_stuffing_does_not_hang_on_the_phrase_named():
    plain = analyzer.analyze([MENTION]).articles
    named = measured(MENTION, "harbour lamps")
    assert named["quality"] == plain["quality"].item()
    assert named["stuffing_probability"] == plain["stuffing_probability"].item()


def test_front_matter_and_records_name_it_on_the_command_line(tmp_path: Path):
    (tmp_path / "a.md").write_text(f"---\nfocus: harbour lamps\n---\n{MENTION}\n", "utf-8")
    record = {"text": FILLER, "focus": "herons"}
    (tmp_path / "b.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    (tmp_path / "c.txt").write_text(FILLER, "utf-8")
    out = tmp_path / "out"
    arguments = ["report", str(tmp_path), "-o", str(out), "-q", "--key-phrase-field", "focus"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    table = pd.read_csv(out / "articles.csv").set_index("article")
    assert table["focus_keyphrase"].fillna("").to_dict() == {
        "a.md": "harbour lamps", "b.jsonl#1": "herons", "c.txt": "",
    }  # fmt: skip
    assert table["focus_keyphrase_count"].to_dict() == {"a.md": 1, "b.jsonl#1": 1, "c.txt": 0}
    assert table["focus_keyphrase_density"].isna().to_dict()["c.txt"]
