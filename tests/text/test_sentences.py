"""Tokens against an independent implementation of UAX #29; sentences by example."""

from itertools import pairwise

import numpy as np
import pytest
from growth import assert_linear
from hypothesis import example, given
from hypothesis import strategies as st
from uniseg.wordbreak import words as uniseg_words

from analyzer.article import Article
from analyzer.segmentation import build_corpus
from analyzer.text import characters, word_boundaries
from analyzer.text.sentences import split_sentences
from analyzer.text.word_boundaries import split_tokens

# Letters, numbers and marks on which the rules of UAX #29 turn.
TRICKY = "aBéz1٣ \n\r-.,:;'’\"_·אשカー가\u0e31\u0301\u00ad\u200d\u200b²½Ⅷ٫ᄀ각Ωя$%🇫\ufeff\u2028"

TOKENS = [
    ("The dog's bowl isn’t well-known.", "The dog's bowl isn’t well known"),
    ("'Tis the cats' turn, o'clock", "Tis the cats turn o'clock"),
    ("U.S. prices: 3.14, 1,000 and 5%.", "U.S prices 3.14 1,000 and 5"),
    ("snake_case __init__ ___ a", "snake_case __init__ a"),
    ("state-of-the-art e-mail a/b x+y", "state of the art e mail a b x y"),
    (
        "cafe\u0301 soft\u00adhyphen zero\u200dwidth",
        "cafe\u0301 soft\u00adhyphen zero\u200dwidth",
    ),
    ("東京へ行く。", "東京 へ 行く"),
    ("カタカナ ﾊﾝｶｸ カ_カ カb", "カタカナ ﾊﾝｶｸ カ_カ カ b"),
    ("コーヒーカップメーカー", "コーヒーカップメーカー"),
    ("𠮷田さん", "𠮷 田 さん"),
    ("ก็ไป", "ก็ไป"),
    ("เรากินข้าว", "เรา กิน ข้าว"),
    ("ສະບາຍດີ", "ສະບາຍດີ"),
    ("ខ្ញុំទៅផ្ទះ", "ខ្ញុំ ទៅផ្ទះ"),
    ("我们去了学校", "我们 去了 学校"),
    ("C++ isn't C, nor is C#; #tag a#b ++", "C++ isn't C nor is C# tag a b"),
    ("don´t l`été ‛tis 5′", "don´t l`été tis 5"),
    ("한국어 단어", "한국어 단어"),
    ("ה'5 ה\"ה א'", "ה' 5 ה\"ה א'"),
    ("हिन्दी में", "हिन्दी में"),
    ("😀 👍🏽 1️⃣ 🇫🇷 ok", "1️⃣ ok"),
    ("$5 €3.50 #tag @name", "5 3.50 tag name"),
    ("mot\u202f! 12\u202f345", "mot 12\u202f345"),
    ("a.b.c 1.a x:y", "a.b.c 1 a x:y"),
    ("¡Hola! «L’été» — „Ja“", "Hola L’été Ja"),
    ("", ""),
    ("... ?! — \n", ""),
]

TEXTS = """\
It wasn't the neighbours’ dog; 3,000 people (and 1.5 cats) saw it at 10:30 on the day.
Der Bäcker verkaufte 1.250 Brötchen, z. B. „Mohn“ – für 0,45 € das Stück.
L’été dernier, aujourd’hui encore : « C’est l’heure », dit-il à 14 h 30.
El niño preguntó: ¿cuántos años tienes? ¡Veintiún mil!
Το σπίτι είναι μεγάλο· πού πας; Σ' αγαπώ.
Сьогодні м'яч упав у кам’яний колодязь, а потім п'ятеро дітей пішли додому.
وصل القطار في الساعة ٣٫٥ وقال: «أهلاً».
הילד אמר: "צה"ל" וגם ג'ירפה, בשנת 1999.
बच्चे ने पूछा कि रेलगाड़ी कब आएगी।
আজ বৃষ্টি হচ্ছে, তাই বাড়ি যাব।
இன்று மழை பெய்கிறது.
기차는 오후 3시에 떠났다. 그래서 늦었다.
Bugün İstanbul’da yağmur yağıyor, değil mi?
Hôm nay trời mưa, chúng tôi ở nhà.
ዛሬ ዝናብ ነው፤ ቤት እንቆያለን።
Դպրոցը մեծ է՝ շատ մեծ։
დღეს წვიმს, სახლში ვართ.
""".splitlines()


def words_of(text):
    tokens = split_tokens(text)
    return [text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)]


def slow_tokens(text):
    """Return the tokens by way of a published implementation of UAX #29."""
    found, position = [], 0
    for word in uniseg_words(text):
        if any(c.isalnum() for c in word):
            found.append((position, position + len(word)))
        position += len(word)
    return found


@pytest.mark.parametrize(("text", "expected"), TOKENS)
def test_words_are_those_of_the_table(text, expected):
    assert words_of(text) == expected.split(" ") if expected else not words_of(text)


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_many_languages_are_those_of_uniseg(text):
    tokens = split_tokens(text)
    assert list(zip(tokens.start, tokens.end, strict=True)) == slow_tokens(text)


@given(st.text(alphabet=TRICKY, max_size=30))
@example("א'1")
@example("א'\u0301_")
@example("\u0301a\r\n\u0301b")
@example("1.\u00ad2,3")
def test_words_are_those_of_an_independent_implementation(text):
    tokens = split_tokens(text)
    assert list(zip(tokens.start, tokens.end, strict=True)) == slow_tokens(text)


UNSPACED = ["东京水了河边", "りんごー東カナ", "ไปบ้านกิน", "ສະບາຍດີ", "ខ្ញុំទៅ", "မြန်မာ"]


@given(st.lists(st.sampled_from([*"".join(UNSPACED), " ", "a", "1", "。", "𠮷"]), max_size=30))
def test_words_of_unspaced_scripts_join_what_the_annex_parts(characters_of_text):
    """Every word of the dictionary is made of whole words of the annex."""
    text = "".join(characters_of_text)
    tokens = split_tokens(text)
    slow = slow_tokens(text)
    assert {start for start, _ in slow} >= set(tokens.start.tolist())
    assert {end for _, end in slow} >= set(tokens.end.tolist())
    assert sum(b - a for a, b in slow) == int((tokens.end - tokens.start).sum())


def test_without_a_dictionary_words_of_unspaced_scripts_are_characters(monkeypatch):
    monkeypatch.setattr(word_boundaries, "_word_breaker", lambda: None)
    text = "東京のカタカナ ก็ไป"
    tokens = split_tokens(text)
    assert list(zip(tokens.start, tokens.end, strict=True)) == slow_tokens(text)
    assert words_of(text)[:3] == ["東", "京", "の"]


@given(st.text())
def test_every_letter_of_any_text_is_in_one_word(text):
    tokens = split_tokens(text)
    assert (tokens.start < tokens.end).all()
    assert (tokens.end[:-1] <= tokens.start[1:]).all()
    inside = np.zeros(len(text) + 1, int)
    for start, end in zip(tokens.start, tokens.end, strict=True):
        inside[start:end] = 1
    table = characters.classify(characters.code_points(text))
    words = np.isin(table, [1, 2, 3, 4, 8, characters.CharacterClass.SINGLE])
    assert inside[:-1][words].all()


def test_a_lone_surrogate_is_no_word_and_no_error():
    assert words_of("a\ud800b") == ["a", "b"]
    assert split_sentences(["No\ud800. Yes."], "en")[1].tolist() == [0, 5]


def test_capitals_are_told_of_the_first_character():
    assert split_tokens("The iPhone Éa ǅ 5A Ω中 _A").upper.tolist() == [
        True, False, True, True, False, True, False, False,
    ]  # fmt: skip


@given(st.lists(st.text(alphabet="abAB'é中1", min_size=1, max_size=6), max_size=12))
def test_keys_are_equal_for_equal_words_only(parts):
    text = " - ".join(parts)
    tokens = split_tokens(text)
    surface = words_of(text)
    of_word = dict(zip(surface, tokens.key.tolist(), strict=True))
    assert [of_word[word] for word in surface] == tokens.key.tolist()
    assert len(set(of_word.values())) == len(of_word)


def test_a_key_does_not_depend_on_the_place():
    text = "salt " + "pepper " * 30_000 + "salt"
    tokens = split_tokens(text)
    assert tokens.key[0] == tokens.key[-1] == split_tokens("salt").key[0]


def test_long_texts_are_cut_where_no_word_is(monkeypatch):
    text = "It isn't 3.14, e.g. naïve—quite.\n" * 50 + "中" * 300
    whole = split_tokens(text)
    monkeypatch.setattr(word_boundaries, "PIECE", 7)
    pieces = split_tokens(text)
    assert pieces.start.tolist() == whole.start.tolist()
    assert pieces.end.tolist() == whole.end.tolist()
    assert pieces.key.tolist() == whole.key.tolist()


def test_a_word_without_end_is_cut(monkeypatch):
    monkeypatch.setattr(word_boundaries, "PIECE", 10)
    monkeypatch.setattr(word_boundaries, "LONGEST_WORD", 25)
    assert [len(word) for word in words_of("x" * 60)] == [25, 25, 10]


# A bar stands where a sentence begins.
SENTENCES = [
    ("en", "The rain stopped. |We went out."),
    ("en", "Mr. Hill met Dr. Stone at 5 p.m. on Monday. |They spoke."),
    ("en", "Ms. Hill left. |Was it Mrs. Cole?"),
    ("en", "It closed at 5 p.m. |The guests left."),
    ("en", "U.S. officials met the U.S. Army. |The U.S. is large."),
    ("en", "J. R. Hill and K. M. Stone wrote it. |It sold well."),
    ("en", "The price rose 3.5 percent to $4.20. |Nobody minded."),
    ("en", "“Come in.” |She sat down."),
    ("en", "“Come in,” she said. |“Sit down.”"),
    ("en", "\"Is it late?\" he asked. |\"Yes!\" she said."),
    ("en", "He said: “It is late. |We must go.” |Then he left."),
    ("en", "“It is late. |We must go now.” |Then Dr. Hill left."),
    ("en", "''It is late. |We must go.'' |Then he left."),
    ("en", "‘It is late. |We must go.’ |The dogs’ bowl is empty. |Fine."),
    ("en", "\"Come in. |Mr. Hill is here,\" she said. |\"Sit down.\""),
    ("en", "«It is late. |We must go.» |Then he left."),
    ("en", "They left (it was late. |Nobody came) and slept. |[It is. |We are.] |So."),
    ("en", "A desk of 60\" is wide. |It is new. |The old one of 40\" was not. |It was grey."),
    ("en", "The tool is old. |git needs it. |curl does not. |eBay sells it. |macOS has it."),
    ("en", "We reached approx. five men. |The dept. store shut. |Bolt Corp. said so. |Yes."),
    ("en", "THE GATE IS SHUT. |The gate is shut. |green gates are shut."),
    ("en", "It is fine. really it is."),
    ("da", "Vi gik ca. 5 km, f.eks. Mandag. |Den 3. maj kom hr. Bang. |Kl. 10 gik de."),
    ("ca", "El Sr. Puig va venir. |Vegeu la pàg. 5 i el núm. 3. |És tard."),
    ("en", "Wait... what? |No one knew… |Then it ended."),
    ("en", "She paused ... and went on. |Fine."),
    ("en", "(The shop was shut.) |We walked on. |[It rained.] |We ran."),
    ("en", "The shop (est. 1908) is shut. |We walked on."),
    ("en", "See Fig. 3 and No. 5, e.g. the first, etc. in it. |Then stop."),
    ("en", "Acme Inc. bought Bolt Ltd. in May. |Prices fell."),
    ("en", "What?! |Really!! |Yes."),
    ("en", "Version 2.0.1 is out. |Visit www.example.com today. |It is free."),
    ("en", "He moved from ASP.NET to Node.js. |It was slow."),
    ("en", "It makes .NET objects. |It also reads .ENV files."),
    ("de", "Das .NET-Team wartet. |Das dauert."),
    ("en", "The lamp went out .|Then we left."),
    ("en", "The iPhone is old. |iPhones sell well."),
    ("en", "The band Wham! played. |We danced."),
    ("en", "“Why?” asked Tom. |“Because.”"),
    ("en", "1. Mix the flour. |2. Add water. |a) Stir."),
    ("en", "The end!) |Next."),
    ("en", "hello there. |how are you? |fine."),
    ("en", "no sentence end"),
    ("de", "Das kostet ca. 5 Euro. |Es ist z. B. gut. |Am 3. Mai war es warm."),
    ("de", "Dr. Berg kam um 10 Uhr. |„Es regnet.“ |Er ging."),
    ("fr", "M. Leroy et Mme. Petit sont venus. |Il a dit : « Bonjour. » |Puis il dort."),
    ("fr", "J. Leroy dort. |Vraiment ? |Oui !"),
    ("es", "¿Qué hora es? |¡Es tarde! |El Sr. Gil se fue."),
    ("it", "Il sig. Bruni è arrivato. |È tardi. |Perché?"),
    ("pt", "O Sr. Silva chegou. |É tarde. |Não?"),
    ("nl", "Dhr. Bos en mw. Smit kwamen. |Het is laat."),
    ("pl", "To jest np. dom. |Pan dr Nowak i ks. Lis przyszli. |Tak."),
    ("ru", "Это г. Москва. |А. С. Петров пришёл. |«Поздно», — сказал он. |Да!"),
    ("el", "Βρέχει. |Πάμε; |Ναι."),
    ("zh", "今天下雨。|我们出去吗？|好！"),
    ("zh", "他说：“下雨了。”|我们走了。"),
    ("ja", "雨が降った。|彼は「雨だ。」と言った。|出かけた。"),
    ("ja", "彼は「雨だ。|とても寒い！」と言った。|出かけた。"),
    ("zh", "他说：“下雨了。|很冷。”|我们走了。"),
    ("ko", "비가 왔다. |나갈까요? |네."),
    ("ar", "هل أمطرت؟ |نعم. |خرجنا."),
    ("hi", "बारिश हुई। |क्या हम चलें? |हाँ।"),
    ("am", "ዝናብ ዘነበ። |እንሂድ፧ |አዎ።"),
    ("xx", "Mr. Hill left. |She stayed."),
    ("en", "He said 'No. |I will not go.' |She left."),
    ("en", "No. 5 is left. |No. |It is not."),
    ("en", "It rained.[1] |We went out.[2] |It stopped."),
    ("de", "Im 19. Jahrhundert war die 2. Auflage da. |Er wurde 2. |Das war gut."),
    ("en", 'It was 9" wide. |"I like it," she said. |"It is good." |He left.'),
    ("en", '"It never closed. |She went on. |"I like it," she said. |"Good." |He left.'),
    ("th", "ฝนหยุดตกเมื่อตอนเช้านี้ |เราออกไปเดินเล่นที่ตลาด และซื้อผลไม้กลับมาบ้าน"),
    ("th", "เขาซื้อ iPhone 15 มาเมื่อวานนี้ตอนเย็น |วันนี้เขาขายมันไปแล้ว"),
    ("lo", "ຝົນຢຸດຕົກໃນຕອນເຊົ້ານີ້ |ພວກເຮົາອອກໄປຕະຫຼາດ ແລະຊື້ໝາກໄມ້ກັບມາບ້ານ"),
    ("km", "មេឃភ្លៀង។ |យើងចេញក្រៅ៕ |យើងទៅផ្ទះ។"),
    ("bo", "ཆར་པ་བབས། |ང་ཚོ་ཕྱིར་སོང་།"),
    ("ti", "ዝናብ ዘነበ። |እንሂድ። |አዎ።"),
    ("en", "The mill is near Leeds. |https://mill.example/ shows it. |me@mill.example no."),
    ("en", "We met Mr. https://hill.example/ in town. |He waved."),
    ("da", "Han rejste i maj. |Hun kom den 3. maj. |Mel, salt osv. |Så gik de."),
    ("sv", "Hon kom i maj. |Den 3. maj kom hr. Berg. |Mjöl m.m. |Det är t.ex. hon. |Han."),
    ("hu", "A malom kb. 5 km. |Kb. 3 perc. |Az ifj. Kiss itt van."),
    ("it", "L’art. 5 dice altro. |Pane, sale ecc. |Poi dormì."),
    ("ru", "Мука, соль и т. д. |Потом он ушёл. |Мука и т.п. |Да."),
    ("ne", "पानी पर्‍यो। |हामी गयौं।"),
]  # fmt: skip


def marked(texts, language):
    """Return the texts with a bar where a sentence begins."""
    owner, start = split_sentences(texts, language)
    out = []
    for block, text in enumerate(texts):
        cuts = [*start[owner == block].tolist(), len(text)]
        out.append("|".join(text[a:b] for a, b in pairwise(cuts)))
    return out


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_sentences_begin_where_the_bars_are(language, text):
    assert marked([text.replace("|", "")], language) == [text]


def test_blocks_keep_their_sentences_beside_others():
    blocks = [text.replace("|", "") for language, text in SENTENCES if language == "en"]
    together = marked(["", *blocks, " ", ""], "en")
    assert together == ["", *(marked([block], "en")[0] for block in blocks), " ", ""]


@pytest.mark.parametrize("ending", ["\n", "\r\n", " \n", "\n\n", "\u00a0", "\t "])
@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_a_wrapped_block_has_the_same_sentences(language, text, ending):
    wrapped = text.replace(" ", ending)
    assert marked([wrapped.replace("|", "")], language) == [wrapped]


def test_a_long_block_has_the_sentences_of_its_parts():
    sentence = "It rained in St. Louis for 3.5 days, Mr. Hill said. "
    _, start = split_sentences([sentence * 400], "en")
    assert start.tolist() == list(range(0, len(sentence) * 400, len(sentence)))


@given(st.lists(st.text(alphabet="aB1 .!?…()[]\"“”'«»。」と\n\r\u00a0\ud800,", max_size=40)))
@example(["a", "", ") b"])
@example(["1.", "(a.) ", ". "])
def test_sentences_cover_every_block_of_any_text(texts):
    owner, start = split_sentences(texts, "en")
    assert sorted(set(owner.tolist())) == list(range(len(texts)))
    for block, text in enumerate(texts):
        here = start[owner == block]
        assert here[0] == 0
        assert (np.diff(here) > 0).all()
        assert here[-1] < max(len(text), 1)


@pytest.mark.parametrize(
    "unit",
    ["x", ".", "a. ", '("“', "“", "(a. b) ", "… ", "? ", "日。", "\n", " ", "1. ", "\ud800"],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(unit):
    """sentencex alone takes half a minute for a megabyte of open quotes."""

    def split_repeated(characters):
        text = unit * (characters // len(unit))
        owner, start = split_sentences([text], "en")
        assert start[0] == 0
        assert not owner.any()
        assert (split_tokens(text).end <= len(text)).all()

    assert_linear(split_repeated, 100_000, slow=0.2)


READABLE = [
    "Nobody came.",
    "“Is it late?”",
    "今天下雨。",
    "आज बारिश है।",
    "วันนี้ฝนตกหนักมากเราไม่ไปตลาด",
    "we walked along the river until the sun was low and then we went home to eat",
]
UNREADABLE = [
    "",
    "404 Not Found",
    "Error.",
    '{"name": "plum", "price": 3, "tags": ["a", "b"], "note": "It is ripe.", "x": {"y": 1}}',
    "def area(radius):\n    return 3.14 * radius\n\nfor value in rows:\n    print(area(value))",
    "apples\n\npears\n\nplums",
]


@pytest.mark.parametrize("text", READABLE)
def test_a_text_with_a_sentence_is_readable(text: str) -> None:
    assert build_corpus([Article("a", text)]).has_sentence.tolist() == [True]


@pytest.mark.parametrize("text", UNREADABLE)
def test_messages_data_and_code_have_no_sentence(text: str) -> None:
    assert build_corpus([Article("a", text)]).has_sentence.tolist() == [False]


def test_the_prose_share_is_that_of_visible_characters() -> None:
    corpus = build_corpus([Article("a", "It rained  all day."), Article("b", "")])
    assert corpus.prose_share.tolist() == [1.0, 0.0]


def test_the_prose_share_of_a_page_of_code_is_small() -> None:
    code = "\n".join(f"value_{n} = {{'key': [{n}]}};" for n in range(20))
    corpus = build_corpus([Article("a", f"This is what we ran today.\n\n{code}\n", title="x")])
    assert 0 < corpus.prose_share[0] < 0.2
