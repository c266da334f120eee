"""Speed and agreement of tokens, sentences, words and languages.

    python benchmarks/words.py DATA

DATA is a folder of ``*.jsonl.gz`` files with one JSON object a line, of which
``text`` and ``lang`` are read. Prints megabytes per second of processor time
for blocks of half a megabyte, the share of tokens that ``uniseg`` finds too (of
every tenth text), and how often the language is told.
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from analyzer.text import tokens as words
from analyzer.text.sentences import split_sentences
from analyzer.text.word_boundaries import split_tokens

BLOCK = 500_000


def read(path: Path) -> list[tuple[str, str]]:
    """Return the language and the text of each line of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return [(row.get("lang", "en"), row["text"]) for row in rows if row.get("text")]


def seconds(function, *arguments) -> float:
    """Return the median processor time of some calls."""
    times = []
    for _ in range(9):
        begun = time.thread_time()
        function(*arguments)
        times.append(time.thread_time() - begun)
    return statistics.median(times)


def speeds(texts: list[str]) -> dict[str, float]:
    """Return megabytes per second of each step, on about `BLOCK` characters."""
    block = "\n\n".join(texts)[:BLOCK]
    size = len(block.encode()) / 1e6
    tokens = split_tokens(block)
    vocabulary, token_id = words.intern(tokens)
    articles = np.linspace(0, len(token_id), 200).astype(np.int64)
    steps = {
        "tokens": (split_tokens, block),
        "sentences": (split_sentences, block.split("\n\n"), "en"),
        "sentences of one line": (split_sentences, [block.replace("\n", " ")], "en"),
        "intern": (words.intern, tokens),
        "identify": (words.identify, vocabulary, token_id, articles, [""] * 199),
        "hash": (words.word_hash, vocabulary),
        "stems": (words.stems, vocabulary, "en"),
    }
    return {name: size / seconds(*step) for name, step in steps.items()}


def agreement(texts: list[str]) -> tuple[int, int]:
    """Return how many tokens of `uniseg` are tokens here too, and how many it has."""
    from uniseg.wordbreak import words as uniseg_words

    same = total = 0
    for text in texts:
        tokens = split_tokens(text)
        ours = set(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))
        position = 0
        for word in uniseg_words(text):
            if any(character.isalnum() for character in word):
                total += 1
                same += (position, position + len(word)) in ours
            position += len(word)
    return same, total


def identified(texts: list[str]) -> list[str]:
    """Return the language told of each text."""
    tokens = split_tokens("".join(text + "\n" for text in texts))
    vocabulary, token_id = words.intern(tokens)
    edges = np.cumsum([0, *(len(text) + 1 for text in texts)])
    ptr = np.searchsorted(tokens.start, edges)
    return words.identify(vocabulary, token_id, ptr, [""] * len(texts))


def main(folder: str) -> None:
    """Measure on every file of `folder` that has texts and languages."""
    for name in ("news_bbc", "editorial_digitalgov", "news_multilingual_sample"):
        rows = read(Path(folder) / f"{name}.jsonl.gz")
        texts = [text for _, text in rows]
        print(name, len(texts), "texts")
        print("  MB/s:", {step: round(speed, 1) for step, speed in speeds(texts).items()})
        same, total = agreement(texts[::10])
        print(f"  tokens of uniseg: {same} of {total}")
        for cut in (None, 200):
            wrong = Counter(
                (language, told)
                for (language, _), told in zip(
                    rows, identified([text[:cut] for text in texts]), strict=True
                )
                if told != language
            )
            right = 1 - wrong.total() / len(texts)
            print(f"  languages, first {cut or 'all'} characters: {right:.4f}", end=" ")
            print(wrong.most_common(5))


if __name__ == "__main__":
    main(*sys.argv[1:])
