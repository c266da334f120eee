"""Prepare Markdown for its parser: what is no text is overwritten or cut out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analyzer.article import Ints
from analyzer.readers.markdown_code import (
    Code,
    cut,
    dedent_admonitions,
    dedent_components,
    find_code,
)
from analyzer.readers.markdown_extensions import mask_extensions, unwrap_directives
from analyzer.readers.markdown_html import mask_raw_elements
from analyzer.readers.markup_builder import code_point_offsets
from analyzer.readers.masking import FILLER, Range, fill, overwrite, replace
from analyzer.readers.mdx import find_scripting, looks_like_mdx
from analyzer.readers.template_syntax import (
    Tag,
    find_tags,
    has_templates,
    mask_shortcodes,
    shown_strings,
)
from analyzer.text.characters import code_points
from analyzer.text.later_patterns import compile_later

# Begins what stands for a tag; two letters of a private area are its number.
TAG_MARK = "\x02"
PRIVATE, N_PRIVATE = 0xE000, 6400
LONE_RETURN = compile_later(r"\r(?!\n)")
ADMONITION = compile_later(r"^[ ]*(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+[\w\"]", re.MULTILINE)
FILLED = compile_later(rf"{FILLER}[ \t{FILLER}]*+")
ADMONITIONS = ("!!! ", "???", '=== "')
DIRECTIVES = ("```{", "~~~{", "``` {")
FENCE = "~" * 10
MAX_DIRECTIVES = 8


@dataclass(slots=True)
class Tags:
    """The tags that marks in a text stand for.

    Attributes
    ----------
    written : list of str
    """

    written: list[str] = field(default_factory=list)

    def mark(self, tag: str) -> str:
        """Return the mark of a tag, empty where there are too many."""
        high, low = divmod(len(self.written), N_PRIVATE)
        if high >= N_PRIVATE:
            return ""
        self.written.append(tag)
        return TAG_MARK + chr(PRIVATE + high) + chr(PRIVATE + low)


@dataclass(slots=True)
class Source:
    """Markdown as its parser is given it.

    Attributes
    ----------
    text : str
        Letters that are no text are `FILLER`.
    """

    text: str
    _tags: list[str] = field(default_factory=list)
    _origin: Ints | None = None

    @property
    def is_cut(self) -> bool:
        """Whether some of the original is not in the text."""
        return self._origin is not None

    def is_special(self, text: str) -> bool:
        """Return whether some of a text from the parser is not to be taken as it is."""
        return FILLER in text or TAG_MARK in text or (self._origin is not None and "\n" in text)

    def tag(self, number: str) -> str:
        """Return the tag that a mark stands for, empty for a mark that is none."""
        high, low = (ord(letter) - PRIVATE for letter in number)
        index = high * N_PRIVATE + low
        return self._tags[index] if 0 <= index < len(self._tags) and low >= 0 else ""

    def positions(self, data: bytes) -> tuple[Ints | None, Ints | None]:
        """Return the code point of the original at each byte, as a start and as an end."""
        points = code_point_offsets(data)
        if self._origin is None:
            return points, points
        if points is None:
            points = np.arange(len(data) + 1)
        starts = np.append(self._origin, self._origin[-1:] + 1 if len(self._origin) else 0)
        ends = np.append(0, self._origin + 1)
        return starts[points], ends[points]


def prepare(text: str, *, mdx: bool = False) -> Source:
    """Return Markdown without what extensions and site generators add to it."""
    # The parser knows a lone carriage return at some places only.
    origin = None
    if "\r" in text:
        text = LONE_RETURN.sub("\n", text)
        origin = np.flatnonzero(code_points(text) != ord("\r"))
        text = text.replace("\r", "")
    text = text.replace(TAG_MARK, FILLER)
    if "{" in text and any(hint in text for hint in DIRECTIVES):
        text = _unwrap(text)
    code = Code(text)
    removed: list[Range] = []
    if any(hint in text for hint in ADMONITIONS) and ADMONITION.search(text):
        removed = dedent_admonitions(text, code)
    tags = Tags()
    if has_templates(text):
        masked = _mask_templates(text, code, tags)
        code = code if masked is text else Code(masked)
        text = masked
    text = mask_shortcodes(text, code)
    mdx = mdx or looks_like_mdx(text, code)
    if "<" in text:
        text = mask_raw_elements(text, code, mdx=mdx)
    if mdx:
        text = _mask_scripting(text, code.spans, tags)
        removed = removed or dedent_components(text, code.spans)
    text = mask_extensions(text, code)
    if FILLER in text:
        text = _blank_lines(text, all_lines=mdx)
    if removed:
        text, kept = cut(text, removed)
        origin = kept if origin is None else origin[kept]
    return Source(text, tags.written, origin)


def _mask_templates(text: str, code: Sequence[Range], tags: Tags) -> str:
    """Return the text without template tags; code between two of them is fenced."""
    edits: list[tuple[int, int, str]] = []
    for tag in find_tags(text, code):
        if tag.code is None:
            edits.append((tag.start, tag.end, _shown(text, tag, tags)))
            continue
        first, last = tag.code
        if _alone(text, tag.start, first) and _alone(text, last, tag.end):
            edits.append((tag.start, first, FENCE.ljust(first - tag.start)))
            edits.append((last, tag.end, FENCE.ljust(tag.end - last)))
        else:
            edits.append((tag.start, tag.end, fill(text[tag.start : tag.end])))
    return replace(text, edits)


def _shown(text: str, tag: Tag, tags: Tags) -> str:
    """Return what of a tag is shown, such as a caption, in its element."""
    parts, at, last = list[str](), tag.start, ""
    for start, end, element in shown_strings(text, tag):
        after = tags.mark(f"</{last}>") if last else ""
        before = tags.mark(f"<{element}>") if element else ""
        filled = fill(text[at:start])
        parts += after, filled[len(after) : len(filled) - len(before)], before
        parts.append(text[start:end])
        at, last = end, element
    after = tags.mark(f"</{last}>") if last else ""
    return "".join([*parts, after, fill(text[at : tag.end])[len(after) :]])


def _mask_scripting(text: str, code: Sequence[Range], tags: Tags) -> str:
    """Return MDX without its scripting; a mark stands for each tag of HTML."""
    found = find_scripting(text, code)
    written = dict(found.tags)
    edits = []
    for start, end in found.spans:
        filled = fill(text[start:end])
        if start in written and end - start >= 3:
            mark = tags.mark(written[start])
            filled = mark + filled[len(mark) :]
        edits.append((start, end, filled))
    return replace(text, edits)


def _unwrap(text: str) -> str:
    """Return the text without the fences of directives, which may be nested."""
    for _ in range(MAX_DIRECTIVES):
        fences, _ = find_code(text)
        unwrapped = unwrap_directives(text, fences)
        if unwrapped == text:
            break
        text = unwrapped
    return text


def _blank_lines(text: str, *, all_lines: bool) -> str:
    """Return the text with lines that were all masked blank; not so within raw HTML.

    There a blank line would end the block, and what follows could be code.
    """
    spans = []
    for match in FILLED.finditer(text):
        filled, end = match.span()
        if text[end : end + 1] not in ("", "\n"):
            continue
        start = text.rfind("\n", 0, filled) + 1
        if text[start:filled].strip(" \t"):
            continue
        if all_lines or not (_is_html(text, start) or text[end + 1 : end + 2] in " \t<"):
            spans.append((start, end))
    return overwrite(text, spans, " ")


def _is_html(text: str, start: int) -> bool:
    """Return whether the line before `start` begins with a tag."""
    previous = text.rfind("\n", 0, max(start - 1, 0)) + 1
    return text[previous : previous + 40].lstrip(" \t").startswith("<")


def _alone(text: str, start: int, end: int) -> bool:
    """Return whether nothing else is on the line of a tag."""
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    rest = text[end : stop if stop >= 0 else len(text)]
    return not text[line:start].strip() and not rest.strip() and "\n" not in text[start:end]
