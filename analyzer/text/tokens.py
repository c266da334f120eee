"""What is computed once per distinct word: spelling, hash, stop words, stems.

Where there is no Snowball stemmer, frequent endings are removed, repeatedly, so that every
form of a word loses the same ones. Two words may get the same stem; the forms of one word
do not get two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from analyzer.article import Ints
from analyzer.text.characters import code_points, fold
from analyzer.text.languages import function_words, identify
from analyzer.text.word_boundaries import Keys, Tokens, hash_spans

__all__ = ["UNSPACED", "fold", "identify", "intern", "stems", "stop_words", "word_hash"]

# Written without spaces between words. Where no dictionary finds the words, a token is
# one character, and about two of them make a word.
UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})


def intern(tokens: Tokens) -> tuple[tuple[str, ...], Ints]:
    """Return the distinct folded words, in order of appearance, and each token's.

    Returns
    -------
    vocabulary : tuple of str
    token_id : ndarray of int64, shape (n_tokens,)
        Positions in the vocabulary.
    """
    first = _first_of_equals(tokens.key)
    distinct = np.flatnonzero(first == np.arange(len(first)))
    spans = zip(tokens.start[distinct].tolist(), tokens.end[distinct].tolist(), strict=True)
    forms = fold("\n".join([tokens.text[start:end] for start, end in spans])).split("\n")
    vocabulary = tuple(dict.fromkeys(forms)) if len(distinct) else ()
    number = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
    of_token = np.empty(len(first), np.int64)
    of_token[distinct] = [number[form] for form in forms[: len(distinct)]]
    return vocabulary, of_token[first]


def _first_of_equals(key: Keys) -> Ints:
    """Return for each key the position of the first that equals it.

    By rounds of a hash table: in every slot the first key wins, its equals
    find it there, and the rest try again with other bits of theirs.
    """
    first = np.empty(len(key), np.int64)
    pending = np.arange(len(key))
    while len(pending):
        bits = len(pending).bit_length() + 1
        slot = (key >> np.uint64(64 - bits)).astype(np.int64)
        table = np.empty(1 << bits, np.int64)
        table[slot[::-1]] = np.arange(len(pending))[::-1]
        winner = table[slot]
        found = key[winner] == key
        first[pending[found]] = pending[winner[found]]
        key, pending = key[~found] * np.uint64(0xD6E8FEB86659FD93), pending[~found]
    return first


def word_hash(vocabulary: Sequence[str]) -> Keys:
    """Return a 64-bit hash of each word, the same in every batch and every run."""
    length = np.fromiter(map(len, vocabulary), np.int64, len(vocabulary))
    end = np.cumsum(length)
    return hash_spans(code_points("".join(vocabulary)), end - length, end)


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Return the function words of a language, folded; none if it is not known."""
    common, other = function_words().get(language, ([], []))
    return frozenset(common + other)


STEMMERS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish",
    "nl": "dutch", "en": "english", "et": "estonian", "fi": "finnish", "fr": "french",
    "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian",
    "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali", "no": "norwegian",
    "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish", "eo": "esperanto", "pl": "polish", "cs": "czech",
    "fa": "persian", "st": "sesotho",
    # Related languages, whose endings are nearly the same.
    "sk": "czech", "uk": "russian", "be": "russian", "hr": "serbian", "bs": "serbian",
    "sl": "serbian", "az": "turkish", "gl": "portuguese",
}  # fmt: skip


# Most words of a batch were met in the one before.
MOST_REMEMBERED = 500_000
_stemmed: dict[str, dict[str, str]] = {}


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Any:
    import Stemmer

    name = STEMMERS.get(language, "")
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


def stems(vocabulary: Sequence[str], language: str) -> list[str]:
    """Return the stem of each word: by Snowball, or by `analyzer.text.tokens`.

    English words lose the ``'s`` of the possessive first. In other languages the stem is
    the word itself.
    """
    if language in LIGHT_STEMMERS:
        return list(map(LIGHT_STEMMERS[language], vocabulary))
    stemmer = _stemmer(language)
    if stemmer is None:
        return list(vocabulary)
    known = _stemmed.setdefault(language, {})
    if len(known) > MOST_REMEMBERED:
        known.clear()
    new = [word for word in vocabulary if word not in known]
    bare = [word.removesuffix("'s") for word in new] if language == "en" else new
    if language in SPELLED:
        bare = list(map(SPELLED[language], bare))
    known.update(zip(new, stemmer.stemWords(bare), strict=True))
    return list(map(known.__getitem__, vocabulary))


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


# Stems of languages without a Snowball stemmer, and what its stemmer needs in others.
LIGHT_STEMMERS = {"ko": korean_stem, "he": hebrew_stem}
SPELLED = {"tr": with_dotless_i, "az": with_dotless_i}
