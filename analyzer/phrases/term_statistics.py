"""What is known of a word of a language, for key phrases: asked once per distinct word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints
from analyzer.text import tokens
from analyzer.text.characters import CharacterClass, classify, code_points, fold
from analyzer.text.endings import ends_noun_phrase, is_korean_verb, without_particle
from analyzer.text.later_patterns import compile_later
from analyzer.text.word_lists import DATA, word_lists

Keys = npt.NDArray[np.uint64]
# Information is counted in whole steps, so that sums are exact in any order.
STEPS_PER_NAT = 24


@dataclass(frozen=True, eq=False)
class Background:
    """In how many articles of a language each stem stands.

    Attributes
    ----------
    n_articles : int
    key : ndarray of uint64, shape (n_stems,)
        Ascending hashes of the stems, by `words.word_hash`.
    level : ndarray of uint8, shape (n_stems,)
        The natural logarithm of one more than the number of articles, in steps of
        ``1 / STEPS_PER_NAT``, rounded.
    """

    n_articles: int
    key: Keys
    level: npt.NDArray[np.uint8]

    def information(self, key: Keys) -> Ints:
        """Return the inverse document frequency of each hashed stem, in steps.

        It is ``log((n + 1) / (df + 1))`` for a stem met in df of n articles; a stem
        that the table does not have counts as met in one.

        Returns
        -------
        ndarray of int64, of the shape of `key`
        """
        found = np.full(len(key), level_of(1), np.int64)
        if len(self.key):
            place = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
            found = np.where(self.key[place] == key, self.level[place], found)
        return np.asarray(np.maximum(level_of(self.n_articles) - found, 0))


def level_of(count: float) -> int:
    """Return the logarithm of one more than a count, in steps."""
    return int(np.rint(STEPS_PER_NAT * np.log1p(count)))


@lru_cache(maxsize=1)
def shipped_backgrounds() -> dict[str, Background]:
    """Return the tables that come with the package, by language."""
    with np.load(DATA / "background.npz") as stored:
        ptr, key, level = stored["ptr"], stored["key"], stored["level"]
        codes, n_articles = stored["language"].tolist(), stored["n_articles"].tolist()
    return {
        code: Background(n_articles[i], key[ptr[i] : ptr[i + 1]], level[ptr[i] : ptr[i + 1]])
        for i, code in enumerate(codes)
    }


VOWELS = "aeiou"


@lru_cache(maxsize=1)
def english_breaks() -> frozenset[str]:
    """Return the listed words; of verbs that are nouns too, the forms in -ed and -ing."""
    lists = _lists()
    forms = set(lists["irregular forms"]) | set(lists["adjectives"])
    for verb in lists["verbs"]:
        forms |= {verb, third_person(verb), past(verb), participle(verb)}
    for verb in lists["nouns too"]:
        forms |= {past(verb), participle(verb)}
    return frozenset(forms)


@lru_cache(maxsize=1)
def words_in_names() -> frozenset[str]:
    """Return the words that do not part where they and the next are capitalised."""
    lists = _lists()
    return frozenset(lists["in names"]) | frozenset(lists["adjectives"])


def _lists() -> dict[str, list[str]]:
    lists = word_lists("phrase_breaks")
    return {name: " ".join(lines).split() for name, lines in lists.items()}


def third_person(verb: str) -> str:
    """Return the form in -s: "carries", "reaches", "makes"."""
    if verb.endswith(("s", "x", "ch", "sh", "z", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if _ends_in_consonant_y(verb) else verb + "s"


def past(verb: str) -> str:
    """Return the form in -ed: "carried", "used", "looked"."""
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if _ends_in_consonant_y(verb) else verb + "ed"


def participle(verb: str) -> str:
    """Return the form in -ing: "using", "seeing", "looking"."""
    cut = verb.endswith("e") and not verb.endswith(("ee", "ie"))
    return (verb[:-1] if cut else verb) + "ing"


def _ends_in_consonant_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2:-1] not in tuple(VOWELS)


# Bits of a fact, below 8 bits of information and 47 of the hash of the stem.
STOP, NUMBER, ELIDED = 1, 2, 4
# What a word may do between two chunks that make one name: "de" opens, "la" follows,
# "d'" ties the word it is written onto, and so does the "l'" of "de l'".
OPENS, FOLLOWS, TIES, TIES_AFTER = 8, 16, 32, 64
# A stop word that yet begins names, as "New York" does.
IN_NAMES = 128
# A word that ends its chunk: a Korean noun with a particle.
CLOSES = 256
INFORMATION = 9
STEM = 17
SHORTEST_ADVERB = 5
MOST_REMEMBERED = 500_000
# French, Italian and Catalan write some small words onto the next one.
ELIDING = frozenset({"fr", "it", "ca"})
ELISION = compile_later(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|[dn]ell|all|sull|dall|un)'(?=\w\w)"
)
JOINING = {
    "fr": ("de du des d'", "la le les l'"),
    "es": ("de del", "la el los las"),
    "pt": ("de do da dos das", ""),
    "it": ("di del della dello dei degli delle dell' d'", ""),
    "ca": ("de del dels d'", "la el els les l'"),
}  # fmt: skip
_known: dict[str, dict[str, int]] = {}


def term_statistics(spelled: Sequence[str], language: str) -> Keys:
    """Return what is known of each word as one number; see the bits above.

    Parameters
    ----------
    spelled : sequence of str
        Folded words.
    language : str

    Returns
    -------
    ndarray of uint64, shape (n_words,)
    """
    # Most words of a batch were met in the one before.
    known = _known.setdefault(language, {})
    if len(known) > MOST_REMEMBERED:
        known = _known[language] = {}
    if not known.keys() >= set(spelled):
        new = [word for word in spelled if word not in known]
        known.update(zip(new, _facts(new, language).tolist(), strict=True))
    return np.fromiter(map(known.__getitem__, spelled), np.uint64, len(spelled))


def has(facts: Keys, bit: int) -> Flags:
    """Return which facts have a bit."""
    return np.asarray((facts & np.uint64(bit)) != 0)


def information_of(facts: Keys) -> Ints:
    """Return the information of each word by its background table, in steps."""
    return (facts >> np.uint64(INFORMATION)).astype(np.int64) & 0xFF


def stem_key(facts: Keys) -> Keys:
    """Return a hash of each word's stem."""
    return (facts >> np.uint64(STEM)) * np.uint64(0xD6E8FEB86659FD93)


def without_clitics(phrase: str, language: str, *, certain: bool = True) -> str:
    """Return a phrase without an elided article before it, or a possessive after it.

    In Korean it loses the particle of its last word; see `without_particle`.
    """
    if language == "ko":
        return without_particle(phrase, certain=certain)
    if language in ELIDING:
        match = ELISION.match(fold(phrase))
        return phrase[match.end() :] if match else phrase
    if language == "en" and fold(phrase[-2:]) == "'s":
        return phrase[:-2]
    return phrase


def _facts(spelled: list[str], language: str) -> Keys:
    bare, flags = _clitics(spelled, language)
    key = tokens.word_hash(tokens.stems(bare, language))
    length = np.fromiter(map(len, bare), np.int64, len(bare))
    codes = code_points("".join(bare))
    end = np.cumsum(length)
    kind = classify(codes)
    letter = (kind >= CharacterClass.UPPER) & (kind <= CharacterClass.HEBREW)
    n_letters = np.concatenate(
        [
            [0],
            np.cumsum(
                letter | (kind == CharacterClass.KATAKANA) | (kind == CharacterClass.SINGLE)
            ),
        ]
    )
    stop = _among(tokens.word_hash(bare), _stop_keys(language))
    if language in tokens.UNSPACED:
        # Part of a phrase perhaps, but none by itself.
        flags |= (length < 2) * np.uint64(NUMBER)
    else:
        stop |= length < 2
    if language == "ko":
        stop |= np.array([is_korean_verb(word) for word in bare], bool)
        closes = np.array([ends_noun_phrase(word) for word in bare], bool)
        flags |= closes * np.uint64(CLOSES)
    if language == "en":
        ending = (codes[end - 1] == ord("y")) & (codes[end - 2] == ord("l"))
        stop |= ending & (length >= SHORTEST_ADVERB)
        named = np.array([word in words_in_names() for word in bare], bool)
        flags |= named * np.uint64(IN_NAMES)
    flags |= stop * np.uint64(STOP)
    flags |= (n_letters[end] == n_letters[end - length]) * np.uint64(NUMBER)
    table = shipped_backgrounds().get(language)
    if table is not None:
        steps = np.minimum(table.information(key), 0xFF).astype(np.uint64)
        flags |= steps << np.uint64(INFORMATION)
    return flags | (key >> np.uint64(STEM) << np.uint64(STEM))


def _clitics(spelled: list[str], language: str) -> tuple[list[str], Keys]:
    """Return the words without what is written onto them, and what they join."""
    flags = np.zeros(len(spelled), np.uint64)
    if language not in JOINING:
        return spelled, flags
    cut = [""] * len(spelled)
    if language in ELIDING:
        found = [ELISION.match(word) for word in spelled]
        cut = [match.group() if match else "" for match in found]
    first, second = (frozenset(part.split()) for part in JOINING[language])
    for bit, group, among in (
        (OPENS, first, spelled),
        (FOLLOWS, second, spelled),
        (TIES, first, cut),
        (TIES_AFTER, second, cut),
        (ELIDED, frozenset(cut) - {""}, cut),
    ):
        flags |= np.array([word in group for word in among], bool) * np.uint64(bit)
    return [word[len(part) :] for word, part in zip(spelled, cut, strict=True)], flags


@lru_cache(maxsize=64)
def _stop_keys(language: str) -> Keys:
    stop = tokens.stop_words(language) | (english_breaks() if language == "en" else frozenset())
    return np.sort(tokens.word_hash(tuple(sorted(stop))))


def _among(key: Keys, ascending: Keys) -> Flags:
    if not len(ascending):
        return np.zeros(len(key), bool)
    place = np.minimum(np.searchsorted(ascending, key), len(ascending) - 1)
    return np.asarray(ascending[place] == key)
