"""Stems where there is no Snowball stemmer, and what Snowball leaves apart in others.

Only frequent endings are removed, repeatedly, so that every form of a word loses the
same ones. Two words may get the same stem; the forms of one word do not get two.
"""

from __future__ import annotations

import re
from functools import cache

from analyzer.text.word_lists import word_lists

PARTICLES, VERBS, SYLLABLES = "korean particles", "korean verbs", "[가-힣]{2}"
# Particles that are also the last syllable of many nouns.
_AMBIGUOUS = frozenset("이가도로만의과와들")
# Text after these belongs to the noun before them, or they are not particles.
_OPEN = frozenset({"의", "들", "와의", "과의", "에서의", "으로의", "로의"})
_VERB = re.compile(r"(?:다|니다|어요|아요|해요|세요|지만|면서|는데|려고|도록)$")
_NOUNS_IN_DA = frozenset(("바다", "마다", "소다"))

_HEBREW_PREFIXES = "והבכלמש"
_HEBREW_SUFFIXES = ("ים", "ות", "ה")
_FEWEST_HEBREW = 3


@cache
def _ending(*names: str, least: str) -> re.Pattern[str]:
    """Return what finds the longest ending of some lists behind what a word has at least."""
    endings = " ".join(line for name in names for line in word_lists("endings")[name]).split()
    longest_first = "|".join(sorted(endings, key=len, reverse=True))
    return re.compile(f"(?<={least})(?:{longest_first})$")


def _particle(word: str) -> re.Match[str] | None:
    return _ending(PARTICLES, least=SYLLABLES).search(word)


def korean_stem(word: str) -> str:
    """Return a Korean word without its particles and commonest verb endings.

    Examples
    --------
    >>> [korean_stem(word) for word in ("학교", "학교에서는", "학교들이")]
    ['학교', '학교', '학교']
    """
    ending = _ending(PARTICLES, VERBS, least=SYLLABLES)
    cut = ending.sub("", word)
    while cut != word:
        word, cut = cut, ending.sub("", cut)
    return word


def without_particle(word: str, *, certain: bool) -> str:
    """Return the dictionary form of a Korean word, without one particle.

    Parameters
    ----------
    word : str
    certain : bool
        Leave particles that may be the last syllable of the word itself.
    """
    found = _particle(word)
    if not found or (certain and found.group() in _AMBIGUOUS):
        return word
    return word[: found.start()]


def ends_noun_phrase(word: str) -> bool:
    """Return whether a Korean word has a particle that ends its noun phrase."""
    found = _particle(word)
    return found is not None and found.group() not in _OPEN


def is_korean_verb(word: str) -> bool:
    """Return whether a Korean word has an ending of verbs."""
    return _VERB.search(word) is not None and word not in _NOUNS_IN_DA


def hebrew_stem(word: str) -> str:
    """Return a Hebrew word without its ending of gender and the prefixed small words.

    Examples
    --------
    >>> len({hebrew_stem(word) for word in ("ילד", "הילד", "והילדים", "הילדה", "לילדות")})
    1
    """
    word = word.replace("יי", "י")
    for suffix in _HEBREW_SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _FEWEST_HEBREW:
            word = word[: -len(suffix)]
            break
    while len(word) > _FEWEST_HEBREW and word[0] in _HEBREW_PREFIXES:
        word = word[1:]
    return word


_BACK, _VOWELS = frozenset("aıou"), frozenset("aeıioöuü")


def turkish_spelling(word: str) -> str:
    """Return a folded Turkish word as its stemmer needs it.

    The end of "kütüphane" is not the ending that the stemmer takes it for; a plural is
    not mistaken.
    """
    return with_dotless_i(word) + "ler" * word.endswith("ane")


def with_dotless_i(word: str) -> str:
    """Return a folded Turkish word with the dotless i that vowel harmony asks for.

    Folding writes every i with a dot, because a capital I can be either.

    Examples
    --------
    >>> with_dotless_i("kapinin")
    'kapının'
    """
    letters = []
    last = ""
    for letter in word:
        spelled = "ı" if letter == "i" and last in _BACK else letter
        if spelled in _VOWELS:
            last = spelled
        letters.append(spelled)
    return "".join(letters)


def with_russian_vowels(word: str) -> str:
    """Return a Ukrainian or Belarusian word in letters that a Russian stemmer knows."""
    return word.translate(_RUSSIAN_LETTERS)


def with_turkish_vowels(word: str) -> str:
    """Return a folded Azerbaijani word in letters that a Turkish stemmer knows."""
    return with_dotless_i(word.replace("ə", "e"))


def without_conjunction(word: str) -> str:
    """Return an Arabic word without the conjunction before its article."""
    return word[1:] if word.startswith(_JOINED_ARTICLES) and len(word) > 5 else word


_RUSSIAN_LETTERS = str.maketrans("іїєґў", "иеегу")
_JOINED_ARTICLES = ("وال", "فال")

LIGHT_LANGUAGES = frozenset({"bg", "mk", "lv", "ka", "kk", "uz", "ur"})
FEWEST_LETTERS = r"\w{3}"


def light_stem(word: str, language: str) -> str:
    """Return a word of one of `LIGHT_LANGUAGES` without the ending of its form.

    Examples
    --------
    >>> {light_stem(word, "bg") for word in ("книга", "книгата", "книги", "книгите")}
    {'книг'}
    """
    return _ending(language, least=FEWEST_LETTERS).sub("", word)


# Sounds that change in a stem from one form of a word to another: the fleeting vowel and
# soft consonants of Slavic languages, the consonant gradation of Finnish, the long vowels
# of Hungarian. Each is written as the same sound in all forms.
_CHANGES = {
    "ar": ((r"ا$", ""),),
    "az": ((r"b$", "p"),),
    "cs": (
        (r"ů", "o"), (r"(?<=[^aeiouyáéěíóúý])e(?=[kc]$)", ""), (r"c$", "k"),
        (r"z$", "h"), (r"ř$", "r"),
    ),
    "fi": (
        (r"ng(?=[aeiouyäö]?$)", "nk"), (r"mm(?=[aeiouyäö]?$)", "mp"),
        (r"nn(?=[aeiouyäö]?$)", "nt"), (r"ll(?=[aeiouyäö]?$)", "lt"),
        (r"rr(?=[aeiouyäö]?$)", "rt"), (r"([kpt])\1(?=[aeiouyäö]?$)", r"\1"),
        (r"d(?=[aeiouyäö]?$)", "t"), (r"v(?=[aeiouyäö]?$)", "p"),
    ),
    "hu": ((r"á(?=[^aeiouöüáéíóúőű]*$)", "a"), (r"é(?=[^aeiouöüáéíóúőű]*$)", "e")),
    "pl": (
        (r"i$", ""), (r"(?<=[^aeiouyąęó])e(?=[kc]$)", ""), (r"c$", "k"), (r"dz$", "g"),
        (r"rz$", "r"),
    ),
    "ru": ((r"(?<=[^аеиоуыэюя])[ео](?=[кц]$)", ""),),
    "tr": ((r"(?<=[aeıioöuü])s$", ""),),
}  # fmt: skip
_CHANGES |= {"sk": _CHANGES["cs"], "uk": (*_CHANGES["ru"], (r"ц$", "к"))}
_CHANGES |= {"be": _CHANGES["uk"]}


def without_changes(stems: list[str], language: str) -> list[str]:
    """Return stems whose sounds that change from form to form are one sound.

    Examples
    --------
    >>> without_changes(["kaupunk", "kaupung"], "fi")
    ['kaupunk', 'kaupunk']
    """
    for sound, written in _CHANGES.get(language, ()):
        changes = re.compile(f"(?<=.){sound}")
        stems = [changes.sub(written, stem) for stem in stems]
    return stems
