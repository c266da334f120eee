"""Words: their spelling, numbers, hashes, languages, stems and syllables."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text import languages
from analyzer.text import tokens as words
from analyzer.text.languages import function_words
from analyzer.text.syllables import count_english_syllables as count_syllables
from analyzer.text.word_boundaries import split_tokens

FOLDED = [
    ("Dog’s", "dog's"),
    ("ŠKODA", "škoda"),
    ("Straße", "strasse"),
    ("ﬁne", "fine"),
    ("ＡＢＣ１", "abc1"),
    ("soft\u00adhyphen", "softhyphen"),
    ("می\u200cخواهم", "میخواهم"),
    ("İstanbul", "istanbul"),
    ("cafe\u0301", "café"),
    ("ΛΌΓΟΣ", "λογοσ"),
    ("мʼяч", "м'яч"),
    ("ﾊﾟ", "パ"),
    ("1️⃣", "1⃣"),
    ("مُدَرِّسَة", "مدرسة"),
    ("بـــيت", "بيت"),
    ("שָׁלוֹם", "שלום"),
    ("IŞIKSIZ", "işiksiz"),
    ("ışıksız", "işiksiz"),
    ("don`t don´t don′t donʻt", "don't don't don't don't"),
]


@pytest.mark.parametrize(("word", "expected"), FOLDED)
def test_words_are_folded_to_one_spelling(word, expected):
    assert words.fold(word) == expected


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert words.fold(words.fold(text)) == words.fold(text)


@given(
    st.lists(st.sampled_from(["The", "the", "THE", "dog’s", "Dog's", "ﬁne", "é", "É", "中"]))
)
def test_words_are_numbered_in_order_of_appearance(parts):
    tokens = split_tokens(" ".join(parts))
    vocabulary, token_id = words.intern(tokens)
    folded = [words.fold(part) for part in parts]
    assert vocabulary == tuple(dict.fromkeys(folded))
    assert [vocabulary[number] for number in token_id] == folded


def test_many_distinct_words_keep_their_numbers():
    parts = [f"w{number % 5000}" for number in range(20_000)]
    vocabulary, token_id = words.intern(split_tokens(" ".join(parts)))
    assert len(vocabulary) == 5000
    assert [vocabulary[number] for number in token_id] == parts


def test_a_text_without_words_has_no_vocabulary():
    vocabulary, token_id = words.intern(split_tokens("... \n"))
    assert vocabulary == ()
    assert not len(token_id)


@given(st.lists(st.text(max_size=5), unique=True, max_size=20))
def test_hashes_differ_and_do_not_depend_on_the_batch(vocabulary):
    together = words.word_hash(vocabulary).tolist()
    assert together == [int(words.word_hash([word])[0]) for word in vocabulary]
    assert len(set(together)) == len(vocabulary)


def test_hashes_are_the_same_in_every_run():
    program = (
        "from analyzer.text import tokens; print(tokens.word_hash(['salt', 'пыль']).tolist())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {f"{words.word_hash(['salt', 'пыль']).tolist()}\n".encode()}


def test_the_bits_of_hashes_are_even():
    keys = words.word_hash([f"{number}" for number in range(4096)])
    ones = ((keys[:, np.newaxis] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)).mean(0)
    # Six standard deviations of a fair coin thrown 4096 times.
    assert (abs(ones - 0.5) < 6 * 0.5 / 64).all()


LANGUAGES = [
    ("en", "The boys went to the river with their dog, but it was too cold to swim."),
    ("de", "Die Kinder gingen mit dem Hund an den Fluss, aber das Wasser war zu kalt."),
    ("fr", "Les enfants sont allés à la rivière avec leur chien, mais l'eau était froide."),
    ("es", "Los niños fueron al río con su perro, pero el agua estaba muy fría."),
    ("it", "I ragazzi sono andati al fiume con il cane, ma l'acqua era troppo fredda."),
    ("pt", "Os meninos foram ao rio com o cão, mas a água não estava quente."),
    ("nl", "De kinderen gingen met hun hond naar de rivier, maar het water was te koud."),
    ("sv", "Barnen gick till floden med sin hund, men vattnet var inte varmt."),
    ("da", "Børnene gik til floden med deres hund, men vandet var ikke varmt af solen."),
    ("no", "Barna gikk til elven med hunden sin, men vannet var ikke varmt nok til å bade."),
    ("fi", "Lapset menivät koiran kanssa joelle, mutta vesi oli liian kylmää, he palasivat."),
    ("pl", "Dzieci poszły z psem nad rzekę, ale woda była za zimna i nie pływały."),
    ("cs", "Děti šly se psem k řece, ale voda byla příliš studená, a tak se vrátily."),
    ("sk", "Deti išli so psom k rieke, ale voda bola príliš studená, preto sa vrátili."),
    ("hu", "A gyerekek a kutyával a folyóhoz mentek, de a víz nagyon hideg volt."),
    ("ro", "Copiii au mers la râu cu câinele lor, dar apa nu era caldă și s-au întors."),
    ("tr", "Çocuklar köpekle birlikte nehre gitti ama su çok soğuk olduğu için döndüler."),
    ("id", "Anak-anak itu pergi ke sungai dengan anjing mereka, tetapi airnya tidak hangat."),
    ("vi", "Những đứa trẻ đã ra sông với con chó của họ, nhưng nước không ấm."),
    ("sw", "Watoto walikwenda mtoni na mbwa wao, lakini maji yalikuwa baridi sana kwao."),
    ("ru", "Дети пошли с собакой на реку, но вода была холодной, и они не купались."),
    ("uk", "Діти пішли з собакою на річку, але вода була холодною, тому вони не купалися."),
    ("bg", "Децата отидоха с кучето на реката, но водата беше студена и те се върнаха."),
    ("el", "Τα παιδιά πήγαν στο ποτάμι με τον σκύλο, αλλά το νερό ήταν κρύο."),
    ("ar", "ذهب الأطفال إلى النهر مع الكلب، لكن الماء كان باردا في هذا اليوم."),
    ("fa", "بچه‌ها با سگ خود به رودخانه رفتند، اما آب سرد بود و آنها برگشتند."),
    ("ur", "بچے اپنے کتے کے ساتھ دریا پر گئے لیکن پانی بہت ٹھنڈا تھا۔"),
    ("he", "הילדים הלכו אל הנהר עם הכלב, אבל המים היו קרים."),
    ("hi", "बच्चे अपने कुत्ते के साथ नदी पर गए लेकिन पानी ठंडा था।"),
    ("th", "เด็กๆไปแม่น้ำกับสุนัข"),
    ("ko", "아이들은 개와 함께 강으로 갔지만 물이 너무 차가웠다."),
    ("ja", "子供たちは犬と川へ行ったが、水が冷たかった。"),
    ("ja", "新型 NASA rocket engine launch 成功、東京で公開。"),
    ("zh", "孩子们带着狗去了河边，但是水太冷了。"),
    ("am", "ልጆቹ ከውሻቸው ጋር ወደ ወንዝ ሄዱ ግን ውሃው በጣም ቀዝቃዛ ነበር።"),
    ("ka", "ბავშვები მდინარეზე წავიდნენ."),
]  # fmt: skip


def identified(texts, declared=None):
    tokens = split_tokens("".join(f"{text}\n" for text in texts))
    vocabulary, token_id = words.intern(tokens)
    edges = np.cumsum([0, *(len(text) + 1 for text in texts)])
    ptr = np.searchsorted(tokens.start, edges)
    return words.identify(vocabulary, token_id, ptr, declared or [""] * len(texts))


def test_the_language_is_told_of_each_article():
    assert identified([text for _, text in LANGUAGES]) == [code for code, _ in LANGUAGES]


@pytest.mark.parametrize(("code", "text"), LANGUAGES)
def test_the_language_is_told_of_one_article_alone(code, text):
    assert identified([text]) == [code]


@pytest.mark.parametrize("copies", [1, 5, 50])
def test_copies_of_a_sentence_do_not_change_the_language(copies):
    french = "Le phare est ouvert le soir."
    english = "The boats wait for the tide and for the light of the old tower on the hill."
    assert identified([" ".join([english, *[french] * copies])]) == ["en"]


def test_a_declared_language_wins():
    texts = ["The dog is here."] * 4
    assert identified(texts, ["de", "pt-BR", "ZH_hant", ""]) == ["de", "pt", "zh", "en"]


def test_short_texts_get_the_likely_language_and_long_ones_none():
    assert identified(["Hello", "Dvořák", "", "123", "Ленин"]) == ["en", "cs", "", "", "ru"]
    assert identified([" ".join(f"qx{number}" for number in range(60))]) == [""]


def test_a_few_foreign_words_do_not_change_the_language():
    text = "He said that this was the end, and they read „Война и мир“ with 東京 in it."
    assert identified([text]) == ["en"]


def test_every_list_of_function_words_is_folded_and_told_apart():
    for language, (common, _) in function_words().items():
        assert len(common) > 10, language
        assert words.stop_words(language) >= set(map(words.fold, common))


def test_stop_words_are_function_words_as_tokens_are_spelled():
    english = words.stop_words("en")
    assert {"the", "isn't", "would've", "themselves", "although", "whereas"} <= english
    assert not english & {"dog", "security", "government", "run", "tree", "house", "write"}
    assert len(english) > 400
    assert "ουτοσ" not in words.stop_words("el")
    assert "αυτοσ" in words.stop_words("el")
    assert words.stop_words("xx") == frozenset()


def test_stems_bring_forms_together():
    assert words.stems(["dogs", "dog's", "dog", "running", "runs"], "en") == [
        "dog", "dog", "dog", "run", "run",
    ]  # fmt: skip
    assert len(set(words.stems(["Häuser", "Häusern"], "de"))) == 1
    assert words.stems(["dogs", "ሰዎች"], "xx") == ["dogs", "ሰዎች"]


FORMS = [
    ("pl", "książka książki książkę książkami"),
    ("cs", "zahrada zahrady zahradu zahradou"),
    ("sk", "záhrada záhrady záhradu záhradou"),
    ("uk", "дорога дороги дорогу дорогою"),
    ("tr", "ışıkları IŞIKLARI Işıkları"),
    ("fi", "talo talon talossa talot"),
    ("hu", "kertek kertet kertben"),
    ("ko", "바람이 바람은 바람을 바람에서 바람에서는 바람들도 바람"),
    ("ko", "고양이 고양이가 고양이를 고양이의"),
    ("ko", "준비하는 준비한다 준비했습니다 준비를"),
    ("he", "תלמיד התלמיד תלמידים והתלמידים לתלמידים"),
    ("fa", "کتاب کتابها"),
    ("el", "γεφύρι ΓΕΦΥΡΙ Γεφύρια γεφυριού"),
    ("pl", "jabłek jabłko jabłka"),
    ("pl", "ręka ręce rękę"),
    ("cs", "dům domu domy"),
    ("cs", "řeka řece řeku"),
    ("ru", "замок замка замки"),
    ("uk", "місто міста місті"),
    ("uk", "річка річці річку"),
    ("fi", "kaupunki kaupungin kaupungissa"),
    ("fi", "pöytä pöydän pöydällä"),
    ("hu", "madár madarak madarat"),
    ("he", "שמלה השמלה שמלות"),
    ("ar", "مكتبة المكتبة والمكتبة مكتبات"),
    ("az", "ev evlər evdə"),
    ("tr", "hastane hastanede hastaneler"),
    ("bg", "река реката реки реките"),
    ("mk", "река реката реки"),
    ("lv", "grāmata grāmatas grāmatu"),
    ("ka", "ხიდი ხიდის ხიდში ხიდები"),
    ("kk", "кітап кітаптар кітаптың"),
    ("uz", "daryo daryolar daryoning"),
    ("ur", "کتاب کتابیں کتابوں"),
]


@pytest.mark.parametrize(("language", "forms"), FORMS)
def test_the_forms_of_a_word_have_one_stem(language, forms):
    assert len(set(words.stems([words.fold(form) for form in forms.split()], language))) == 1


@pytest.mark.parametrize(
    ("language", "different"),
    [
        ("ko", "바람 사람 책 책상"),
        ("he", "תלמיד ספר בית"),
        ("bg", "река ръка"),
        ("fi", "talo tuoli"),
        ("pl", "noc noga nos"),
        ("hu", "kert kar"),
    ],
)
def test_different_words_have_different_stems(language, different):
    assert len(set(words.stems(different.split(), language))) == len(different.split())


SYLLABLES = {
    1: "the time walked passed don't change shoes queen strengths guest",
    2: "about very wanted hundred settled people movement lonely sometimes being rhythm didn't"
    " quiet client lion poet nation million tables houses lifetime",
    3: "beautiful idea area period video family media musician opinion tourism completely"
    " easier continue influence",
    4: "community society variety situation political economy",
    5: "university immediately opportunity imagination association",
}


def test_syllables_of_english_words_are_those_one_hears():
    expected = {word: n for n, line in SYLLABLES.items() for word in line.split()}
    assert {word: count_syllables(word) for word in expected} == expected


@given(st.text())
def test_every_word_has_a_syllable(word):
    assert count_syllables(word) >= 1


def test_the_words_of_a_long_text_are_scored_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = ["the", "der", "und", "kettle"]
    token_id, article = np.array([0, 1, 2, 3] * 5), np.repeat([0, 1], 10)
    whole = languages.language_points(vocabulary, token_id, article, 2)
    monkeypatch.setattr(languages, "AT_A_TIME", 3)
    parts = languages.language_points(vocabulary, token_id, article, 2)
    assert whole.sum() > 0
    np.testing.assert_array_equal(parts, whole)
