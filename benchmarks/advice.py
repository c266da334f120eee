"""Whether the edit that a finding of stuffing names clears it.

    python benchmarks/advice.py DATA

Of every second article with a planted phrase of level 3 and more that is flagged, the
occurrences that the message names are replaced by new words, and the article is judged again.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
from stuffing_data import Case, injected

from analyzer.corpus import Corpus
from analyzer.phrases.stuffing import likelihood, occurrences_to_rephrase, stuffing_model
from analyzer.phrases.stuffing_message import (
    CLEARED,
    MIN_PROBABILITY,
    Stuffing,
    find_stuffing,
)
from analyzer.segmentation import build_corpus

CONSONANTS, VOWELS = "bdfgklmnprst", "aeiou"


def new_word(rng: random.Random) -> str:
    """Return a word that no article has."""
    return "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(3))


def edited(corpus: Corpus, found: Stuffing, count: int, rng: random.Random) -> str:
    """Return the text with so many occurrences replaced, in the order of the advice."""
    first, last, opens = found.core
    chosen = np.lexsort((-first, ~opens))[:count].tolist()
    text = corpus.prose
    for at in sorted(chosen, key=lambda at: -int(first[at])):
        begin, end = corpus.token_start[first[at]], corpus.token_end[last[at]]
        words = " ".join(new_word(rng) for _ in range(int(last[at] - first[at]) + 1))
        text = text[:begin] + words + text[end:]
    return text


def outcome(case: Case, rng: random.Random) -> bool | None:
    """Return whether the edit clears the finding; None where there is none."""
    model = stuffing_model()
    corpus = build_corpus([case.article()])
    likely = likelihood(corpus, model)
    if likely.joined[0] < MIN_PROBABILITY:
        return None
    found = find_stuffing(corpus, model, likely, 0)
    count = occurrences_to_rephrase(corpus, model, found.core, CLEARED)
    text = edited(corpus, found, count or len(found.first), rng)
    after = build_corpus([replace(case, text=text).article()])
    return bool(likelihood(after, model).joined[0] < MIN_PROBABILITY)


def main() -> None:
    """Print how many findings there are, and how many the edit clears."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    cases = [case for case in injected(parser.parse_args().data) if case.title]
    rng = random.Random(1)
    outcomes = [outcome(case, rng) for case in [case for case in cases if case.level >= 3][::2]]
    cleared = [each for each in outcomes if each is not None]
    print(f"{len(cleared)} findings, {sum(cleared)} cleared by the edit")


if __name__ == "__main__":
    main()
