"""The hashes of lines, against the values that GitHub publishes and a rolling twin."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.checks.formats.line_hashes import line_hashes


def rolling(text: str) -> Iterator[str]:
    """Yield the hash of every line, from the definition, with one window at a time."""
    units = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if character not in " \t":
            data = character.encode("utf-16-le", "surrogatepass")
            units += [data[at] + 256 * data[at + 1] for at in range(0, len(data), 2)]
    units.append(0xFFFF)
    starts = [0] + [at + 1 for at, unit in enumerate(units) if unit == ord("\n")]
    seen: dict[int, int] = {}
    for start in starts:
        value = 0
        for unit in (*units[start : start + 100], *[0] * 100)[:100]:
            value = (value * 37 + unit) % 2**64
        seen[value] = seen.get(value, 0) + 1
        yield f"{value:x}:{seen[value]}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            [
                "271789c17abda88f:1",
                "54703d4cd895b18:1",
                "180aee12dab6264:1",
                "a23a3dc5e078b07b:1",
            ],
        ),
    ],
)
def test_hashes_are_those_that_github_publishes(text: str, expected: list[str]) -> None:
    found = line_hashes(text, range(1, len(expected) + 1))
    assert list(found.values()) == expected == list(rolling(text))


@given(st.lists(st.sampled_from("a b\t\r\n😀é")).map("".join), st.integers(1, 60))
def test_hashes_are_those_of_a_window_that_rolls_over_the_text(text: str, times: int) -> None:
    text *= times
    expected = dict(enumerate(rolling(text), 1))
    assert line_hashes(text, list(expected)) == expected
    assert line_hashes(text, [1]) == {1: expected[1]}
