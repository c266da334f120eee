"""The finding of a stuffed article: the phrase, its occurrences, why, and what to do."""

from __future__ import annotations

from collections import Counter

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.content_words import running_content, separated
from analyzer.phrases.keyword_variants import keyword_variants
from analyzer.phrases.repeated import repeated_phrases, title_match
from analyzer.phrases.repetition import PHRASE_FEATURES
from analyzer.phrases.stuffing import (
    Likelihood,
    PhraseModel,
    StuffingModel,
    occurrences_to_rephrase,
)
from analyzer.phrases.title_ngrams import RUN, title_ngrams
from analyzer.phrases.word_frequency import word_frequency
from analyzer.text.arrays import isin
from analyzer.text.word_boundaries import split_tokens

# Reported from here: stuffed rather than not.
MIN_PROBABILITY = 0.5
# What the advice aims at: the words that replace a phrase are new, and sizes count them.
CLEARED = 0.45
# From here on, the phrase with the most evidence is the top phrase of an article.
NAMED_FROM = 0.1
# How the terms of the evidence are named, with the features that each adds up;
# {0} is the number of the first.
TERMS = {
    "opens {0:.0f} sentences": ("openers", "opening_mass"),
    "appears {0:.0f} times in running prose": ("said", "mass"),
    "{0:.0f} words long": ("words", "content"),
    "{0:.0f} words in lower case": ("common",),
    "{0:.0f} times as in the title": ("title_said",),
    "three words of the title appear {0:.0f} times": ("title_run", "common_run"),
    "{0:.0f} pairs of words of the title per 100 distinct words": (
        "title_pairs",
        "common_pairs",
    ),
    "{0:.0f} needless capitals": ("capitals",),
    "{0:.0f} times in a row": ("chain",),
    "{0:.0f} times between commas": ("alone",),
    "{0:.0f} words of other terms per 100 distinct words": ("others",),
    "{0:.0f} distinct words": ("size", "untitled_size"),
}
# Evidence by words of the title.
BY_TITLE = [
    PHRASE_FEATURES.index(name)
    for name in ("title_run", "common_run", "title_pairs", "common_pairs")
]
# A keyword of two words with others between them has more.
MOST_JOINED = 3
# Evidence that shows no digit is not shown.
SHOWN = 0.05


class Stuffing(msgspec.Struct, frozen=True, eq=False):
    """What one article is stuffed with.

    Attributes
    ----------
    label : str
        The phrase or word.
    says : str
        How it repeats.
    first, last : ndarray of int64, shape (n_occurrences,)
        The tokens of the occurrences, with words of the title around them.
    core : three ndarrays, shape (n_occurrences,)
        Their tokens without those words, and whether each opens a sentence.
    verb : str
        What to do about them.
    detail : str
        The evidence.
    """

    label: str
    says: str
    first: Ints
    last: Ints
    core: tuple[Ints, Ints, Flags]
    verb: str = "rephrase"
    detail: str = ""

    @property
    def n_words(self) -> int:
        """The number of words of the first occurrence."""
        return int(self.last[0] - self.first[0]) + 1 if len(self.first) else 0


def find_stuffing(
    corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int
) -> Stuffing:
    """Find the strongest evidence against an article."""
    phrase, title = likely.of_worst(article), float(likely.title[article])
    density, variants = float(likely.density[article]), float(likely.variants[article])
    strongest = max(phrase, title, density, variants)
    if variants == strongest:
        return _variants(corpus, article)
    if density == strongest:
        return _density(corpus, article)
    if phrase < title or _mostly_title(corpus, model, likely, article):
        return _title(corpus, model, likely, article)
    return _phrase(corpus, model, likely, article)


def _mostly_title(
    corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int
) -> bool:
    """Return whether other words of the title are more of the evidence than the phrase is."""
    phrase, runs = likely.worst[article], likely.title_features[article, BY_TITLE[0]]
    if not runs:
        return False
    phrases = repeated_phrases(corpus)
    whole = phrases.count[phrase] >= runs and phrases.n_words()[phrase] >= RUN
    if whole and title_match(corpus).present[phrase]:
        return False
    terms = model.titled.terms(likely.features[phrase][None, :])[0]
    return bool(terms[BY_TITLE].sum() > np.delete(terms, BY_TITLE).clip(min=0).sum())


def _phrase(corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int) -> Stuffing:
    """Describe a phrase that never varies."""
    phrases, phrase = repeated_phrases(corpus), int(likely.worst[article])
    own = slice(phrases.ptr[phrase], phrases.ptr[phrase + 1])
    first, last, opens = phrases.first[own], phrases.last[own], phrases.initial[own]
    in_title = bool(title_match(corpus).present[phrase])
    core = first, last, opens
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
    return Stuffing(text, ", ".join(parts), first, last, core, detail=why)


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


def _title(corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int) -> Stuffing:
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
    title, offset = corpus.titles[article], corpus.title_ptr[article]
    words = split_tokens(title)
    text = title[words.start[begin - offset] : words.end[end - offset - 1]]
    core = first, last, isin(first, corpus.sentence_ptr[:-1])
    why = _terms(model.titled, likely.title_features[article])
    says = f'"{text}", from the title, appears {_times(len(first))}'
    return Stuffing(text, says, first, last, core, detail=why)


def _density(corpus: Corpus, article: int) -> Stuffing:
    """Describe the most frequent word of an article."""
    body, stem = running_content(corpus), word_frequency(corpus).stem[article]
    token = body.token[(body.article == article) & (body.stem == stem)]
    core = token, token, np.zeros(len(token), bool)
    if not len(token):
        return Stuffing("", "", token, token, core)
    forms = Counter(corpus.vocabulary[word] for word in corpus.token_id[token].tolist())
    text = forms.most_common(1)[0][0]
    percent = round(100 * len(token) / corpus.n_words[article])
    named = f'"{text}" appears' if len(forms) == 1 else f'"{text}" and its other forms appear'
    says = f"{named} {_times(len(token))}: a keyword density of {percent} %"
    return Stuffing(text, says, token, token, core, "replace")


def _variants(corpus: Corpus, article: int) -> Stuffing:
    """Describe a list of variants of one keyword."""
    found = keyword_variants(corpus)
    own = found.article == article
    first, last = found.first[own], found.last[own]
    keyword = corpus.token_id[found.begin[article] : found.end[article] + 1]
    words = [corpus.vocabulary[word] for word in keyword.tolist()]
    text = " ".join(words) if len(words) < MOST_JOINED else f"{words[0]} … {words[-1]}"
    says = f'a list has {len(first)} variants of "{text}"'
    return Stuffing(
        text, says, first, last, (first, last, np.zeros(len(first), bool)), "remove"
    )


def advice(corpus: Corpus, model: StuffingModel, found: Stuffing) -> str:
    """Say how many occurrences to rephrase, and which first."""
    count = occurrences_to_rephrase(corpus, model, found.core, CLEARED)
    opens = int(found.core[2].sum())
    if not count:
        return f"{found.verb} all of them and check again"
    if count <= opens < len(found.first):
        return f"{found.verb} {count} of those at the start of a sentence"
    return f"{found.verb} {count} of them"


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
