"""DOCX, the documents of Word and of Google Docs; needs the extra ``docx``."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from analyzer.readers.extracted import (
    Counted,
    Extracted,
    Properties,
    extracted_article,
    parse_part,
    read_bytes,
)
from analyzer.readers.reader import UnreadableError, require
from analyzer.readers.zip_parts import open_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.limits import Limits
    from analyzer.readers.reader import ReadOptions, SourceFile

PROPERTIES = "docProps/core.xml"
FIELD = re.compile(rb"</?w:fldSimple(?=[\s>])[^>]{0,2000}>")
# The style of the title, and those of a table of contents, which repeats the headings.
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='caption'] => table > caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='TOC Heading'] => !
"""
CONTENTS = "".join(f"p[style-name='{name} {level}'] => !\n" for level in range(1, 10)
                   for name in ("toc", "TOC", "Contents"))  # fmt: skip


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a document."""
    require(file, "DOCX", "docx", "mammoth", "defusedxml")
    data = read_bytes(file, options.limits)
    yield extracted_article(file, _extract(data, options.limits), options, on_problem)


def _extract(data: bytes, limits: Limits) -> Extracted:
    import mammoth

    parts = open_parts(data, limits, "DOCX")
    properties, count = Properties(), Counted(limits)
    xml: dict[str, bytes] = {}
    for name in parts.members:
        # The library builds a tree of each, and expands what a part declares.
        if name.endswith((".xml", ".rels")):
            xml[name] = parts.read(name)
            parse_part(xml[name], properties if name == PROPERTIES else count, name)
    if any(FIELD.search(part) for part in xml.values()):
        data = _without_fields(xml)
    try:
        html = mammoth.convert_to_html(
            BytesIO(data),
            style_map=STYLES + CONTENTS,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda _: {"src": ""}),
        ).value
    except (OSError, KeyError) as error:
        raise UnreadableError(f"not DOCX, or damaged: {error}") from error
    found = properties.values
    title = html.partition('<h1 class="title">')[2].partition("</h1>")[0]
    fields = {"author": found.get("creator"), "date": found.get("created")}
    return Extracted(html, _plain(title) or found.get("title", ""), fields=fields)


def _without_fields(xml: Mapping[str, bytes]) -> bytes:
    """Return a document with the text of simple fields, which the library leaves out."""
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, part in xml.items():
            archive.writestr(name, FIELD.sub(b"", part))
    return stream.getvalue()


def _plain(html: str) -> str:
    from analyzer.readers.xml import plain_label

    return plain_label(html)
