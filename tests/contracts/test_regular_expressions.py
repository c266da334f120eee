"""No regular expression takes more than linear time, whatever it is given."""

import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Iterator
from re import _constants as kind  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import analyzer

SMALL, FACTOR = 250, 8
# Eight times the text may take this many times as long; a square would take 64 times.
MOST = 24
SLOW = 0.003  # seconds; less is too noisy to compare
MOST_UNITS = 40
# Used at one place only, and never to search; `test_readers_growth` has the last one.
MATCHED = {
    "analyzer.text.boilerplate_cues._AGENCY.0", "analyzer.text.boilerplate_cues._PICTURE.0",
    "analyzer.text.body._CODE.0",
    "analyzer.readers.markdown_extensions.DIRECTIVE.0",
    "analyzer.path_patterns.CLASS.0",
    "analyzer.rules.page_names._VERSION.0", "analyzer.rules.page_names._LANGUAGE_SUFFIX.0",
    "analyzer.readers.front_matter.KEY.0", "analyzer.readers.front_matter.TITLE_BLOCK.0",
    "analyzer.readers.html.WHOLE_PAGE.0", "analyzer.checks.suppression_edit.INSIDE.0",
    "analyzer.readers.html.FRAGMENT.0", "analyzer.readers.html_tags.TAG.0",
}  # fmt: skip
CATEGORY = {
    kind.CATEGORY_DIGIT: "7", kind.CATEGORY_NOT_DIGIT: "x", kind.CATEGORY_SPACE: " \n\t",
    kind.CATEGORY_NOT_SPACE: "x", kind.CATEGORY_WORD: "x_", kind.CATEGORY_NOT_WORD: "-",
}  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every compiled expression of the package, by its name."""
    for module in pkgutil.walk_packages(analyzer.__path__, "analyzer."):
        if module.name == "analyzer.__main__":
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            held = value if isinstance(value, tuple | list) else [value]
            held = list(value.values()) if isinstance(value, dict) else held
            for number, each in enumerate(held):
                if isinstance(each, re.Pattern):
                    yield f"{module.name}.{name}.{number}", each


def characters(parsed: Any) -> Iterator[str]:
    """Characters that an expression speaks of."""
    for code, value in parsed:
        if code in (kind.LITERAL, kind.NOT_LITERAL):
            yield chr(value)
        elif code == kind.RANGE:
            yield chr(value[0])
        elif code == kind.CATEGORY:
            yield from CATEGORY.get(value, "")
        elif code == kind.ANY:
            yield "x"
        elif code == kind.IN:
            yield from characters(value)
        else:
            yield from nested(value)


def nested(value: Any) -> Iterator[str]:
    if isinstance(value, parser.SubPattern):
        yield from characters(value)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from nested(part)


def literals(parsed: Any) -> Iterator[str]:
    """Runs of literal characters, as they stand in the expression."""
    run = "".join(chr(value) if code == kind.LITERAL else "\0" for code, value in parsed)
    yield from filter(None, run.split("\0"))
    for _, value in parsed:
        for part in value if isinstance(value, tuple | list) else [value]:
            if isinstance(part, parser.SubPattern):
                yield from literals(part)
            elif isinstance(part, list):
                for branch in part:
                    if isinstance(branch, parser.SubPattern):
                        yield from literals(branch)


def units(pattern: re.Pattern[Any]) -> list[str]:
    text = pattern.pattern
    parsed = parser.parse(text if isinstance(text, str) else text.decode("latin-1"))
    single = list(dict.fromkeys([*characters(parsed), "x", " ", "7", "\n"]))
    words = list(dict.fromkeys(literals(parsed)))
    pairs = ["".join(pair) for pair in itertools.permutations(single[:6], 2)]
    return list(dict.fromkeys([*single[:16], *words[:10], *pairs]))[:MOST_UNITS]


def seconds(pattern: re.Pattern[Any], text: str, runs: int, *, search: bool = True) -> float:
    given: Any = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
    best = float("inf")
    for _ in range(runs):
        begun = time.process_time()
        for _match in pattern.finditer(given) if search else [pattern.match(given)]:
            pass
        pattern.fullmatch(given)
        best = min(best, time.process_time() - begun)
    return best


def text_of(unit: str, size: int, begin: str) -> str:
    return begin + unit * (size // len(unit)) + "\ufffd"


ALL = dict(patterns())


def test_the_expressions_are_found() -> None:
    assert len(ALL) > 50


@pytest.mark.parametrize("name", ALL)
def test_an_expression_takes_linear_time(name: str) -> None:
    pattern = ALL[name]
    begins = ["", *units(pattern)[-1:], *list(literals(parser.parse(as_text(pattern))))[:2]]
    for unit, begin in itertools.product(units(pattern), dict.fromkeys(begins)):

        def taken(size: int, runs: int, text: tuple[str, str] = (unit, begin)) -> float:
            given = text_of(text[0], size, text[1])
            return seconds(pattern, given, runs, search=name not in MATCHED)

        small = taken(SMALL, 1)
        assert small < 10 * SLOW, (unit, begin, small)
        large = taken(SMALL * FACTOR, 1)
        if large < SLOW:
            continue
        small = taken(SMALL, 3)
        large = min(large, taken(SMALL * FACTOR, 3))
        assert large < SLOW or large < MOST * small, (unit, begin, small, large)


def as_text(pattern: re.Pattern[Any]) -> str:
    text = pattern.pattern
    return text if isinstance(text, str) else text.decode("latin-1")


def test_quadratic_time_is_detected() -> None:
    square = re.compile(r"\s+$")
    small, large = (seconds(square, text_of(" ", n, ""), 2) for n in (SMALL, SMALL * FACTOR))
    assert large > SLOW
    assert large > MOST * small
