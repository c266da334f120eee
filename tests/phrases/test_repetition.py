"""The numbers that tell of stuffing, against the same counted word by word."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repetitive import written

from analyzer.article import Article
from analyzer.corpus import Corpus
from analyzer.phrases import stuffing
from analyzer.phrases.content_words import own_words, running_content, separated, stop_tokens
from analyzer.phrases.repeated import Phrases, repeated_phrases, title_match
from analyzer.phrases.repetition import (
    PHRASE_FEATURES,
    phrase_features,
    prose_tokens,
    title_features,
)
from analyzer.phrases.stuffing import (
    Likelihood,
    keyword_density,
    likelihood,
    model_of,
    occurrences_to_rephrase,
    variant_probability,
)
from analyzer.phrases.title_ngrams import title_ngrams
from analyzer.segmentation import build_corpus


def word_of(corpus: Corpus, token: int) -> str:
    return corpus.prose[int(corpus.token_start[token]) : int(corpus.token_end[token])]


def features_of(
    corpus: Corpus, phrases: Phrases, phrase: int, gone: np.ndarray
) -> dict[str, float]:
    """What `PHRASE_FEATURES` names, of one phrase, without its terms."""
    body = running_content(corpus)
    article, n = int(phrases.article[phrase]), int(phrases.n_content[phrase])
    own = range(int(phrases.ptr[phrase]), int(phrases.ptr[phrase + 1]))
    first, last, content = (
        {at: int(column[at]) for at in own}
        for column in (phrases.first, phrases.last, phrases.content)
    )
    here = [at for at in own if not gone[first[at] : last[at] + 1].any()]
    starts = set(corpus.sentence_ptr.tolist())
    small = {
        int(stem) for token, stem, of in zip(body.token, body.stem, body.article, strict=True)
        if of == article and word_of(corpus, int(token))[0].islower()
    }  # fmt: skip
    said = [at for at in here if prose_tokens(corpus)[first[at]]]
    capital = [
        at for at in here
        if word_of(corpus, first[at])[0].isupper() and first[at] not in starts
        and int(body.stem[content[at]]) in small
    ]  # fmt: skip
    chain, longest = 0, 0
    for at in own:
        chain = chain + 1 if at > own[0] and content[at] - content[at - 1] == n else 1
        longest = max(longest, chain)
    common = sum(
        any(word_of(corpus, int(body.token[content[at] + step]))[0].islower() for at in own)
        for step in range(n)
    )
    alone = [at for at in here if stands_alone(corpus, first[at], last[at])]
    openers = sum(bool(phrases.initial[at]) and last[at] + 1 not in starts for at in said)
    return {
        "content": n,
        "words": min(last[at] - first[at] + 1 for at in own),
        "said": len(said),
        "openers": openers,
        "mass": len(said) * (n - 1),
        "common": common,
        "opening_mass": openers * (n - 1),
        "title_said": len(said) * bool(title_match(corpus).present[phrase]),
        "capitals": len(capital),
        "chain": min(longest, len(here)),
        "alone": len(alone),
        **title_of(corpus, article, gone),
        "size": int(corpus.n_distinct[article]),
        "untitled_size": untitled_size(corpus, article, n),
    } if len(here) > 1 and common else dict.fromkeys(PHRASE_FEATURES, 0)  # fmt: skip


def stands_alone(corpus: Corpus, first: int, last: int) -> bool:
    """Whether no content word is between an occurrence and the separators around it."""
    apart, starts = separated(corpus), set(corpus.sentence_ptr.tolist())
    content = set(running_content(corpus).token.tolist())
    while not apart[first] and first not in starts and first - 1 not in content:
        first -= 1
    while last + 1 not in starts and not apart[last + 1] and last + 1 not in content:
        last += 1
    return bool(apart[first] and (last + 1 in starts or apart[last + 1]))


def untitled_size(corpus: Corpus, article: int, n: int = 0) -> int:
    """How many distinct words an article without a title has, up to a hundred."""
    size = 100 if n > 3 else min(int(corpus.n_distinct[article]), 100)
    return 0 if corpus.titles[article] else size


def title_of(corpus: Corpus, article: int, gone: np.ndarray) -> dict[str, float]:
    """How an article has the words of its title, counted token by token."""
    title = corpus.title_id[corpus.title_ptr[article] : corpus.title_ptr[article + 1]].tolist()
    place = {word: at for at, word in reversed(list(enumerate(title)))}
    first, last = corpus.article_ptr[article : article + 2].tolist()
    own, stop = own_words(corpus), stop_tokens(corpus)

    def found(length: int) -> dict[int, list[int]]:
        """Where the body has so many words of the title in a row, by place in the title."""
        result: dict[int, list[int]] = {}
        for at in range(first, last - length + 1):
            tokens = range(at, at + length)
            start = place.get(int(corpus.token_id[at]), -9)
            words = [place.get(int(corpus.token_id[token])) for token in tokens]
            together = len({int(corpus.token_sentence[token]) for token in tokens}) == 1
            if words == list(range(start, start + length)) and together and own[tokens].all():
                result.setdefault(start, []).append(at)
        return result

    def named(at: list[int], length: int) -> bool:
        return not any(
            word_of(corpus, token)[0].islower() and not stop[token]
            for one in at for token in range(one, one + length)
        )  # fmt: skip

    runs = {start: at for start, at in found(3).items() if not stop[at[0] : at[0] + 3].all()}
    times = {start: sum(not gone[one] for one in at) for start, at in runs.items()}
    per_words = 100 / max(int(corpus.n_distinct[article]), 25)
    pairs = {
        start: (sum(not gone[one : one + 2].any() for one in at), named(at, 2))
        for start, at in found(2).items()
    }
    return {
        "title_run": max(times.values(), default=0),
        "common_run": max((times[at] for at in runs if not named(runs[at], 3)), default=0),
        "title_pairs": per_words * sum(count for count, _ in pairs.values()),
        "common_pairs": per_words * sum(count for count, name in pairs.values() if not name),
    }


def terms_of(
    corpus: Corpus, phrases: Phrases, gone: np.ndarray
) -> tuple[list[bool], list[int]]:
    """Which phrases are terms, and how many words the terms of each article have."""
    body, ptr = running_content(corpus), corpus.sentence_ptr
    is_term, words = [], [set[int]() for _ in corpus.articles]
    for phrase in range(len(phrases.article)):
        sentences = set()
        for at in range(int(phrases.ptr[phrase]), int(phrases.ptr[phrase + 1])):
            if not gone[phrases.first[at] : phrases.last[at] + 1].any():
                sentence = corpus.token_sentence[phrases.first[at]]
                sentences.add(
                    tuple(corpus.token_id[ptr[sentence] : ptr[sentence + 1]].tolist())
                )
        is_term.append(len(sentences) > 1 and phrases.n_content[phrase] <= 3)
        if is_term[-1]:
            head = int(phrases.content[phrases.ptr[phrase]])
            stems = body.stem[head : head + int(phrases.n_content[phrase])].tolist()
            words[int(phrases.article[phrase])].update(stems)
    return is_term, [len(each) for each in words]


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0, 0.4))
def test_features_of_phrases_and_titles_are_those_counted_one_by_one(
    seed: int, share: float
) -> None:
    corpus = build_corpus(written(seed))
    phrases = repeated_phrases(corpus)
    gone = np.random.default_rng(seed).random(len(corpus.token_id)) < share
    for without in (None, gone):
        flags = np.zeros(len(corpus.token_id), bool) if without is None else without
        is_term, n_terms = terms_of(corpus, phrases, flags)
        found = phrase_features(corpus, without)
        for phrase in range(len(phrases.article)):
            expected: dict[str, Any] = features_of(corpus, phrases, phrase, flags)
            if expected["size"]:
                article = int(phrases.article[phrase])
                others = n_terms[article] - is_term[phrase] * expected["content"]
                expected["others"] = 100 * max(others, 0) / max(expected["size"], 25)
            told = dict(zip(PHRASE_FEATURES, found[phrase].tolist(), strict=True))
            assert told == pytest.approx(expected)
        of_title = title_features(corpus, without)
        for article, size in enumerate(corpus.n_distinct.tolist()):
            expected = dict.fromkeys(PHRASE_FEATURES, 0) | {
                **title_of(corpus, article, flags),
                "untitled_size": untitled_size(corpus, article),
                "others": 100 * n_terms[article] / max(size, 25),
                "size": size,
            }
            told = dict(zip(PHRASE_FEATURES, of_title[article].tolist(), strict=True))
            assert told == pytest.approx(expected)


def test_few_distinct_words_count_as_twenty_five_and_more_as_they_are() -> None:
    for size in (3, 25, 40):
        found = keyword_density(np.array([[math.e - 1, float(size)]]))
        assert found[0] == pytest.approx(1 - 1.1 * math.log(max(size, 25)))


PHRASES = {
    "intercept": -1.0,
    "steps": {name: [] for name in PHRASE_FEATURES} | {"said": [[2, 0.5], [4, 1.5]]},
    "calibration": [[-1, -2], [1, 2]],
}
NUMBERS = {
    "titled": PHRASES,
    "untitled": PHRASES | {"intercept": 0.0},
    "density": {"intercept": 0.5, "weight": 2},
}


def test_a_step_counts_from_its_place_on_and_the_evidence_is_calibrated() -> None:
    model = model_of(NUMBERS)
    features = np.zeros((5, len(PHRASE_FEATURES)))
    features[:, PHRASE_FEATURES.index("said")] = [0, 1, 2, 3, 4]
    assert model.titled.terms(features).sum(axis=1).tolist() == [0, 0, 0.5, 0.5, 1.5]
    titled = np.array([True, True, True, False, True])
    odds = np.log(1 / model.phrase_probability(features, titled) - 1)
    assert odds.tolist() == pytest.approx([2, 2, 1, -1, -1])
    density = model.density_probability(np.array([[0.0, 25.0]]))
    assert -np.log(1 / density - 1) == pytest.approx(0.5 - 2.2 * math.log(25))


def test_more_variants_are_more_likely_stuffing_from_six_on() -> None:
    found = variant_probability(np.arange(12.0))
    assert (np.diff(found) > 0).all()
    assert (found >= 0.5).tolist() == [count >= 6 for count in range(12)]


TEXT = """Harbour ferry tickets sold. Cold quay walls. Harbour ferry tickets gone. Cold quay
opened. Old lamp. Cold rain fell on an old lamp."""


class Verdict:
    """A model that gives phrases, then titles, then articles the probabilities it was given."""

    def __init__(self, phrase: list[float], title: list[float], crowd: list[float]) -> None:
        self.next, self.crowd = iter([phrase, title]), crowd

    def phrase_probability(self, features: np.ndarray, titled: np.ndarray) -> np.ndarray:
        found = next(self.next)
        assert len(found) == len(features) == len(titled)
        return np.array(found)

    def density_probability(self, features: np.ndarray) -> np.ndarray:
        return np.array(self.crowd)


def judged(phrase: list[float], title: list[float], crowd: list[float]) -> Likelihood:
    """Judge three articles, of which the second has three phrases and the first no word."""
    articles = [Article("a", ""), Article("b", TEXT), Article("c", "Rain.")]
    verdict: Any = Verdict(phrase, title, crowd)
    return likelihood(build_corpus(articles), verdict)


def test_any_of_phrases_title_and_words_makes_an_article_stuffed() -> None:
    found = judged([0.2, 0.5, 0.1], [0.9, 0.25, 0.75], [0.5, 0.2, 0.0])
    assert found.joined.tolist() == pytest.approx([0, 0.5, 0.75])
    found = judged([0.2, 0.5, 0.1], [0.9, 0.6, 0.0], [0.5, 0.0, 0.5])
    assert found.joined.tolist() == pytest.approx([0, 0.6, 0.5])


def test_the_worst_phrase_is_the_likeliest_then_the_longest_then_the_first() -> None:
    """In the order of the text: one of three content words, and two of two."""
    none = [0.0, 0.0, 0.0]
    for phrase, worst in [([0.2, 0.5, 0.4], 1), ([0.4, 0.4, 0.4], 0), ([0.1, 0.4, 0.4], 1)]:
        found = judged(phrase, none, none)
        assert found.worst.tolist() == [-1, worst, -1]
        assert [found.of_worst(at) for at in range(3)] == [0.0, phrase[worst], 0.0]


@pytest.mark.parametrize("limit", [1.0, 0.99, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.9])
def test_so_many_places_are_rephrased_as_clear_the_article(
    monkeypatch: pytest.MonkeyPatch, limit: float
) -> None:
    """Every token that is gone takes a hundredth off the verdict."""
    corpus = build_corpus(
        [Article("a", "Rain fell."), Article("b", TEXT), Article("c", "Rain.")]
    )
    first, last = np.array([2, 5, 8, 10, 13]), np.array([4, 6, 8, 11, 13])
    opens = np.array([True, False, True, False, False])
    order = [2, 0, 4, 3, 1]  # those that open a sentence first, later ones before earlier ones
    gone = [
        {at - 2 for p in order[:n] for at in range(first[p], last[p] + 1)} for n in range(6)
    ]

    class Judged:
        def __init__(self, own: Corpus, _: object, without: np.ndarray) -> None:
            assert [one.id for one in own.articles] == ["b"]
            assert set(np.flatnonzero(without).tolist()) in gone
            self.joined = [1 - np.count_nonzero(without) / 100]

    monkeypatch.setattr(stuffing, "likelihood", Judged)
    model: Any = None
    found = occurrences_to_rephrase(corpus, model, (first, last, opens), limit)
    enough = [count for count in range(1, 6) if 1 - len(gone[count]) / 100 < limit]
    assert found == (enough[0] if enough else 0)


def test_words_before_a_run_of_the_title_belong_to_it_only_where_they_precede_it() -> None:
    """Other occurrences of "in the" say nothing about "the Harbour Board"."""
    places = ("mill", "yard", "office", "chapel", "barn", "forge")
    text = " ".join(
        f"Every {place} {verb} the Harbour Board, and people in the {place} agreed."
        for place, verb in zip(
            places, ("knew", "paid", "liked", "met", "saw", "asked"), strict=True
        )
    )
    corpus = build_corpus([Article("a", text, title="Changes in the Harbour Board")])
    begin, end = title_ngrams(corpus).around(corpus, 0)
    words = [corpus.vocabulary[word] for word in corpus.title_id[begin:end]]
    assert words == ["the", "harbour", "board"]
