"""Words as filters of training text count them: with punctuation marks, on the raw text.

The published filters take the tokens of a tokenizer for words. Here they are much like
those of spaCy for English, which datatrove takes: white space separates words, marks at
either end of a word are words, and so are marks between letters, such as hyphens; a
contraction is two words. In scripts without spaces, words are found by dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from unicodedata import category

from analyzer.text.word_boundaries import split_tokens
from analyzer.text.word_lists import word_lists

LETTER = r"[^\W\d_]"
ADDRESS = re.compile(r"https?://|www\.")
AFTER_ADDRESS = ".,;:!?)]}\"'”’"
# One word: initials, as in "U.S.", and titles, as in "Dr."
ABBREVIATION = re.compile(
    rf"(?:{LETTER}\.){{1,9}}|(?:Mrs?|Ms|Drs?|Prof|Rev|Gen|Sen|Inc|Ltd|Co|Corp|St|vs|Jan|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[AaPp]\.?m)\."
)
FIRST = re.compile(r"\.{2,}|\+(?!\d)|[^\w\s\-/~.@\\|^+]|_")
LAST = re.compile(
    r"(?:(?<!\.)\.{2,}|(?<=[\da-z%)\]\"'”’²+-])\.|(?<=\d)(?:\+|[kcm]m|[kmg]|[KMGT]B)"
    r"|n['’]t|['’](?:s|re|ve|ll|d|m)|[^\w\s\-/~.@\\|^+]|_)\Z",
    re.IGNORECASE,
)
LONGEST_LAST = 8
BETWEEN = re.compile(
    rf"(\.{{2,}}|…|(?<={LETTER})(?:--+|[—~,])(?={LETTER})|(?<=[^\W_])[-–:<>=/](?={LETTER})"
    r"|(?<=[a-z])\.(?=[A-Z])|(?<=\d)[+*^-](?=[\d-]))"
)
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# Characters of a chunk that is likely to come again.
USUAL = 32
# Marks that are no words where words are counted: those of ASCII, and those that the
# clean-up of CCNet (Wenzek and others, 2020) lists.
PUNCTUATION = frozenset(
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»´–—’“”„…∶━►、。〈〉《》「」【】！％（），．１：；？～"
) | frozenset(map(chr, [*range(9), *range(11, 32), *range(127, 160)]))


def split_words(text: str) -> list[str]:
    """Return the words and marks of a text, in order."""
    words: list[str] = []
    for chunk in text.split():
        if len(chunk) > USUAL:
            words += _words_of(chunk)
        elif chunk.isascii() and chunk.isalpha():
            words.append(chunk)
        else:
            words += _cached(chunk)
    return words


def _words_of(chunk: str) -> tuple[str, ...]:
    """Return the words of what is between white space."""
    start, end = 0, len(chunk)
    before: list[str] = []
    after: list[str] = []
    while start < end:
        if ABBREVIATION.fullmatch(chunk, start, end):
            return (*before, chunk[start:end], *reversed(after))
        if ADDRESS.match(chunk, start, end):
            stop = start + len(chunk[start:end].rstrip(AFTER_ADDRESS))
            return (*before, chunk[start:stop], *chunk[stop:end], *reversed(after))
        if (mark := FIRST.match(chunk, start, end)) and mark.end() < end:
            before.append(mark[0])
            start = mark.end()
        elif (mark := _last(chunk, start, end)) and mark.start() > start:
            after.append(mark[0])
            end = mark.start()
        else:
            break
    inner = filter(None, BETWEEN.split(chunk[start:end]))
    words = (word for part in inner for word in _by_dictionary(part))
    return (*before, *words, *reversed(after))


_cached = lru_cache(maxsize=1 << 14)(_words_of)


def _last(chunk: str, start: int, end: int) -> re.Match[str] | None:
    """Return the mark, the unit or the ending at the end."""
    return LAST.search(chunk, max(start, end - LONGEST_LAST), end)


def _by_dictionary(word: str) -> Iterator[str]:
    """Yield the words of a run without spaces."""
    if not UNSPACED.search(word):
        yield word
        return
    tokens, at = split_tokens(word), 0
    for first, last in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True):
        yield from word[at:first]
        yield word[first:last]
        at = last
    yield from word[at:]


def n_sentences(words: Iterable[str]) -> int:
    """Return the number of sentences of a line: each ends with a run of marks."""
    count, ended = 0, True
    terminals = sentence_terminals()
    for word in words:
        is_mark = all(category(character).startswith("P") for character in word)
        if ended and not is_mark:
            count, ended = count + 1, False
        ended = ended or word in terminals
    return count


@cache
def sentence_terminals() -> frozenset[str]:
    """Return the characters that end sentences in some script."""
    ranges = [line.split("-") for line in word_lists("sentence_terminals")["ranges"]]
    return frozenset(
        chr(code) for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)
    )
