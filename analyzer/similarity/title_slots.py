"""What is particular in the titles of pages that share a template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from analyzer.similarity.rows import Keys
from analyzer.text.boilerplate_cues import date_words
from analyzer.text.tokens import fold, stems, stop_words, word_hash
from analyzer.text.word_boundaries import split_tokens

# A name of code: snake_case, camelCase, a.b, a::b, a(), <a>, `a`.
IDENTIFIER = re.compile(r"\w_\w|[a-z\d][A-Z]\w{0,8}?[a-z]|\w\.[A-Za-z]\w|::|\(\)|<\w|`")


class TitleSlots(msgspec.Struct, frozen=True, eq=False):
    """What fills the slots of one title.

    Attributes
    ----------
    text : str
        The words of the slots as the title has them.
    words : ndarray of uint64
        The hashes of their stems, without stop words, numbers and dates.
    is_identifier : bool
        Whether they are a name of code.
    """

    text: str
    words: list[int]
    is_identifier: bool

    def fills(self, words: Keys) -> bool:
        """Return whether a word of the slots is among some words."""
        return bool(np.isin(np.array(self.words, np.uint64), words).any())


def title_slots(titles: Sequence[str], language: str) -> list[TitleSlots]:
    """Return the words of each title that fewer than half of the titles have.

    Examples
    --------
    >>> [slot.text for slot in title_slots(["Roofs in Hull", "Roofs in York"], "en")]
    ['Hull', 'York']
    """
    words = [_words(title) for title in titles]
    count = Counter(stem for own in words for stem in set(_stems(own, language)))
    return [
        _slots(title, own, count, len(titles), language)
        for title, own in zip(titles, words, strict=True)
    ]


def _words(title: str) -> list[tuple[int, int, str]]:
    """Return start, end and folded form of each word of a title."""
    tokens = split_tokens(title)
    return [
        (start, end, fold(title[start:end]))
        for start, end in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
    ]


def _stems(words: Sequence[tuple[int, int, str]], language: str) -> list[str]:
    return stems([word for _, _, word in words], language)


def _slots(
    title: str,
    words: Sequence[tuple[int, int, str]],
    count: Counter[str],
    n_titles: int,
    language: str,
) -> TitleSlots:
    own = _stems(words, language)
    slot = [2 * count[stem] <= n_titles for stem in own]
    ignored = stop_words(language) | date_words()
    spans: list[tuple[int, int]] = []
    content = []
    for at, ((start, end, word), stem) in enumerate(zip(words, own, strict=True)):
        if not slot[at]:
            continue
        follows = at > 0 and slot[at - 1]
        spans[-1:] = [(spans[-1][0], end)] if follows else [*spans[-1:], (start, end)]
        if word not in ignored and not any(letter.isdigit() for letter in word):
            content.append(stem)
    text = ", ".join(title[start:end] for start, end in spans)
    return TitleSlots(
        text, word_hash(content).tolist(), IDENTIFIER.search(_around(title, spans)) is not None
    )


def _around(title: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the slots with the marks on both sides of them, which a name of code may need."""
    return " ".join(
        title[max(title.rfind(" ", 0, start), 0) : (title.find(" ", end) + 1 or len(title) + 1)]
        for start, end in spans
    )
