"""DOCX, ODT, EPUB and PDF: one article with its blocks, a paragraph a line."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from documents import docx, epub, odt, pdf, word, zipped

from analyzer.analysis import analyze
from analyzer.article import Article, Block
from analyzer.errors import Diagnostic
from analyzer.readers import ReadOptions, read
from analyzer.readers.limits import Limits

DEFAULT = ReadOptions()
Outcome = tuple[list[Article], list[str]]


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., Outcome]:
    """Read bytes as a file of a name; return articles, and texts of problems."""

    def run(name: str, data: bytes, options: ReadOptions = DEFAULT) -> Outcome:
        (tmp_path / name).write_bytes(data)
        problems: list[Diagnostic] = []
        articles = list(read(tmp_path / name, options=options, on_problem=problems.append))
        assert all(problem.severity == "error" for problem in problems)
        return articles, [problem.message for problem in problems]

    return run


def blocks(article: Article) -> list[tuple[str, Block]]:
    """The blocks; each is a line of the text, and in its place there."""
    markup = article.markup
    assert markup is not None
    start, end = markup.locate(markup.block_start, markup.block_end)
    held = [article.text[a:b] for a, b in zip(start, end, strict=True)]
    assert held == [
        line.rstrip("\f") for line in article.text.split("\n") if line.strip("\f\ufffc")
    ]
    return list(zip(held, map(Block, markup.block_kind.tolist()), strict=True))


NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
CELLS = "".join(f"<w:tc>{word(text)}</w:tc>" for text in ("Boat", "Length"))
BODY = (
    word("The harbour report", "Title") + word("Ropes 3", "toc1") + word("Ropes", "heading1")
    + word("The ferry leaves at nine.", extra=NOTE)
    + "<w:p><w:r><w:t>One </w:t></w:r><w:r><w:t>and</w:t><w:br/><w:t>two.</w:t></w:r>"
    "<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p>"
    + word("Nobody waits.", "Quote") + word("") + f"<w:tbl><w:tr>{CELLS}</w:tr></w:tbl>"
)  # fmt: skip


def test_a_document_of_word_has_its_blocks(read_bytes) -> None:
    [article], problems = read_bytes("a.docx", docx(BODY))
    assert problems == []
    assert blocks(article) == [
        ("The harbour report", Block.TITLE), ("Ropes", Block.HEADING),
        ("The ferry leaves at nine.", Block.PARAGRAPH), ("One and two.", Block.PARAGRAPH),
        ("Nobody waits.", Block.QUOTE), ("Boat", Block.TABLE), ("Length", Block.TABLE),
        ("The ledger was lost in a fire.", Block.LIST_ITEM),
    ]  # fmt: skip
    assert (article.title, article.row) == ("The harbour report", None)
    assert article.fields == {"author": "Ada L.", "date": "2024-05-06T07:08:09Z"}


def test_a_document_without_a_title_has_that_of_its_properties(read_bytes) -> None:
    [article], _ = read_bytes("a.docx", docx(word("The ferry leaves at nine.")))
    assert article.title == "Template"
    [article], _ = read_bytes(
        "a.docx", docx(word("Ropes", "heading1"), **{"docProps/core.xml": "<a/>"})
    )
    assert article.title == "Ropes"


ODT = (
    '<text:tracked-changes><text:p>Gone.</text:p></text:tracked-changes>'
    '<text:p text:style-name="P1">The <text:span>harbour</text:span> &amp; report</text:p>'
    '<text:table-of-content><text:p>Ropes 3</text:p></text:table-of-content>'
    '<text:h text:outline-level="2">Ropes</text:h>'
    '<text:p>The ferry<text:note><text:note-citation>1</text:note-citation><text:note-body>'
    '<text:p>The ledger was lost.</text:p></text:note-body></text:note><text:s/>leaves at nine.'
    '<office:annotation><text:p>Really?</text:p></office:annotation></text:p>'
    '<text:list><text:list-item><text:p>Coil it.</text:p></text:list-item></text:list>'
    '<table:table><table:table-row><table:table-cell><text:p>Boat</text:p></table:table-cell>'
    '</table:table-row></table:table>'
)  # fmt: skip
TITLE_STYLE = '<style:style style:name="P1" style:parent-style-name="Title"/>'


def test_a_document_of_libreoffice_has_its_blocks(read_bytes) -> None:
    [article], problems = read_bytes("a.odt", odt(ODT, TITLE_STYLE))
    assert problems == []
    assert blocks(article) == [
        ("The harbour & report", Block.TITLE), ("Ropes", Block.HEADING),
        ("The ferry leaves at nine.", Block.PARAGRAPH), ("Coil it.", Block.LIST_ITEM),
        ("Boat", Block.TABLE), ("The ledger was lost.", Block.PARAGRAPH),
    ]  # fmt: skip
    assert article.title == "The harbour & report"
    assert article.fields == {"author": "Ada L.", "date": "2024-05-06T07:08:09"}


def test_the_pages_of_a_book_are_one_article_without_its_contents(read_bytes) -> None:
    pages = {
        "nav.xhtml": "<nav><ol><li>Contents</li></ol></nav>",
        "one.xhtml": "<h1>Ropes</h1><p>The ferry&#160;leaves.</p>",
        "two.xhtml": "<ul><li>Coil it by hand.</li></ul>",
    }
    [article], problems = read_bytes("a.epub", epub(pages))
    assert problems == []
    assert blocks(article) == [
        ("Ropes", Block.HEADING), ("The ferry leaves.", Block.PARAGRAPH),
        ("Coil it by hand.", Block.LIST_ITEM),
    ]  # fmt: skip
    assert (article.title, article.language) == ("A book", "fr")
    assert article.fields == {"author": "Ada L.", "date": "2024-05-06"}


def page(
    number: int, lines: list[str], start: float = 740
) -> list[tuple[float, float, float, str]]:
    """A page with a header and a footer."""
    body = [(72.0, start - 14 * at, 11.0, line) for at, line in enumerate(lines)]
    return [
        (72.0, 800.0, 9.0, "The harbour office"),
        *body,
        (300.0, 40.0, 9.0, f"{number} / 3"),
    ]


LONG = "The ferry leaves the pier at nine in the morning and takes an hour to the"
PDF = [
    [(72.0, 770.0, 20.0, "The harbour report"),
     *page(1, [f"{LONG} is-", "land. It comes back at noon."])],
    page(2, [f"{LONG} well-known lock", "and the weir. It is quiet.", LONG]),
    page(3, ["old quarry, where nobody waits."]),
]  # fmt: skip


def test_lines_of_a_pdf_are_put_together_to_paragraphs(read_bytes) -> None:
    pages = [
        *PDF[:2],
        [
            *PDF[2],
            (90.0, 680.0, 11.0, "• Coil every rope."),
            (90.0, 666.0, 11.0, "• Oil the winch."),
            (72.0, 600.0, 11.0, "Boat"),
            (300.0, 600.0, 11.0, "Length"),
        ],
    ]
    [article], problems = read_bytes("a.pdf", pdf(pages, "report.indd"))
    assert problems == []
    assert blocks(article) == [
        ("The harbour report", Block.TITLE),
        (f"{LONG} island. It comes back at noon.", Block.PARAGRAPH),
        (f"{LONG} well-known lock and the weir. It is quiet.", Block.PARAGRAPH),
        (f"{LONG}\f old quarry, where nobody waits.", Block.PARAGRAPH),
        ("Coil every rope.", Block.LIST_ITEM), ("Oil the winch.", Block.LIST_ITEM),
        ("Boat", Block.TABLE), ("Length", Block.TABLE),
    ]  # fmt: skip
    assert article.title == "The harbour report"
    assert article.fields == {"author": "Ada L.", "date": "2024-05-06T07:08:09"}


def test_marks_of_items_and_dots_of_contents_are_no_text_of_a_pdf(read_bytes) -> None:
    lines = [
        (72.0, 780.0, 18.0, "1. Ropes"), (72.0, 750.0, 11.0, "Ropes . . . . . . . . 3"),
        (72.0, 720.0, 11.0, f"{LONG} island."), (80.0, 690.0, 6.0, "•"),
        (110.0, 690.0, 11.0, "Coil every rope."), (72.0, 660.0, 11.0, "2."),
        (100.0, 660.0, 11.0, "Oil the winch."),
    ]  # fmt: skip
    [article], _ = read_bytes("a.pdf", pdf([lines]))
    assert blocks(article) == [
        ("1. Ropes", Block.TITLE), (f"{LONG} island.", Block.PARAGRAPH),
        ("Coil every rope.", Block.LIST_ITEM), ("Oil the winch.", Block.LIST_ITEM),
    ]  # fmt: skip


def test_a_header_of_several_lines_is_left_out_of_a_pdf(read_bytes) -> None:
    head = [(72.0 + 90 * (at % 2), 800.0 - 10 * (at // 2), 9.0, f"Office {at}{at}x")
            for at in range(5)]  # fmt: skip
    pages = [[*head, (72.0, 700.0, 11.0, said)] for said in ("One.", "Two.", "Three.")]
    [article], _ = read_bytes("a.pdf", pdf(pages))
    assert [text for text, _ in blocks(article)] == ["One.", "Two.", "Three."]


def test_a_font_that_is_scaled_on_its_page_has_its_size_there(read_bytes) -> None:
    lines = [(72.0, 780.0, 1.0, "Ropes"), (72.0, 700.0, 11.0, f"{LONG} island.")]
    data = pdf([lines], matrix={"Ropes": "20 0 0 20 72 780"})
    [article], _ = read_bytes("a.pdf", data)
    assert blocks(article)[0] == ("Ropes", Block.TITLE)


def test_a_finding_in_a_pdf_names_its_page(tmp_path: Path, run) -> None:
    said = "Every summer the orchestra plays Brahms inside the old quarry until midnight."
    others = [
        "Nobody had counted the herons before the reserve was fenced.", "",
        "A baker from Rouen keeps the oldest oven in the valley alive.", "",
    ]  # fmt: skip
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([page(1, [said, "", *others[:2]]), page(2, [*others[2:], said])]))
    command = ("check", path, "--isolated", "--no-cache", "--select", "near-duplicate-sentence")
    [finding] = json.loads(run(*command, "--format", "json").stdout)["findings"]
    assert (finding["page"], finding["line"], finding["related"][0]["page"]) == (2, 4, 1)
    github = run(*command, "--format", "github").stdout
    assert "line=1," in github
    assert "(page 2, paragraph 4)" in github
    assert "a.pdf#page=2:4:1: warning" in run(*command, "--format", "concise").stdout


def test_a_scan_is_reported_as_no_prose(read_bytes) -> None:
    [article], problems = read_bytes("a.pdf", pdf([[], []], "scan"))
    assert (article.text, article.prose, problems) == ("\ufffc\f\n\ufffc\n", "", [])
    findings = analyze([article]).findings
    assert findings["rule"].tolist() == ["no-prose"]


ENTITY = "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"
OLE = b"\xd0\xcf\x11\xe0" + b"\0" * 600
ENCRYPTED_ODT = {"META-INF/manifest.xml": "<a><manifest:encryption-data/></a>"}
PROTECTED = '<a><CipherReference URI="OEBPS/text/a.xhtml"/></a>'
LOCKED = {"META-INF/encryption.xml": PROTECTED}
REFUSED = [
    ("a.docx", b"", "not DOCX, or damaged: File is not a zip file"),
    ("a.docx", OLE, "encrypted, or in a format older than DOCX; save it as DOCX without"),
    ("a.docx", zipped({"x": "y"}), "not DOCX, or damaged: Could not find main document part"),
    ("a.docx", docx("", **{"word/b.xml": ENTITY}), "word/b.xml: declares entities"),
    ("a.docx", docx("<w:p>"), "word/document.xml: not XML from line 1"),
    ("a.odt", odt("", **ENCRYPTED_ODT), "encrypted; save it as ODT without a password"),
    ("a.odt", zipped({"x": "y"}), "not ODT: it has no part 'content.xml'"),
    ("a.epub", epub({"a.xhtml": "<p>x</p>"}, **LOCKED), "protected by encryption; expected"),
    ("a.epub", epub({}), "not EPUB: its package names no page"),
    ("a.pdf", b"%PDF-1.4 and nothing", "not PDF, or damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "message"), REFUSED)
def test_what_cannot_be_read_is_refused_with_a_message(
    name: str, data: bytes, message: str, read_bytes
) -> None:
    articles, [problem] = read_bytes(name, data)
    assert articles == []
    assert problem.startswith(message)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx("", **{"word/b.xml": b"<a>" + b" " * (9 << 20) + b"</a>"})),
        ("a.odt", odt(" " * (9 << 20))),
        ("a.epub", epub({"a.xhtml": " " * (9 << 20)})),
    ],
)
def test_a_small_document_that_unpacks_to_much_is_refused(
    name: str, data: bytes, read_bytes
) -> None:
    assert len(data) < 100_000
    articles, [problem] = read_bytes(name, data)
    assert articles == []
    assert "of text; expected at most 30 times the bytes of the file" in problem


LIMITED = [
    ("a.docx", docx(BODY), Limits(document_elements=9), "has more than 9 elements"),
    ("a.odt", odt(ODT), Limits(document_elements=9), "has more than 9 elements"),
    ("a.docx", docx(BODY), Limits(document_bytes=99), "larger than 99 bytes (limits.doc"),
    ("a.pdf", pdf([[(9, 9, 9, LONG * 99)]]), Limits(text_bytes=9, text_ratio=1), "holds more"),
    ("a.pdf", pdf(PDF), Limits(document_memory=1 << 24), "needs more than 16 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "limits", "message"), LIMITED)
def test_a_document_that_reaches_a_limit_is_refused(
    name: str, data: bytes, limits: Limits, message: str, read_bytes
) -> None:
    articles, [problem] = read_bytes(name, data, ReadOptions(limits=limits))
    assert articles == []
    assert problem.startswith(message)


def test_a_pdf_that_takes_too_long_is_refused(
    read_bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "endless.py"
    program.write_text("while True: pass\n")
    monkeypatch.setattr("analyzer.readers.pdf.PROGRAM", program)
    options = ReadOptions(limits=Limits(document_seconds=1))
    message = "takes more than 1 s to read (limits.document-seconds)"
    assert read_bytes("a.pdf", pdf(PDF), options) == ([], [message])


def test_a_member_that_is_encrypted_is_refused(read_bytes) -> None:
    data = bytearray(docx(BODY))
    at = data.rindex(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.rfind(b"PK\x01\x02", 0, at)
    assert zipfile.is_zipfile(io.BytesIO(bytes(data)))
    assert read_bytes("a.docx", bytes(data)) == (
        [], ["encrypted; save it as DOCX without a password"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "needs", "extra"),
    [
        ("a.docx", "DOCX needs mammoth and defusedxml", "docx"),
        ("a.odt", "ODT needs defusedxml", "odt"),
        ("a.epub", "EPUB needs defusedxml", "epub"),
        ("a.pdf", "PDF needs pypdfium2", "pdf"),
    ],
)
def test_without_its_library_a_format_names_the_extra(
    name: str, needs: str, extra: str, read_bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.readers.reader.find_spec", lambda _: None)
    assert read_bytes(name, b"") == ([], [f"{needs}: pip install 'analyzer[{extra}]'"])


def test_the_lock_file_of_an_open_document_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "~$port.docx").write_bytes(b"\x03Ada")
    (tmp_path / "report.docx").write_bytes(docx(BODY))
    notes: list[Diagnostic] = []
    assert [article.id for article in read(tmp_path, on_problem=notes.append)] == [
        "report.docx"
    ]
    assert [note.message for note in notes] == ["1 file skipped (lock file 1)"]


def test_in_a_folder_documents_without_their_library_are_skipped_and_damaged_ones_are_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("The ferry leaves at nine.")
    (tmp_path / "b.docx").write_bytes(b"x")
    problems: list[Diagnostic] = []
    assert len(list(read(tmp_path, on_problem=problems.append))) == 1
    assert [problem.severity for problem in problems] == ["warning"]
    monkeypatch.setattr("analyzer.readers.reader.find_spec", lambda _: None)
    problems.clear()
    assert len(list(read(tmp_path, on_problem=problems.append))) == 1
    assert [problem.message for problem in problems] == [
        "1 file skipped (DOCX without the extra docx 1)"
    ]
