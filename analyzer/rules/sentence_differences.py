"""Which recurring sentences repeat a statement, and whether two similar ones say the same.

Only a declarative sentence is redundant when it recurs. A sentence that introduces a list
or asks a question ("Run the following command:", "What did you learn?") structures a text;
a line without a full stop is a caption or a label; a cross-reference ("See the manual for
more information.") says where to read on.

Two sentences that differ in a negation, a number, a name or a comparison state
different facts, however many words they share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

import msgspec

from analyzer.article import Block, Flags, Span
from analyzer.corpus import Corpus, per_corpus
from analyzer.similarity.quotations import QUOTATION, set_apart
from analyzer.text.word_lists import word_lists

FINAL = frozenset(".!…。！．｡।։۔።")
CLOSING = "\"'”’»›)]}」』）*_~` \t\r\n"
ASKING = frozenset(":?：？;؟")
OPENING = "\"'“‘”*_~` \t\r\n"
MIN_WORDS = 12  # shorter sentences are often set phrases
MOST_LINKED = 0.5  # the share of its words from which a sentence is a link
INTRODUCED = frozenset([Block.CODE, Block.LIST_ITEM, Block.FRAGMENT, Block.TABLE, Block.LINKS])
BRACKETS = frozenset("()（）[]")
# The verbs that begin a cross-reference, and the phrases that are in one.
REFERRING = re.compile(
    r"(?:see|refer to|read|check out|learn|visit|consult|go to|jump to|follow|watch|click)\b"
    r"|(?:siehe|vgl|voir|consultez|véase|consulte|vedi|ver|zie)\b",
    re.IGNORECASE,
)
POINTING = re.compile(
    r"\b(?:(?:for|find|learn|read|get) (?:more|further|additional|full|details)|for details|"
    r"(?:more|further) (?:information|details)|(?:see|described|explained|discussed) "
    r"(?:above|below)|weitere informationen|plus d'informations|más información|"
    r"maggiori informazioni|mais informações|meer informatie)\b",
    re.IGNORECASE,
)


def is_declarative(text: str) -> bool:
    """Return whether a sentence of prose makes a statement.

    Examples
    --------
    >>> is_declarative("The mill was sold to the council in the spring of that year.")
    True
    >>> is_declarative("Copy the following lines to the end of the file:")
    False
    >>> is_declarative("(Photo by the archive of the harbour museum, 1931)")
    False
    """
    shown = text.strip(OPENING)
    ending = shown.rstrip(CLOSING)[-1:]
    in_brackets = shown[:1] in BRACKETS and shown.rstrip(".。")[-1:] in BRACKETS
    return ending in FINAL and ending not in ASKING and not in_brackets


def is_reference(text: str, *, has_link: bool) -> bool:
    """Return whether a sentence only says where to read on.

    Examples
    --------
    >>> is_reference("For more information, see the manual of the pump.", has_link=False)
    True
    >>> is_reference("See how the mill was rebuilt.", has_link=False)
    False
    """
    shown = text.lstrip(OPENING)
    pointing = POINTING.search(shown) if has_link else POINTING.match(shown)
    return bool(pointing) or (has_link and bool(REFERRING.match(shown)))


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
    """

    removed: tuple[str, ...]
    added: tuple[str, ...]
    shared: int
    words: int
    is_identical: bool

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
    return Difference(removed, added, shared, words, is_identical=False)


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
    """
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


@per_corpus
def _linked(corpus: Corpus) -> Flags:
    return corpus.inside(Span.LINK)


def is_statement(corpus: Corpus, sentence: int) -> bool:
    """Return whether a sentence of a paragraph is a long statement of its own."""
    first, last = corpus.sentence_ptr[sentence : sentence + 2].tolist()
    least = MIN_WORDS * corpus.tokens_per_word[corpus.sentence_article[sentence]]
    if last - first < least or not corpus.full_sentences[sentence]:
        return False
    if corpus.block_kind[corpus.sentence_block[sentence]] != Block.PARAGRAPH:
        return False
    if set_apart(corpus)[first:last].mean() >= QUOTATION:
        return False
    linked = _linked(corpus)[first:last]
    text = corpus.prose[corpus.sentence_start[sentence] : corpus.sentence_end[sentence]]
    return (
        bool(linked.mean() < MOST_LINKED)
        and is_declarative(text)
        and not is_reference(text, has_link=bool(linked.any()))
    )


def introduces(corpus: Corpus, sentence: int) -> bool:
    """Return whether a sentence ends its block, and code, a list or a table follows."""
    following = int(corpus.sentence_block[sentence]) + 1
    return (
        following < len(corpus.block_kind)
        and int(corpus.block_kind[following]) in INTRODUCED
        and int(corpus.sentence_ptr[sentence + 1]) == int(corpus.block_ptr[following])
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
    from difflib import SequenceMatcher

    own, other = (_WORD.findall(text.replace("’", "'")) for text in (here, there))
    if max(len(own), len(other)) > LONGEST:
        return ""
    folded = [word.casefold() for word in own], [word.casefold() for word in other]
    if folded[0] == folded[1]:
        return ""
    codes = SequenceMatcher(None, *folded, autojunk=False).get_opcodes()
    changed = [code for code in codes if code[0] != "equal"]
    sizes = [max(stop - start, last - first) for _, start, stop, first, last in changed]
    if len(changed) > MOST_DIFFERENCES or max(sizes) > MOST_WORDS:
        return ""
    named = (_named(own[a:b], other[c:d]) for _, a, b, c, d in changed)
    return f", but for {' and '.join(named)}"


_WORD = re.compile(r"\w+(?:[.,:'’-]\w+)*")


def _named(own: Sequence[str], other: Sequence[str]) -> str:
    sides = [" ".join(side) for side in (own, other) if side]
    numbers = [any(letter.isdigit() for letter in side) for side in sides]
    if numbers == [True, True]:
        return f"a number: {' / '.join(sides)}"
    return " / ".join(f'"{side}"' for side in sides)
