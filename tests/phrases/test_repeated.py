"""Repeated phrases against an obvious loop, and on texts a reader can check."""

from collections import defaultdict
from itertools import pairwise, permutations
from textwrap import fill

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repetitive import written

from analyzer.article import Article
from analyzer.phrases.content_words import running_content, title_content
from analyzer.phrases.repeated import LONGEST, phrase_label, repeated_phrases, title_match
from analyzer.segmentation import build_corpus

CONTENT = ("harbour", "ferry", "ticket")
OTHER = ("the", "of", ",")


def phrases_of(text, title=""):
    corpus = build_corpus([Article("a", text, title=title)])
    phrases = repeated_phrases(corpus)
    return {
        phrase_label(corpus, phrases, index): {
            "count": int(phrases.count[index]),
            "exact": int(phrases.exact[index]),
            "words": int(phrases.n_words()[index]),
            "paragraphs": int(phrases.paragraphs[index]),
            "in_title": bool(title_match(corpus).present[index]),
            "sentence_initial": int(phrases.sentence_initial[index]),
        }
        for index in range(len(phrases.article))
    }


def slow_runs(sentence):
    """Split a list of words at commas and where more than two stop words stand."""
    runs, run, skipped = [], [], 0
    for word in [*sentence, ","]:
        if word in CONTENT:
            if skipped > 2:
                runs.append(run)
                run = []
            run.append(word)
            skipped = 0
        elif word == ",":
            runs.append(run)
            run, skipped = [], 0
        else:
            skipped += 1
    return runs


def slow_phrases(paragraphs):
    runs = [run for sentence in paragraphs for run in slow_runs(sentence)]
    places = defaultdict(list)
    for number, run in enumerate(runs):
        for n in range(2, LONGEST + 2):
            for i in range(len(run) - n + 1):
                places[tuple(run[i : i + n])].append((number, i))
    counts = {}
    for gram, found in places.items():
        n = len(gram)
        covered = any(
            len(longer) == n + 1
            and ((longer[1:] == gram) or (longer[:-1] == gram and n < LONGEST))
            and len(places[longer]) == len(found)
            for longer in list(places)
        )
        apart = [
            (number, i)
            for k, (number, i) in enumerate(found)
            if k == 0 or found[k - 1][0] != number or i - found[k - 1][1] >= n
        ]
        if n <= LONGEST and not covered and len(apart) > 1:
            counts[gram] = len(apart)
    return counts


paragraph = st.lists(st.sampled_from(CONTENT + OTHER), max_size=14)


@given(st.lists(paragraph, max_size=5))
def test_phrases_agree_with_the_slow_way(paragraphs):
    text = "\n\n".join(" ".join(p).replace(" ,", ",") + "." for p in paragraphs)
    found = phrases_of(text)
    expected = slow_phrases(paragraphs)
    assert sorted(shown["count"] for shown in found.values()) == sorted(expected.values())
    words = {tuple(w for w in label.lower().split() if w in CONTENT) for label in found}
    assert words == set(expected)


def test_a_phrase_is_told_with_all_its_figures():
    text = (
        "Harbour ferry tickets rise again, the company says.\n\n"
        "Passengers complain. The harbour ferry tickets cost more than a bus ride.\n\n"
        "In winter a harbour ferry ticket is cheaper. Nobody buys harbour ferry tickets then."
    )
    found = phrases_of(text, title="Why harbour ferry tickets rise")
    assert found == {
        "Harbour ferry tickets": {
            "count": 4,
            "exact": 3,
            "words": 3,
            "paragraphs": 3,
            "in_title": True,
            "sentence_initial": 2,
        }
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oil of the north. Oil of the north.", {"Oil of the north": 2}),
        ("Sell-off plan fails. A sell-off plan, at last.", {"Sell-off plan": 2}),
        ("Blue door, red wall. Blue, door red, wall.", {}),
        ("Tags: ice cream, ice cream, ice cream.", {"ice cream": 3}),
        ("Nothing is said twice here.", {}),
        ("", {}),
    ],
)
def test_what_counts_as_a_phrase(text, expected):
    assert {label: shown["count"] for label, shown in phrases_of(text).items()} == expected


def test_a_word_said_again_and_again_is_not_two_places_of_its_double():
    assert phrases_of("Cheap cheap cheap cheap cheap.") == {}


def test_the_title_does_not_count_as_a_place():
    assert phrases_of("Brass band wins.", title="Brass band wins") == {}


def test_other_articles_change_nothing():
    texts = ["Grey seals rest. Grey seals sleep.", "Grey seals hunt.", "Old mill. Old mill."]
    corpus = build_corpus([Article(str(i), text) for i, text in enumerate(texts)])
    phrases = repeated_phrases(corpus)
    labels = [phrase_label(corpus, phrases, i) for i in range(len(phrases.article))]
    assert labels == ["Grey seals", "Old mill"]
    assert phrases.article.tolist() == [0, 2]
    assert np.diff(phrases.ptr).tolist() == [2, 2]


def test_line_wrapping_does_not_part_a_phrase():
    text = "Nobody who lives here takes the long bridge road now: the long bridge road is shut."
    wrapped = fill(text, 36)
    assert wrapped.count("long\nbridge") == wrapped.count("bridge\nroad") == 1
    assert list(phrases_of(wrapped)) == ["long bridge road"]


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_phrases_are_found_in_titles_word_by_word(seed):
    corpus = build_corpus(written(seed))
    phrases, body, title = (
        f(corpus) for f in (repeated_phrases, running_content, title_content)
    )
    found = title_match(corpus)
    runs = [range(a, b) for a, b in pairwise(title.run_ptr.tolist())]
    for phrase in range(len(phrases.article)):
        own = slice(phrases.ptr[phrase], phrases.ptr[phrase + 1])
        n, head = int(phrases.n_content[phrase]), int(phrases.content[own][0])
        stems = body.stem[head : head + n].tolist()
        at = [
            run[i] for run in runs for i in range(len(run) - n + 1)
            if title.article[run[i]] == phrases.article[phrase]
            and title.stem[run[i] : run[i] + n].tolist() == stems
        ]  # fmt: skip
        shortest = int((phrases.last[own] - phrases.first[own]).min())
        assert found.present[phrase] == bool(at)
        assert found.verbatim[phrase] == any(
            title.token[i + n - 1] - title.token[i] == shortest for i in at
        )


def test_a_phrase_is_in_no_title_but_that_of_its_own_article() -> None:
    words = ["bano", "deno", "fimo", "gupo", "kalo", "miro", "novo", "rusto"]
    pairs = list(permutations(words, 2))
    body = " ".join(f"{one.capitalize()} {other}." for one, other in pairs * 2)
    found = 0
    for one, other in pairs:
        corpus = build_corpus([Article("0", body), Article("1", body, f"{one} {other}")])
        own = repeated_phrases(corpus).article
        present = title_match(corpus).present
        found += int(present[own == 1].sum())
        assert not present[own == 0].any()
    assert found
