"""Articles as published, with words of their own titles planted into them.

The injected set plants the first words of a title into news of about 500 words. Here the
words are taken from any place of the title, and the articles have any length and kind, so
that what is fitted depends on neither.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from stuffing_data import PLANTED, Case

SENTENCES = (
    "Many readers ask about {0}.",
    "{0} has its own rules.",
    "Nobody should overlook {0}.",
    "With {0} everything begins.",
    "{0} will stay with us, as everyone knows.",
    "We return to {0} below.",
)
OPENINGS = ("{0}: ", "{0} and how it works: ", "When it comes to {0}, ")
INSERTIONS = (" {0},", " ({0})", " {0}")
# Copies in 100 words, by level, as the injected set has them.
DENSITY = (0.0, 0.36, 0.72, 1.07, 2.0, 2.8)
FEWEST_SENTENCES, FEWEST_COPIES = 8, (0, 1, 2, 4, 6, 8)
WORD = re.compile(r"[^\W_][\w'’-]*")
BREAK = re.compile(r"(?<=[.!?]) +(?=[A-Z“\"])")
PROSE = re.compile(r"[A-Z“\"][^|{}<>`]{80,}", re.DOTALL)


def plant(cases: Sequence[Case], seed: int = 1) -> list[Case]:
    """Return a stuffed article for each English one with a title and enough prose."""
    rng = random.Random(seed)
    found = [
        _stuffed(case, rng) for case in cases if case.title and case.language in ("", "en")
    ]
    return [case for case in found if case]


def _stuffed(case: Case, rng: random.Random) -> Case | None:
    """Plant words of the title into an article, at a level drawn for it."""
    phrase = title_words(case.title, rng)
    blocks = re.split(r"(\n\s*\n)", case.text)
    parted = [BREAK.split(block) if PROSE.match(block) else [block] for block in blocks]
    places = [
        (at, number)
        for at, sentences in enumerate(parted)
        if len(sentences) > 1 or PROSE.match(sentences[0])
        for number in range(len(sentences))
    ]
    if not phrase or len(places) < FEWEST_SENTENCES:
        return None
    level = rng.randint(1, 5)
    n_words = sum(len(parted[at][number].split()) for at, number in places)
    wanted = max(FEWEST_COPIES[level], round(DENSITY[level] * n_words / 100))
    kind = rng.choice(["sentence", "sentence", "opener", "inline"])
    for at, number in rng.sample(places, min(wanted, len(places))):
        parted[at][number] = _said(parted[at][number], phrase, kind, rng)
    text = "".join(" ".join(sentences) for sentences in parted)
    return replace(case, name=PLANTED, text=text, level=level, kind=kind, key_phrase=phrase)


def title_words(title: str, rng: random.Random) -> str:
    """Return three to five words in a row from any place of a title; empty if it has none."""
    clause = rng.choice(re.split(r"[^\w\s'’-]+", title))
    words = WORD.findall(clause)
    runs = [
        words[at : at + n]
        for n in (3, 4, 5)
        for at in range(len(words) - n + 1)
        if len(words[at]) > 3
        and len(words[at + n - 1]) > 3
        and any(word.islower() and len(word) > 3 for word in words[at : at + n])
    ]
    return " ".join(rng.choice(runs)) if runs else ""


def _said(sentence: str, phrase: str, kind: str, rng: random.Random) -> str:
    """Return a sentence with the phrase before, in or behind it."""
    small = phrase if rng.random() < 0.3 else phrase.lower()
    large = small[:1].upper() + small[1:]
    if kind == "sentence":
        said = rng.choice(SENTENCES)
        return f"{sentence} {said.format(large if said.startswith('{') else small)}"
    if kind == "opener":
        opening = rng.choice(OPENINGS)
        return opening.format(large if opening.startswith("{") else small) + sentence
    words = sentence.split(" ")
    at = rng.randrange(1, len(words)) if len(words) > 1 else 1
    words[at - 1] += rng.choice(INSERTIONS).format(small)
    return " ".join(words)
