"""Articles that are stuffed, and articles that are not. All written here."""

PLAIN = (
    "The ferry leaves at nine and takes an hour to the island, if the wind allows it.",
    "Nobody had counted the herons before the reserve was fenced in spring.",
    "A baker from Rouen keeps the oldest oven in the valley alive with beech wood.",
    "Rain delayed the harvest, yet the cider was better than last year's.",
    "Seven pupils drew maps of the brook and hung them in the town hall.",
    "His grandmother taught him to mend nets by the light of one lamp.",
    "The council bought the mill because the roof had begun to leak into the grain.",
    "On the third day they found the missing goat behind the chapel.",
    "An archivist reads letters aloud every Friday to whoever climbs the stairs.",
    "Paint from the old station was sold by the tin to collectors from abroad.",
    "Two engineers measured how far the cliff had moved since the thaw.",
    "Children under ten travel free if they bring a drawing of a fish.",
    "The museum closes its upper floor while the beams are being dried.",
    "Few remember who first planted limes along the northern quay.",
    "Her cousin repairs accordions in a shed that smells of resin.",
    "A committee will decide in June whether the bells may ring again.",
)
PHRASE = "Harbour rail link plans widen"
TAG = "cheap garden chairs"


def paragraphs(sentences: list[str], size: int = 3) -> str:
    """Join sentences to paragraphs."""
    blocks = [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]
    return "\n\n".join(blocks)


def opened(phrase: str, count: int, joint: str = "as") -> str:
    """Put a phrase before every fourth sentence, so many times."""
    sentences = list(PLAIN)
    for at in range(count):
        place = 4 * at % len(sentences) + at // 4
        lowered = PLAIN[place][0].lower() + PLAIN[place][1:]
        sentences[place] = f"{phrase} {joint} {lowered}"
    return paragraphs(sentences, 4)


def closed(phrase: str, count: int) -> str:
    """Add sentences that only serve to say a phrase."""
    frames = (
        "That is why {} matter.", "For more on {}, keep reading.",
        "This is what {} are about.", "Readers look for {} every day.",
        "We know {} better than anyone.", "Here you will find {} again.",
    )  # fmt: skip
    sentences = list(PLAIN)
    for at in range(count):
        sentences.insert(3 * at + 2, frames[at % len(frames)].format(phrase))
    return paragraphs(sentences, 4)


TITLE = f"{PHRASE} in the north"
NAMES = """The Ministry of Transport and Coastal Affairs opened its review of the harbours on
Monday, three months after the first of them had to be closed. Inspectors will visit nine
ports before the summer and publish what they find.

"We should have begun a year ago," said Edda Solvang Larsen, the prime minister, who grew up
in one of the villages concerned. Her party had promised the review before the election, and
then spent the winter arguing over who should pay for it.

The Ministry of Transport and Coastal Affairs has asked the authorities of each port for
their accounts. Several have none; in Grimsund the ledgers were lost in a fire, and in Holm
nobody can remember who last kept them. A first draft is expected in March.

Opponents doubt the dates. Harald Brekke called the plan hasty, and others in his party fear
that the smallest ports will be given up for good. A spokesman for the Ministry of Transport
and Coastal Affairs declined to answer them.

In the evening Edda Solvang Larsen left for Lisbon, where the European Maritime Safety
Agency has its seat. The agency has warned twice of cracked piers along this coast, and its
engineers think that repairs would take ten years.
"""
HOW_TO = """Install the mapping tool

Open a terminal and type the command below. It fetches what is missing and asks before it
writes anything to the disk.

Install the mapping tool on Debian

$ sudo apt install maptool

Install the mapping tool on Fedora

$ sudo dnf install maptool

Install the mapping tool from source

$ git clone https://example.org/maptool && make install

Whichever way you chose, start it once with an empty folder. The first run builds an index,
which takes a minute on an old laptop and a few seconds on a new one. After that the window
shows a grey square, because no region has been drawn yet; drag a file into it, and the
coast appears.
"""
REFRAIN = "\n\n".join(
    f"{line}\n\n“We shall not leave this shore,” the old song says again."
    for line in (PLAIN[0], PLAIN[3])
)

MUST_FLAG = {
    "openers": (TITLE, opened(PHRASE, 4)),
    "openers, no title": ("", opened(PHRASE, 6)),
    "pointless sentences": ("Cheap garden chairs that last", closed("cheap garden chairs", 6)),
    "tags": ("", f"{paragraphs(list(PLAIN))}\n\nTags: {', '.join([TAG] * 6)}"),
    "crowded": (
        "",
        "Hobby stores sell hobby kits. Our hobby stores are the hobby stores for hobby lovers "
        "who love hobby shops. Visit hobby stores near you: hobby stores, hobby stores.",
    ),
}
MUST_PASS = {
    "plain": ("Notes from the coast", paragraphs(list(PLAIN))),
    "said once": (TITLE, opened(PHRASE, 1)),
    "said twice": (TITLE, opened(PHRASE, 2)),
    "names and official titles": ("Ministry reviews small harbours", NAMES),
    "headings of a how-to": ("Install the mapping tool", HOW_TO),
    "a refrain in quotation marks": ("The shore", REFRAIN),
    "nothing": ("", ""),
    "one word": ("", "Harbour."),
}
