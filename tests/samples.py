"""Generated texts of many shapes."""

import random

from analyzer.article import Article

SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
]
SMALL = [
    "the",
    "a",
    "of",
    "to",
    "and",
    "in",
    "is",
    "that",
    "it",
    "on",
    "for",
    "as",
    "with",
    "was",
    "at",
    "by",
]


def word(random_: random.Random) -> str:
    """A made-up word of one to four syllables."""
    return "".join(random_.choices(SYLLABLES, k=random_.randint(1, 4)))


def document(seed: int, n_sentences: int = 30, repeats: float = 0.3) -> str:
    """A text of paragraphs in which some sentences, or parts of them, come again."""
    random_ = random.Random(seed)
    vocabulary = [word(random_) for _ in range(120)]
    sentences: list[str] = []
    for _ in range(n_sentences):
        if sentences and random_.random() < repeats:
            words = random_.choice(sentences).rstrip(".").split()
            cut = random_.randint(1, len(words))
            words = words[:cut] + random_.choices(vocabulary, k=random_.randint(0, 4))
        else:
            words = [
                random_.choice(SMALL if random_.random() < 0.4 else vocabulary)
                for _ in range(random_.randint(3, 25))
            ]
        sentences.append(" ".join(words).capitalize() + ".")
    paragraphs = []
    while sentences:
        size = random_.randint(1, 6)
        paragraphs.append(" ".join(sentences[:size]))
        sentences = sentences[size:]
    return "\n\n".join(paragraphs)


def articles(*texts: str) -> list[Article]:
    """Articles without titles, numbered from 0."""
    return [Article(str(number), text) for number, text in enumerate(texts)]


def twice_said(number: int) -> Article:
    """An article that says a sentence of its own twice."""
    chosen = random.Random(number).choices(SYLLABLES, k=60)
    words = ["".join(chosen[at : at + 3]) for at in range(0, 60, 3)]
    said = " ".join(words[:10])
    text = f"{said} {words[10]}. {' '.join(words[11:15])}.\n\n{said} {words[15]}."
    return Article(f"{number}.txt", text, title=f"Number {number}")
