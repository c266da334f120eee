"""The quality filter of FineWeb, which is applied after those of Gopher and C4.

Penedo and others (2024), "The FineWeb datasets: decanting the web for the finest text data
at scale", section 3.5.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.article import Floats
from analyzer.filters.document import Filter, Limit, RawText, columns, share
from analyzer.filters.gopher import duplicates
from analyzer.filters.words import sentence_terminals

SHORT = 30


def measure(texts: Sequence[RawText]) -> dict[str, Floats]:
    """Return the figures of each text."""
    return columns([_figures(text) for text in texts])


def _figures(text: RawText) -> dict[str, float]:
    lines = [line for line in text.text.split("\n") if line.strip()]
    _, characters = duplicates(lines)
    terminals, n_breaks = sentence_terminals(), text.text.count("\n")
    return {
        "lines": len(lines),
        "punctuated_lines": share(sum(line[-1] in terminals for line in lines), len(lines)),
        "short_lines": share(sum(len(line) <= SHORT for line in lines), len(lines)),
        "duplicate_line_characters": share(characters, len(text.text) - n_breaks),
        "line_breaks_per_word": share(n_breaks, len(text.words)),
    }


FILTER = Filter(
    "fineweb",
    measure,
    (
        Limit("lines", least=1, reason="the text is empty"),
        Limit("punctuated_lines", least=0.12),
        Limit("short_lines", most=0.67),
        Limit("duplicate_line_characters", most=0.01),
        Limit("line_breaks_per_word", most=0.3),
    ),
)
