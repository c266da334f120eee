"""Inputs that are nearly what a format allows, made of the grammar of the format."""

import io
import json
import random
import zipfile
from collections.abc import Callable

import documents

WORDS = [
    "kettle", "The", "sings.", "Mr.", "7", "漢字", "é", "é", "\u202e", "👩\u200d🔬", "a-b",
    "&amp;",
]  # fmt: skip
MARKS = [
    "*", "**", "_", "`", "``", "[", "](", ")", "![", "<b>", "</b>", "\\", "&#0;", "{{", "|",
    "$",
]  # fmt: skip
SCALARS = [
    "x", "1", "0x1F", "1e999", "-.inf", "~", "null", "2024-13-45", "'", '"a"', "!!int x",
    "!x y", "&a b", "*a", "[", "{a: *a}", "|", ">-", "yes",
    "99999999999999999999999999999999999999", "12:30:45", "? a",
]  # fmt: skip
NODES = [
    "text", "title", "body", "id", "content", "lang", "tags", "a b", "", "draft",
]  # fmt: skip
TAGS = [
    "div", "p", "a", "b", "ul", "li", "table", "td", "script", "style", "svg", "br", "h1",
    "title", "template", "select", "main", "html", "body", "pre",
]  # fmt: skip
STARTS = [
    "> ", "- ", "1. ", "    ", "\t", "",
]  # fmt: skip
BLOCKS = [
    "{}", "# {}", "| {} |", "|-|", "```{}", "~~~", "<div>{}", "[^a]: {}", "[a]: {}", "---",
    "$$", ":::{}", "!!! {}", "<!-- {}", "-->", "{}\n===",
]  # fmt: skip
ATTRIBUTES = [
    "", " hidden", " a=", " lang=x", " b=<",
]  # fmt: skip
OPEN_ENDS = [
    "", "<!--", "-->", "<![CDATA[", "<", "&#x",
]  # fmt: skip
CELLS = [
    '"{}"', "{}", '"{}', '{}"x',
]  # fmt: skip
Make = Callable[[random.Random], bytes]


def prose(chance: random.Random, most: int = 12) -> str:
    """Return some words, with marks of Markdown among them."""
    parts = chance.choices(WORDS, k=chance.randint(0, most))
    return " ".join(part + chance.choice([*MARKS, "", "", "", "."]) for part in parts)


def markdown(chance: random.Random) -> bytes:
    """Return blocks within blocks, with front matter or without."""
    lines = []
    for _ in range(chance.randint(0, 9)):
        start = "".join(chance.choices(STARTS, k=chance.randint(0, 4)))
        block = chance.choice(BLOCKS)
        lines.append(start + block.replace("{}", prose(chance)))
    text = chance.choice(["\n", "\n\n", "\r\n", "\r"]).join(lines)
    return (front_matter(chance) if chance.random() < 0.3 else b"") + encoded(text)


def front_matter(chance: random.Random) -> bytes:
    """Return front matter of YAML, TOML or JSON, right or not."""
    fence = chance.choice(["---", "+++", "{"])
    keys = chance.choices(NODES, k=chance.randint(0, 5))
    if fence == "{":
        return encoded(json.dumps(dict.fromkeys(keys, value(chance, 3))) + "\n")
    sign = ": " if fence == "---" else " = "
    lines = [
        f"{' ' * chance.choice([0, 0, 2])}{key}{sign}{chance.choice(SCALARS)}" for key in keys
    ]
    return encoded("\n".join([fence, *lines, chance.choice([fence, fence, "...", ""]), ""]))


def value(chance: random.Random, depth: int) -> object:
    """Return a value of JSON."""
    kind = chance.randrange(8 if depth else 5)
    if kind < 5:
        return [prose(chance), chance.choice([0, -1, 1e300, 10**30]), True, None, "\ud800"][
            kind
        ]
    if kind < 7:
        return {
            chance.choice(NODES): value(chance, depth - 1) for _ in range(chance.randint(0, 4))
        }
    return [value(chance, depth - 1) for _ in range(chance.randint(0, 4))]


def html(chance: random.Random) -> bytes:
    """Return elements that are closed, open or in the wrong order."""
    parts, opened = [chance.choice(["", "<!DOCTYPE html>", "<?xml?>"])], []
    for _ in range(chance.randint(0, 14)):
        kind = chance.random()
        if kind < 0.5:
            opened.append(chance.choice(TAGS))
            parts.append(f"<{opened[-1]}{chance.choice(ATTRIBUTES)}>")
        elif kind < 0.7 and opened:
            parts.append(f"</{opened.pop(chance.randrange(len(opened)))}>")
        else:
            parts.append(prose(chance) + chance.choice(OPEN_ENDS))
    return encoded("".join(parts))


def table(chance: random.Random) -> bytes:
    """Return rows of a table with quotes and delimiters at any place."""
    sign, rows = chance.choice(",;\t|"), []
    for _ in range(chance.randint(0, 6)):
        chosen = chance.choices(CELLS, k=chance.randint(0, 4))
        cells = [cell.replace("{}", prose(chance, 4)) for cell in chosen]
        rows.append(sign.join(cells))
    head = sign.join(chance.choices(NODES, k=chance.randint(1, 4)))
    return encoded(chance.choice(["\n", "\r\n", "\r"]).join([head, *rows]))


def json_lines(chance: random.Random) -> bytes:
    """Return records, one a line."""
    lines = [json.dumps(value(chance, 3)) for _ in range(chance.randint(0, 5))]
    return encoded("\n".join(lines))


def json_array(chance: random.Random) -> bytes:
    """Return an array of records, or anything else."""
    records = [value(chance, 2) for _ in range(chance.randint(0, 5))]
    return encoded(json.dumps(records if chance.random() < 0.8 else value(chance, 3)))


def workbook(chance: random.Random) -> bytes:
    """Return a workbook whose parts are right, odd or missing."""
    from readers.test_limits import MAIN, PARTS

    rows = ""
    for number in range(chance.randint(0, 5)):
        cells = ""
        for _ in range(chance.randint(0, 4)):
            place = chance.choice("ABCXFD") + str(chance.choice([number + 1, 1, 99999, 0]))
            kind = chance.choice(["s", "inlineStr", "n", "e", "x"])
            held = f"<v>{chance.choice(['0', '9', '-1', 'x'])}</v><is><t>text</t></is>"
            cells += f'<c r="{place}" t="{kind}">{held}</c>'
        rows += f'<row r="{number + 1}">{cells}</row>'
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    strings = f"<sst {MAIN}><si><t>text</t></si></sst>"
    parts = {**PARTS, "xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            if chance.random() < 0.97:
                archive.writestr(name, damaged(chance, part.encode(), 0.1))
    return stream.getvalue()


def parquet(chance: random.Random) -> bytes:
    """Return a Parquet file of odd columns."""
    import pyarrow
    from pyarrow.parquet import write_table

    n_rows = chance.randint(0, 5)
    kinds = [
        pyarrow.string(),
        pyarrow.binary(),
        pyarrow.int64(),
        pyarrow.list_(pyarrow.string()),
    ]
    columns = {}
    for name in chance.sample(NODES, chance.randint(1, 4)):
        kind = chance.choice(kinds)
        made = {kinds[0]: "text", kinds[1]: b"\xff", kinds[2]: 7, kinds[3]: ["a"]}[kind]
        column = pyarrow.array([chance.choice([made, None]) for _ in range(n_rows)], kind)
        columns[name] = column.dictionary_encode() if kind == kinds[0] else column
    stream = io.BytesIO()
    write_table(pyarrow.table(columns), stream)
    return stream.getvalue()


INSIDE = {
    "docx": ["w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:del", "w:br", "w:pPr"],
    "odt": ["text:p", "text:h", "text:list", "text:list-item", "text:note", "text:note-body",
            "text:span", "table:table", "text:tracked-changes", "text:s"],
    "epub": ["p", "h1", "li", "nav", "body", "aside", "br"],
}  # fmt: skip


def nested(chance: random.Random, tags: list[str], depth: int = 4) -> str:
    """Return elements within elements."""
    if not depth or chance.random() < 0.2:
        return chance.choice(WORDS).replace("&amp;", "&amp;amp;") + " "
    inside = "".join(nested(chance, tags, depth - 1) for _ in range(chance.randint(0, 3)))
    tag = chance.choice(tags)
    return f"<{tag}>{inside}</{tag}>"


def document(chance: random.Random, kind: str) -> bytes:
    """Return a document whose parts are right, odd or missing."""
    made = {
        "docx": documents.docx,
        "odt": documents.odt,
        "epub": lambda body: documents.epub({"a.xhtml": body, "nav.xhtml": body}),
    }[kind](nested(chance, INSIDE[kind]))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return documents.zipped({
        name: damaged(chance, part, 0.1)
        for name, part in parts.items()
        if chance.random() < 0.97
    })  # fmt: skip


def packed(chance: random.Random) -> bytes:
    """Return a ZIP file of other inputs, some of them in ZIP files."""
    kinds = {"a.md": markdown, "posts/b.html": html, "c.csv": table, "d.json": exported,
             "posts.csv": table, "posts/draft_e.html": html, "f.xml": feed}  # fmt: skip
    if chance.random() < 0.3:
        kinds["g.zip"] = packed
    chosen = chance.sample(sorted(kinds), chance.randint(0, 5))
    return documents.zipped({name: kinds[name](chance) for name in chosen})


def exported(chance: random.Random) -> bytes:
    """Return an export in JSON whose values are right, odd or missing."""
    keys = [
        "id",
        "html",
        "title",
        "status",
        "tags",
        "authors",
        "content_html",
        "name",
        "post_id",
    ]
    rows = [
        {key: value(chance, 1) for key in chance.sample(keys, chance.randint(0, 6))}
        for _ in range(chance.randint(0, 4))
    ]
    tables = {"posts": rows, "tags": rows, "posts_tags": rows, "users": value(chance, 2)}
    whole = {"db": [{"data": tables}]}, {"version": "jsonfeed.org/version/1", "items": rows}
    return encoded(json.dumps(chance.choice(whole)))


def crawl(chance: random.Random) -> bytes:
    """Return the records of a crawler, with right or wrong lengths."""
    data = b""
    for _ in range(chance.randint(0, 4)):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html(chance)
        length = len(body) + chance.choice([0, 0, 0, 1, -3, 10**9])
        kind = chance.choice(["response", "response", "conversion", "request", "warcinfo"])
        data += f"WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Length: {length}\r\n\r\n".encode()
        data += body + b"\r\n\r\n"
    return data


def pdf(chance: random.Random) -> bytes:
    """Return a PDF file with lines at any place, damaged or not."""
    pages = []
    for _ in range(chance.randint(0, 3)):
        places = [(chance.randint(-9, 600), chance.randint(-9, 850), chance.choice([1, 9, 20]))
                  for _ in range(chance.randint(0, 9))]  # fmt: skip
        words = ["kettle", "is-", "land.", "- one", "1. two", "", "3"]
        pages.append([(*place, chance.choice(words)) for place in places])
    return documents.pdf(pages, chance.choice(["", "kettle"]))


WXR = "http://wordpress.org/export/1.2/"
POST_VALUES = [
    ("title", "{}"), ("link", "https://a.example/{}"), ("pubDate", "Wed, 02 Oct 2024 10:00"),
    ("content:encoded", "<![CDATA[{}]]>"), ("description", "{}"), ("wp:status", "publish"),
    ("wp:post_type", "post"), ("wp:post_id", "7"), ("category", "{}"), ("guid", "{}"),
    ("wp:post_date_gmt", "2024-13-45"), ("entry", "<title>{}</title>"), ("updated", "{}"),
    ("content", "{}"), ("item", "{}"),
]  # fmt: skip
DECLARED = [
    "", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<!DOCTYPE a SYSTEM 'x'>", "<!-- a -->", "\n\x02",
]  # fmt: skip


def feed(chance: random.Random) -> bytes:
    """Return a feed or an export of posts with odd values."""
    root, item = chance.choice([("rss", "item"), ("rss", "item"), ("feed", "entry")])
    spaces = 'xmlns:content="x" xmlns:wp="{}"'.format(chance.choice([WXR, "x"]))
    items = ""
    for _ in range(chance.randint(0, 4)):
        chosen = chance.choices(POST_VALUES, k=chance.randint(0, 8))
        inside = [f"<{tag}>{held.replace('{}', prose(chance))}</{tag}>" for tag, held in chosen]
        items += f"<{item}>{''.join(inside)}</{item}>"
    head = f"<?xml version='1.0'?>{chance.choice(DECLARED)}<{root} {spaces}><channel>"
    return encoded(f"{head}<language>en</language>{items}</channel></{root}>")


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def damaged(chance: random.Random, data: bytes, share: float = 0.4) -> bytes:
    """Return bytes with some of them changed, cut out or doubled, in a share of the cases."""
    if not data or chance.random() >= share:
        return data
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        end = at + chance.randint(0, 9)
        changed[at:end] = chance.choice([b"", bytes(changed[at:end]) * 2, chance.randbytes(2)])
    return bytes(changed)


MAKERS: dict[str, tuple[str, Make]] = {
    "markdown": ("a.md", markdown),
    "mdx": ("a.mdx", markdown),
    "front matter": ("a.md", lambda chance: front_matter(chance) + b"The kettle sings.\n"),
    "html": ("a.html", html),
    "text": ("a.txt", markdown),
    "csv": ("a.csv", table),
    "json lines": ("a.jsonl", json_lines),
    "json": ("a.json", json_array),
    "workbook": ("a.xlsx", workbook),
    "parquet": ("a.parquet", parquet),
    "feed": ("a.xml", feed),
    "docx": ("a.docx", lambda chance: document(chance, "docx")),
    "odt": ("a.odt", lambda chance: document(chance, "odt")),
    "epub": ("a.epub", lambda chance: document(chance, "epub")),
    "pdf": ("a.pdf", pdf),
    "zip": ("a.zip", packed),
    "export": ("a.json", exported),
    "warc": ("a.warc", crawl),
}
