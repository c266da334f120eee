"""What a text without a file name is written in: plain text, HTML or Markdown."""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal

MarkupKind = Literal["auto", "text", "markdown", "html"]
Found = Literal["text", "entities", "markdown", "html", "escaped"]

BLOCK_TAGS = (
    "address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|figcaption"
    "|figure|footer|h[1-6]|header|html|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot"
    "|th|thead|tr|ul"
)
INLINE_TAGS = (
    "a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub"
    "|sup|tt|u|audio|button|iframe|label|object|picture|ruby|script|style|svg|video"
    "|[a-z][a-z0-9]*-[a-z0-9-]+"
)
VOID_TAGS = "br|embed|hr|img|input|source|wbr"
# A page, or a comment of an editor such as WordPress.
OPENING = re.compile(
    r"(?:<(?:!doctype\s+html|html|head|body)(?=[\s>])|<!--\s{0,3}/?wp:|<\?xml\s|<!\[CDATA\[<"
    rf"|<(?:{BLOCK_TAGS})>[^\W\d_])",
    re.IGNORECASE,
)
WITH_ATTRIBUTE = re.compile(
    rf"<(?:{BLOCK_TAGS}|{INLINE_TAGS}|{VOID_TAGS})\s++[a-z][\w:.-]*+\s*+=\s*+[\"']?[^<>]{{0,2000}}>",
    re.IGNORECASE,
)
# Tags around text touch it; a tag that prose mentions is a word between spaces.
AROUND = re.compile(
    rf"<(?P<tag>{BLOCK_TAGS}|{INLINE_TAGS})>(?=[^\s<])(?:[^<]|<(?!/?(?P=tag)\b)){{0,4000}}"
    rf"(?<=[^\s>])</(?P=tag)>",
    re.IGNORECASE,
)
BLOCK_AT_LINE_START = re.compile(rf"^[ \t]*<(?:{BLOCK_TAGS})>", re.IGNORECASE | re.MULTILINE)
END_OF_BLOCK = re.compile(
    rf"(?:(?<=[^\s>])|^[ \t]*|(?<=>))</(?:{BLOCK_TAGS})\s{{0,3}}>", re.IGNORECASE | re.MULTILINE
)
BREAK = re.compile(
    r"(?<=[^\s<>])<(?:br|hr|p)\s{0,3}/?>|<br\s{0,3}/?>(?=[^\s]|[ \t]*(?:[\r\n]|\Z))",
    re.IGNORECASE,
)
QUOTED_CODE = re.compile(r"`[^`\n]{1,400}`|\"</?[a-z][^\"<>\n]{0,40}>\"", re.IGNORECASE)
SHORTCODE = re.compile(r"\[(/?)([A-Za-z][\w-]{0,40})(?:=|[ \t][\w-]{1,40}=|\])")
ESCAPED_START = re.compile(
    rf"&lt;({BLOCK_TAGS}|{INLINE_TAGS})(?:\s[^<>\n]{{0,400}}?)?&gt;(?=\S)", re.IGNORECASE
)
ESCAPED_END = re.compile(rf"(?<=\S)&lt;/({BLOCK_TAGS}|{INLINE_TAGS})&gt;", re.IGNORECASE)
ESCAPED_BREAK = re.compile(
    r"(?<=[^\s;&])&lt;br\s{0,3}/?&gt;|&lt;br\s{0,3}/?&gt;(?=[^\s,.])", re.IGNORECASE
)
ENTITY = re.compile(
    r"&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash"
    r"|hellip|copy|reg|trade|euro|pound|deg|middot|bull|laquo|raquo|shy"
    r"|[A-Za-z](?:acute|grave|circ|uml|tilde|cedil|ring|caron)|szlig|[ao]elig|[AO]Elig|oslash"
    r"|Oslash|iexcl|iquest|ord[fm]|sect|times|frac(?:12|14|34));"
)
SIGNS = ("](", "# ", "**", "```", "~~~", "---", "]: ")
FRONT_MATTER = re.compile(r"---[ \t]*\r?\n[\w-]+[ \t]*:[\s\S]{0,20000}?\n---[ \t]*(?:\r?\n|\Z)")
MARKDOWN = (
    re.compile(
        r"(?<!\\)!?\[[^\]\n]{1,300}\]\((?:https?:|mailto:|[/#.]|[\w-]+[./])[^()\s]{0,500}\)"
    ),
    re.compile(r"(?:\A|\n[ \t]*\n)#{1,6} [^\s#]"),
    re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]{1,400}$", re.MULTILINE),
    re.compile(r"^\[[^\]\n]{1,100}\]:[ \t]+<?(?:https?:|/)\S", re.MULTILINE),
)
BOLD = re.compile(r"(?<![\w*])\*\*[^\s*](?:[^*\n]{0,300}[^\s*])?\*\*(?![\w*])")
FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
# Of these, two make Markdown; one alone may be anything.
PAIRED = (FENCE, BOLD)


def find_markup(text: str) -> Found:
    """Return what a text is written in, judged by its content.

    Prose that mentions a tag or compares two numbers stays plain text.
    """
    is_html = "<" in text and _is_html(text)
    if not (is_html and text.lstrip().startswith("<")) and _is_markdown(text):
        return "markdown"
    if is_html or ("[/" in text and _has_shortcodes(text)):
        return "html"
    if "&" not in text:
        return "text"
    if is_escaped(text):
        return "escaped"
    return "entities" if ENTITY.search(text) else "text"


def _is_html(text: str) -> bool:
    if OPENING.match(text, len(text) - len(text.lstrip())):
        return True
    bare = QUOTED_CODE.sub(" ", text) if "`" in text or '"<' in text else text
    if any(pattern.search(bare) for pattern in (WITH_ATTRIBUTE, AROUND, BREAK)):
        return True
    return END_OF_BLOCK.search(bare) is not None and (
        BLOCK_AT_LINE_START.search(bare) is not None
    )


def _has_shortcodes(text: str) -> bool:
    """Return whether a bracketed shortcode is opened and closed."""
    tags = SHORTCODE.findall(text)
    opened = {name.lower() for slash, name in tags if not slash}
    return any(slash and name.lower() in opened for slash, name in tags)


def is_escaped(text: str) -> bool:
    """Return whether a text is HTML whose tags are escaped, once or twice."""
    if "&amp;lt;" in text:
        text = text.replace("&amp;", "&")
    if "&lt;" not in text:
        return False
    if ESCAPED_BREAK.search(text):
        return True
    starts, ends = (
        {match[1].lower() for match in pattern.finditer(text)}
        for pattern in (ESCAPED_START, ESCAPED_END)
    )
    return not starts.isdisjoint(ends)


def _is_markdown(text: str) -> bool:
    if not any(sign in text for sign in SIGNS):
        return False
    if FRONT_MATTER.match(text) or any(sign.search(text) for sign in MARKDOWN):
        return True
    return any(next(islice(sign.finditer(text), 1, None), None) for sign in PAIRED)
