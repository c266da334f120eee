"""Whether two similar sentences say the same, and in which words they differ.

Two sentences that differ in a negation, a number, a name or a comparison state
different facts, however many words they share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Sequence
from functools import lru_cache

import msgspec

from analyzer.text.word_lists import word_lists

PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "de", "mis", "anti", "non-", "anti-")
ROOT = 4  # characters of a word that a prefix turns into its opposite
CHANGED = 0.12  # share of the words, from which a change is more than an edit


class Difference(msgspec.Struct, frozen=True):
    """In which words two sentences differ.

    Attributes
    ----------
    removed, added : tuple of str
        Words that only the first, and only the second sentence has.
    shared, words : int
        The number of words that both have, and that the longer sentence has.
    is_identical : bool
        Whether both have the same words in the same order.
    exchanged : tuple of str
        The two words that have each other's place, and nothing else differs; or none.
    """

    removed: tuple[str, ...]
    added: tuple[str, ...]
    shared: int
    words: int
    is_identical: bool
    exchanged: tuple[str, ...] = ()

    @property
    def is_edit(self) -> bool:
        """Whether only one word in eight, or one word, differs."""
        changed = max(len(self.removed), len(self.added))
        return changed <= max(CHANGED * self.words, 1)


def difference(first: Sequence[str], second: Sequence[str]) -> Difference:
    """Return in which words two sentences differ; words are case-folded.

    Examples
    --------
    >>> found = difference("we sold the old mill".split(), "we sold the old red mill".split())
    >>> found.added, found.shared, found.words
    (('red',), 5, 6)
    """
    if list(first) == list(second):
        return Difference((), (), len(second), len(second), is_identical=True)
    one, other = Counter(first), Counter(second)
    removed, added = tuple((one - other).elements()), tuple((other - one).elements())
    shared, words = len(second) - len(added), max(len(first), len(second))
    return Difference(
        removed, added, shared, words, is_identical=False, exchanged=_exchanged(first, second)
    )


def _exchanged(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Return the two words that have each other's place, with others in between."""
    if len(first) != len(second):
        return ()
    differ = [at for at, (one, two) in enumerate(zip(first, second, strict=True)) if one != two]
    if len(differ) != 2 or differ[1] - differ[0] < 2:
        return ()
    one, two = (first[at] for at in differ)
    return (one, two) if (two, one) == tuple(second[at] for at in differ) else ()


def decisive_words(
    found: Difference,
    language: str,
    names: Collection[str] = (),
    is_topic: Callable[[str], bool] = lambda _: False,
) -> tuple[str, ...]:
    """Return the differing words that make two sentences state different facts.

    Parameters
    ----------
    found : Difference
    language : str
        Of both sentences, an ISO 639-1 code.
    names : collection of str
        Words that are names or code.
    is_topic : callable
        Returns whether a word is a topic of the article. Where each sentence has
        such a word of its own, they are parallel statements about two things.

    Examples
    --------
    >>> decisive_words(difference(["it", "is", "safe"], ["it", "is", "not", "safe"]), "en")
    ('not',)
    >>> decisive_words(difference(["it", "is", "safe"], ["it", "is", "unsafe"]), "en")
    ('safe', 'unsafe')
    >>> decisive_words(difference("red near blue".split(), "blue near red".split()), "en")
    ('red', 'blue')
    """
    if found.exchanged:
        return found.exchanged
    words = dict.fromkeys((*found.removed, *found.added))
    negations, kinds, _ = _lists(language)
    chosen = tuple(
        word
        for word in words
        if word in negations or word in names or any(map(str.isdigit, word))
    )
    if chosen:
        return chosen
    for kind in kinds:
        sides = [tuple(filter(kind.__contains__, s)) for s in (found.removed, found.added)]
        if all(sides) or (any(sides) and not (found.removed and found.added)):
            return (*sides[0], *sides[1])
    for one in found.removed:
        for other in found.added:
            if _are_opposites(one, other):
                return (one, other)
    topics = [next(filter(is_topic, side), "") for side in (found.removed, found.added)]
    return tuple(topics) if all(topics) else ()


def _are_opposites(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) >= ROOT and any(long == prefix + short for prefix in PREFIXES):
        return True
    if one.endswith(("ful", "less")) and other.endswith(("ful", "less")):
        return one.removesuffix("less").removesuffix("ful") == other.removesuffix(
            "less"
        ).removesuffix("ful")
    return frozenset((one, other)) in _lists("")[2]


Words = frozenset[str]


@lru_cache(maxsize=64)
def _lists(language: str) -> tuple[Words, list[Words], frozenset[Words]]:
    """Return the words that deny, the words of each kind, and the pairs of opposites."""
    lists = word_lists("differences")
    pairs = " ".join(lists["opposites"]).split(", ")
    return (
        frozenset(" ".join(lists.get(f"negations {language}", [])).split()),
        [frozenset(line.split()) for line in lists.get(f"kinds {language}", [])],
        frozenset(frozenset(pair.split()) for pair in pairs),
    )


# Differences are named if there are few, of a few words; longer texts are not compared.
MOST_DIFFERENCES, MOST_WORDS, LONGEST = 2, 4, 600


def drift(here: str, there: str) -> str:
    """Return the end of a message about a passage: what differs in the other copy.

    Empty if nothing differs, or too much to name.

    Examples
    --------
    >>> drift("Open until 12 on Sundays.", "Open until 14 on Sundays.")
    ', but for a number: 12 / 14'
    >>> drift("Dogs are allowed.", "Dogs are not allowed.")
    ', but for "not"'
    """
    own, other = (_WORD.findall(text.replace("’", "'")) for text in (here, there))
    changed = few_differences(*([word.casefold() for word in side] for side in (own, other)))
    named = (_named(own[a:b], other[c:d]) for a, b, c, d in changed)
    return f", but for {' and '.join(named)}" if changed else ""


def few_differences(
    own: Sequence[Hashable], other: Sequence[Hashable]
) -> list[tuple[int, int, int, int]]:
    """Return where two sequences of words differ; empty if nowhere, or too much to name.

    Examples
    --------
    >>> few_differences("open until noon".split(), "open until ten".split())
    [(2, 3, 2, 3)]
    """
    from difflib import SequenceMatcher

    if max(len(own), len(other)) > LONGEST or own == other:
        return []
    codes = SequenceMatcher(None, own, other, autojunk=False).get_opcodes()
    changed = [span for kind, *span in codes if kind != "equal"]
    sizes = [max(stop - start, last - first) for start, stop, first, last in changed]
    if len(changed) > MOST_DIFFERENCES or max(sizes) > MOST_WORDS:
        return []
    return [(a, b, c, d) for a, b, c, d in changed]


_WORD = re.compile(r"\w+(?:[.,:'’-]\w+)*")


def _named(own: Sequence[str], other: Sequence[str]) -> str:
    sides = [" ".join(side) for side in (own, other) if side]
    numbers = [any(letter.isdigit() for letter in side) for side in sides]
    if numbers == [True, True]:
        return f"a number: {' / '.join(sides)}"
    return " / ".join(f'"{side}"' for side in sides)
