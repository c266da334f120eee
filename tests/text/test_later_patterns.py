"""Patterns that are compiled when they are first used."""

import re

import pytest

from analyzer.text.later_patterns import compile_later


def test_a_pattern_does_what_one_compiled_at_once_does() -> None:
    text = "Lamps and mills, and lamps"
    later, now = (make(r"(l)amps", re.IGNORECASE) for make in (compile_later, re.compile))
    assert later.findall(text) == now.findall(text)
    assert later.sub("x", text) == now.sub("x", text)
    assert later.split(text) == now.split(text)
    assert [one.span() for one in later.finditer(text)] == [
        one.span() for one in now.finditer(text)
    ]
    for name in ("search", "match", "fullmatch"):
        assert str(getattr(later, name)(text)) == str(getattr(now, name)(text))
    assert (later.pattern, later.groups) == (now.pattern, now.groups)


def test_a_pattern_is_compiled_once_and_not_before_its_first_use() -> None:
    wrong = compile_later("(")
    with pytest.raises(re.error):
        wrong.search("")
    right = compile_later("a")
    assert right.search == right.search
