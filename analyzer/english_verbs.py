"""The forms of common English verbs, which part key phrases as stop words do."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

VOWELS = "aeiou"


@lru_cache(maxsize=1)
def verb_forms() -> frozenset[str]:
    """Return the forms of the listed verbs; of those that are nouns too, -ed and -ing."""
    text = (Path(__file__).parent / "data" / "english_verbs.txt").read_text("utf-8")
    lists: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            lists[line.strip("[]")] = current = []
        elif line and not line.startswith("#"):
            current += line.split()
    forms = set(lists["irregular forms"])
    for verb in lists["verbs"]:
        forms |= {verb, third_person(verb), past(verb), participle(verb)}
    for verb in lists["nouns too"]:
        forms |= {past(verb), participle(verb)}
    return frozenset(forms)


def third_person(verb: str) -> str:
    """Return the form in -s: "carries", "reaches", "makes"."""
    if verb.endswith(("s", "x", "ch", "sh", "z", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if _ends_in_consonant_y(verb) else verb + "s"


def past(verb: str) -> str:
    """Return the form in -ed: "carried", "used", "looked"."""
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if _ends_in_consonant_y(verb) else verb + "ed"


def participle(verb: str) -> str:
    """Return the form in -ing: "using", "seeing", "looking"."""
    cut = verb.endswith("e") and not verb.endswith(("ee", "ie"))
    return (verb[:-1] if cut else verb) + "ing"


def _ends_in_consonant_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2:-1] not in tuple(VOWELS)
