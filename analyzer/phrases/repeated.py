"""The phrases an article repeats: maximal runs of the same content words.

A phrase starts and ends on a content word. Its places agree in the stems of
their content words, in order, so that "security tie deepens" is a variant of
"security ties deepen"; what stop words stand between does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.content_words import Content, running_content, title_content
from analyzer.phrases.ngrams import Repeats, repeated_ngrams
from analyzer.text.word_boundaries import hash_spans

Flags = npt.NDArray[np.bool_]
# A longer repetition is a repeated sentence and is identified by its first words.
LONGEST = 12


class Phrases(msgspec.Struct, frozen=True, eq=False):
    """The repeated phrases of a batch, by article and then by first place.

    Attributes
    ----------
    article : ndarray of int64, shape (n_phrases,)
    n_content : ndarray of int64, shape (n_phrases,)
        The number of content words.
    ptr : ndarray of int64, shape (n_phrases + 1,)
        The places of phrase ``i`` are ``first[ptr[i]:ptr[i + 1]]``.
    first, last : ndarray of int64, shape (n_places,)
        The first and the last token of each place, ascending.
    content : ndarray of int64, shape (n_places,)
        The first content word of each place, as an index into `running_content`.
    usual : ndarray of bool, shape (n_places,)
        Whether the place has the most common wording, letter case aside.
    initial : ndarray of bool, shape (n_places,)
        Whether only stop words stand before it in its sentence.
    paragraphs : ndarray of int64, shape (n_phrases,)
        The number of blocks the phrase occurs in.
    """

    article: Ints
    n_content: Ints
    ptr: Ints
    first: Ints
    last: Ints
    content: Ints
    usual: Flags
    initial: Flags
    paragraphs: Ints

    @property
    def count(self) -> Ints:
        """The number of places of each phrase, at least 2."""
        return np.diff(self.ptr)

    @property
    def exact(self) -> Ints:
        """The number of places that have the most common wording."""
        return np.add.reduceat(self.usual, self.ptr[:-1], dtype=np.int64)

    @property
    def sentence_initial(self) -> Ints:
        """The number of places that open their sentence."""
        return np.add.reduceat(self.initial, self.ptr[:-1], dtype=np.int64)

    def typical(self) -> Ints:
        """Return, for each phrase, its first place that has the usual wording."""
        usual = np.flatnonzero(self.usual)
        return usual[np.searchsorted(usual, self.ptr[:-1])]

    def n_words(self) -> Ints:
        """Return the number of words in the usual wording of each phrase."""
        place = self.typical()
        return self.last[place] - self.first[place] + 1


class TitleMatch(msgspec.Struct, frozen=True, eq=False):
    """How each repeated phrase appears in the title of its article.

    Attributes
    ----------
    present, verbatim : ndarray of bool, shape (n_phrases,)
        Whether the title has it, by stems; and in as many words as one of its places.
    """

    present: Flags
    verbatim: Flags


@per_corpus
def repeats(corpus: Corpus) -> tuple[Repeats, ...]:
    """Return the n-grams of content words that each body repeats, by length."""
    body = running_content(corpus)
    return tuple(repeated_ngrams(body.stem, body.run_ptr, body.run_article, LONGEST))


@per_corpus
def repeated_phrases(corpus: Corpus) -> Phrases:
    """Return the phrases of two content words or more that an article repeats."""
    body = running_content(corpus)
    chosen = [_apart(level) for level in repeats(corpus)[1:]]
    ptr = _join([level.ptr for level in chosen])
    n_content = np.concatenate(
        [np.zeros(0, np.int64), *(np.full(len(level.ptr) - 1, level.n) for level in chosen)]
    )
    content = np.concatenate([np.zeros(0, np.int64), *(level.place for level in chosen)])
    order = np.lexsort((n_content, content[ptr[:-1]]))
    content, ptr, n_content = (
        _reorder(content, ptr, order),
        _reorder_ptr(ptr, order),
        n_content[order],
    )
    n_places = np.diff(ptr)
    first = body.token[content]
    last = body.token[content + np.repeat(n_content, n_places) - 1]
    phrase = np.repeat(np.arange(len(n_content)), n_places)
    block = corpus.token_block[first]
    new = _new(block) | _new(phrase)
    return Phrases(
        article=body.article[content[ptr[:-1]]],
        n_content=n_content,
        ptr=ptr,
        first=first,
        last=last,
        content=content,
        usual=_usual(corpus, phrase, first, last),
        initial=_opens(corpus, body)[content],
        paragraphs=np.bincount(phrase[new], minlength=len(n_content)),
    )


def phrase_label(corpus: Corpus, phrases: Phrases, phrase: int) -> str:
    """Return a phrase as its first place with the usual wording has it."""
    usual = phrases.usual[phrases.ptr[phrase] : phrases.ptr[phrase + 1]]
    place = phrases.ptr[phrase] + int(np.argmax(usual))
    start = corpus.token_start[phrases.first[place]]
    return " ".join(corpus.prose[start : corpus.token_end[phrases.last[place]]].split())


@dataclass(frozen=True, eq=False)
class PhraseLabels(Sequence[str]):
    """The labels of phrases, each written when it is asked for: few are reported.

    Attributes
    ----------
    phrase : ndarray of int64, shape (n,)
        Which phrases, in which order.
    """

    corpus: Corpus
    phrases: Phrases
    phrase: Ints

    def __len__(self) -> int:
        return len(self.phrase)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> PhraseLabels: ...
    def __getitem__(self, index: int | slice) -> str | PhraseLabels:
        if isinstance(index, slice):
            return PhraseLabels(self.corpus, self.phrases, self.phrase[index])
        return phrase_label(self.corpus, self.phrases, int(self.phrase[index]))


def _apart(level: Repeats) -> Repeats:
    """Keep the maximal n-grams, and of places that overlap the first.

    "oil oil oil" is a repetition of "oil", not two places of "oil oil".
    """
    gram = np.repeat(np.arange(len(level.maximal)), np.diff(level.ptr))
    gap = np.diff(level.place, prepend=-level.n)
    kept = (gap >= level.n) | _new(gram)
    count = np.bincount(gram[kept], minlength=len(level.maximal))
    chosen = level.maximal & (count > 1)
    place = level.place[kept & chosen[gram]]
    ptr = np.concatenate([[0], np.cumsum(count[chosen])])
    return Repeats(level.n, place, ptr, chosen[chosen])


def _new(value: npt.NDArray[np.generic]) -> Flags:
    """Return which elements differ from the one before."""
    return np.concatenate([[True], value[1:] != value[:-1]])[: len(value)]


def _join(pointers: list[Ints]) -> Ints:
    sizes = [np.diff(ptr) for ptr in pointers]
    return np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *sizes]))])


def _reorder(value: Ints, ptr: Ints, order: Ints) -> Ints:
    size = np.diff(ptr)[order]
    shift = np.cumsum(size) - size
    return np.asarray(value[np.arange(len(value)) + np.repeat(ptr[:-1][order] - shift, size)])


def _reorder_ptr(ptr: Ints, order: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(np.diff(ptr)[order])])


def _opens(corpus: Corpus, body: Content) -> Flags:
    """Return which content words have none before them in their sentence."""
    sentence = corpus.token_sentence[body.token]
    return _new(sentence)


def _usual(corpus: Corpus, phrase: Ints, first: Ints, last: Ints) -> Flags:
    """Return which places have the most common wording of their phrase.

    Of equally common wordings the one met first. Hashes serve because they are
    compared with the few other wordings of the same stems only.
    """
    wording = hash_spans(corpus.token_id.astype(np.uint32), first, last + 1)
    order = np.lexsort((wording, phrase))
    new = _new(wording[order]) | _new(phrase[order])
    kind = np.empty(len(phrase), np.int64)
    kind[order] = np.cumsum(new) - 1
    size = np.bincount(kind)
    # The commonest first, then the one met first.
    _, seen = np.unique(kind, return_index=True)
    owner = phrase[seen]
    best = np.lexsort((seen, -size, owner))
    best = best[_new(owner[best])]
    commonest = np.zeros(len(size), bool)
    commonest[best] = True
    return np.asarray(commonest[kind])


@per_corpus
def title_match(corpus: Corpus) -> TitleMatch:
    """Find the repeated phrases in the titles of their articles."""
    phrases, body, title = (
        repeated_phrases(corpus),
        running_content(corpus),
        title_content(corpus),
    )
    head, n_content = phrases.content[phrases.ptr[:-1]], phrases.n_content
    span = int(max(body.stem.max(initial=0), title.stem.max(initial=0))) + 1
    key = title.article * span + title.stem
    order = np.argsort(key, kind="stable")
    wanted = body.article[head] * span + body.stem[head]
    low = np.searchsorted(key[order], wanted)
    size = np.searchsorted(key[order], wanted, side="right") - low
    phrase = np.repeat(np.arange(len(head)), size)
    at = order[np.arange(len(phrase)) + np.repeat(low - (np.cumsum(size) - size), size)]
    run_end = np.repeat(title.run_ptr[1:], np.diff(title.run_ptr))
    same = at + n_content[phrase] <= run_end[at]
    for step in range(1, LONGEST):
        check = np.flatnonzero(same & (n_content[phrase] > step))
        same[check] = title.stem[at[check] + step] == body.stem[head[phrase[check]] + step]
    phrase, at = phrase[same], at[same]
    present, verbatim = (np.zeros(len(head), bool) for _ in range(2))
    present[phrase] = True
    words = title.token[at + n_content[phrase] - 1] - title.token[at] + 1
    shortest = np.minimum.reduceat(phrases.last - phrases.first + 1, phrases.ptr[:-1])
    verbatim[phrase[words == shortest[phrase]]] = True
    return TitleMatch(present, verbatim)
