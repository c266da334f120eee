"""What is told of a stuffed article: the phrase, its places, why, and what to do."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.content_words import body_content
from analyzer.phrases.repeated import phrase_label, repeated_phrases, title_match
from analyzer.phrases.repetition import PHRASE_FEATURES, RUN, title_ngrams
from analyzer.phrases.stuffing import Likelihood, places_to_rephrase
from analyzer.phrases.stuffing_model import StuffingModel
from analyzer.phrases.word_frequency import word_frequency

# Told from here: stuffed rather than not.
MIN_PROBABILITY = 0.5
# How the terms of the evidence are named, with the features that each adds up;
# {0} is the number of the first.
TERMS = {
    "opens {0:.0f} sentences": ("openers", "opening_mass"),
    "said {0:.0f} times in running text": ("said", "mass"),
    "{0:.0f} words long": ("words", "content"),
    "{0:.0f} words that are no name": ("common",),
    "the title begins with it": ("leading_said",),
    "{0:.0f} times as the title has it": ("title_run",),
    "{0:.0f} capitals that no name asks for": ("capitals",),
    "{0:.0f} times in a row": ("chain",),
    "{0:.0f} times between commas": ("alone",),
    "{0:.0f} in 100 words are of other terms": ("others",),
    "{0:.0f} different words": ("size",),
}
# Evidence that shows no digit is not shown.
SHOWN = 0.05


class StuffingMessage(msgspec.Struct, frozen=True, eq=False):
    """What is told of one article.

    Attributes
    ----------
    label : str
        The phrase or word.
    detail : str
        Why, what to do, and the evidence.
    start, end : ndarray of int64, shape (n_places,)
        The places, as offsets into ``Corpus.prose``.
    n_words : int
        The words of the phrase.
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
    """Tell of the strongest evidence against an article."""
    phrase, title = likely.of_worst(article), float(likely.title[article])
    if likely.crowd[article] > max(phrase, title):
        return _crowded(corpus, article)
    if phrase >= title:
        return _phrase(corpus, model, likely, article)
    return _title(corpus, model, likely, article)


def _phrase(
    corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int
) -> StuffingMessage:
    """Tell of a phrase that will not bend."""
    phrases, phrase = repeated_phrases(corpus), int(likely.worst[article])
    places = slice(phrases.ptr[phrase], phrases.ptr[phrase + 1])
    first, last, opens = phrases.first[places], phrases.last[places], phrases.initial[places]
    paragraphs = phrases.paragraphs[phrase]
    text = phrase_label(corpus, phrases, phrase)
    said = [f'"{text}" appears {_times(len(first))} in {_count(paragraphs, "paragraph")}']
    if opens.sum() > 1:
        said.append(_openings(int(opens.sum()), len(first)))
    if title_match(corpus).present[phrase]:
        said.append("and in the title")
    edit = _edit(corpus, model, (first, last, opens))
    why = _terms(model, likely.features[phrase])
    return StuffingMessage(
        text, f"{', '.join(said)}; {edit}",
        corpus.token_start[first], corpus.token_end[last], int(phrases.n_words()[phrase]), why,
    )  # fmt: skip


def _title(
    corpus: Corpus, model: StuffingModel, likely: Likelihood, article: int
) -> StuffingMessage:
    """Tell of words of the title that return as the title has them."""
    runs = title_ngrams(corpus)
    begin, end = runs.around(corpus, article)
    first = runs.first[corpus.token_article[runs.first] == article]
    last = first + RUN - 1
    words = corpus.title_id[begin:end].tolist()
    text = _as_in_title(corpus.titles[article], [corpus.vocabulary[word] for word in words])
    start, stop = corpus.token_start[first], corpus.token_end[last]
    edit = _edit(corpus, model, (first, last, np.zeros(len(first), bool)))
    why = _terms(model, likely.title_features[article])
    message = f'"{text}", from the title, appears {_times(len(first))}; {edit}'
    return StuffingMessage(text, message, start, stop, end - begin, why)


def _as_in_title(title: str, words: list[str]) -> str:
    """Return folded words as the title writes them, if they are found in it so."""
    at = title.casefold().find(" ".join(words))
    return title[at : at + len(" ".join(words))] if at >= 0 else " ".join(words)


def _crowded(corpus: Corpus, article: int) -> StuffingMessage:
    """Tell of the word that crowds an article."""
    body, stem = body_content(corpus), word_frequency(corpus).word_stem[article]
    token = body.token[(body.article == article) & (body.stem == stem)]
    if not len(token):
        return StuffingMessage("", "", token, token, 0)
    text = corpus.vocabulary[corpus.token_id[token[0]]]
    share = len(token) / corpus.n_words[article]
    message = (
        f'"{text}" appears {_times(len(token))}: a keyword density of {share:.0%}; '
        "replace some of them by other words"
    )
    return StuffingMessage(text, message, corpus.token_start[token], corpus.token_end[token], 1)


def _edit(corpus: Corpus, model: StuffingModel, places: tuple[Ints, Ints, Flags]) -> str:
    """Say how many places to rephrase, and which first."""
    count, opens = (
        places_to_rephrase(corpus, model, places, MIN_PROBABILITY),
        int(places[2].sum()),
    )
    if not count:
        return "rephrase all of them and check again"
    if count <= opens < len(places[0]):
        return f"rephrase {count} of those at the start of a sentence"
    return f"rephrase {count} of them"


def _terms(model: StuffingModel, features: Floats) -> str:
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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
