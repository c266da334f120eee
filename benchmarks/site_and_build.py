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
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import analyzer
from analyzer.article import Article, Block
from analyzer.corpus import build_corpus

HIDDEN = "zzhidden"
TOLERANCE = 0.03

NOUNS = [
    "orchard", "beehive", "kiln", "harbour", "ledger", "lantern", "meadow", "tannery",
    "quarry", "weaver", "barley", "cellar", "compass", "drainpipe", "estuary", "ferryman",
    "gatepost", "hedgerow", "inkwell", "joinery", "kettle", "loom", "mill", "nursery",
    "oven", "paddock", "quilt", "rafter", "saddle", "thicket", "umbrella", "varnish",
    "workshop", "yard", "anvil", "bakery", "candle", "dairy", "easel", "furnace", "granary",
    "hammer", "island", "jetty", "knoll", "lighthouse", "marsh", "nettle", "osier",
    "pasture",
]  # fmt: skip
VERBS = [
    "repairs", "measures", "paints", "carries", "inspects", "borrows", "cleans", "follows",
    "gathers", "lifts", "moves", "notices", "opens", "plants", "raises", "sketches",
    "trims", "visits", "washes", "weighs",
]  # fmt: skip
ADJECTIVES = [
    "amber", "broad", "calm", "damp", "early", "faded", "gentle", "hollow", "idle",
    "jagged", "keen", "level", "mossy", "narrow", "old", "patient", "quiet", "rusty",
    "slender", "tall", "uneven", "warm", "young",
]  # fmt: skip
ADVERBS = [
    "slowly", "twice", "carefully", "often", "seldom", "gladly", "again", "early",
    "together",
]  # fmt: skip
PLACES = ["near the {}", "behind the {}", "across the {}", "below the {}", "beside the {}"]
EMOJI = ["smile", "bee", "apple", "+1", "heart"]
CODE = 'def {0}({1}):\n    """{2} {1}."""\n    return {1} + 1'


class Writer:
    """Writes the text of one page from word lists."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.notes = 0

    def noun(self) -> str:
        return self.random.choice(NOUNS)

    def group(self) -> str:
        return f"{self.random.choice(ADJECTIVES)} {self.noun()}"

    def sentence(self) -> str:
        place = self.random.choice(PLACES).format(self.noun())
        verb, adverb = self.random.choice(VERBS), self.random.choice(ADVERBS)
        return self.random.choice([
            f"The {self.group()} {verb} the {self.group()} {place}.",
            f"A {self.group()} {adverb} {verb} one {self.noun()} {place}.",
            f"When the {self.noun()} {verb} it, every {self.group()} waits {place}.",
            f"No {self.noun()} {verb} the {self.noun()} {adverb}, but a {self.group()} does.",
        ])  # fmt: skip

    def text(self, least: int = 2, most: int = 4) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(least, most)))

    def title(self) -> str:
        return f"The {self.group()} and the {self.group()}"


def heading(w: Writer) -> str:
    return f"## {w.title()} {{#{HIDDEN}-{w.noun()}}}\n\n{w.text()}"


def underlined_heading(w: Writer) -> str:
    return f"{w.title()}\n-----\n\n{w.text()}"


def small_headings(w: Writer) -> str:
    return f"### {w.title()} ###\n\n{w.text()}\n\n#### {w.title()}\n\n{w.text()}"


def emphasis(w: Writer) -> str:
    return (
        f"{w.sentence()} *{w.group()}* and **{w.group()}** and ***{w.noun()}*** and"
        f" ~~{w.group()}~~ and in{w.noun()}**{w.noun()}**s.\n{w.text()}"
    )


def labels(w: Writer) -> str:
    return f"**{w.noun().title()}:** {w.text()}\n\n**{w.noun().title()}.** {w.text()}"


def bullets(w: Writer) -> str:
    mark = w.random.choice("-*+")
    return "\n".join(f"{mark} {w.sentence()}" for _ in range(4))


def numbers(w: Writer) -> str:
    return "\n".join(f"{n}. {w.sentence()}" for n in range(1, 5))


def nested(w: Writer) -> str:
    return (
        f"- {w.sentence()}\n  - {w.group()}\n    1. {w.group()}\n    2. {w.sentence()}\n"
        f"  - {w.group()}\n\n- {w.sentence()}\n\n  {w.text()}\n\n  > {w.sentence()}\n\n"
        f"  ```sh\n  make {w.noun()}\n  ```\n"
    )


def tasks(w: Writer) -> str:
    return f"- [x] {w.sentence()}\n- [ ] {w.group()}\n- [ ] {w.sentence()}"


def table(w: Writer) -> str:
    rows = "\n".join(f"| {w.group()} | `{w.noun()}` | {w.sentence()} |" for _ in range(3))
    return f"| {w.noun()} | {w.noun()} | {w.noun()} |\n|:---|:---:|---:|\n{rows}"


def quotation(w: Writer) -> str:
    return f"> {w.sentence()}\n> {w.sentence()}\n>\n> > {w.sentence()}\n>\n> -- {w.group()}"


def footnotes(w: Writer) -> str:
    w.notes += 1
    first, second = f"n{w.notes}", f"{HIDDEN}{w.notes}"
    return (
        f"{w.sentence()[:-1]}[^{first}]. {w.sentence()}[^{second}] {w.sentence()}[^{first}]\n\n"
        f"[^{first}]: {w.sentence()}\n[^{second}]: {w.sentence()}\n\n    {w.sentence()}"
    )


def definitions(w: Writer) -> str:
    return f"{w.noun()}\n: {w.sentence()}\n\n{w.group()}\n: {w.sentence()}\n: {w.sentence()}"


def fence(w: Writer) -> str:
    code = CODE.format(w.noun(), w.noun(), w.group())
    options = w.random.choice(["", ' {linenos=table,hl_lines=[1],lineanchors="zzhidden"}'])
    return f"{w.text()}\n\n```python{options}\n{code}\n```"


def tilde_fence(w: Writer) -> str:
    return f"~~~\n{{{{ {w.noun()} }}}} <{w.noun()}> [{w.noun()}](x)\n~~~\n\n{w.text()}"


def highlight(w: Writer) -> str:
    code = CODE.format(w.noun(), w.noun(), w.group())
    return f'{{{{< highlight python "hl_style={HIDDEN}" >}}}}\n{code}\n{{{{< /highlight >}}}}'


def indented_code(w: Writer) -> str:
    return f"{w.text()}\n\n    {w.noun()} --{w.noun()}\n    {w.noun()}\n\n{w.text()}"


def html_block(w: Writer) -> str:
    return (
        f'<div class="{HIDDEN}" data-{HIDDEN}="{HIDDEN}">\n<p align="center">{w.text()}</p>\n'
        f"<p>{w.sentence()}<br>\n{w.sentence()}</p>\n</div>"
    )


def html_around_markdown(w: Writer) -> str:
    return (
        f'<div id="{HIDDEN}">\n\n{w.text()} *{w.group()}*\n\n- {w.sentence()}\n\n</div>\n\n'
        f'<section style="color: red">\n{w.text()}\n</section>'
    )


def html_table(w: Writer) -> str:
    cells = f"<tr>\n  <td>{w.group()}</td>\n  <td>{w.sentence()}</td>\n</tr>\n"
    head = f"<thead><tr><th>{w.noun()}</th><th>{w.noun()}</th></tr></thead>"
    return f'<table class="{HIDDEN}">\n{head}\n<tbody>\n{cells}{cells}</tbody>\n</table>'


def html_list(w: Writer) -> str:
    return (
        f"<ul>\n  <li>{w.sentence()}</li>\n  <li><b>{w.group()}</b>: {w.sentence()}\n"
        f"    <ol>\n      <li>{w.group()}\n      <li>{w.group()}\n    </ol>\n  </li>\n</ul>"
    )


def html_definitions(w: Writer) -> str:
    return f"<dl>\n<dt>{w.noun()}\n<dd>{w.sentence()}\n<dt>{w.noun()}\n<dd>{w.text()}\n</dl>"


def details(w: Writer) -> str:
    return f"<details>\n<summary>{w.title()}</summary>\n\n{w.text()}\n\n</details>"


def html_quotation(w: Writer) -> str:
    quoted = f"<p>{w.text()}</p>\n<cite>{w.group()}</cite>"
    return f'<blockquote cite="{HIDDEN}">\n{quoted}\n</blockquote>'


def inline_html(w: Writer) -> str:
    return (
        f'{w.sentence()} Press <kbd>Ctrl</kbd>+<kbd>{w.noun()}</kbd>, <mark title="{HIDDEN}">'
        f"{w.group()}</mark>, H<sub>2</sub>O, 10<sup>3</sup>, <small>{w.group()}</small>, "
        f'<span style="color: {HIDDEN}">{w.group()}</span> and <q>{w.group()}</q>.'
    )


def abbreviation(w: Writer) -> str:
    return f'{w.text()} The <abbr title="{HIDDEN}">HTML</abbr> of the {w.group()} is long.'


def comments(w: Writer) -> str:
    return f"{w.text()} <!-- {HIDDEN} -->{w.sentence()}\n\n<!-- {HIDDEN}\n\n{HIDDEN} -->"


def scripts(w: Writer) -> str:
    return (
        f'<script>\nlet {HIDDEN} = "<p>{HIDDEN}</p>";\n\nalert({HIDDEN});\n</script>\n\n'
        f"<style>\n.{HIDDEN} {{ color: red }}\n\np {{ margin: 0 }}\n</style>\n\n{w.text()}\n\n"
        f'<p hidden>{HIDDEN}</p>\n\n<div style="display: none">\n\n{HIDDEN}\n\n</div>'
    )


def drawing(w: Writer) -> str:
    return (
        f'<svg viewBox="0 0 9 9"><title>{HIDDEN}</title><text>{HIDDEN}</text></svg>\n\n'
        f'<iframe src="https://{HIDDEN}.example/" title="{HIDDEN}"></iframe>\n\n{w.text()}'
    )


def figure_shortcode(w: Writer) -> str:
    return (
        f'{{{{< figure src="{HIDDEN}.png" alt="{HIDDEN}" class="{HIDDEN}" '
        f'caption="{w.sentence()}" >}}}}\n\n{w.text()}'
    )


def titled_figure(w: Writer) -> str:
    return (
        f'{{{{< figure src="{HIDDEN}.png" title="{w.title()}" caption="**{w.group()}**" >}}}}'
    )


def html_figure(w: Writer) -> str:
    image = f'<img src="{HIDDEN}.png" alt="{HIDDEN}">'
    return f"<figure>\n  {image}\n  <figcaption>{w.sentence()}</figcaption>\n</figure>"


def images(w: Writer) -> str:
    return (
        f'![{HIDDEN}]({HIDDEN}.png "{HIDDEN}")\n\n{w.sentence()} ![{HIDDEN} *{HIDDEN}*]'
        f"({HIDDEN}.png) {w.sentence()} [![{HIDDEN}](a.png)](https://{HIDDEN}.example/)"
    )


def links(w: Writer) -> str:
    return (
        f'{w.sentence()} See [the {w.group()}](https://{HIDDEN}.example/ "{HIDDEN}") and '
        f"[the *{w.noun()}*](/{HIDDEN}/#{HIDDEN}). {w.sentence()}"
    )


def reference_links(w: Writer) -> str:
    name = w.noun()
    return (
        f"{w.sentence()} Read [the {name}][{HIDDEN}], [{name}] and [{name}][]. "
        f"{w.sentence()}\n\n"
        f'[{HIDDEN}]: https://{HIDDEN}.example "{HIDDEN}"\n[{name}]: <https://{HIDDEN}.example/>'
    )


def template_links(w: Writer) -> str:
    return (
        f'{w.sentence()} See [the {w.group()}]({{{{< ref "page-001.md" >}}}}) and '
        f'[the {w.group()}]({{{{< relref "page-002.md" >}}}} "{HIDDEN}").'
    )


def addresses(w: Writer) -> str:
    return (
        f"{w.sentence()} It is at https://example.org/{w.noun()}/{w.noun()}.html, at "
        f"<https://example.org/{w.noun()}> and at www.example.org. Write to <a.b@example.org>."
    )


def emoji(w: Writer) -> str:
    return f"{w.sentence()} :{w.random.choice(EMOJI)}: {w.sentence()} :{EMOJI[0]}:"


def quotes(w: Writer) -> str:
    return (
        f"\"{w.sentence()}\" -- it's the {w.noun()}'s 'own' {w.noun()}... {w.sentence()}\n"
        f'The {w.noun()} --- a "{w.group()}" --- is 3--5 years old in the \'90s.'
    )


def entities(w: Writer) -> str:
    return (
        f"{w.sentence()} Salt &amp; {w.noun()}, 5&nbsp;kg, caf&eacute; &mdash; &lt;b&gt; &copy;"
        f" &#8364;10, 3 &times; 4 &hellip; {w.noun()}&shy;{w.noun()} and \\*{w.noun()}\\*."
    )


def callout(w: Writer) -> str:
    return (
        f'{{{{% callout type="{HIDDEN}" %}}}}\n{w.text()} **{w.group()}**\n\n- {w.sentence()}\n'
        f"{{{{% /callout %}}}}"
    )


def note(w: Writer) -> str:
    return f"{{{{< note {HIDDEN} >}}}}\n{w.text()}\n{{{{< /note >}}}}\n\n{w.text()}"


def inline_shortcodes(w: Writer) -> str:
    return (
        f"{w.sentence()} The {{{{< badge >}}}}{w.group()}{{{{< /badge >}}}} is "
        f'{{{{< note "{HIDDEN}" />}}}} here. {{{{/* {HIDDEN} */}}}}{w.sentence()}'
    )


def shortcode_comment(w: Writer) -> str:
    return (
        f'{{{{< youtube "{HIDDEN}" >}}}}\n\n{w.text()}\n\n'
        f"{{{{% note %}}}}{w.text()}{{{{% /note %}}}}"
    )


def hard_breaks(w: Writer) -> str:
    return (
        f"{w.sentence()}  \n{w.sentence()}\\\n{w.sentence()}<br>{w.sentence()}<br/>\n{w.text()}"
    )


def inline_code(w: Writer) -> str:
    return (
        f"{w.sentence()} Run `make {w.noun()}` or ``a `{w.noun()}` b`` or `<b>{w.noun()}</b>`"
        f" or `{{{{ .{w.noun().title()} }}}}`. {w.sentence()}"
    )


def formulas(w: Writer) -> str:
    return (
        f"{w.sentence()} So $x_{{1}} = y^2$ for the {w.noun()}, and \\\\(a = b\\\\) too.\n\n"
        f"$$\nE = m c^2 + \\sum x\n$$\n\n{w.text()} It costs $5 or $10 a {w.noun()}."
    )


def attribute_lists(w: Writer) -> str:
    return (
        f'{w.text()}\n{{.{HIDDEN} #{HIDDEN}-{w.noun()} title="{HIDDEN}"}}\n\n'
        f"> {w.text()}\n{{.{HIDDEN}}}"
    )


def rules(w: Writer) -> str:
    return f"{w.text()}\n\n***\n\n{w.text()}\n\n<hr>\n\n{w.text()}"


def escapes(w: Writer) -> str:
    return (
        f"{w.sentence()} Not \\[a link\\](here), \\# no heading, 2 \\* 3, {w.noun()}_{w.noun()}"
        f", 1\\. and a \\\\ backslash. {w.sentence()}"
    )


CONSTRUCTS: list[Callable[[Writer], str]] = [
    heading, underlined_heading, small_headings, emphasis, labels, bullets, numbers, nested,
    tasks, table, quotation, footnotes, definitions, fence, tilde_fence, highlight,
    indented_code, html_block, html_around_markdown, html_table, html_list, html_definitions,
    details, html_quotation, inline_html, abbreviation, comments, scripts, drawing,
    figure_shortcode, titled_figure, html_figure, images, links, reference_links,
    template_links, addresses, emoji, quotes, entities, callout, note, inline_shortcodes,
    shortcode_comment, hard_breaks, inline_code, formulas, attribute_lists, rules, escapes,
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
