"""Syllables of English words, by how vowels are written.

Groups of vowel letters, less the silent e, more where two vowels are two
syllables. Hyphenation patterns are not meant for this: they leave out every
break that a printer would not make, as in a|bout and ver|y.
"""

from __future__ import annotations

import re

# A y is a vowel except before a vowel at the start of a syllable, as in beyond.
VOWELS = re.compile("(?:[aeiou]|(?<=[bcdfghjklmnpqrstvwxz])y|y(?![aeiou]))+")

SILENT = re.compile(
    "|".join(
        (
            "(?<=[aeiouy][^aeiouy])e$",  # time
            "(?<=[aeiouy][^aeiouy][^aeiouyl])e$",  # change, but not little
            "(?<=[aeiouy]ll)e$",
            "(?<=[^aeiouy][^aeiouy][^aeiouyl])e$",
            "(?<=[aeiouy][^aeiouytd])ed$",  # called, but not wanted
            "(?<=[^aeiouy][^aeiouytdlr])ed$",  # passed, but not settled or hundred
            "(?<=ll)ed$",
            "(?<=[aeiouy][^aeiouysxzcg])es$",  # times, but not houses
            "(?<=[^aeiouys][^aeiouysxzcglh])es$",  # solves, but not tables
            "(?<=[aeiouygpt]h)es$",  # clothes, but not watches
            "(?<=[^aeiouyl])e(?=(?:ly|ful|fully|less|ments?|ness|ty)$)",  # lonely
            "(?<=som)e(?=[tbhwo])",  # something
            "(?<=wher)e(?=[bv])",
            "(?<=ther)e(?=[bf])",
            "(?<=(?:hom|lif|tim|sid|lin|fir|war|wid))e(?=[bcfghjklmptvwz])",  # lifetime
        )
    )
)
HIATUS = re.compile(
    "|".join(
        (
            "(?<![ct])i(?=a)|(?<=[ct])i(?=at)",  # media and initiate, but not special
            "(?<![tscxgn])(?<!ll)i(?=[ou])",  # radio, but not nation or million
            "(?<![gp])e(?=o)",  # video, but not people
            "(?<![gq])u(?=a(?!d))",  # actual, but not quality or persuade
            "(?<![gq])u(?=e[nlt])",  # fluent
            "(?<![gq])u(?=i(?:n(?!g)|d|ty|ci|ti))",  # ruin
            "u(?=ous)",  # continuous
            "(?<![tf])i(?=et)|(?<![ctf])i(?=en[ct])|^sci(?=e)",  # quiet, client, not ancient
            "(?<=[aeiouy][^aeiouy])i(?=e(?:rs?|st)$)",  # easier
            "(?<=[^aeiouy][^aeiouy])i(?=e(?:rs?|st)$)",
            "(?:[aeiou]|[^aeiou]y)(?=ings?$)",  # being, trying
            "is(?=ms?$)|th(?=ms?$)",  # tourism, rhythm
            "o(?=e[mt])",  # poem
            "cre(?=at)|the(?=at)|[dr]e(?=a$)|re(?=act)",  # create, idea
            "(?<=[dstz])n't$",  # didn't
        )
    )
)


# Without one of these no word has a vowel more than its groups say.
APART = re.compile("[aeiou]{2}|ying|sm|thm|n't")


def count_syllables(word: str) -> int:
    """Return how many syllables a case-folded English word has, at least one."""
    heard = len(VOWELS.findall(word))
    if "e" in word:
        heard -= len(SILENT.findall(word))
    if APART.search(word):
        heard += len(HIATUS.findall(word))
    return max(1, heard)
