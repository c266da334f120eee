"""English words that part key phrases as stop words do: verbs, and some adjectives."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

VOWELS = "aeiou"


@lru_cache(maxsize=1)
def english_breaks() -> frozenset[str]:
    """Return the listed words; of verbs that are nouns too, the forms in -ed and -ing."""
    lists = _lists()
    forms = set(lists["irregular forms"]) | set(lists["adjectives"])
    for verb in lists["verbs"]:
        forms |= {verb, third_person(verb), past(verb), participle(verb)}
    for verb in lists["nouns too"]:
        forms |= {past(verb), participle(verb)}
    return frozenset(forms)


@lru_cache(maxsize=1)
def words_in_names() -> frozenset[str]:
    """Return the words that do not part where they and the next are capitalised."""
    lists = _lists()
    return frozenset(lists["in names"]) | frozenset(lists["adjectives"])


def _lists() -> dict[str, list[str]]:
    text = (Path(__file__).parents[1] / "data" / "phrase_breaks.txt").read_text("utf-8")
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            lists[line.strip("[]")] = current = []
        elif line and not line.startswith("#"):
            current += line.split()
    return lists


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
