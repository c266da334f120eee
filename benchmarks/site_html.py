"""HTML and shortcodes of Hugo inside Markdown, for `site_and_build.py`."""

from __future__ import annotations

from site_text import CODE, HIDDEN, Writer


def highlight(w: Writer) -> str:
    code = CODE.format(w.noun(), w.noun(), w.group())
    return f'{{{{< highlight python "hl_style={HIDDEN}" >}}}}\n{code}\n{{{{< /highlight >}}}}'


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


def template_links(w: Writer) -> str:
    return (
        f'{w.sentence()} See [the {w.group()}]({{{{< ref "page-001.md" >}}}}) and '
        f'[the {w.group()}]({{{{< relref "page-002.md" >}}}} "{HIDDEN}").'
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
