"""What is computed once per distinct word: spelling, hash, stop words, stems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from analyzer.article import Ints
from analyzer.text.characters import code_points, fold
from analyzer.text.endings import (
    LIGHT_LANGUAGES,
    hebrew_stem,
    korean_stem,
    light_stem,
    turkish_spelling,
    with_russian_vowels,
    with_turkish_vowels,
    without_changes,
    without_conjunction,
)
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

# Stems of languages without a Snowball stemmer, and what its stemmer needs in others.
LIGHT_STEMMERS: dict[str, Callable[[str], str]] = {
    "ko": korean_stem,
    "he": hebrew_stem,
    **{code: partial(light_stem, language=code) for code in sorted(LIGHT_LANGUAGES)},
}
SPELLED = {
    "tr": turkish_spelling,
    "az": with_turkish_vowels,
    "uk": with_russian_vowels,
    "be": with_russian_vowels,
    "ar": without_conjunction,
}

# Most words of a batch were met in the one before.
MOST_REMEMBERED = 500_000
_stemmed: dict[str, dict[str, str]] = {}


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Any:
    import Stemmer

    name = STEMMERS.get(language, "")
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


def stems(vocabulary: Sequence[str], language: str) -> list[str]:
    """Return the stem of each word: by Snowball, or by `analyzer.text.endings`.

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
    found = without_changes(stemmer.stemWords(bare), language)
    known.update(zip(new, found, strict=True))
    return list(map(known.__getitem__, vocabulary))
