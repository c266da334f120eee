"""Whether the source of a site and the pages built from it have the same words.

    python benchmarks/site_and_build.py [FOLDER] [--pages N] [--show N]

Writes a Hugo site in FOLDER (a temporary one by default) whose pages use every construct
of Markdown that Hugo knows, builds it (needs ``hugo`` on the path), reads both and prints
the share of pages whose numbers of words differ by at most 3 %. Everything that no reader
sees holds the word ``zzhidden``, which must be in no body.
"""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import site_html as html
import site_markdown as markdown
from site_text import HIDDEN, Writer

import analyzer
from analyzer.article import Article, Block
from analyzer.segmentation import build_corpus

TOLERANCE = 0.03

CONSTRUCTS: list[Callable[[Writer], str]] = [
    markdown.heading, markdown.underlined_heading, markdown.small_headings,
    markdown.emphasis, markdown.labels, markdown.bullets, markdown.numbers, markdown.nested,
    markdown.tasks, markdown.table, markdown.quotation, markdown.footnotes,
    markdown.definitions, markdown.fence, markdown.tilde_fence, html.highlight,
    markdown.indented_code, html.html_block, html.html_around_markdown, html.html_table,
    html.html_list, html.html_definitions, html.details, html.html_quotation,
    html.inline_html, html.abbreviation, html.comments, html.scripts, html.drawing,
    html.figure_shortcode, html.titled_figure, html.html_figure, markdown.images,
    markdown.links, markdown.reference_links, html.template_links, markdown.addresses,
    markdown.emoji, markdown.quotes, markdown.entities, html.callout, html.note,
    html.inline_shortcodes, html.shortcode_comment, markdown.hard_breaks,
    markdown.inline_code, markdown.formulas, markdown.attribute_lists, markdown.rules,
    markdown.escapes,
]  # fmt: skip
PER_PAGE = 12

CONFIG = """baseURL = "https://example.org/"
title = "Yard and Harbour"
languageCode = "en"
enableEmoji = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.parser.attribute]
block = true
"""
LAYOUT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} | {{ site.Title }}</title>
<meta name="description" content="zzhidden"><style>.zzhidden { color: red }</style>
<script>window.zzhidden = {"zzhidden": "<p>zzhidden</p>"};</script></head>
<body class="zzhidden"><header><a href="/">{{ site.Title }}</a>
<nav><ul><li><a href="/">Home</a></li><li><a href="/posts/">All posts</a></li></ul></nav>
</header>
<main>{{ block "main" . }}{{ end }}</main>
<footer><p>&copy; 2026 The workshop. All rights reserved.</p></footer>
<script src="/zzhidden.js" async></script></body></html>
"""
SINGLE = """{{ define "main" }}<article class="zzhidden"><h1>{{ .Title }}</h1>
<div class="meta"><time datetime="{{ .Date }}">{{ .Date.Format "2 January 2006" }}</time></div>
<div class="content">
{{ .Content }}
</div></article>{{ end }}
"""
LIST = """{{ define "main" }}<ul>{{ range .Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
"""
SHORTCODES = {
    "callout": '<div class="callout {{ .Get "type" }}">\n\n{{ .Inner }}\n\n</div>\n',
    "note": '{{ with .Inner }}<div class="note">{{ . | markdownify }}</div>{{ end }}',
    "badge": '<span class="badge">{{ .Inner }}</span>',
}
LAYOUTS = {
    "_default/baseof.html": LAYOUT,
    "_default/single.html": SINGLE,
    "_default/list.html": LIST,
    "index.html": LIST,
    **{f"shortcodes/{name}.html": text for name, text in SHORTCODES.items()},
}


def page(number: int) -> str:
    """Return the Markdown of one page; each construct is on every few pages."""
    writer = Writer(number)
    names = ["title", "date", HIDDEN]
    values = [f'"{writer.title()}"', f"2026-01-{number % 28 + 1:02}", f'"{HIDDEN} {HIDDEN}"']
    mark, sign = ("---", ": ") if number % 2 else ("+++", " = ")
    lines = [name + sign + value for name, value in zip(names, values, strict=True)]
    first = number * PER_PAGE % len(CONSTRUCTS)
    chosen = (CONSTRUCTS * 2)[first : first + PER_PAGE]
    writer.random.shuffle(chosen)
    parts = [writer.text(), *(construct(writer) for construct in chosen), writer.text()]
    return "\n".join([mark, *lines, mark, "", "\n\n".join(parts), ""])


def build(folder: Path, pages: int) -> None:
    """Write the site and build it."""
    posts = folder / "content" / "posts"
    posts.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(CONFIG)
    for name, text in LAYOUTS.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for number in range(1, pages + 1):
        (posts / f"page-{number:03}.md").write_text(page(number))
    subprocess.run(["hugo", "--quiet", "--source", folder], check=True)


def read(folder: Path, suffix: str) -> dict[str, Article]:
    """Return the articles below a folder by the name of their page."""
    articles = {}
    for article in analyzer.read([folder]):
        parts = Path(article.id).with_suffix("").parts
        name = next((part for part in parts if part.startswith("page-")), "")
        if name and article.id.endswith(suffix):
            articles[name] = article
    return articles


def words(articles: list[Article]) -> list[int]:
    """Return the number of words of each article."""
    corpus = build_corpus(articles)
    return [int(count) for count in corpus.sums(corpus.token_article)]


def blocks(article: Article) -> list[str]:
    """Return the blocks of an article, each with its kind, apart from its title."""
    markup = article.markup
    assert markup is not None
    found = zip(markup.block_start, markup.block_end, markup.block_kind, strict=True)
    return [
        f"{Block(kind).name:10} {' '.join(markup.prose[start:end].split())}"
        for start, end, kind in found
        if kind != Block.TITLE
    ]


def show(source: Article, built: Article) -> None:
    """Print the blocks that only one of two articles has."""
    for line in difflib.unified_diff(blocks(source), blocks(built), "source", "built", n=0):
        print("   ", line.rstrip()[:400])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--show", type=int, default=3, help="pages whose differences to print")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        build(folder, chosen.pages)
        sources = read(folder / "content", ".md")
        built = read(folder / "public", ".html")
    names = sorted(sources.keys() & built.keys())
    counts = [words([articles[name] for name in names]) for articles in (sources, built)]
    differences = {
        name: abs(own - other) / max(own, other)
        for name, own, other in zip(names, *counts, strict=True)
    }
    for name in sorted(names, key=differences.__getitem__)[: -chosen.show - 1 : -1]:
        print(f"{name}: {differences[name]:.1%}")
        show(sources[name], built[name])
    leaks = [
        article.id
        for articles in (sources, built)
        for article in articles.values()
        if any(HIDDEN in block for block in blocks(article))
    ]
    near = sum(difference <= TOLERANCE for difference in differences.values())
    exact = sum(not difference for difference in differences.values())
    print(
        f"{len(names)} pages of {chosen.pages}: words within {TOLERANCE:.0%} on {near}, "
        f"equal on {exact}; {len(leaks)} bodies with hidden text {leaks[:5]}"
    )
    sys.exit(0 if not leaks and near >= 0.95 * chosen.pages else 1)


if __name__ == "__main__":
    main()
