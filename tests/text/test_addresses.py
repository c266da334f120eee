"""Addresses: what is one, where it ends, and that it has no words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text.addresses import address_spans
from analyzer.text.word_boundaries import split_tokens

ADDRESSES = [
    ("See https://example.org/a?b=1#c, then go.", ["https://example.org/a?b=1#c"]),
    (
        "(http://example.org/x_(y)) and [ftp://a.example]",
        ["http://example.org/x_(y)", "ftp://a.example"],
    ),
    ("Go to www.example.com.", ["www.example.com"]),
    (
        "Write to info@example.org! Or mailto:hall@example.org",
        ["info@example.org", "mailto:hall@example.org"],
    ),
    ("Clone github.com/someone/thing today", ["github.com/someone/thing"]),
    ("请访问https://example.org/a。谢谢", ["https://example.org/a"]),
    ("“https://example.org/”", ["https://example.org/"]),
    ("https://example.org/wiki/Москва", ["https://example.org/wiki/Москва"]),
    ("and/or, e.g./i.e., 24/7, km/h, node.js/x", []),
    ("@name awww.no a @ b.c 5 @ 3", []),
    ("Amazon.com and ASP.NET are names", []),
    ("http:// alone", []),
]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_addresses_end_before_the_punctuation_behind_them(text, expected):
    start, end = address_spans(text)
    assert [text[a:b] for a, b in zip(start, end, strict=True)] == expected


def test_an_address_has_no_words():
    text = "Read https://www.example.org/one-two/three or ask info@example.org soon."
    tokens = split_tokens(text)
    words = [text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)]
    assert words == ["Read", "or", "ask", "soon"]


@given(st.text(alphabet="ab1.@/:w()[],! \n中", max_size=40))
def test_addresses_are_ascending_and_apart(text):
    start, end = address_spans(text)
    assert (start < end).all()
    assert (end[:-1] <= start[1:]).all()
    assert not any(
        character.isspace() for a, b in zip(start, end, strict=True) for character in text[a:b]
    )


@pytest.mark.parametrize(
    "unit", ["/", "://", "a://", "@", "a@", "a@b.", "www.", "www.a", "a.com/", "a.com/)"]
)
def test_hostile_addresses_take_time_in_proportion_to_the_text(unit):
    text = unit * (100_000 // len(unit))
    start, end = address_spans(text)
    assert (start < end).all()
