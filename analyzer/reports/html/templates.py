"""How a page is written: text and numbers, templates, styles, scripts and its policy."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

CLIP = 160
# Longer than any real message; only hostile input is cut.
LONGEST_MESSAGE = 1000
# Not allowed in HTML, or able to reorder the text after them (bidi overrides).
_UNSHOWABLE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]"
)
_PICTURES = {code: 0x2400 + code for code in range(32)} | {0x7F: 0x2421}


def visible(text: str) -> str:
    r"""Return text with a visible symbol for each character that cannot be shown.

    Examples
    --------
    >>> visible("a\0b\u202ec")
    'a␀b[U+202E]c'
    """
    if not _UNSHOWABLE.search(text):
        return text
    return _UNSHOWABLE.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in _PICTURES:
        return chr(_PICTURES[code])
    return f"[U+{code:04X}]" if code in (0x202D, 0x202E) else "\ufffd"


def clip(text: str, width: int = CLIP) -> str:
    """Return a label on one line, cut to at most `width` characters.

    Examples
    --------
    >>> clip("far  too long", 8)
    'far too…'
    """
    line = " ".join(text[: 4 * width].split())
    short = line if len(line) <= width else line[: width - 1].rstrip() + "…"
    return visible(short)


def message(text: str) -> str:
    """Return a message on one line, in full."""
    return clip(text, LONGEST_MESSAGE)


def breakable(text: str) -> Markup:
    r"""Return text for HTML in which a line may end after a slash, as in a long path.

    Examples
    --------
    >>> breakable("docs/<a>.md")
    Markup('docs/<wbr>&lt;a&gt;.md')
    """
    from markupsafe import Markup, escape

    return Markup(str(escape(text)).replace("/", "/<wbr>"))


def query_value(text: str) -> str:
    """Return text as a value in the query of an address, as the page spells it.

    Examples
    --------
    >>> query_value("news & views")
    'news%20%26%20views'
    """
    return quote(text, safe="", errors="replace")


def number(value: float | None) -> str:
    """Return a number with at most two decimals and a typographic minus sign.

    Examples
    --------
    >>> number(97.25), number(-3000.0), number(None)
    ('97.25', '−3,000', '')
    """
    if value is None or value != value:
        return ""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def percent(share: float | None) -> str:
    r"""Return a share as a whole percentage, with a no-break space.

    Examples
    --------
    >>> percent(0.424)
    '42\xa0%'
    """
    return "" if share is None or share != share else f"{100 * share:.0f}\xa0%"


def language_tag(language: str) -> str:
    """Return a language code if it is well formed, otherwise an empty string."""
    return language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", language) else ""


FOLDER = __package__
STYLE, SCRIPT = "page.css", "page.js"


@dataclass(frozen=True, slots=True)
class Assets:
    """The style sheet and the scripts of a page.

    Attributes
    ----------
    style, head, script : Markup
        The style sheet, and the scripts in the head and at the end of the page.
    policy : str
        A Content-Security-Policy that allows these three and nothing else, not
        even an image.
    linked : bool
        Whether style sheet and script are the files `STYLE` and `SCRIPT`, shared
        by many pages, instead of part of the page.
    """

    style: Markup
    head: Markup
    script: Markup
    policy: str
    linked: bool


@cache
def assets(
    styles: tuple[str, ...], scripts: tuple[str, ...], *, linked: bool = False
) -> Assets:
    """Concatenate style sheets and scripts, without comments and white space."""
    from markupsafe import Markup

    style = "".join(_minify_style(_read(name)) for name in styles)
    script = "{" + "}{".join(_minify_script(_read(name)) for name in scripts) + "}"
    head = _minify_script(_read("head.js"))
    # A page opened from a folder has no origin, so that 'self' is not enough.
    allowed = ("'self' file:", "'self' file:") if linked else (_hash(style), _hash(script))
    policy = (
        f"default-src 'none'; style-src {allowed[0]}; "
        f"script-src {_hash(head)} {allowed[1]}; base-uri 'none'; form-action 'none'"
    )
    return Assets(Markup(style), Markup(head), Markup(script), policy, linked)


@cache
def environment() -> Environment:
    """Return the template environment, with automatic escaping."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    templates = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    filters = breakable, clip, message, number, percent, query_value, visible
    templates.filters.update({function.__name__: function for function in filters})
    return templates


def _read(name: str) -> str:
    return resources.files(FOLDER).joinpath(name).read_text("utf-8")


def _minify_style(text: str) -> str:
    """Remove comments and white space from a style sheet."""
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return re.sub(r" ?([{};,]) ?", r"\1", text).replace(": ", ":").replace(";}", "}").strip()


def _minify_script(text: str) -> str:
    """Remove comment lines and indentation from a script."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
