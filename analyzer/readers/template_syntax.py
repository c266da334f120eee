"""Find template tags and bracketed shortcodes in Markdown and HTML.

Read are the template languages that write ``{{ }}`` and ``{% %}`` (Django, Jinja, Nunjucks,
Liquid, Twig, Go, Hugo, Handlebars, Mustache, Vue, Angular), ``<% %>`` (ERB, EJS) and
``<?php ?>``. None of it is text, except for the string of a translation tag.

Of a shortcode of a content management system, such as ``[button size="big"]Buy[/button]``,
the name and the attributes are not text; what is between the two tags is. Names without
attributes count only where they are closed, or alone in a paragraph of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzer.readers.masking import FILLER, Ahead, Finder, Range, overwrite, replace
from analyzer.text.later_patterns import compile_later

OPENING = compile_later(r"\{\{(?:\{|!--|-?\s?/\*|[<%])?|\{%|\{#(?=[ \t\n-])|<%|<\?(?:php\b|=)")
CLOSING = {
    "{{": "}}",
    "{{{": "}}}",
    "{{!--": "--}}",
    "{{<": ">}}",
    "{{%": "%}}",
    "{%": "%}",
    "{#": "#}",
    "<%": "%>",
    "<?php": "?>",
    "<?=": "?>",
}
# These may hold blank lines; anything else ends within its paragraph.
LONG = frozenset(["--}}", "%>", "?>"])
SHOWN = frozenset(["raw", "verbatim"])
CODE = frozenset((
    "chart", "code", "codeblock", "highlight", "katex", "math", "mermaid", "plantuml",
))  # fmt: skip
SCRIPTS = frozenset(["css", "javascript", "js", "schema", "style", "stylesheet"])
HIDDEN = "|".join(sorted({*CODE, "comment"}))
BRACED = "|".join(sorted({*CODE, *SCRIPTS, *SHOWN, "comment"}))
# The content of these is code, is not shown, or is shown as it is written.
PAIRED = compile_later(rf"\{{\{{[<%]\s*({HIDDEN})\b(?!-)|\{{%-?\s*({BRACED})\b(?!-)")
TRANSLATED = compile_later(
    r"\{%-?\s*(?:trans|translate)\s+(?:\"([^\"\n]*)\"|'([^'\n]*)')(?![^%}\n]{0,200}\bas\b)"
    r"|\{\{-?\s*(?:_|gettext|__)\(\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')"
)
# The attributes whose values are shown: captions, and what else a figure of Hugo shows.
ATTRIBUTE = compile_later(
    r"\s(?P<name>[\w-]{1,40})\s?=\s?"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*+)\"|`(?P<raw>[^`]*+)`|'(?P<single>[^']*+)')"
)
FIGURE = compile_later(r"\{\{[<%]\s*figure\s")
CAPTIONS = {"caption": "caption"}
FIGURES = {**CAPTIONS, "attr": "caption", "title": "h4"}
END_TAGS = {"{{": r"\{{\{{[<%]\s*/\s*{}\b", "{%": r"\{{%-?\s*end{}\b"}


class Tag(NamedTuple):
    """A tag, an expression or a paired tag with what it encloses.

    Attributes
    ----------
    start, end : int
    code : (int, int) or None
        Where the code is that the tag encloses, if it does.
    """

    start: int
    end: int
    code: Range | None = None


def mask_templates(text: str, spared: Sequence[Range] = (), filler: str = FILLER) -> str:
    """Return the text with template syntax overwritten, of the same length.

    A tag must be closed within its paragraph. Time is linear.

    Parameters
    ----------
    text : str
    spared : sequence of (int, int)
        Spans, in order, where braces are text, as in code.
    filler : str
        One character. A space suits HTML.

    >>> mask_templates("Dear {{ name }}, {% if late %}sorry{% endif %}.", filler="-")
    'Dear ----------, -------------sorry-----------.'
    >>> mask_templates("<h1>{% trans 'Delivery' %}</h1>", filler="-")
    '<h1>----------Delivery----</h1>'
    """
    if not has_templates(text):
        return text
    return overwrite(text, _hidden_spans(text, spared), filler)


def has_templates(text: str) -> bool:
    """Return whether there may be template syntax in the text."""
    braces = "{" in text and ("{{" in text or "{%" in text or "{#" in text)
    return braces or "<%" in text or "<?" in text


def shown_strings(text: str, tag: Tag) -> list[tuple[int, int, str]]:
    """Return the strings of a tag that are shown, each with the element it is shown in.

    These are the string of a translation, which is part of the text around it, and
    captions.

    >>> shown_strings('{{< figure src="a.png" caption="A bee" >}}', Tag(0, 42))
    [(32, 37, 'caption')]
    """
    string = TRANSLATED.match(text, tag.start, tag.end)
    if string is not None:
        return [(*string.span(string.lastindex or 0), "")]
    if tag.code or "=" not in text[tag.start : tag.end]:
        return []
    shown = FIGURES if FIGURE.match(text, tag.start) else CAPTIONS
    return [
        (*match.span(match.lastgroup or 0), shown[match["name"]])
        for match in ATTRIBUTE.finditer(text, tag.start, tag.end)
        if match["name"] in shown
    ]


def _hidden_spans(text: str, spared: Sequence[Range]) -> Iterator[Range]:
    for tag in find_tags(text, spared):
        at = tag.start
        for start, end, _ in shown_strings(text, tag):
            yield at, start
            at = end
        yield at, tag.end


def find_tags(text: str, spared: Sequence[Range] = ()) -> Iterator[Tag]:
    """Yield the tags and expressions that do not begin in a spared span, in order."""
    finder, unclosed = Finder(text), set[tuple[str, str]]()
    ahead, at = Ahead(spared), 0
    while (match := OPENING.search(text, at)) is not None:
        start, at = match.span()
        if ahead.end(start) >= 0:
            continue
        end = _end(text, match, finder)
        if end < 0:
            continue
        paired = PAIRED.match(text, start)
        last = _end_tag(text, paired, end, finder, unclosed) if paired else None
        if last is None or paired is None:
            yield Tag(start, end)
            at = end
        elif paired[2] in SHOWN:
            yield Tag(start, end)
            yield Tag(*last)
            at = last[1]
        else:
            is_code = (paired[1] or paired[2]) in CODE
            yield Tag(start, last[1], (end, last[0]) if is_code else None)
            at = last[1]


def _end(text: str, opening: re.Match[str], finder: Finder) -> int:
    """Return where a tag ends, -1 if it never does or not within its paragraph."""
    closing = CLOSING.get(opening[0])
    end = opening.end()
    if closing is None:
        closing, end = "}}", finder.find("*/", end)
    elif closing not in LONG:
        end = finder.find(closing, end)
        return -1 if end >= finder.blank_line(opening.end()) else end + len(closing)
    end = finder.find(closing, end)
    return -1 if end == len(text) else end + len(closing)


def _end_tag(
    text: str, paired: re.Match[str], at: int, finder: Finder, unclosed: set[tuple[str, str]]
) -> Range | None:
    """Return the span of the tag that closes a paired one, None if there is none."""
    name, opening = (paired[1], "{{") if paired[1] else (paired[2], "{%")
    key = (name, opening)
    match = None
    if key not in unclosed:
        match = re.compile(END_TAGS[opening].format(name)).search(text, at)
    if match is not None:
        closing = "}}" if paired[1] else "%}"
        end = finder.find(closing, match.end())
        if end < len(text):
            return match.start(), end + len(closing)
    unclosed.add(key)
    return None


TAG = compile_later(
    r"\[(?P<closes>/)?(?P<name>[A-Za-z][\w-]{0,40})"
    r"(?P<attributes>=[^\]\[\n]{1,500}"
    r"|(?:[ \t]{1,9}[\w-]{1,40}="
    r"(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|[^\s\]\"'\[]{1,500})){1,30})?"
    r"[ \t]{0,9}/?\](?![(:])"
)
# Of HTML, a whole paragraph: "[gallery]".
ALONE = compile_later(
    r"(?:\A|\n|<p>|-->)[ \t]{0,9}(\[[a-z][\w-]{0,40}\])(?=[ \t]{0,9}(?:[\r\n]|\Z|</p>|<!--))"
)
# Tags of HTML with the same meaning and no more letters.
CAPTION = {"[caption": "<caption>", "[/caption": "</caption>"}


def mask_shortcodes(text: str, spared: Sequence[Range] = (), filler: str = FILLER) -> str:
    """Return the text with shortcodes overwritten, of the same length.

    A caption becomes the caption of HTML.

    Parameters
    ----------
    text : str
    spared : sequence of (int, int)
        Spans, in order, where brackets are text, as in code.
    filler : str
        One character. A space suits HTML.

    >>> mask_shortcodes('[button size="big"]Buy[/button] it [sic]', filler="-")
    '-------------------Buy--------- it [sic]'
    """
    if "[" not in text:
        return text
    return replace(text, _edits(text, spared, filler))


def mask_lone_shortcodes(html: str, spared: Sequence[Range] = ()) -> str:
    r"""Return HTML with the shortcodes overwritten that are all of a paragraph.

    >>> mask_lone_shortcodes("One.\n[gallery]\nTwo [sic].").replace(FILLER, "-")
    'One.\n---------\nTwo [sic].'
    """
    if "[" not in html:
        return html
    ahead = Ahead(spared)
    found = (match.span(1) for match in ALONE.finditer(html))
    return overwrite(html, (span for span in found if ahead.end(span[0]) < 0))


def _edits(text: str, spared: Sequence[Range], filler: str) -> Iterator[tuple[int, int, str]]:
    tags = list(TAG.finditer(text))
    closed = {tag["name"].lower() for tag in tags if tag["closes"]}
    opened, ahead = set[str](), Ahead(spared)
    for tag in tags:
        name, (start, end) = tag["name"].lower(), tag.span()
        if tag["closes"]:
            shown = name not in opened
        else:
            shown = not tag["attributes"] and name not in closed
            opened.add(name)
        if shown or ahead.end(start) >= 0:
            continue
        new = CAPTION.get(("[/" if tag["closes"] else "[") + name, "")
        yield start, end, new + filler * (end - start - len(new))
