"""Articles made for the tests: of few words, which they say again and again."""

from random import Random

from analyzer.article import Article

WORDS = ["harbour", "ferry", "ticket", "Harbour", "Ferry", "7", "quay"]
SMALL_WORDS = ["the", "of", "and"]


def written(seed: int) -> list[Article]:
    """Articles of few words, that say them again and again, some with a title of them."""
    chance = Random(seed)
    found = []
    for number in range(chance.randint(1, 3)):
        sentences: list[str] = []
        title = " ".join(chance.choices(WORDS, k=chance.choice([0, 3, 4])))
        if chance.random() < 0.3:
            sentences.append(" ".join(f"word{chance.randrange(99)}" for _ in range(40)) + ".")
        for _ in range(chance.randint(0, 9)):
            words = [chance.choice(WORDS + SMALL_WORDS) for _ in range(chance.randint(1, 8))]
            joined = chance.choice(sentences[:1] or [""]) if chance.random() < 0.2 else ""
            for word in words:
                joined += chance.choice(["", "", "", ",", " (", ""]) + " " + word
            joined = (
                f"{chance.choice(['', '', '', title])} {joined.strip().rstrip('.')}".strip()
            )
            sentences.append(joined[:1].upper() + joined[1:] + chance.choice([".", ".", ""]))
        text = "".join(one + chance.choice([" ", "\n\n"]) for one in sentences)
        found.append(Article(str(number), text, title=title, language="en"))
    return found
