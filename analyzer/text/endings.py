"""Stems where there is no Snowball stemmer: Korean particles, Hebrew prefixes.

Only frequent endings are removed, repeatedly, so that every form of a word loses the
same ones. Two words may get the same stem; the forms of one word do not get two.
"""

from __future__ import annotations

import re

_PARTICLES = """
에서부터 으로부터 이라면서 에서는 에서도 에서의 에게서 에게는 에게도 으로서 으로써 으로는 으로도
으로의 까지는 까지도 부터는 이라는 이라고 이라도 이라면 이었다 이지만 입니다 에는 에도 에서 에게
께서 한테 으로 까지 부터 보다 처럼 마다 조차 밖에 이나 이란 라는 라고 이며 이고 이다 인데 와의
과의 로서 로써 로는 로의 들 은 는 이 가 을 를 의 에 도 와 과 로 만
"""
# Endings that make a verb of a noun: "to help" from "help".
_VERBS = """
하였습니다 했습니다 되었습니다 됐습니다 합니다 됩니다 하였다 되었다 했다 됐다 한다 된다 하다
되다 하는 되는 하고 되고 하며 되며 하여 해서 하면 되면 하기 되기 하지 했던 하던
"""
_FEWEST_SYLLABLES = 2
# Particles that are also the last syllable of many nouns.
_AMBIGUOUS = frozenset("이가도로만의과와들")
# Text after these belongs to the noun before them, or they are not particles.
_OPEN = frozenset({"의", "들", "와의", "과의", "에서의", "으로의", "로의"})
_VERB = re.compile(r"(?:다|니다|어요|아요|해요|세요|지만|면서|는데|려고|도록)$")
_NOUNS_IN_DA = frozenset(("바다", "마다", "소다"))

_HEBREW_PREFIXES = "והבכלמש"
_HEBREW_SUFFIXES = ("ים", "ות")
_FEWEST_HEBREW = 3


def _longest_first(endings: str) -> re.Pattern[str]:
    ordered = sorted(endings.split(), key=len, reverse=True)
    return re.compile(f"(?<=[가-힣]{{{_FEWEST_SYLLABLES}}})(?:{'|'.join(ordered)})$")


_PARTICLE = _longest_first(_PARTICLES)
_ENDING = _longest_first(_PARTICLES + _VERBS)


def korean_stem(word: str) -> str:
    """Return a Korean word without its particles and commonest verb endings.

    Examples
    --------
    >>> [korean_stem(word) for word in ("학교", "학교에서는", "학교들이")]
    ['학교', '학교', '학교']
    """
    cut = _ENDING.sub("", word)
    while cut != word:
        word, cut = cut, _ENDING.sub("", cut)
    return word


def without_particle(word: str, *, certain: bool) -> str:
    """Return the dictionary form of a Korean word, without one particle.

    Parameters
    ----------
    word : str
    certain : bool
        Leave particles that may be the last syllable of the word itself.
    """
    found = _PARTICLE.search(word)
    if not found or (certain and found.group() in _AMBIGUOUS):
        return word
    return word[: found.start()]


def ends_noun_phrase(word: str) -> bool:
    """Return whether a Korean word has a particle that ends its noun phrase."""
    found = _PARTICLE.search(word)
    return found is not None and found.group() not in _OPEN


def is_korean_verb(word: str) -> bool:
    """Return whether a Korean word has an ending of verbs."""
    return _VERB.search(word) is not None and word not in _NOUNS_IN_DA


def hebrew_stem(word: str) -> str:
    """Return a Hebrew word without the plural ending and the prefixed small words.

    Examples
    --------
    >>> len({hebrew_stem(word) for word in ("ילד", "הילד", "והילדים", "לילדים")})
    1
    """
    for suffix in _HEBREW_SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _FEWEST_HEBREW:
            word = word[: -len(suffix)]
            break
    while len(word) > _FEWEST_HEBREW and word[0] in _HEBREW_PREFIXES:
        word = word[1:]
    return word


_BACK, _VOWELS = frozenset("aıou"), frozenset("aeıioöuü")


def with_dotless_i(word: str) -> str:
    """Return a folded Turkish word with the dotless i that vowel harmony asks for.

    Folding writes every i with a dot, because a capital I can be either.

    Examples
    --------
    >>> with_dotless_i("kapinin")
    'kapının'
    """
    letters = []
    last = ""
    for letter in word:
        spelled = "ı" if letter == "i" and last in _BACK else letter
        if spelled in _VOWELS:
            last = spelled
        letters.append(spelled)
    return "".join(letters)
