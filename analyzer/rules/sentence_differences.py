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

FINAL = frozenset(".!…。！．｡।։۔።")
CLOSING = "\"'”’»›)]}」』）*_~` \t\r\n"
ASKING = frozenset(":?：？;؟")
OPENING = "\"'“‘”*_~` \t\r\n"
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


# Words that deny: decisive wherever they are added, left out or replaced.
NEGATIONS = {
    "en": "no not never none nor neither nothing nobody without cannot hardly barely rarely "
    "can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't "
    "haven't hasn't hadn't unless except",
    "de": "nicht kein keine keinen keinem keiner nie niemals nichts niemand ohne außer",
    "fr": "ne n pas jamais aucun aucune sans rien personne sauf",
    "es": "no nunca ningún ninguna nada nadie sin tampoco salvo",
    "it": "non mai nessuno nessuna niente senza tranne",
    "pt": "não nunca nenhum nenhuma nada ninguém sem exceto",
    "nl": "niet geen nooit niets niemand zonder behalve",
}
# Words of one kind, decisive where one takes the place of another, is added or left out.
KINDS = {
    "en": (
        "only always sometimes often usually all any some each every both either most many few "
        "several half",
        "must may might should could can will would",
        "one two three four five six seven eight nine ten eleven twelve twenty hundred "
        "thousand million first second third fourth fifth last next previous former latter",
        "monday tuesday wednesday thursday friday saturday sunday weekdays weekends",
        "january february march april may june july august september october november "
        "december spring summer autumn winter",
        "more less fewer most least higher lower larger smaller greater bigger older newer "
        "better worse earlier later faster slower longer shorter same different",
        "before after during above below over under inside outside within beyond",
        "left right north south east west northern southern eastern western",
    ),
    "de": (
        "nur immer manchmal alle einige jede jeder jedes beide viele wenige",
        "muss müssen kann können darf dürfen soll sollen wird",
        "ein zwei drei vier fünf sechs sieben acht neun zehn erste ersten letzte letzten",
        "mehr weniger größer kleiner höher niedriger vor nach",
    ),
    "fr": (
        "seulement toujours parfois tous toutes chaque quelques plusieurs",
        "doit peut devrait pourrait",
        "un deux trois quatre cinq six sept huit neuf dix premier première dernier dernière",
        "plus moins avant après",
    ),
    "es": (
        "solo sólo siempre todos todas cada algunos muchos",
        "debe puede debería podría",
        "uno dos tres cuatro cinco seis siete ocho nueve diez primero primera último última",
        "más menos antes después mayor menor",
    ),
    "it": (
        "solo sempre tutti tutte ogni alcuni molti",
        "deve può dovrebbe potrebbe",
        "uno due tre quattro cinque sei sette otto nove dieci primo prima ultimo ultima",
        "più meno dopo maggiore minore",
    ),
    "pt": (
        "só apenas sempre todos todas cada alguns muitos",
        "deve pode deveria poderia",
        "um dois três quatro cinco seis sete oito nove dez primeiro primeira último última",
        "mais menos antes depois maior menor",
    ),
    "nl": (
        "alleen altijd alle elke sommige veel weinig",
        "moet kan mag zal",
        "een twee drie vier vijf zes zeven acht negen tien eerste laatste",
        "meer minder voor na groter kleiner",
    ),
}
# Pairs of opposites: decisive where one takes the place of the other.
OPPOSITES = (
    "enable disable, enabled disabled, enables disables, enabling disabling, start stop, "
    "starts stops, start end, begin end, begins ends, open close, opens closes, opened closed, "
    "add remove, adds removes, added removed, allow deny, allow prevent, allows prevents, "
    "allowed forbidden, accept reject, accepted rejected, increase decrease, "
    "increases decreases, increased decreased, rise fall, rose fell, rises falls, gain lose, "
    "gains losses, win lose, won lost, buy sell, bought sold, import export, imports exports, "
    "push pull, show hide, shows hides, include exclude, includes excludes, send receive, "
    "sends receives, read write, reads writes, input output, inputs outputs, old new, "
    "good bad, true false, success failure, succeeds fails, public private, internal external, "
    "minimum maximum, min max, top bottom, front back, inside outside, male female, men women, "
    "man woman, boys girls, boy girl, his her, he she, him her, day night, early late, "
    "long short, high low, large small, big small, hot cold, warm cool, wet dry, full empty, "
    "beginning end, in out, on off, up down, to from, with without, into onto, local remote, "
    "upper lower, parent child, source target, client server, horizontal vertical"
)
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
    negations = _words(NEGATIONS.get(language, ""))
    chosen = tuple(
        word
        for word in words
        if word in negations or word in names or any(map(str.isdigit, word))
    )
    if chosen:
        return chosen
    for kind in map(_words, KINDS.get(language, ())):
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
    return frozenset((one, other)) in _opposites()


@lru_cache(maxsize=128)
def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


@lru_cache(maxsize=1)
def _opposites() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair.split()) for pair in OPPOSITES.split(", "))
