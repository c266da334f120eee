"""Stems where there is no Snowball stemmer, and what Snowball leaves apart in others.

Only frequent endings are removed, repeatedly, so that every form of a word loses the
same ones. Two words may get the same stem; the forms of one word do not get two.
"""

from __future__ import annotations

import re
from functools import cache

_PARTICLES = """
에서부터 으로부터 이라면서 에서는 에서도 에서의 에게서 에게는 에게도 으로서 으로써 으로는 으로도
으로의 까지는 까지도 부터는 이라는 이라고 이라도 이라면 이었다 이지만 입니다 에는 에도 에서 에게
께서 한테 으로 까지 부터 보다 처럼 마다 조차 밖에 이나 이란 라는 라고 이며 이고 이다 인데 와의
과의 로서 로써 로는 로의 들 은 는 이 가 을 를 의 에 도 와 과 로 만
"""
# Endings that make a verb of a noun: "to help" from "help".
_VERBS = """
하였습니다 했습니다 되었습니다 됐습니다 합니다 됩니다 하였다 되었다 했다 됐다 한다 된다 하다
되다 하는 되는 하고 되고 하며 되며 하여 해서 하면 되면 하기 되기 하지 했던 하던
"""
_FEWEST_SYLLABLES = 2
# Particles that are also the last syllable of many nouns.
_AMBIGUOUS = frozenset("이가도로만의과와들")
# Text after these belongs to the noun before them, or they are not particles.
_OPEN = frozenset({"의", "들", "와의", "과의", "에서의", "으로의", "로의"})
_VERB = re.compile(r"(?:다|니다|어요|아요|해요|세요|지만|면서|는데|려고|도록)$")
_NOUNS_IN_DA = frozenset(("바다", "마다", "소다"))

_HEBREW_PREFIXES = "והבכלמש"
_HEBREW_SUFFIXES = ("ים", "ות", "ה")
_FEWEST_HEBREW = 3


def _longest_first(endings: str) -> re.Pattern[str]:
    ordered = sorted(endings.split(), key=len, reverse=True)
    return re.compile(f"(?<=[가-힣]{{{_FEWEST_SYLLABLES}}})(?:{'|'.join(ordered)})$")


_PARTICLE = _longest_first(_PARTICLES)
_ENDING = _longest_first(_PARTICLES + _VERBS)


def korean_stem(word: str) -> str:
    """Return a Korean word without its particles and commonest verb endings.

    Examples
    --------
    >>> [korean_stem(word) for word in ("학교", "학교에서는", "학교들이")]
    ['학교', '학교', '학교']
    """
    cut = _ENDING.sub("", word)
    while cut != word:
        word, cut = cut, _ENDING.sub("", cut)
    return word


def without_particle(word: str, *, certain: bool) -> str:
    """Return the dictionary form of a Korean word, without one particle.

    Parameters
    ----------
    word : str
    certain : bool
        Leave particles that may be the last syllable of the word itself.
    """
    found = _PARTICLE.search(word)
    if not found or (certain and found.group() in _AMBIGUOUS):
        return word
    return word[: found.start()]


def ends_noun_phrase(word: str) -> bool:
    """Return whether a Korean word has a particle that ends its noun phrase."""
    found = _PARTICLE.search(word)
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

# Endings of nouns and adjectives, of languages that Snowball lacks.
_LIGHT = {
    "bg": "овете ове ият ията ието иите ата ята ото ето ите ът ят та то те ия а я о е и",
    "mk": "иот ата ото ето ите от та то те а о е и",
    "lv": "iem ajam ajai am ām em ēm īm os ās ēs īs as es is us ai ei ie ā a e ē i ī s š u ū o",
    "ka": "ებისთვის ისთვის ებიდან იდან"
    " ებით ებში ებზე ების ებმა ებს ები ით ის ში ზე მა ად ს ი ა",
    "kk": "лардың лердің дардың дердің тардың тердің ларды лерді дарды дерді тарды терді"
    " лар лер дар дер тар тер ның нің дың дің тың тің да де та те дан ден тан тен ға ге қа ке"
    " ды ді ты ті",
    "uz": "larning larni larga larda lardan lari lar ning dan da ga ni",
    "ur": "یاں یوں وں یں ے ی",
}
_FEWEST_LETTERS = 3
LIGHT_LANGUAGES = frozenset(_LIGHT)


def light_stem(word: str, language: str) -> str:
    """Return a word of one of `LIGHT_LANGUAGES` without the ending of its form.

    Examples
    --------
    >>> {light_stem(word, "bg") for word in ("книга", "книгата", "книги", "книгите")}
    {'книг'}
    """
    return _light_ending(language).sub("", word)


@cache
def _light_ending(language: str) -> re.Pattern[str]:
    ordered = sorted(_LIGHT[language].split(), key=len, reverse=True)
    return re.compile(rf"(?<=\w{{{_FEWEST_LETTERS}}})(?:{'|'.join(ordered)})$")


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
