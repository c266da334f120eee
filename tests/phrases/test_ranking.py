"""Key phrases: what a reader expects, the ranking against an obvious loop, and bad input."""

from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import document

from analyzer import key_phrases
from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.phrases.chunks import find_chunks
from analyzer.phrases.ranking import RANKINGS
from analyzer.phrases.term_statistics import (
    STEPS_PER_NAT,
    level_of,
    participle,
    past,
    shipped_backgrounds,
    third_person,
)
from analyzer.segmentation import build_corpus
from analyzer.text.tokens import stems, stop_words, word_hash

FERRY = (
    "The harbour ferry sails at dawn. Nobody misses the Harbour Ferry twice. "
    "Two harbour ferries were painted, and the harbour-ferry kiosk is shut."
)
FIRST = [
    (FERRY, "harbour ferry", 4),
    ("The tidal plant was shown. They visited the tidal plant.", "tidal plant", 2),
    ("Roads in New Guinea are few. Ships to New Guinea are many.", "New Guinea", 2),
    ("A state-of-the-art kiln was here. The state-of-the-art kiln is not.",
     "state-of-the-art kiln", 2),
    ("They saw the museum's roof, and so did we: the museum's roof.", "museum's roof", 2),
    ("The archive is the miller's. He was in the archive.", "archive", 2),
    ("Le conseil de surveillance est ici. Le conseil de surveillance est là, et tous avec lui.",
     "conseil de surveillance", 2),
    ("L'abbaye est à nous. Ils sont dans l'abbaye et nous avec eux.", "abbaye", 2),
    ("Il ponte di legno è qui. Non sono sul ponte di legno, ma con te.", "ponte di legno", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "phrase", "count"), FIRST)
def test_the_phrase_a_reader_would_name_comes_first(text, phrase, count):
    found = key_phrases(text, prefer="phrases")
    assert (found["phrase"][0], found["count"][0]) == (phrase, count)


def test_the_same_words_in_another_order_are_one_phrase():
    found = key_phrases(
        "The Oslo-Bergen railway. The Bergen-Oslo railway. The Oslo-Bergen railway."
    )
    assert found["phrase"].tolist()[0] == "Oslo-Bergen railway"
    assert found["count"].tolist()[0] == 3


def test_a_part_of_a_phrase_that_never_stands_alone_is_left_out():
    found = key_phrases("The tidal power plant opened. The tidal power plant closed.", top_n=50)
    assert not {"tidal power", "power plant", "tidal", "plant"} & set(found["phrase"])


def test_words_are_short():
    found = key_phrases(FERRY, prefer="words")
    assert found["phrase"].str.split().str.len().max() <= 3


UNSPACED = [
    ("湖边图书馆开门。人们喜欢湖边图书馆。湖边图书馆很安静。", "湖边图书馆"),
    ("湖畔図書館は海にある。船は湖畔図書館を見た。", "湖畔図書館"),
]


KOREAN = """산책로는 강가에 있다. 주민들은 산책로에서 달린다. 산책로의 나무는 오래되었다.
오후에는 산책로가 조용하다."""


def test_korean_phrases_are_nouns_without_particles():
    found = key_phrases(KOREAN)
    assert found["phrase"][0] == "산책로"
    assert found["count"][0] == 4


def test_a_korean_word_that_ends_like_a_particle_keeps_its_end():
    assert (
        key_phrases("고양이 밥을 샀다. 고양이 집을 샀다. 고양이가 왔다.")["phrase"][0]
        == "고양이"
    )


def test_no_phrase_is_a_single_letter_or_mark():
    text = "水がある。水は青い。ก็ ก็ ไป เขา เขา ไม่ ไม่ x x x. 山 山 山 川 川。"
    assert not [phrase for phrase in key_phrases(text, top_n=50)["phrase"] if len(phrase) < 2]


def test_no_phrase_crosses_a_full_stop_before_a_small_letter():
    found = key_phrases("Green Gate is shut. Green Gate is shut. green gate is shut.")
    assert not any("." in phrase for phrase in found["phrase"])


def test_a_name_of_letters_and_a_number_is_a_phrase():
    assert key_phrases("Selling B2B is hard. Many fail at B2B.")["phrase"][0] == "B2B"


@pytest.mark.parametrize(("text", "phrase"), UNSPACED)
def test_scripts_without_spaces_have_phrases_too(text, phrase):
    assert key_phrases(text)["phrase"][0] == phrase


def test_a_language_without_a_table_is_ranked_by_its_own_sentences():
    text = "Senas malūnas stovi. Senas malūnas griūva. Upė teka. Diena graži."
    article = Article("a", text, language="lt")
    assert "lt" not in shipped_backgrounds()
    assert key_phrases([article])["phrase"][0].startswith("Senas malūnas")


def test_a_title_counts_with_its_body():
    with_title = Article("a", "The kiln is cold. Potters left.", title="The kiln")
    found = key_phrases([with_title])
    assert found.loc[found["phrase"].str.lower() == "kiln", "count"].tolist() == [2]


@pytest.mark.parametrize(
    "text", ["", " \n", "the", "...", "42", "a", "the of and", "\u0301", "7 8"]
)
def test_nothing_to_name_gives_no_rows(text):
    found = key_phrases(text)
    assert len(found) == 0
    assert list(found) == ["article", "phrase", "score", "count"]


def test_one_word_is_a_phrase():
    assert key_phrases("Harbour")["phrase"].tolist() == ["Harbour"]


def test_no_articles_give_no_rows():
    assert len(key_phrases([])) == 0


def test_rows_carry_the_labels_of_a_series_and_missing_texts_are_empty():
    series = pd.Series([FERRY, None, "A lighthouse."], index=["x", "y", "z"])
    assert set(key_phrases(series)["article"]) == {"x", "z"}
    assert set(key_phrases(list(series))["article"]) == {0, 2}


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"top_n": 0}, "whole number"), ({"top_n": True}, "whole number"),
        ({"top_n": 2.5}, "whole number"),
        ({"prefer": "long"}, "'phrases', 'words', 'semantic'"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_told(bad, told):
    with pytest.raises(SettingError, match=told):
        key_phrases(FERRY, **bad)


def test_what_is_no_text_is_told():
    with pytest.raises(SettingError, match="expected a text"):
        key_phrases(["good", 3])


@cache
def key_phrases_alone(text, prefer):
    return key_phrases(text, prefer=prefer)


@pytest.mark.parametrize("prefer", RANKINGS)
@settings(deadline=None, max_examples=50)
@given(seeds=st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_an_article_does_not_depend_on_the_others(prefer, seeds):
    texts = [document(seed, n_sentences=8) for seed in seeds]
    together = key_phrases(texts, prefer=prefer)
    for number, text in enumerate(texts):
        alone = key_phrases_alone(text, prefer)
        here = together[together["article"] == number].reset_index(drop=True)
        pd.testing.assert_frame_equal(
            here.drop(columns="article"), alone.drop(columns="article")
        )


def test_languages_share_a_batch():
    texts = [text for text, *_ in FIRST + UNSPACED]
    together = key_phrases(texts)
    for number, text in enumerate(texts):
        here = together.loc[together["article"] == number, "phrase"].tolist()
        assert here == key_phrases(text)["phrase"].tolist()


def test_wrapped_lines_change_nothing():
    wrapped = FERRY.replace(" ", "\n", 1).replace("misses the", "misses\nthe")
    pd.testing.assert_frame_equal(key_phrases(wrapped), key_phrases(FERRY))


def slow_key_phrases(sentences, prefer):
    """Rank the phrases of a list of lists of words, "," parting them, by loops."""
    rule, stop, table = RANKINGS[prefer], stop_words("en"), shipped_backgrounds()["en"]
    places, wholes, where = Counter(), Counter(), defaultdict(list)
    position = 0
    for sentence in sentences:
        chunks, chunk = [], []
        for word in [*sentence, ","]:
            if word == "," or word in stop:
                chunks.append(chunk)
                chunk = []
            else:
                chunk.append((position, word))
            position += word != ","
        for found in chunks:
            for i in range(len(found)):
                for j in range(i + 1, min(i + rule.longest, len(found)) + 1):
                    spelled = [word for _, word in found[i:j]]
                    name = tuple(sorted(stems(spelled, "en")))
                    places[name] += 1
                    wholes[name] += j - i == len(found)
                    where[name].append((found[i][0], spelled))
    rows = []
    for name, count in places.items():
        each = [int(table.information(word_hash([stem]))[0]) + STEPS_PER_NAT for stem in name]
        score = sum(each) / STEPS_PER_NAT / len(name) ** rule.mean * count**rule.count_power
        score *= (wholes[name] / count) ** rule.share_power
        begin = where[name][0][0]
        score *= 1 + rule.early / (1 + begin / rule.early_tokens)
        score *= (min(each) / max(each)) ** rule.balance
        wordings = Counter(" ".join(spelled) for _, spelled in where[name])
        if score > 0:
            rows.append((-score, begin, max(wordings, key=wordings.__getitem__), count))
    return [(phrase, count, -score) for score, _, phrase, count in sorted(rows)]


WORDS = ["harbour", "harbours", "ferry", "kiosk", "timetable", "the", "of", ","]


@pytest.mark.parametrize("prefer", RANKINGS)
@settings(deadline=None, max_examples=50)
@given(sentences=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), max_size=5))
def test_the_ranking_is_that_of_an_obvious_loop(prefer, sentences):
    sentences = [["kiosk", *sentence] for sentence in sentences]
    text = "\n\n".join(" ".join(sentence) + "." for sentence in sentences)
    article = Article("a", text.replace(" ,", ","), language="en")
    found = key_phrases([article], top_n=100, prefer=prefer)
    wanted = slow_key_phrases(sentences, prefer)
    assert sorted(zip(found["phrase"], found["count"], strict=True)) == sorted(
        (phrase, count) for phrase, count, _ in wanted
    )
    np.testing.assert_allclose(found["score"], [score for *_, score in wanted])


@settings(deadline=None, max_examples=50)
@given(text=st.text(max_size=60), title=st.text(max_size=20))
def test_any_text_can_be_read(text, title):
    corpus = build_corpus([Article("a", text, title=title)])
    chunks = find_chunks(corpus)
    assert chunks.article_ptr[-1] == len(corpus.token_id) + len(corpus.title_id)
    found = key_phrases([Article("a", text, title=title)])
    assert (found["score"] > 0).all()
    assert found["score"].is_monotonic_decreasing


def test_rare_words_tell_more_than_common_ones():
    table = shipped_backgrounds()["en"]
    common, rare, unknown = table.information(
        word_hash(stems(["people", "harbour", "qqzzv"], "en"))
    )
    assert common < rare < unknown == level_of(table.n_articles) - level_of(1)


def test_the_tables_are_sorted_and_of_one_length():
    for table in shipped_backgrounds().values():
        assert len(table.key) == len(table.level) > 500
        assert (np.diff(table.key.astype(object)) > 0).all()


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("carry", "carries carried carrying"), ("reach", "reaches reached reaching"),
        ("use", "uses used using"), ("see", "sees seed seeing"),
        ("play", "plays played playing"),
    ],
)  # fmt: skip
def test_regular_forms_of_verbs(verb, forms):
    assert f"{third_person(verb)} {past(verb)} {participle(verb)}" == forms
