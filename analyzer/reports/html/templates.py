"""Templates, style sheets, scripts and the Content-Security-Policy of a page."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from analyzer.reports.html import display_text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

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
    for name in ("clip", "message", "number", "percent"):
        templates.filters[name] = getattr(display_text, name)
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
