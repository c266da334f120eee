"""The message of a finding on a page: with a link to what it names, and with advice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.reports.html.context import PageContext
from analyzer.reports.html.findings import named_anchor
from analyzer.reports.html.issues import rule_page
from analyzer.reports.html.templates import breakable, message
from analyzer.rules.registry import RULES

if TYPE_CHECKING:
    from markupsafe import Markup

    from analyzer.rules.finding import Finding

# Rules about text that another article has too.
NAMES_OTHER = frozenset(rule.name for rule in RULES if rule.names_other)
ADVICE = "Instead"


def linked_message(context: PageContext, finding: Finding, *, origin: str) -> Markup:
    """Return the message of a finding, with a link where it names another article, or its line.

    Parameters
    ----------
    origin : {"index", "article"}
        The page that the message is on.
    """
    from markupsafe import Markup

    text = message(finding.message)
    if not finding.elsewhere:
        return breakable(text)
    other, start, _ = finding.elsewhere
    name = message(context.analysis.tables["articles"]["article"][other])
    pattern = re.escape(name)
    line = re.search(rf"{pattern}:\d+", text)
    named = line or re.search(pattern, text)
    target = named_anchor(other, start) if line else ""
    link = context.link(other, target, origin=origin)
    if not name or not named or not link:
        return breakable(text)
    shown = Markup('<a href="{}" title="{}">{}</a>').format(
        link, context.title(other), breakable(named[0])
    )
    return breakable(text[: named.start()]) + shown + breakable(text[named.end() :])


def advice(context: PageContext, finding: Finding) -> str:
    """Return what to do about text that another article has, where its message does not say.

    It is the advice of the page of its rule.
    """
    if finding.rule not in NAMES_OTHER or "; " in finding.message:
        return ""
    page = rule_page(finding.rule, context.analysis.rules.get(finding.rule, ""))
    text = dict(page.sections).get(ADVICE, "")
    return f"; {text[:1].lower()}{text[1:].removesuffix('.')}" if text else ""
