"""From bytes to text: what decides, in which order, and what is no text at all."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.readers.encoding import character_set, decode, is_binary

WESTERN = "Die Böden sind für Bohnen überall zu kühl – “noch”, sagt Frau Größe; 5 £ je Pfund."
POLISH = (
    "Fasola lubi ciepłą ziemię, a nasiona leżące w zimnym błocie zgniją, zanim wykiełkują."
    " Dziadek siał zawsze dziesiątego maja, niezależnie od pogody, i podlewał grządki raz."
    " Później trzeba już tylko czekać, aż nad ziemią pokażą się pierwsze dwa liście."
)
RUSSIAN = "Фасоль любит тёплую землю, а семена в холодной грязи сгниют раньше, чем взойдут. "
GREEK = "Τα φασόλια αγαπούν το ζεστό χώμα και οι σπόροι σαπίζουν μέσα στην κρύα λάσπη. "
CHINESE = "豆子喜欢温暖的土壤，种子如果躺在冰冷的泥里，还没发芽就会烂掉。等到霜冻过去再播种吧。"
JAPANESE = (
    "豆は暖かい土を好みます。冷たい泥の中にある種は、芽を出す前に腐ってしまいます。祖父は"
    "天気にかかわらず、いつも五月十日に種をまきました。一度だけ水をやり、あとは葉が二枚"
    "出るまで待ちます。"
)
KOREAN = "콩은 따뜻한 흙을 좋아하며, 차가운 진흙 속의 씨앗은 싹이 트기 전에 썩어 버립니다. "
CZECH = (
    "Fazole mají rády teplou půdu a semena, která leží ve studeném blátě, shnijí dřív, než"
    " vyklíčí. Dědeček sel vždycky desátého května, ať bylo počasí jakékoli, a záhon zalil"
    " jednou. Potom už stačí počkat, až se nad zemí objeví první dva lístky."
)
GUESSED = [
    (WESTERN, "cp1252"),
    ("A pound of beans costs £2 or so.", "cp1252"),
    ("Beans® and peas™ – a caf\xe9", "cp1252"),
    (POLISH, "cp1250"),
    (CZECH, "cp1250"),
    (RUSSIAN * 3, "cp1251"),
    (RUSSIAN * 3, "koi8-r"),
    (GREEK * 3, "cp1253"),
    (CHINESE * 3, "gb18030"),
    (CHINESE[:12] * 8, "gb18030"),
    (JAPANESE, "cp932"),
    (JAPANESE, "euc_jp"),
    (KOREAN * 3, "cp949"),
    ("Warm soil\r\n" * 5, "utf-16-le"),
    ("Warm soil\r\n" * 5, "utf-16-be"),
]


@pytest.mark.parametrize(("text", "encoding"), GUESSED)
def test_an_undeclared_encoding_is_guessed_and_told(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.guessed


MARKED = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
]


@pytest.mark.parametrize(("mark", "encoding"), MARKED)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(
    mark: bytes, encoding: str
) -> None:
    decoded = decode(mark + RUSSIAN.encode(encoding), "koi8-r")
    assert (decoded.text, decoded.encoding, decoded.guessed) == (RUSSIAN, encoding, False)
    assert not is_binary(mark + RUSSIAN.encode(encoding))


def test_what_a_byte_order_mark_promises_may_be_broken() -> None:
    decoded = decode(codecs.BOM_UTF8 + WESTERN.encode("cp1252"))
    assert (decoded.text, decoded.guessed) == (WESTERN, True)
    decoded = decode(codecs.BOM_UTF16_LE + b"a\0b")
    assert (decoded.text, decoded.guessed) == ("a\ufffd", True)


def test_a_long_text_is_guessed_from_its_telling_lines() -> None:
    text = ("Beans like warm soil.\n" * 50 + RUSSIAN + "\n") * 200
    assert decode(text.encode("cp1251")).text == text


def test_a_declaration_is_followed() -> None:
    decoded = decode(RUSSIAN.encode("koi8-r"), "KOI8-R")
    assert (decoded.text, decoded.guessed) == (RUSSIAN, False)
    assert decode("日本".encode("iso2022_jp"), "iso-2022-jp").text == "日本"


def test_a_wrong_declaration_does_not_spoil_utf_8() -> None:
    assert decode(WESTERN.encode(), "iso-8859-1").text == WESTERN


def test_a_declaration_that_does_not_fit_is_passed_over() -> None:
    assert decode(CHINESE.encode("gb18030"), "euc-jp").text == CHINESE


def test_names_mean_what_browsers_take_them_for() -> None:
    assert decode("£5 – “now”".encode("cp1252"), "latin1").text == "£5 – “now”"
    assert character_set("ISO-8859-1") == character_set("us-ascii") == "cp1252"
    assert character_set("gb2312") == "gb18030"


@pytest.mark.parametrize("name", ["zip", "rot13", "punycode", "unicode_escape", "utf-7", "x\0"])
def test_codecs_that_are_no_character_sets_are_unknown(name: str) -> None:
    assert character_set(name) == ""


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "cp1252", "shift_jis", "hz"]))
def test_any_bytes_are_read(data: bytes, declared: str) -> None:
    decoded = decode(data, declared)
    assert isinstance(decoded.text, str)
    codecs.lookup(decoded.encoding)


@given(st.text())
def test_utf_8_is_never_guessed(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    decoded = decode(data)
    assert not decoded.guessed
    assert decoded.text.encode() == data.removeprefix(codecs.BOM_UTF8)


BINARY = [
    b"\x89PNG\r\n\x1a\n",
    b"PK\3\4 and some text",
    b"text with one \0 byte" + b"x" * 100,
    bytes(range(256)) * 4,
    b"%PDF-1.7 text",
]


@pytest.mark.parametrize("data", BINARY)
def test_binary_data_is_no_text(data: bytes) -> None:
    assert is_binary(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"a", WESTERN.encode("cp1252"), CHINESE.encode("gb18030"), b"\x1b[1mbold\x1b[0m\f"],
)
def test_text_is_not_binary(data: bytes) -> None:
    assert not is_binary(data)


def test_a_zero_byte_in_a_table_is_the_fault_of_one_record() -> None:
    data = b"id,text\nx,a\0b\n" * 3
    assert is_binary(data)
    assert not is_binary(data + b"y,beans and more beans\n" * 5, zeros=False)
