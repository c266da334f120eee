"""Overwrite what extensions of Markdown add to a text that is not shown.

Attribute lists, roles, citations, emoji codes, abbreviations and the markers of
admonitions are not text. The title of an admonition becomes a heading, its body is read
like any other Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.readers.markdown_code import Fence
from analyzer.readers.masking import ESCAPED_FORMULA, FILLER, Ahead, Range, fill, replace
from analyzer.text.later_patterns import compile_later

Edit = tuple[int, int, str]
BODY = r"(?:[^{}\n\"']|\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'){0,500}"
BRACES = compile_later(
    r"\{(?:"
    r"/\*[\w-]{1,200}\*/"
    rf"|(?::|[ \t]{{0,4}}[#.][A-Za-z_]|[ \t]{{0,4}}[\w:-]{{1,60}}=(?=[\"'])){BODY}"
    rf"|(?<=[\])`*\"]\{{)[ \t]{{0,4}}[\w:-]{{1,60}}={BODY}"
    r"|(?<=[\])`]\{)[^{}\n]{0,300}"
    rf"|(?<=^\{{)[ \t]{{0,4}}[\w:-]{{1,60}}={BODY}(?=\}}[ \t]*$)"
    r"|[A-Za-z][\w:+.-]{0,60}(?=\}`)"
    r")\}",
    re.MULTILINE,
)
# A reference of MyST, whose text is shown and whose target is not.
REFERENCE = compile_later(
    r"\{[A-Za-z][\w:+.-]{0,60}\}`(?P<text>[^`\n<>]{1,300})(?<=\s)<[^`<>\n]{1,300}>`"
)
# A formula, or a reference that shows a number, of MyST.
NUMBERED = compile_later(r"\{(?:math|eq|numref|(?:foot)?cite(?::\w{1,9})?)\}`[^`\n<>]{1,300}`")
# Text with attributes of Pandoc, and a footnote that is written where it is called.
BRACKETED = compile_later(r"\[(?<![!\]\\]\[)(?P<text>[^\[\]\n]{1,300})\](?=\{(?!:))")
INLINE_NOTE = compile_later(r"\^\[(?P<text>(?:[^\[\]\n]|\[[^\[\]\n]{0,300}\]){1,1000})\]")
# The marks of comments of kramdown and Obsidian.
COMMENT_MARK = compile_later(
    r"\{::comment\}|(?P<end>\{:/(?:comment)?\})|(?<!%)%%(?!%)(?:(?<=^%%)|(?<=\W%%)|(?!\w))",
    re.MULTILINE,
)
LONGEST_COMMENT = 20_000
# A variable of Writerside.
VARIABLE = compile_later(r"%(?<![\w%]%)[A-Za-z][\w.-]{1,40}%(?![\w%])")
BLOCK_ID = compile_later(r"\^(?<!\S\^)[\w-]{1,60}[ \t]*$", re.MULTILINE)
EMOJI = compile_later(r":(?<![\w:/]:)(?:[a-z][a-z0-9_+-]{1,60}|[+-]1):(?![\w:])")
CITATION = compile_later(r"\[(?:[^\[\]\n@]{0,60} )?-?@[A-Za-z0-9_][^\[\]\n]{0,300}\](?![(\[:])")
# Environments and references of TeX.
TEX = compile_later(
    r"\\(?:begin\{(?P<name>[A-Za-z]{1,20}\*?)\}(?:[^\\]|\\(?!end\{)){0,5000}+\\end\{(?P=name)\}"
    r"|(?:(?:auto|paren|foot|text)?cite|(?:auto|eq|page|c)?ref|label)[pt]?\*?(?:\[[^\]\n]{0,80}\]){0,2}"
    r"\{[^{}\n]{1,200}\})"
)
NO_WIKI_LINK = compile_later(r"\[\[[^\[\]\n]{1,300}\]\](?=\()")
ABBREVIATION = compile_later(r"^[ \t]*\*\[[^\]\n]+\]:[^\n]*", re.MULTILINE)
CONTENTS_HINTS = ("[toc]", "[TOC]", "toc}", "_TOC_]")
CONTENTS = compile_later(
    r"^[ \t]*(?:\[TOC\]|\[\[_?toc_?\]\]|\$\{toc\}"
    r"|(?:[*+-]|1\.)[^\n]{0,80}\n[ \t]*\{:\s*toc[^}\n]*\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
# A target, a comment or a break of MyST, a snippet of MkDocs, VitePress or VuePress, or
# a command of TeX.
LINE = compile_later(
    r"^[ \t]*(?:\([\w:.-]{1,100}\)=|-{1,2}8<-{1,2}[^\n]*|<<< [^\n]+"
    r"|(?<=\n\n)%[ \t][^\n]*(?:\n%[ \t][^\n]*)*|\+\+\+(?:[ \t]*\{[^\n]*)?"
    r"|@(?:\[[\w -]{1,60}\]|include)\([^()\n]{1,300}\)"
    r"|\\[a-z]{3,40}(?:\{[^{}\n]{0,100}\})?)[ \t]*$",
    re.MULTILINE,
)
LINE_HINTS = (")=", "8<-", "<<< ", "\n\\", "\n% ", "+++", "@[", "@include")
MARKER_HINTS = (":::", "!!!", "???", "===", "[!")
# Begins a line that one of the expressions for whole lines may match.
LINE_START = compile_later(
    r"\n[ \t>]*+(?:\*\[|\[!|\[\[?_?toc|\[TOC|\$\{toc|[*+1-][^\n]*\n[ \t]*\{:|\([\w:.-]+\)="
    r"|--?8<|<<< |@[\[i]|\\[a-z]|% |\+\+\+|:::|!!!|\?\?\?|===[!+ ])"
)
# A directive between colons, an admonition or a tab of MkDocs, a callout in a quotation.
MARKER = compile_later(
    r"^(?P<lead>[ \t>]*+)(?:"
    r"(?P<colons>:{3,})(?P<rest>[^\n]*)"
    r"|(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+(?P<type>[^\"\n]{0,100})(?:\"(?P<title>[^\n]*)\")?[ \t]*"
    r"|(?<=[> ])\[![\w-]{1,40}\][+-]?(?P<callout>[^\n]*)"
    r")$",
    re.MULTILINE,
)
DIRECTIVE = compile_later(
    r"(?![ \t]*[\w-]+\.[\w.-]+[ \t]*$)"
    r"[ \t]*(?:\{(?P<name>[\w:.-]+)\}|\{[^{}\n]*\}|[\w-]+)[ \t]*(?P<title>.*)"
)
OPTIONS = compile_later(r"\n(?:[ \t>]*:[\w-]{1,40}:[^\n]*(?:\n|\Z))+")
YAML_OPTIONS = compile_later(r"\n---[ \t]*\n(?:(?!---)[^\n]*\n){0,40}---[ \t]*(?:\n|\Z)")
ADMONITIONS = frozenset((
    "admonition", "attention", "caution", "danger", "error", "hint", "important", "note",
    "seealso", "tip", "todo", "warning", "versionadded", "versionchanged", "deprecated",
    "dropdown", "details", "tab-set", "tab-item", "grid", "grid-item", "grid-item-card",
    "card", "margin", "sidebar", "aside", "topic", "epigraph", "pull-quote", "highlights",
    "exercise", "solution", "prf:theorem", "prf:proof", "prf:definition", "prf:example",
    "prf:remark", "prf:lemma",
))  # fmt: skip
# The title of these is an address.
FIGURES = frozenset(["figure", "figure-md"])
MYST = compile_later(r"\{(?P<name>[\w:.-]+)\}[ \t]*(?P<title>.*)")
# What must be in a text for an expression to match anywhere.
HINTED = (
    ("%", VARIABLE),
    ("{", BRACES),
    ("^", BLOCK_ID),
    (":", EMOJI),
    ("\\\\", ESCAPED_FORMULA),
    ("@", CITATION),
)

UNWRAPPED = (
    ("]{", BRACKETED, (FILLER, FILLER)),
    ("^[", INLINE_NOTE, (" (", ")")),
)


def mask_extensions(text: str, code: Sequence[Range]) -> str:
    """Return the text with extensions overwritten, of the same length; code is spared."""
    patterns = []
    special = LINE_START.search(text) or LINE_START.match("\n" + text[:100])
    if special and any(hint in text for hint in CONTENTS_HINTS):
        patterns.append(CONTENTS)
    text = _mask_references(replace(text, _spared(_comments(text), code)), code)
    for hint, pattern, marks in UNWRAPPED:
        if hint in text:
            text = replace(text, _spared(_unwrapped(text, pattern, marks), code))
    patterns += [pattern for hint, pattern in HINTED if hint in text]
    if special and "*[" in text:
        patterns.append(ABBREVIATION)
    if special and any(hint in text for hint in LINE_HINTS):
        patterns.append(LINE)
    if special and any(hint in text for hint in MARKER_HINTS):
        text = replace(text, _spared(_markers(text), code))
    for pattern in patterns:
        text = replace(text, _spared(_filled(pattern, text), code))
    if "[[" in text:
        text = replace(text, _spared(_unlinked(text), code))
    return text


def _mask_references(text: str, code: Sequence[Range]) -> str:
    """Return the text with references and environments of TeX and of MyST overwritten."""
    if "\\" in text:
        text = replace(text, _spared(_filled(TEX, text), code))
    if "}`" in text:
        text = replace(text, _spared(_filled(NUMBERED, text), code))
        text = replace(text, _spared(_referenced(text), code))
    return text


def unwrap_directives(text: str, fences: Sequence[Fence]) -> str:
    """Return the text without the fences of MyST directives whose content is prose."""
    edits: list[Edit] = []
    for fence in fences:
        directive = MYST.match(fence.info) if fence.info.startswith("{") else None
        name = directive["name"].lower() if directive else ""
        if directive is None or name not in ADMONITIONS | FIGURES:
            continue
        title = "" if name in FIGURES else directive["title"].strip()
        line_end = fence.content - 1 if fence.content < len(text) else len(text)
        at = text.rfind(title, fence.start, line_end) if title else line_end
        edits.append((fence.start, line_end, _heading(fence.start, at, title, line_end)))
        options = _options(text, line_end)
        if options > line_end:
            options = min(options, fence.content_end)
            edits.append((line_end, options, fill(text[line_end:options], " ")))
        start = max(fence.content_end, options)
        if start < fence.end:
            edits.append((start, fence.end, fill(text[start : fence.end], " ")))
    return replace(text, edits)


def _filled(pattern: re.Pattern[str], text: str) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        start, end = match.span()
        yield start, end, fill(match[0])


def _unlinked(text: str) -> Iterator[Edit]:
    """Yield what makes the text of an ordinary link of ``[[1]](address)``."""
    for match in NO_WIKI_LINK.finditer(text):
        start, end = match.span()
        yield start + 1, start + 2, FILLER
        yield end - 2, end - 1, FILLER


def _comments(text: str) -> Iterator[Edit]:
    """Yield the comments, from a mark that opens one to the next that closes it."""
    if "%%" not in text and "{::comment}" not in text:
        return
    start, closing = -1, ""
    for match in COMMENT_MARK.finditer(text):
        mark = "end" if match["end"] else match[0]
        if start >= 0 and match.start() - start > LONGEST_COMMENT:
            start = -1
        if start >= 0 and mark == closing:
            yield start, match.end(), fill(text[start : match.end()])
            start = -1
        elif start < 0 and mark != "end":
            start = match.start()
            closing = mark if mark == "%%" else "end"


def _unwrapped(text: str, pattern: re.Pattern[str], marks: tuple[str, str]) -> Iterator[Edit]:
    """Yield what puts other marks around a text, each as long as what it replaces."""
    for match in pattern.finditer(text):
        (start, end), (first, last) = match.span(), match.span("text")
        yield start, first, marks[0]
        yield last, end, marks[1]


def _referenced(text: str) -> Iterator[Edit]:
    """Yield what makes plain text of the text of a reference."""
    for match in REFERENCE.finditer(text):
        start, end = match.span()
        first = match.start("text")
        last = first + len(match["text"].rstrip())
        yield start, end, fill(text[start:first]) + text[first:last] + fill(text[last:end])


def _spared(edits: Iterator[Edit], code: Sequence[Range]) -> Iterator[Edit]:
    """Return the edits that do not begin in code."""
    ahead = Ahead(code)
    return (edit for edit in edits if ahead.end(edit[0]) < 0)


def _markers(text: str) -> Iterator[Edit]:
    for match in MARKER.finditer(text):
        start, end = match.end("lead"), match.end()
        if match["colons"]:
            title = _directive_title(match["rest"])
        elif match["type"] is not None:
            if match["title"] is None and text.startswith("===", start):
                continue
            title = (match["title"] or "").strip()
        elif ">" not in match["lead"]:
            continue
        else:
            title = match["callout"].strip()
        at = text.rfind(title, start, end) if title else end
        yield start, end, _heading(start, at, title, end)
        if match["colons"] and "{" in match["rest"]:
            options = _options(text, end)
            if options > end:
                yield end, options, fill(text[end:options], " ")


def _directive_title(rest: str) -> str:
    """Return the title of a directive between colons, empty for none."""
    directive = DIRECTIVE.match(rest)
    if directive is None or rest.rstrip().endswith(":::"):
        return ""
    if directive["name"] and directive["name"].lower() not in ADMONITIONS:
        return ""
    title = directive["title"].strip(" \t:" + FILLER)
    if title.startswith("[") and "]" in title:
        title = title[1 : title.rindex("]")].strip()
    return "" if "=" in title or title.startswith("{") else title


def _options(text: str, at: int) -> int:
    """Return where the options of a directive end, which begin after its line."""
    match = OPTIONS.match(text, at) or YAML_OPTIONS.match(text, at)
    return (
        match.end() - 1 if match and match[0].endswith("\n") else match.end() if match else at
    )


def _heading(start: int, at: int, title: str, end: int) -> str:
    """Return a line that shows the title at its offset as a heading, else spaces."""
    if not title:
        return " " * (end - start)
    rest = end - at - len(title)
    level = min(at - start - 1, 6)
    if level < 2:
        return FILLER * (at - start) + title + FILLER * rest
    return ("#" * level).ljust(at - start) + title + " " * rest
