"""Inputs on which other importers fail, by public reports; the comments name them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from documents import W, docx, epub, pdf, word, zipped

from analyzer.article import Article
from analyzer.errors import Diagnostic
from analyzer.readers import read

SAID = "The ferry leaves the pier at nine."
Outcome = tuple[list[Article], list[Diagnostic]]


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., Outcome]:
    """Read bytes as a file of a name; return articles and problems."""

    def run(name: str, data: bytes) -> Outcome:
        (tmp_path / name).write_bytes(data)
        problems: list[Diagnostic] = []
        return list(read(tmp_path / name, on_problem=problems.append)), problems

    return run


def lines(article: Article) -> list[str]:
    return article.text.split("\n")[:-1]


RUN = f"<w:r><w:t>{SAID}</w:t></w:r>"
BOX = f"<w:txbxContent>{word(SAID)}</w:txbxContent>"
ALTERNATE = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice Requires="wps"><w:drawing/></mc:Choice><mc:Fallback><w:pict>'
    f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{BOX}</v:textbox></v:shape>'
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)  # fmt: skip
WORD = {
    # wafflebase/wafflebase#504: runs in content controls, as Google Docs writes them
    "a control in a paragraph": f"<w:p><w:sdt><w:sdtContent>{RUN}</w:sdtContent></w:sdt></w:p>",
    "a control around it": f"<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>",
    # developer0hye/office2pdf#583, jaumeortola/languagetool-msword10-addin#2: tracked changes
    "inserted text": f"<w:p><w:ins>{RUN}</w:ins><w:del><w:r><w:delText>x</w:delText></w:r>"
    "</w:del></w:p>",
    "moved text": f"<w:p><w:moveFrom>{RUN}</w:moveFrom></w:p>"
    f"<w:p><w:moveTo>{RUN}</w:moveTo></w:p>",
    # mwilliamson/mammoth.js#10: words in smart tags
    "a smart tag": f"<w:p><w:smartTag>{RUN}</w:smartTag></w:p>",
    # mwilliamson/mammoth.js#46: text boxes
    "a text box": f"<w:p>{ALTERNATE}</w:p>",
    "a field": f'<w:p><w:fldSimple w:instr="x">{RUN}</w:fldSimple></w:p>',
    "a link": f'<w:p><w:hyperlink w:anchor="x">{RUN}</w:hyperlink></w:p>',
}


@pytest.mark.parametrize("kind", WORD)
def test_text_of_word_that_others_lose_or_double_is_read_once(kind: str, read_bytes) -> None:
    [article], problems = read_bytes("a.docx", docx(WORD[kind]))
    assert (lines(article), problems) == ([SAID], [])


def test_parts_of_a_document_may_be_anywhere(read_bytes) -> None:
    # mwilliamson/python-mammoth: the main part of some programs has another name
    main = f"<w:document {W}><w:body>{word(SAID)}</w:body></w:document>"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" Target="/word/document2.xml" Type="http://schemas.openxmlformats.org'
        '/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    [article], _ = read_bytes(
        "a.docx", zipped({"_rels/.rels": rels, "word/document2.xml": main})
    )
    assert lines(article) == [SAID]


def book(name: str, address: str) -> bytes:
    """Return a book whose only page has a name in the archive and an address in the package."""
    package = (
        f'<package><manifest><item id="a" href="{address}" media-type="application/xhtml+xml"/>'
        '</manifest><spine><itemref idref="a"/></spine></package>'
    )
    return epub(
        {}, **{"OEBPS/a.opf": package, name: f"<html><body><p>{SAID}</p></body></html>"}
    )


@pytest.mark.parametrize(
    ("name", "address"),
    [
        # techempower-org/candela#1035, docling-project/docling#4199, microsoft/markitdown#2413
        ("OEBPS/chapter 1.xhtml", "chapter%201.xhtml"),
        ("OEBPS/Café.xhtml", "Caf%C3%A9.xhtml"),
        # virgiliojr94/book-to-skill#230: an address with a fragment
        ("OEBPS/a.xhtml", "a.xhtml#section-2"),
        # techempower-org/candela#1048: a folder above, a leading slash
        ("text/a.xhtml", "../text/a.xhtml"),
        ("OEBPS/a.xhtml", "/OEBPS/a.xhtml"),
    ],
)
def test_a_page_of_a_book_is_found_however_its_address_is_written(
    name: str, address: str, read_bytes
) -> None:
    [article], problems = read_bytes("a.epub", book(name, address))
    assert (lines(article), problems) == ([SAID], [])


def test_a_page_that_a_book_lacks_is_reported(read_bytes) -> None:
    data = epub({"a.xhtml": f"<p>{SAID}</p>"}, **{
        "OEBPS/a.opf": '<p><item id="a" href="text/a.xhtml" media-type="text/html"/>'
        '<item id="b" href="b.html" media-type="text/html"/><itemref idref="a"/>'
        '<itemref idref="b"/></p>',
    })  # fmt: skip
    [article], [problem] = read_bytes("a.epub", data)
    assert lines(article) == [SAID]
    assert (problem.severity, problem.message) == (
        "warning", "pages that the book lists are missing: OEBPS/b.html",
    )  # fmt: skip


def test_a_broken_zip_within_a_zip_costs_nothing_else(read_bytes) -> None:
    # obsidianmd/obsidian-importer#77: an attachment; AppFlowy-IO/AppFlowy#8789: parts
    whole = bytearray(zipped({"c.txt": SAID * 9}))
    whole[40] ^= 255
    part = zipped({"b.md": SAID})
    data = zipped({"Part-1.zip": part, "a.zip": b"PK and nothing", "d.zip": bytes(whole)})
    [article], problems = read_bytes("notion.zip", data)
    assert article.id == "notion.zip/Part-1.zip/b.md"
    assert [problem.source.rpartition("notion.zip/")[2] for problem in problems] == [
        "a.zip", "d.zip/c.txt",
    ]  # fmt: skip


FEED = (
    '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>a</title>'
    "{}</item></channel></rss>"
)
FULL, BRIEF = (
    f"<content:encoded>{SAID}</content:encoded>",
    "<description>In short</description>",
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title><content type="html">'
    f"{SAID}</content><summary>In short</summary></entry></feed>"
)


@pytest.mark.parametrize(
    "xml",
    # kurtmckee/feedparser#59, feed-rs/feed-rs#128, tontof/kriss_feed#219,
    # Seneca-CDOT/telescope#1514
    [FEED.format(FULL + BRIEF), FEED.format(BRIEF + FULL), ATOM],
)
def test_the_full_text_of_an_entry_comes_before_its_summary(xml: str, read_bytes) -> None:
    [article], problems = read_bytes("a.xml", xml.encode())
    assert (article.text, article.fields["excerpt"], problems) == (SAID, "In short", [])


WXR = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>a</title>'
    "<content:encoded><![CDATA[{}]]></content:encoded></item></channel></rss>"
)


@pytest.mark.parametrize(
    "held",
    [
        # hexojs/hexo-migrator-wordpress#105, concretecms/addon_migration_tool#90,
        # humanmade/WordPress-Importer#19 and #54: control characters
        "The\x11 ferry\x00 leaves", "The \x1cferry\x1d leaves", "The ferry\x01\x05 leaves",
        # Automattic/wp-calypso#13156
        "The ferry leaves\ufffe",
    ],
)  # fmt: skip
def test_characters_that_xml_forbids_do_not_end_an_export(held: str, read_bytes) -> None:
    [article], problems = read_bytes("a.xml", WXR.format(held).encode("utf-8", "surrogatepass"))
    assert (article.text, problems) == ("The ferry leaves", [])


@pytest.mark.parametrize(
    ("before", "after"),
    # awesomemotive/one-click-demo-import#86: something before the document
    [("\ufeff", ""), ("x", ""), ("", "<!-- This is a WordPress eXtended RSS file -->")],
)
def test_an_export_may_begin_with_something_else(before: str, after: str, read_bytes) -> None:
    xml = f"{before}<?xml version='1.0'?>{after}{WXR.format(SAID)}"
    assert [article.text for article in read_bytes("a.xml", xml.encode())[0]] == [SAID]


def test_a_zipped_export_of_wordpress_is_read(read_bytes) -> None:
    # WordPress/theme-test-data#71
    [article], _ = read_bytes("a.zip", zipped({"site.xml": WXR.format(SAID)}))
    assert (article.text, article.row) == (SAID, 1)


def test_paragraphs_and_captions_of_a_classic_post_are_kept(read_bytes) -> None:
    # hexojs/hexo-migrator-wordpress#29 and #35, some-programs/exitwp#38 and #41,
    # Automattic/jetpack#13265
    post = f'<p>One.</p>\nTwo.\n\n[caption id="x"]<img src="a" /> Three[/caption]\n\n{SAID}'
    [article], _ = read_bytes("a.xml", WXR.format(post).encode())
    assert article.prose.split("\n\n")[:-1] == ["One.", "Two.", "Three", SAID]


COMPOUND = "The factors that determine prices are price-determining factors for the office."


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        # xberg-io/xberg#1543: a real hyphen at the end of a line
        ("They are based on the price-", "determining factors.", "price-determining factors."),
        # datalab-to/pdftext#1, munach/obsidian-extract-pdf-annotations#5,
        # Unstructured-IO/unstructured#3486
        ("The deduction of expenses is permit-", "ted in all cases.", "is permitted in all"),
        ("They met in the city of Stratford-", "Upon is the next word.", "Stratford- Upon"),
    ],
)
def test_words_that_are_divided_in_a_pdf_are_joined(
    first: str, second: str, joined: str, read_bytes
) -> None:
    data = pdf([[(72, 700, 11, COMPOUND), (72, 660, 11, first), (72, 646, 11, second)]])
    [article], _ = read_bytes("a.pdf", data)
    assert joined in article.text
