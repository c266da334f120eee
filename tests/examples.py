"""Texts for the tests of rules: with an issue each, and without any. All written here."""

from analyzer.article import Article

LINES = (
    "The ferry leaves at nine and takes an hour to the island.",
    "Nobody had counted the herons before the reserve was fenced.",
    "A baker from Rouen keeps the oldest oven in the valley alive.",
    "Rain delayed the harvest, yet the cider was better than last year's.",
    "Seven pupils drew maps of the brook and hung them in the town hall.",
    "His grandmother taught him to mend nets by the light of one lamp.",
    "The council bought the mill because the roof had begun to leak.",
    "On the third day they found the missing goat behind the chapel.",
    "An archivist reads letters aloud every Friday to whoever comes.",
    "Paint from the old station was sold by the tin to collectors.",
    "Two engineers measured how far the cliff had moved since spring.",
    "Children under ten travel free if they bring a drawing of a fish.",
)
PLAIN = "\n\n".join(" ".join(LINES[first : first + 3]) for first in range(0, 12, 3))
SAID_TWICE = (
    f"{PLAIN}\n\nEvery summer the orchestra plays Brahms in the old quarry at dusk.\n\n"
    "At dusk the orchestra plays Brahms in the old quarry every summer."
)
REFRAIN = "\n\n".join(
    f"The harbour master said {rest}"
    for rest in (
        "the pier was safe for the winter.",
        "two cranes would be sold in May.",
        "no ship had been turned away.",
        "tides were higher than he remembered.",
        "the lamps would be mended by Easter.",
        "his deputy would answer letters.",
    )
)
BUREAUCRACY = " ".join(
    "The institutional reorganisation of administrative responsibilities necessitates "
    "comprehensive interdepartmental consultations concerning organisational "
    f"implementation alternatives, particularly regarding {matter} considerations."
    for matter in (
        "environmental",
        "infrastructural",
        "constitutional",
        "educational",
        "agricultural",
        "international",
        "technological",
    )
)
FEW_WORDS = " ".join(
    "The shop has shoes. The shoes are good. Good shoes are in the shop. "
    "See the shop and see the shoes." for _ in range(5)
)  # fmt: skip
PASTED = "\n\n".join([" ".join(LINES[:6])] * 4)
SCRAPED = (
    "Monday, 3 March 2025\n\nHeron count reaches a record\n\n"
    + PLAIN
    + "\n\nShare this post:\n\nRelated\n\nMore herons were seen along the coast as..."
)
PHRASED = "\n\n".join(
    f"Green harbour electric ferry timetable {rest} {line}"
    for rest, line in zip(
        ("changes in May.", "pleases all.", "was late.", "is printed.", "returns.", "ends."),
        LINES,
        strict=False,
    )
)


def aiming(title: str, first: int) -> Article:
    """An article whose title is in its lead and later in its body."""
    lines = " ".join(LINES[first : first + 4])
    text = f"{title} is what we show. {lines}\n\nNow, {title.lower()}, at last."
    return Article(title, text, title=title)
