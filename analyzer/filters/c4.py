"""The filter of C4, the Colossal Clean Crawled Corpus, without its list of bad words.

Raffel and others (2020), "Exploring the limits of transfer learning with a unified
text-to-text transformer", section 2.2. As published with its code, lines are dropped
first, and the text that remains is what is trained on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.article import Floats
from analyzer.filters.document import Filter, Limit, RawText, columns
from analyzer.filters.words import n_sentences

CITATION = re.compile(r"\[(?:\d*|edit|citation needed)\]")
LINE_ENDS = (".", "?", "!", '"', "'")
LONGEST_WORD = 1000
FEWEST_WORDS = 3
POLICIES = (
    "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies",
    "use cookies",
)  # fmt: skip


def measure(texts: Sequence[RawText]) -> dict[str, Floats]:
    """Return the figures of each text."""
    return columns([_figures(text) for text in texts])


def clean(text: str) -> str:
    """Return the lines of a text that C4 keeps, without citation marks."""
    return "\n".join(line for line, _ in _lines(text)).strip()


def _figures(text: RawText) -> dict[str, float]:
    figures = {"lorem_ipsum": 0.0, "curly_brackets": 0.0, "sentences": 0.0}
    for line, problem in _lines(text.text):
        if problem:
            figures[problem] = 1
            break
        figures["sentences"] += n_sentences(text.split(line))
    return figures


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line that is kept, and what in it drops the whole text."""
    for raw in text.splitlines():
        words = raw.split()
        if any(len(word) > LONGEST_WORD for word in words) or len(words) < FEWEST_WORDS:
            continue
        line = CITATION.sub("", raw.strip())
        if not line.endswith(LINE_ENDS) or line.endswith("..."):
            continue
        folded = line.lower()
        if "lorem ipsum" in folded:
            yield line, "lorem_ipsum"
        elif "javascript" in folded:
            continue
        elif "{" in line:
            yield line, "curly_brackets"
        elif not any(policy in folded for policy in POLICIES):
            yield line, ""


FILTER = Filter(
    "c4",
    measure,
    (
        Limit("lorem_ipsum", most=0, reason='the text has "lorem ipsum"'),
        Limit("curly_brackets", most=0, reason="the text has a curly bracket"),
        Limit("sentences", least=5),
    ),
)
