"""The language of an article: by its script, then by its function words.

The lists are in ``data/stop_words.txt``. Full language identifiers are slower
than the whole analysis; function words are looked up once per distinct word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.text.arrays import SPREAD, grouped
from analyzer.text.characters import code_points, fold
from analyzer.text.word_lists import word_lists

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# Where a script begins, and the language to assume if no word decides.
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
SCRIPT_STARTS = np.array([first for first, _ in SCRIPTS])
SCRIPT_NAMES = tuple(dict.fromkeys(name for _, name in SCRIPTS))
SCRIPT_OF_RANGE = np.array([SCRIPT_NAMES.index(name) for _, name in SCRIPTS])

# Letters that one language, or a few, use often.
LETTERS = {
    "az": "ə", "be": "ў", "bg": "ъ", "cs": "ěřů", "da": "æøå", "de": "ßäü", "eo": "ĉĝĥĵŝŭ",
    "es": "ñ", "et": "õä", "fi": "ä", "fr": "èêœû", "ha": "ɓɗƙ", "hu": "őű", "ig": "ịọụ",
    "is": "ðþ", "it": "ìò", "lt": "ėįųū", "lv": "āēīūļņķģ", "mk": "ѓќѕ", "no": "æøå",
    "pl": "łńśźż", "pt": "ãõ", "ro": "țșţ", "ru": "ыэё", "sk": "ľĺŕ", "sr": "ђћ", "sv": "åä",
    "tr": "ğş", "uk": "їєґ", "ur": "ٹڈڑںے", "vi": "đơưạảấầẩậếềệộớợờừứ", "yo": "ẹọṣ",
}  # fmt: skip
# A commonest word counts as one; other evidence is weaker.
WEAK = 0.5
# In a running text of a language at least this share of the words is evidence.
LEAST_SHARE = 0.03
SHORT = 50
AT_A_TIME = 1 << 18  # tokens


@lru_cache(maxsize=1)
def function_words() -> dict[str, tuple[list[str], list[str]]]:
    """Return for each language its commonest function words and the others, folded."""
    lists: dict[str, tuple[list[str], list[str]]] = {}
    for language, lines in word_lists("stop_words", fold).items():
        common, other = lists[language] = [], []
        for line in lines:
            (other if line[0] == "+" else common).extend(line.lstrip("+").split())
    return lists


class _Evidence(msgspec.Struct, frozen=True, eq=False):
    """Rows of words, then of letters, and the points each gives to languages."""

    languages: tuple[str, ...]
    script: Ints
    row: dict[str, int]
    letters: Ints
    ptr: Ints
    language: Ints
    points: Floats


def identify(
    vocabulary: Sequence[str], token_id: Ints, article_ptr: Ints, declared: Sequence[str]
) -> list[str]:
    """Return the code of the language of each article.

    Codes are those of ISO 639-1 or, for a language without one, of ISO 639-3. A
    declared language wins. If the words do not decide, a script that only one
    language uses does, and a short text gets the most common language of its
    script (English if all its letters are ASCII). Otherwise it is empty. Words that
    repeat with the same word before them count once, so that copies change nothing.

    Parameters
    ----------
    vocabulary : sequence of str
        Folded words.
    token_id : ndarray of int64, shape (n_tokens,)
    article_ptr : ndarray of int64, shape (n_articles + 1,)
    declared : sequence of str
        The declared language of each article, such as "en-US"; empty if none.
    """
    codes = [name.replace("_", "-").partition("-")[0].strip().lower() for name in declared]
    if all(codes) or not vocabulary:
        return codes
    token_id, article_ptr = _without_copies(token_id, article_ptr)
    initial, letter = _letters(vocabulary)
    script = SCRIPT_OF_RANGE[np.searchsorted(SCRIPT_STARTS, initial, "right") - 1]
    foreign = np.zeros(len(vocabulary), bool)
    foreign[letter[0]] = True

    n, article = len(codes), np.repeat(np.arange(len(codes)), np.diff(article_ptr))
    width = len(SCRIPT_NAMES)
    n_words = np.bincount(article * width + script[token_id], minlength=n * width)
    n_foreign = np.bincount(article, foreign[token_id], n)
    score = _scores(vocabulary, letter, token_id, article, n)
    chosen = _choose(n_words.reshape(n, width), n_foreign > 0, score)
    return [code or name for code, name in zip(codes, chosen, strict=True)]


def _without_copies(token_id: Ints, article_ptr: Ints) -> tuple[Ints, Ints]:
    """Return the tokens of each article whose word before them is another one each time."""
    article = np.repeat(np.arange(len(article_ptr) - 1), np.diff(article_ptr))
    before = np.append(-1, token_id[:-1])[: len(token_id)].astype(np.int64)
    before[article_ptr[:-1][article_ptr[:-1] < len(token_id)]] = -1
    pair = ((before + 1) << 32 | token_id).astype(np.uint64)
    order, first = grouped(pair * SPREAD + article.astype(np.uint64))
    kept = np.sort(order[first])
    return token_id[kept], np.searchsorted(kept, article_ptr)


def language_points(
    vocabulary: Sequence[str], token_id: Ints, article: Ints, n_articles: int
) -> Floats:
    """Return the points that words and letters give to the languages of `function_words`.

    Parameters
    ----------
    vocabulary : sequence of str
        Folded words.
    token_id, article : ndarray of int64, shape (n_tokens,)
    n_articles : int

    Returns
    -------
    ndarray of float64, shape (n_articles, n_languages)
    """
    if not vocabulary:
        return np.zeros((n_articles, len(function_words())))
    return _scores(vocabulary, _letters(vocabulary)[1], token_id, article, n_articles)


def _letters(vocabulary: Sequence[str]) -> tuple[Ints, Ints]:
    """Return the first letter of each word; the word and the letter of those beyond ASCII."""
    text = code_points("".join(vocabulary))
    end = np.cumsum(np.fromiter(map(len, vocabulary), np.int64, len(vocabulary)))
    special = np.flatnonzero(text > 127)
    letter = np.stack([np.searchsorted(end, special, "right"), text[special]])
    return text[np.concatenate([[0], end[:-1]])], letter


def _choose(n_words: Ints, foreign: Bools, score: Floats) -> list[str]:
    """Return a language for each article.

    Parameters
    ----------
    n_words : ndarray of int64, shape (n_articles, n_scripts)
    foreign : ndarray of bool, shape (n_articles,)
        Whether there are letters beyond ASCII.
    score : ndarray of float64, shape (n_articles, n_languages)
    """
    evidence = _evidence()
    none, latin, chinese, japanese = (
        SCRIPT_NAMES.index(name) for name in ("", "en", "zh", "ja")
    )
    n_words[:, none] = 0
    # Japanese is written in Chinese characters too, but never without kana.
    kana = n_words[:, japanese] * 10 > n_words[:, chinese]
    n_words[kana, japanese] += n_words[kana, chinese]
    n_words[kana, chinese] = 0
    script, n = n_words.argmax(1), n_words.max(1)
    score = np.where(evidence.script == script[:, np.newaxis], score, 0)
    best, clear = score.argmax(1), score.max(1) >= np.maximum(LEAST_SHARE * n, WEAK / 2)
    alone = (np.bincount(evidence.script, minlength=len(SCRIPT_NAMES)) < 2)[script]
    likely = alone | ((n < SHORT) & ((script != latin) | ~foreign))
    names = np.where(likely & (n > 0), np.array(SCRIPT_NAMES)[script], "")
    found: list[str] = np.where(clear, np.array(evidence.languages)[best], names).tolist()
    return found


def _scores(
    vocabulary: Sequence[str], letter: Ints, token_id: Ints, article: Ints, n_articles: int
) -> Floats:
    """Return the points of each language in each article.

    `letter` has the word and the code point of every letter beyond ASCII.
    """
    evidence = _evidence()
    row = np.fromiter(map(evidence.row.get, vocabulary, repeat(-1)), np.int64, len(vocabulary))
    place = np.searchsorted(evidence.letters, letter[1])
    place = np.minimum(place, len(evidence.letters) - 1)
    known = evidence.letters[place] == letter[1]
    word = np.concatenate([np.flatnonzero(row >= 0), letter[0][known]])
    rows = np.concatenate([row[row >= 0], len(evidence.row) + place[known]])
    order = np.argsort(word, kind="stable")
    word, rows = word[order], rows[order]

    ptr = np.searchsorted(word, np.arange(len(vocabulary) + 1))
    size = n_articles * len(evidence.languages)
    score = np.zeros(size)
    # A common word is evidence of many languages: many times the tokens at once.
    for begin in range(0, len(token_id), AT_A_TIME):
        token, entry = _expand(ptr, token_id[begin : begin + AT_A_TIME])
        again, cell = _expand(evidence.ptr, rows[entry])
        index = article[begin + token[again]] * len(evidence.languages)
        score += np.bincount(index + evidence.language[cell], evidence.points[cell], size)
    return score.reshape(n_articles, -1)


def _expand(ptr: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the row and the position of all entries of some rows of a ragged array."""
    n = ptr[rows + 1] - ptr[rows]
    owner = np.repeat(np.arange(len(rows)), n)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(n) - n, n)
    return owner, ptr[rows][owner] + offset


@lru_cache(maxsize=1)
def _evidence() -> _Evidence:
    lists = function_words()
    languages = tuple(lists)
    named = [word for common, other in lists.values() for word in (*common, *other)]
    n_words = np.array([len(words) for both in lists.values() for words in both], np.int64)
    number = {word: row for row, word in enumerate(dict.fromkeys(named))}
    letters = sorted(set("".join(LETTERS.values())))
    owners = [
        [languages.index(code) for code, known in LETTERS.items() if letter in known]
        for letter in letters
    ]
    n_owners = np.array([len(own) for own in owners], np.int64)
    row = np.concatenate(
        [
            np.array([number[word] for word in named], np.int64),
            np.repeat(np.arange(len(letters)) + len(number), n_owners),
        ]
    )
    language = np.concatenate(
        [
            np.repeat(np.arange(len(lists)).repeat(2), n_words),
            np.array([one for own in owners for one in own], np.int64),
        ]
    )
    points = np.concatenate(
        [
            np.repeat(np.tile([1.0, WEAK], len(lists)), n_words),
            np.repeat(WEAK / n_owners, n_owners),
        ]
    )
    # A word that is listed twice counts once, as one of the commonest.
    cell, first = np.unique(row * len(lists) + language, return_index=True)
    initial = [ord(common[0][0]) for common, _ in lists.values()]
    script = SCRIPT_OF_RANGE[np.searchsorted(SCRIPT_STARTS, initial, "right") - 1]
    return _Evidence(
        languages=languages,
        script=script,
        row=number,
        letters=np.array([ord(letter) for letter in letters], np.int64),
        ptr=np.append(0, np.cumsum(np.bincount(cell // len(lists)))),
        language=language[first],
        points=points[first],
    )
