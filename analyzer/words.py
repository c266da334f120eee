"""What is asked once per distinct word: spelling, language, stems, syllables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.segment import Ints, Keys, Tokens, hash_spans
from analyzer.unicode_classes import code_points

IGNORABLE = re.compile(
    "[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)


def fold(text: str) -> str:
    """Return `text` as it is compared: NFKC, case-folded, straight apostrophes.

    Soft hyphens and characters without width are dropped, and so is the dot
    that case folding leaves above the i of a Turkish word.
    """
    if text.isascii():
        return text.lower()
    for apostrophe in "\u2019\u2018\u201b\u02bc":
        text = text.replace(apostrophe, "'")
    if text.isascii():
        return text.lower()
    text = IGNORABLE.sub("", text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return text.replace("i\u0307", "i")


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


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[list[str], list[str]]]:
    """Return for each language its commonest function words and the other ones."""
    lists: dict[str, tuple[list[str], list[str]]] = {}
    text = (Path(__file__).parent / "data" / "stop_words.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            common, other = lists.setdefault(line[1:-1], ([], []))
        elif line.startswith("+"):
            other += line[1:].split()
        elif line and not line.startswith("#"):
            common += line.split()
    return lists


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Return the function words of a language, folded; none where it is not known."""
    common, other = _lists().get(language, ([], []))
    return frozenset(map(fold, common + other))


# Where a script begins, and the language to assume of it where no function word
# tells; two languages are told apart further on.
SCRIPTS = (
    (0x0000, ""), (0x0041, "en"), (0x0370, "el"), (0x0400, "ru"), (0x0530, "hy"),
    (0x0590, "he"), (0x0600, "ar"), (0x0700, ""), (0x0900, "hi"), (0x0980, "bn"),
    (0x0A00, "pa"), (0x0A80, "gu"), (0x0B00, "or"), (0x0B80, "ta"), (0x0C00, "te"),
    (0x0C80, "kn"), (0x0D00, "ml"), (0x0D80, "si"), (0x0E00, "th"), (0x0E80, "lo"),
    (0x0F00, "bo"), (0x1000, "my"), (0x10A0, "ka"), (0x1100, "ko"), (0x1200, "am"),
    (0x13A0, ""), (0x1780, "km"), (0x1800, "mn"), (0x18B0, ""), (0x1E00, "en"),
    (0x1F00, "el"), (0x2000, ""), (0x2C60, "en"), (0x2C80, ""), (0x2D80, "am"),
    (0x2DE0, "ru"), (0x2E00, ""), (0x3040, "ja"), (0x3100, "zh"), (0x3130, "ko"),
    (0x3190, ""), (0x3400, "zh"), (0xA000, ""), (0xAC00, "ko"), (0xD800, ""),
    (0xF900, "zh"), (0xFB00, ""), (0xFB50, "ar"), (0xFE00, ""), (0x20000, "zh"),
    (0x32000, ""),
)  # fmt: skip


def identify(
    vocabulary: Sequence[str], token_id: Ints, article_ptr: Ints, declared: Sequence[str]
) -> list[str]:
    """Return the ISO 639-1 code of the language of each article.

    A declared language wins. Otherwise the script tells, and within a script
    the function words.

    Parameters
    ----------
    vocabulary : sequence of str
        Folded words.
    token_id : ndarray of int64, shape (n_tokens,)
    article_ptr : ndarray of int64, shape (n_articles + 1,)
    declared : sequence of str
        What the source says of each article; empty where it says nothing.
    """
    languages = list(_lists())
    points, script = _evidence(tuple(vocabulary), tuple(languages))
    result = []
    for article, name in enumerate(declared):
        code = name.replace("_", "-").split("-")[0].strip().lower()
        if not code:
            token = token_id[article_ptr[article] : article_ptr[article + 1]]
            code = _told(points[token].sum(0), script[token], languages)
        result.append(code)
    return result


def _evidence(vocabulary: tuple[str, ...], languages: tuple[str, ...]) -> tuple[Any, Ints]:
    row = {word: index for index, word in enumerate(vocabulary)}
    points = np.zeros((len(vocabulary), len(languages)), np.float32)
    for column, language in enumerate(languages):
        known = [row[word] for word in map(fold, _lists()[language][0]) if word in row]
        points[known, column] = 1
    initial = np.array([ord(word[0]) if word else 0 for word in vocabulary], np.int64)
    starts = np.array([first for first, _ in SCRIPTS])
    return points, np.searchsorted(starts, initial, side="right") - 1


def _told(points: Any, script: Ints, languages: list[str]) -> str:
    counts: dict[str, int] = {}
    numbers, n = np.unique(script, return_counts=True)
    for number, count in zip(numbers.tolist(), n.tolist(), strict=True):
        counts[SCRIPTS[number][1]] = counts.get(SCRIPTS[number][1], 0) + count
    counts.pop("", None)
    if not counts:
        return ""
    if counts.get("ja", 0) * 10 > counts.get("zh", 0):
        counts["ja"] = counts.get("ja", 0) + counts.pop("zh", 0)
    code = max(counts, key=lambda name: counts[name])
    if code in {"en", "ru"} and points.max() > 0:
        return languages[int(points.argmax())]
    return code


STEMMERS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish",
    "nl": "dutch", "en": "english", "et": "estonian", "fi": "finnish", "fr": "french",
    "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian",
    "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali", "no": "norwegian",
    "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish", "eo": "esperanto",
}  # fmt: skip


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Any:
    import Stemmer

    name = STEMMERS.get(language, "")
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


def stems(vocabulary: Sequence[str], language: str) -> list[str]:
    """Return the Snowball stem of each word; the word itself in other languages.

    English words lose the ``'s`` of the possessive first.
    """
    stemmer = _stemmer(language)
    if stemmer is None:
        return list(vocabulary)
    bare = [word.removesuffix("'s") for word in vocabulary] if language == "en" else vocabulary
    stemmed: list[str] = stemmer.stemWords(list(bare))
    return stemmed


VOWELS = re.compile("[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœаеёиоуыэюяіїєαεηιουωάέήίόύώ]+")


@lru_cache(maxsize=64)
def _hyphenator(language: str) -> Any:
    import pyphen

    known = pyphen.language_fallback(language) if language else None
    return pyphen.Pyphen(lang=known) if known else None


@lru_cache(maxsize=1 << 18)
def _syllables(word: str, language: str) -> int:
    hyphenator = _hyphenator(language)
    if hyphenator is None:
        return max(1, len(VOWELS.findall(word)))
    return len(hyphenator.positions(word)) + 1


def syllables(vocabulary: Sequence[str], language: str) -> Ints:
    """Return how many syllables each word has, at least one.

    Counted by the hyphenation patterns of the language, or else as groups of
    vowels.

    Returns
    -------
    ndarray of int64, shape (n_words,)
    """
    counts = (_syllables(word, language) for word in vocabulary)
    return np.fromiter(counts, np.int64, len(vocabulary))
