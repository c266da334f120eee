"""The finding of a stuffed article: the phrase, its occurrences, why, and what to do."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.content_words import running_content, separated
from analyzer.phrases.keyword_variants import keyword_variants, word_frequency
from analyzer.phrases.ngrams import RUN, title_ngrams
from analyzer.phrases.repeated import repeated_phrases, title_match
from analyzer.phrases.repetition import PHRASE_FEATURES
from analyzer.phrases.stuffing import (
    Likelihood,
    PhraseModel,
    StuffingModel,
    occurrences_to_rephrase,
)

# Reported from here: stuffed rather than not.
MIN_PROBABILITY = 0.5
# How the terms of the evidence are named, with the features that each adds up;
# {0} is the number of the first.
TERMS = {
    "opens {0:.0f} sentences": ("openers", "opening_mass"),
    "appears {0:.0f} times in running prose": ("said", "mass"),
    "{0:.0f} words long": ("words", "content"),
    "{0:.0f} words in lower case": ("common",),
    "the title begins with it": ("leading_said",),
    "three words of the title appear {0:.0f} times": ("title_run",),
    "{0:.0f} pairs of words of the title per 100 distinct words": ("title_pairs",),
    "{0:.0f} needless capitals": ("capitals",),
    "{0:.0f} times in a row": ("chain",),
    "{0:.0f} times between commas": ("alone",),
    "{0:.0f} words of other terms per 100 distinct words": ("others",),
    "{0:.0f} distinct words": ("size",),
}
# Evidence that shows no digit is not shown.
SHOWN = 0.05


class StuffingMessage(msgspec.Struct, frozen=True, eq=False):
    """The finding of one article.

    Attributes
    ----------
    label : str
        The phrase or word.
    message : str
        How it repeats, and what to do.
    start, end : ndarray of int64, shape (n_occurrences,)
        The occurrences, as offsets into ``Corpus.prose``.
    n_words : int
        The words of the phrase.
    detail : str
        The evidence.
    """

    label: str
    message: str
    start: Ints
    end: Ints
    n_words: int
    detail: str = ""


def explain_stuffing(
    corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int
) -> StuffingMessage:
    """Describe the strongest evidence against an article."""
    phrase, title = likely.of_worst(article), float(likely.title[article])
    density, variants = float(likely.density[article]), float(likely.variants[article])
    strongest = max(phrase, title, density, variants)
    if variants == strongest:
        return _variants(corpus, model, article)
    if density == strongest:
        return _density(corpus, model, article)
    if phrase >= title:
        return _phrase(corpus, model, likely, article)
    return _title(corpus, model, likely, article)


def _phrase(
    corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int
) -> StuffingMessage:
    """Describe a phrase that never varies."""
    phrases, phrase = repeated_phrases(corpus), int(likely.worst[article])
    own = slice(phrases.ptr[phrase], phrases.ptr[phrase + 1])
    first, last, opens = phrases.first[own], phrases.last[own], phrases.initial[own]
    in_title = bool(title_match(corpus).present[phrase])
    edit = _edit(corpus, model, (first, last, opens))
    first, last = with_words_of_title(corpus, first, last)
    at = int(np.flatnonzero(phrases.usual[own])[0])
    text = " ".join(
        corpus.prose[corpus.token_start[first[at]] : corpus.token_end[last[at]]].split()
    )
    parts = [f'"{text}" appears {_times(len(first))}']
    if opens.sum() > 1:
        parts.append(_openings(int(opens.sum()), len(first)))
    if in_title:
        parts.append("and in the title")
    why = _terms(model.phrases(len(corpus.titles[article]) > 0), likely.features[phrase])
    return StuffingMessage(
        text, f"{', '.join(parts)}; {edit}",
        corpus.token_start[first], corpus.token_end[last], int(last[at] - first[at] + 1), why,
    )  # fmt: skip


def with_words_of_title(corpus: Corpus, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return occurrences with the words around them that all of them share with the title.

    A phrase is found by its content words; the words of the title that recur with it may
    begin or end with others, as in "now for the" or "amid".
    """
    article = int(corpus.token_article[first[0]])
    low, high = corpus.title_ptr[article : article + 2].tolist()
    title = f" {' '.join(map(str, corpus.title_id[low:high].tolist()))} "
    parted = separated(corpus) | (np.diff(corpus.token_sentence, prepend=-1) != 0)

    def shared(begin: Ints, end: Ints) -> bool:
        inside = np.arange(begin[0] + 1, end[0] + 1)
        words = f" {' '.join(map(str, corpus.token_id[begin[0] : end[0] + 1].tolist()))} "
        edges = (corpus.token_id[begin], corpus.token_id[end])
        same = all((edge == edge[0]).all() for edge in edges)
        return same and words in title and not parted[inside].any()

    while first.min() > 0 and shared(first - 1, last):
        first = first - 1
    while last.max() < len(parted) - 1 and shared(first, last + 1):
        last = last + 1
    return first, last


def _title(
    corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int
) -> StuffingMessage:
    """Describe words of the title that recur as in the title."""
    runs = title_ngrams(corpus)
    first = runs.first[corpus.token_article[runs.first] == article]
    if len(first):
        begin, end = runs.around(corpus, article)
        last = first + RUN - 1
    else:
        first = runs.pair_first[corpus.token_article[runs.pair_first] == article]
        word = runs.pair_word[corpus.token_article[runs.pair_first] == article]
        begin = int(np.bincount(word).argmax())
        first = first[word == begin]
        end, last = begin + 2, first + 1
    words = corpus.title_id[begin:end].tolist()
    text = _as_in_title(corpus.titles[article], [corpus.vocabulary[word] for word in words])
    start, stop = corpus.token_start[first], corpus.token_end[last]
    edit = _edit(corpus, model, (first, last, np.zeros(len(first), bool)))
    why = _terms(model.titled, likely.title_features[article])
    message = f'"{text}", from the title, appears {_times(len(first))}; {edit}'
    return StuffingMessage(text, message, start, stop, end - begin, why)


def _as_in_title(title: str, words: list[str]) -> str:
    """Return folded words as the title writes them, if they are found in it so."""
    at = title.casefold().find(" ".join(words))
    return title[at : at + len(" ".join(words))] if at >= 0 else " ".join(words)


def _density(corpus: Corpus, model: StuffingModel, article: int) -> StuffingMessage:
    """Describe the most frequent word of an article."""
    body, stem = running_content(corpus), word_frequency(corpus).word_stem[article]
    token = body.token[(body.article == article) & (body.stem == stem)]
    if not len(token):
        return StuffingMessage("", "", token, token, 0)
    text = corpus.vocabulary[corpus.token_id[token[0]]]
    percent = round(100 * len(token) / corpus.n_words[article])
    edit = _edit(corpus, model, (token, token, np.zeros(len(token), bool)), "replace")
    density = f"a keyword density of {percent} %"
    message = f'"{text}" appears {_times(len(token))}: {density}; {edit}'
    return StuffingMessage(text, message, corpus.token_start[token], corpus.token_end[token], 1)


def _variants(corpus: Corpus, model: StuffingModel, article: int) -> StuffingMessage:
    """Describe a list of variants of one keyword."""
    found = keyword_variants(corpus)
    own = found.article == article
    first, last = found.first[own], found.last[own]
    text = corpus.vocabulary[corpus.token_id[found.keyword[article]]]
    edit = _edit(corpus, model, (first, last, np.zeros(len(first), bool)), "remove")
    message = f'a list has {len(first)} variants of "{text}"; {edit}'
    return StuffingMessage(text, message, corpus.token_start[first], corpus.token_end[last], 1)


def _edit(
    corpus: Corpus,
    model: StuffingModel,
    occurrences: tuple[Ints, Ints, Flags],
    verb: str = "rephrase",
) -> str:
    """Say how many occurrences to rephrase, and which first."""
    count = occurrences_to_rephrase(corpus, model, occurrences, MIN_PROBABILITY)
    opens = int(occurrences[2].sum())
    if not count:
        return f"{verb} all of them and check again"
    if count <= opens < len(occurrences[0]):
        return f"{verb} {count} of those at the start of a sentence"
    return f"{verb} {count} of them"


def _terms(model: PhraseModel, features: Floats) -> str:
    """List the evidence, the strongest first."""
    each = dict(zip(PHRASE_FEATURES, model.terms(features[None, :])[0].tolist(), strict=True))
    number = dict(zip(PHRASE_FEATURES, features.tolist(), strict=True))
    terms = [
        (sum(each[name] for name in names), term.format(number[names[0]]))
        for term, names in TERMS.items()
    ]
    terms.sort(key=lambda term: -abs(term[0]))
    return ", ".join(f"{term} {value:+.1f}" for value, term in terms if abs(value) >= SHOWN)


def _openings(opens: int, count: int) -> str:
    return (
        "each time at the start of a sentence" if opens == count else
        f"{opens} times at the start of a sentence"
    )  # fmt: skip


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
