"""Build ``analyzer/data/word_classes.npy``: what each code point is to a word.

Run with the package ``regex`` installed, whose release decides the version of
Unicode::

    python benchmarks/build_unicode_classes.py analyzer/data/word_classes.npy

The file holds an array of uint32, shape (2, n_ranges): the first code point of
every range, and the class of its code points (`analyzer.text.characters.CharacterClass`).
"""

from __future__ import annotations

import sys

import numpy as np
import regex

from analyzer.text.characters import N_CODE_POINTS, CharacterClass

# Later lines win. The letters and numbers that UAX #29 leaves alone (Han, hiragana,
# the scripts of South-East Asia, fractions) are words by themselves.
RULES = [
    (CharacterClass.SINGLE, r"[\p{L}\p{N}]"),
    (CharacterClass.KATAKANA, r"[\p{Word_Break=Katakana}&&[\p{L}\p{N}]]"),
    (CharacterClass.SYMBOL, r"\p{Word_Break=ALetter}"),
    (CharacterClass.LETTER, r"[\p{Word_Break=ALetter}&&[\p{L}\p{N}]]"),
    (CharacterClass.UPPER, r"[\p{Word_Break=ALetter}&&[\p{Lu}\p{Lt}]]"),
    (CharacterClass.HEBREW, r"\p{Word_Break=Hebrew_Letter}"),
    (CharacterClass.SIGN, r"\p{Word_Break=Numeric}"),
    (CharacterClass.NUMBER, r"[\p{Word_Break=Numeric}&&\p{N}]"),
    (CharacterClass.CONNECTOR, r"\p{Word_Break=ExtendNumLet}"),
    (CharacterClass.MID_LETTER, r"\p{Word_Break=MidLetter}"),
    (CharacterClass.MID_NUMBER, r"\p{Word_Break=MidNum}"),
    (CharacterClass.MID_BOTH, r"\p{Word_Break=MidNumLet}"),
    (CharacterClass.APOSTROPHE, r"\p{Word_Break=Single_Quote}"),
    (CharacterClass.QUOTE, r"\p{Word_Break=Double_Quote}"),
    (CharacterClass.MID_NUMBER, r"\N{NARROW NO-BREAK SPACE}"),
    # Typed for an apostrophe, in "don´t" and "l`été".
    (CharacterClass.MID_LETTER, r"[`´\N{PRIME}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}]"),
    (
        CharacterClass.EXTEND,
        r"[\p{Word_Break=Extend}\p{Word_Break=Format}\p{Word_Break=ZWJ}]",
    ),
]


def main(path: str) -> None:
    """Write the table to `path`."""
    characters = "".join(map(chr, range(N_CODE_POINTS)))
    classes = np.zeros(N_CODE_POINTS, np.uint32)
    for value, pattern in RULES:
        for match in regex.finditer(f"(?V1){pattern}+", characters):
            classes[match.start() : match.end()] = value
    first = np.flatnonzero(np.diff(classes, prepend=N_CODE_POINTS)).astype(np.uint32)
    np.save(path, np.stack([first, classes[first]]))


if __name__ == "__main__":
    main(*sys.argv[1:])
