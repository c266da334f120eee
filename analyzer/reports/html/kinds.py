"""What near-duplicates are to each other: in words, and explained."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.similarity.duplicate_kinds import DESCRIBED, KINDS

EXPLAINED = {
    "copy": "Both have the same wording.",
    "reordered": "Both have the same wording in another order.",
    "version": "One is the other with changed words.",
    "teaser": "The shorter one is the beginning of the longer one.",
    "trimmed": "The shorter one is the longer one without some parts.",
    "merge": "One has most of its text from several others.",
    "overlap": "They have a part in common.",
    "archived": "It is in the archive of published articles.",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What two near-duplicates are to each other, as in the tables.

    Attributes
    ----------
    words : str
        As messages name it; empty if it is unknown.
    explained : str
    """

    words: str
    explained: str


def kind_of(name: str) -> Kind:
    """Return a kind of the table of duplicates in words.

    Examples
    --------
    >>> kind_of("version").words, kind_of("overlap").words
    ('edited copy', 'overlap')
    """
    described = DESCRIBED.get(KINDS.index(name)) if name in KINDS else None
    words = described[0].strip(" ()") if described else name
    return Kind(words, EXPLAINED.get(name, ""))
