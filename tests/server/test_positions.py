"""Positions of an editor: the same characters in every unit."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind

from analyzer.server.documents import path_of
from analyzer.server.positions import TextPositions

CODECS = {
    PositionEncodingKind.Utf8: ("utf-8", 1),
    PositionEncodingKind.Utf16: ("utf-16-le", 2),
    PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
TEXTS = st.text(st.sampled_from("ab é漢🎺👩\u200d\u2028\x0b\x85\n\r"), max_size=40)


def slow_position(text: str, offset: int, encoding: PositionEncodingKind) -> Position:
    """Return the position by splitting the text before the offset into lines."""
    codec, unit = CODECS[encoding]
    before = text[:offset]
    if before.endswith("\r") and text[offset : offset + 1] == "\n":
        lines = re.split(r"\r\n|\r|\n", before[:-1])
        lines[-1] += "\r"
    else:
        lines = re.split(r"\r\n|\r|\n", before)
    return Position(len(lines) - 1, len(lines[-1].encode(codec)) // unit)


@given(text=TEXTS, encoding=st.sampled_from(sorted(CODECS)), data=st.data())
def test_offsets_and_positions_are_inverse(
    text: str, encoding: PositionEncodingKind, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, len(text)))
    positions = TextPositions(text, encoding)
    position = positions.position(offset)
    assert position == slow_position(text, offset, encoding)
    inside = text[offset - 1 : offset + 1] == "\r\n"
    assert positions.offset(position) == offset - inside


def test_a_position_behind_the_end_of_a_line_or_text_is_that_end() -> None:
    positions = TextPositions("one\r\ntwo", PositionEncodingKind.Utf16)
    assert positions.offset(Position(0, 99)) == 3
    assert positions.offset(Position(1, 99)) == 8
    assert positions.offset(Position(9, 0)) == 8


def test_a_position_inside_of_a_character_is_its_beginning() -> None:
    positions = TextPositions("a🎺b", PositionEncodingKind.Utf16)
    assert [positions.offset(Position(0, units)) for units in range(5)] == [0, 1, 1, 2, 3]


def test_an_offset_follows_from_line_and_column() -> None:
    positions = TextPositions("one\n🎺 two", PositionEncodingKind.Utf16)
    assert positions.offset_at(2, 3) == 6
    assert positions.position(positions.offset_at(2, 3)) == Position(1, 3)


@pytest.mark.parametrize(
    ("uri", "language", "path"),
    [
        ("file:///site/a.md", "markdown", "/site/a.md"),
        ("file:///site/Gr%C3%B6%C3%9Fe%20%F0%9F%8E%BA.md", "markdown", "/site/Größe 🎺.md"),
        ("file:///site/a.mdx", "", "/site/a.mdx"),
        ("file:///site/a.py", "python", ""),
        ("file:///site/export.csv", "csv", ""),
        ("file:///site/Makefile", "plaintext", ""),
        ("untitled:Untitled-1", "markdown", "/site/Untitled-1.md"),
        ("untitled:notes.md", "markdown", "/site/notes.md"),
        ("untitled:Untitled-1", "plaintext", "/site/Untitled-1.txt"),
        ("untitled:Untitled-1", "python", ""),
        ("git:/site/a.md?ref=main", "markdown", ""),
    ],
)
def test_a_document_has_the_path_of_an_article_or_none(
    uri: str, language: str, path: str
) -> None:
    assert path_of(uri, language, "/site") == path
    assert Path(path_of("untitled:a", "html", "")).name == "a.html"
