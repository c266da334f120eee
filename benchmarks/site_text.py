"""Sentences of a made-up site, for `site_and_build.py`."""

from __future__ import annotations

import random

HIDDEN = "zzhidden"

NOUNS = [
    "orchard", "beehive", "kiln", "harbour", "ledger", "lantern", "meadow", "tannery",
    "quarry", "weaver", "barley", "cellar", "compass", "drainpipe", "estuary", "ferryman",
    "gatepost", "hedgerow", "inkwell", "joinery", "kettle", "loom", "mill", "nursery",
    "oven", "paddock", "quilt", "rafter", "saddle", "thicket", "umbrella", "varnish",
    "workshop", "yard", "anvil", "bakery", "candle", "dairy", "easel", "furnace", "granary",
    "hammer", "island", "jetty", "knoll", "lighthouse", "marsh", "nettle", "osier",
    "pasture",
]  # fmt: skip
VERBS = [
    "repairs", "measures", "paints", "carries", "inspects", "borrows", "cleans", "follows",
    "gathers", "lifts", "moves", "notices", "opens", "plants", "raises", "sketches",
    "trims", "visits", "washes", "weighs",
]  # fmt: skip
ADJECTIVES = [
    "amber", "broad", "calm", "damp", "early", "faded", "gentle", "hollow", "idle",
    "jagged", "keen", "level", "mossy", "narrow", "old", "patient", "quiet", "rusty",
    "slender", "tall", "uneven", "warm", "young",
]  # fmt: skip
ADVERBS = [
    "slowly", "twice", "carefully", "often", "seldom", "gladly", "again", "early",
    "together",
]  # fmt: skip
PLACES = ["near the {}", "behind the {}", "across the {}", "below the {}", "beside the {}"]
EMOJI = ["smile", "bee", "apple", "+1", "heart"]
CODE = 'def {0}({1}):\n    """{2} {1}."""\n    return {1} + 1'


class Writer:
    """Writes the text of one page from word lists."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.notes = 0

    def noun(self) -> str:
        return self.random.choice(NOUNS)

    def group(self) -> str:
        return f"{self.random.choice(ADJECTIVES)} {self.noun()}"

    def sentence(self) -> str:
        place = self.random.choice(PLACES).format(self.noun())
        verb, adverb = self.random.choice(VERBS), self.random.choice(ADVERBS)
        return self.random.choice([
            f"The {self.group()} {verb} the {self.group()} {place}.",
            f"A {self.group()} {adverb} {verb} one {self.noun()} {place}.",
            f"When the {self.noun()} {verb} it, every {self.group()} waits {place}.",
            f"No {self.noun()} {verb} the {self.noun()} {adverb}, but a {self.group()} does.",
        ])  # fmt: skip

    def text(self, least: int = 2, most: int = 4) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(least, most)))

    def title(self) -> str:
        return f"The {self.group()} and the {self.group()}"
