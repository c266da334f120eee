"""Small documents in the formats of Word, LibreOffice, EPUB and PDF, made here."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
CORE = (
    '<cp:coreProperties xmlns:cp="x" xmlns:dc="y" xmlns:dcterms="z">'
    "<dc:title>Template</dc:title><dc:creator>Ada L.</dc:creator>"
    "<dcterms:created>2024-05-06T07:08:09Z</dcterms:created><dcterms:modified>2025-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>"
)
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
    "</w:style>"
    for name in ("Title", "heading 1", "Quote", "toc 1", "caption")
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def word(text: str, style: str = "", extra: str = "") -> str:
    """Return a paragraph of Word."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r>{extra}</w:p>"


def docx(body: str, **others: str | bytes) -> bytes:
    """Return a document of Word, with more parts or others."""
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for kind in ("styles", "footnotes")
    )
    notes = "<w:p><w:r><w:t>The ledger was lost in a fire.</w:t></w:r></w:p>"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "word/styles.xml": f"<w:styles {W}>{STYLES}</w:styles>",
        "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2">{notes}</w:footnote>'
        "</w:footnotes>",
        "word/header1.xml": f"<w:hdr {W}>{word('A running head.')}</w:hdr>",
        "docProps/core.xml": CORE,
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    return zipped({**parts, **others})


def odt(body: str, styles: str = "", **others: str | bytes) -> bytes:
    """Return a document of LibreOffice."""
    names = " ".join(f'xmlns:{one}="{ODF}:{one}:1.0"' for one in ("office", "text", "table"))
    content = (
        f'<office:document-content {names} xmlns:style="{ODF}:style:1.0" xmlns:dc="d">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>"
        f"{body}</office:text></office:body></office:document-content>"
    )
    meta = (
        '<office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="d">'
        "<dc:title>Said</dc:title><meta:initial-creator>Ada L.</meta:initial-creator>"
        "<dc:creator>Bob</dc:creator><meta:creation-date>2024-05-06T07:08:09</meta:creation-date></office:document-meta>"
    )
    return zipped({"content.xml": content, "meta.xml": meta, **others})


def epub(pages: Mapping[str, str], **others: str | bytes) -> bytes:
    """Return a book whose pages are XHTML."""
    items = "".join(
        f'<item id="i{at}" href="text/{name}" media-type="application/xhtml+xml" '
        f'properties="{name.partition(".")[0]}"/>'
        for at, name in enumerate(pages)
    )
    order = "".join(f'<itemref idref="i{at}"/>' for at in range(len(pages)))
    package = (
        '<package xmlns:dc="d"><metadata><dc:title>A book</dc:title>'
        "<dc:creator>Ada L.</dc:creator><dc:language>fr-FR</dc:language><dc:date>2024-05-06"
        f"</dc:date></metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    found = '<container><rootfiles><rootfile full-path="OEBPS/a.opf"/></rootfiles></container>'
    made = {f"OEBPS/text/{name}": f"<html><head></head><body>{body}</body></html>"
            for name, body in pages.items()}  # fmt: skip
    return zipped({"META-INF/container.xml": found, "OEBPS/a.opf": package, **made, **others})


# A line of a page: left, baseline, size of the font, text.
Placed = tuple[float, float, float, str]


def pdf(
    pages: Sequence[Sequence[Placed]], title: str = "", matrix: Mapping[str, str] | None = None
) -> bytes:
    """Return a PDF file with lines of text at their places, or as a matrix has them."""
    placed = matrix or {}
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    objects.append(
        f"<</Title({title})/Author(Ada L.)/CreationDate(D:20240506070809Z)>>".encode()
    )
    kids = []
    for lines in pages:
        shown = "".join(
            f"BT /F1 {size} Tf {placed.get(text, f'1 0 0 1 {left} {base}')} Tm ({text}) Tj ET\n"
            for left, base, size, text in lines
        ).encode("cp1252")
        packed = zlib.compress(shown)
        head = b"<</Filter/FlateDecode/Length %d>>" % len(packed)
        objects.append(head + b"stream\n%s\nendstream" % packed)
        content = len(objects)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % content
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    data, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size %d/Root 1 0 R/Info 4 0 R>>" % (len(objects) + 1)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return data + head + table + trailer + b"\nstartxref\n%d\n%%%%EOF" % len(data)
