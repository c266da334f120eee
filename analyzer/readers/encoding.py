"""From bytes to text: byte order mark, declaration, UTF-8, a detector, and finally cp1252."""

from __future__ import annotations

import codecs

import msgspec

from analyzer.text.later_patterns import compile_later

SAMPLE = 1 << 15
HEAD = 1 << 13
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# As in the WHATWG encoding standard: browsers read a name as its superset.
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# No other name is looked up: Python also knows codecs that are no character sets.
CHARACTER_SETS = frozenset(
    ["utf-8", "gb18030", "hz", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949"]
    + ["koi8-r", "koi8-u", "cp866", "cp874", "mac-roman", "mac-cyrillic"]
    + [f"cp{page}" for page in range(1250, 1259)]
    + [f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b"))
# A symbol inside a word, letters of Iceland and of the Czechs, which come from
# Turkish, Polish and Czech text as a rule, a capital inside a word, three accents in a row.
IMPLAUSIBLE = compile_later(
    "[^\\W\\d_][^\\w\\s\\x00-\\x7f\\xa0\\xad‘’“”–—…®™©][^\\W\\d_]"
    "|[ÐÝÞðýþŠšŽžƒˆ˜]|[a-zß-ÿ][À-Þ]|[À-ÖØ-öø-ÿ]{3}|[^\\W\\d_]{2}[³¿]|œ(?![uiédlnt])"
)
ACCENTED = compile_later("[À-ÖØ-öø-ÿŒœ]")
# French has about one accented letter in twenty-five.
MOST_ACCENTED = 0.15
SIGNATURES = (
    b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF-", b"\x89PNG", b"GIF8",
    b"\xff\xd8\xff", b"PAR1", b"SQLite format 3", b"\x7fELF", b"BZh", b"7z\xbc\xaf",
)  # fmt: skip


class Decoded(msgspec.Struct, frozen=True):
    """A text, and how its bytes were read.

    Attributes
    ----------
    text : str
        Without the byte order mark.
    encoding : str
        A name that `bytes.decode` knows.
    guessed : bool
        Whether neither the bytes nor a declaration decided.
    """

    text: str
    encoding: str
    guessed: bool


def decode(data: bytes, declared: str = "") -> Decoded:
    """Turn bytes into text; never fails.

    A byte order mark decides, or the zero bytes of UTF-16 without one; then
    bytes that are UTF-8 and not mere ASCII are UTF-8, whatever is declared
    (pages saved by a scraper often keep a wrong declaration, and other text is
    hardly ever UTF-8 by chance); then what is declared; then a detector; then
    cp1252, with U+FFFD for its five gaps.

    Parameters
    ----------
    data : bytes
    declared : str
        The character set that the text declares, if any.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _by_mark(data[len(bom) :], encoding)
    wide = _wide(data)
    if wide:
        return Decoded(data.decode(wide, "replace"), wide, guessed=True)
    named = character_set(declared)
    if not (data.isascii() and named):
        try:
            return Decoded(data.decode("utf-8"), "utf-8", guessed=False)
        except UnicodeDecodeError:
            pass
    if named:
        try:
            return Decoded(data.decode(named), named, guessed=False)
        except UnicodeDecodeError:
            pass
    encoding = guess(data)
    return Decoded(data.decode(encoding, "replace"), encoding, guessed=True)


def character_set(name: str) -> str:
    """Return the codec for a declared character set, empty for none that is known."""
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return ""
    codec = SUPERSETS.get(codec, codec)
    return codec if codec in CHARACTER_SETS else ""


def guess(data: bytes) -> str:
    """Name the character set that `data`, which is not UTF-8, is probably in.

    Text that is plausible as cp1252, by far the most common, is cp1252: a pound sign or a
    few accents are too little evidence for a detector. For other text,
    charset-normalizer decides by the lines that are not ASCII.
    """
    telling = _telling(data)
    if _reads_as_western(telling):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(telling, cp_isolation=sorted(CHARACTER_SETS)).best()
    encoding = best.encoding if best is not None else ""
    try:
        data.decode(encoding or "ascii")
    except UnicodeDecodeError:
        return "cp1252"
    return encoding


def is_binary(head: bytes, *, zeros: bool = True) -> bool:
    """Return whether a file that begins with `head` is not text.

    Parameters
    ----------
    head : bytes
        Some kilobytes, from the start of the file.
    zeros : bool
        Whether a single zero byte is enough, as for git. In a table it may be an error
        of one record.
    """
    head = head[:HEAD]
    if head.startswith(tuple(bom for bom, _ in BOMS[1:])) or _wide(head):
        return False
    if head.startswith(SIGNATURES) or (zeros and b"\0" in head):
        return True
    return len(head) - len(head.translate(None, CONTROLS)) > len(head) // 20


def _by_mark(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, guessed=False)
    except UnicodeDecodeError:
        if encoding == "utf-8":
            return decode(data)
        return Decoded(data.decode(encoding, "replace"), encoding, guessed=True)


def _wide(data: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, empty if it is not UTF-16."""
    head = data[: HEAD & ~1]
    if b"\0" not in head:
        return ""
    half = len(head) // 2
    for encoding, zero in (("utf-16-le", 1), ("utf-16-be", 0)):
        if (
            half > 1
            and head[zero::2].count(0) > half * 0.6
            and not head[1 - zero :: 2].count(0)
        ):
            return encoding
    return ""


def _reads_as_western(data: bytes) -> bool:
    """Return whether bytes are plausible words of a Western European language in cp1252."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = sum(map(str.isalpha, text))
    accented = len(ACCENTED.findall(text))
    return accented <= MOST_ACCENTED * letters and not IMPLAUSIBLE.search(text)


def _telling(data: bytes) -> bytes:
    """Return lines with bytes beyond ASCII, enough of them for a detector."""
    lines, size = [], 0
    for line in data.split(b"\n"):
        if not line.isascii():
            lines.append(line[:SAMPLE])
            size += len(lines[-1])
            if size >= SAMPLE:
                break
    return b"\n".join(lines)
