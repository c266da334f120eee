"""Constructs of Markdown, for `site_and_build.py`."""

from __future__ import annotations

from site_text import CODE, EMOJI, HIDDEN, Writer


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


def indented_code(w: Writer) -> str:
    return f"{w.text()}\n\n    {w.noun()} --{w.noun()}\n    {w.noun()}\n\n{w.text()}"


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
