"""Templates, styles and scripts, and the policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from analyzer.reports.html import visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER = __package__
STYLE, SCRIPT = "page.css", "page.js"


@dataclass(frozen=True, slots=True)
class Assets:
    """What a page carries along.

    Attributes
    ----------
    style, head, script : Markup
        The style sheet, and the scripts at the head and at the end.
    policy : str
        A Content-Security-Policy that allows these three and nothing else,
        not even an image or an address elsewhere.
    linked : bool
        Whether style sheet and script are files beside the page, `STYLE` and
        `SCRIPT`, because many pages share them.
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
    """Put style sheets and scripts together, without comments and blanks."""
    from markupsafe import Markup

    style = "".join(_small_style(_read(name)) for name in styles)
    script = "{" + "}{".join(_small_script(_read(name)) for name in scripts) + "}"
    head = _small_script(_read("head.js"))
    # Beside a page opened from a folder stands a file, not an origin.
    allowed = ("'self' file:", "'self' file:") if linked else (_hash(style), _hash(script))
    policy = (
        f"default-src 'none'; style-src {allowed[0]}; "
        f"script-src {_hash(head)} {allowed[1]}; base-uri 'none'; form-action 'none'"
    )
    return Assets(Markup(style), Markup(head), Markup(script), policy, linked)


@cache
def environment() -> Environment:
    """Return the environment of the templates: whatever they show is escaped."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    for name in ("clip", "number", "percent"):
        made.filters[name] = getattr(visible, name)
    return made


def _read(name: str) -> str:
    return resources.files(FOLDER).joinpath(name).read_text("utf-8")


def _small_style(text: str) -> str:
    """Leave out of a style sheet what only people need."""
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return re.sub(r" ?([{};,]) ?", r"\1", text).replace(": ", ":").replace(";}", "}").strip()


def _small_script(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
