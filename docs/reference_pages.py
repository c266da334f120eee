"""The generated pages of the reference: commands, tables, configuration and rules.

``make generate`` writes them into ``docs/reference/``. Everything on them comes from the
command line, the tables, the schema of the configuration and the registry of rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import Any

import click

from analyzer.cli.help import GROUPS, Command
from analyzer.cli.main import main
from analyzer.configuration_schema import schema
from analyzer.pipeline.table_columns import COMPARISON_TABLES, TABLES, WHERE_USED
from analyzer.rules.registry import RULES
from analyzer.rules.rule import Rule
from analyzer.settings import RuleOptions

GENERATED = "<!-- Generated: `make generate` renews this page. -->"
OPTION = re.compile(r"(?<!\w)--[a-z-]+")
QUOTED = re.compile(r"\B'([^']+)'\B")
# What a row of a table is.
ROWS = {
    "articles": "article, with its scores",
    "metrics": "article, with every measure",
    "phrases": "repeated phrase of an article",
    "sentences": "pair of near-duplicate sentences",
    "duplicates": "pair of near-duplicate articles",
    "passages": "duplicate passage",
    "templates": "template that several articles share",
    "findings": "finding",
    "boilerplate": "text that recurs across the site",
    "changes": "article that changed since an earlier run; only with --previous",
    "finding_changes": "finding that is new or fixed since then; only with --previous",
    "trend": "run, the earlier ones first; only with --previous",
}
# Where a column is that not every report has.
WHERE = {
    column.name: "; only with --archive"
    if column.name.startswith("archived_")
    else "; only with --key-phrase-field"
    for column in WHERE_USED
}
HEADING = re.compile(r"^(\S.*)\n-{3,}$", re.MULTILINE)


def pages() -> dict[str, str]:
    """Return the text of each generated page by its path in ``docs/reference/``."""
    made = {
        "commands.md": _commands(),
        "tables.md": _tables(),
        "configuration.md": _configuration(),
        "rules/index.md": _rules(),
    }
    made |= {f"rules/{rule.name}.md": _rule(rule) for rule in RULES}
    return {name: f"{GENERATED}\n\n{text.strip()}\n" for name, text in made.items()}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _code(text: str) -> str:
    """Return text with single backquotes, as Markdown has them."""
    return text.replace("``", "`")


# Commands


def _commands() -> str:
    parts = [
        "# Commands and options",
        "`analyzer COMMAND --help` prints the same. Options may be given before or after the "
        "paths.",
        _table(
            ("command", "what it does"),
            [
                (f"[`analyzer {name}`](#analyzer-{name.replace(' ', '-')})", _first(command))
                for name, command in _walk(main)
            ],
        ),
    ]
    parts += [_command(name, command) for name, command in _walk(main)]
    return "\n\n".join(parts)


def _walk(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _walk(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def _first(command: click.Command) -> str:
    return _with_options((command.help or "").partition("\n\n")[0].replace("\n", " "))


def _with_options(text: str) -> str:
    """Return text with the options in it as code."""
    return OPTION.sub(r"`\g<0>`", text)


def _command(name: str, command: click.Command) -> str:
    above = click.Context(main, info_name="analyzer", **main.context_settings)
    context = click.Context(command, parent=above, info_name=name)
    pieces = command.collect_usage_pieces(context)
    parts = [
        f"## analyzer {name}",
        f"    analyzer {name} {' '.join(pieces)}",
        _with_options(cleandoc(command.help or "")),
    ]
    for group in GROUPS:
        rows = [
            (f"`{record[0]}`", QUOTED.sub(r"`\1`", record[1]))
            for parameter in command.get_params(context)
            if getattr(parameter, "group", GROUPS[-1]) == group
            and not isinstance(parameter, click.Argument)
            and (record := parameter.get_help_record(context))
        ]
        if rows:
            parts.append(_table((group.lower(), ""), rows))
    examples = getattr(command, "examples", ()) if isinstance(command, Command) else ()
    if examples:
        parts.append("Examples:\n\n" + "\n".join(f"    {example}" for example in examples))
    return "\n\n".join(parts)


# Tables


def _tables() -> str:
    parts = [
        "# Tables and columns",
        "A report and an `Analysis` in Python have the same tables. "
        "[Read a report](../report.md) says which to open first, and the "
        "[glossary](../glossary.md) explains the terms. A cell without a value is empty: NA "
        "in Python, null in JSON and Parquet.",
        "The worst article comes first in `articles` and `metrics`: the one with the lowest "
        "score, be it quality or originality. Of equal ones, the other score decides, then the "
        "order in which they were read. Articles without scores come last.",
    ]
    for name, columns in {**TABLES, **COMPARISON_TABLES}.items():
        rows = [
            (f"`{column.name}`", column.kind, f"{column.meaning}{WHERE.get(column.name, '')}")
            for column in columns
        ]
        one = f"One row per {ROWS[name]}." if name in ROWS else ""
        parts += [f"## {name}", one, _table(("column", "type", "meaning"), rows)]
    return "\n\n".join(parts)


# Configuration


def _configuration() -> str:
    definitions: dict[str, Any] = schema()["$defs"]
    shared = set(definitions["RuleOptions"]["properties"])
    own = set(definitions[RULES[0].name]["properties"]) - shared
    parts = [
        "# Configuration",
        "Settings are keys of `[tool.analyzer]` in `pyproject.toml`, or of `analyzer.toml`. "
        "[Choose rules and severities](../how-to/choose-rules.md) has examples, and "
        "[the check](../ci.md#configuration) says which file is read. Editors complete the "
        "file with the [JSON Schema](../schemas/configuration.json).",
        "## [tool.analyzer]",
        _keys(definitions["Configuration"], skip={"overrides", "rules", "limits"}),
        "## [[tool.analyzer.overrides]]",
        "Settings for some paths. Later tables win.",
        _keys(definitions["Override"]),
        "## [tool.analyzer.limits]",
        "What one file may expand to. [Limits](../limits.md) says what happens at a limit.",
        _keys(definitions["Limits"]),
        "## [tool.analyzer.rules.NAME]",
        "Every rule has these options:",
        _keys(definitions[RULES[0].name], skip=own),
        "Some rules have more:",
    ]
    rows = [
        (f"[{rule.name}](rules/{rule.name}.md)", *row)
        for rule in RULES
        if rule.options is not RuleOptions
        for row in _key_rows(definitions[rule.name], shared)
    ]
    parts.append(_table(("rule", "key", "type", "default", "meaning"), rows))
    return "\n\n".join(parts)


def _keys(definition: dict[str, Any], skip: Iterable[str] = ()) -> str:
    return _table(("key", "type", "default", "meaning"), _key_rows(definition, set(skip)))


def _key_rows(definition: dict[str, Any], skip: set[str]) -> Iterator[tuple[str, ...]]:
    for key, value in definition["properties"].items():
        if key not in skip:
            yield f"`{key}`", _type(value), _default(value), _code(value.get("description", ""))


def _type(value: dict[str, Any]) -> str:
    """Return the type of a key in words."""
    kinds = [kind for kind in value.get("anyOf", [value]) if kind.get("type") != "null"]
    value = kinds[0]
    if "enum" in value:
        return ", ".join(f"`{choice}`" for choice in value["enum"] if choice)
    if value.get("type") == "array":
        items = "rules" if "enum" in value["items"] else f"{value['items'].get('type')}s"
        return f"list of {items}"
    limits = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "above",
        "exclusiveMaximum": "below",
    }
    bounds = [f"{word} {value[limit]:g}" for limit, word in limits.items() if limit in value]
    return ", ".join([value["type"], *bounds])


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    return "" if default in (None, "", [], ()) else f"`{default}`"


# Rules


def _rules() -> str:
    parts = [
        "# Rules",
        "A rule is named after the issue that it reports. `analyzer explain NAME` prints its "
        "page. [The score](../../score.md) says how many points it takes, and "
        "[Configuration](../configuration.md) how to change its severity and options.",
    ]
    kinds = {
        "In one article": [rule for rule in RULES if rule.measure],
        "Across articles": [rule for rule in RULES if rule.match],
        "With an archive, and about the run": [
            rule for rule in RULES if not (rule.measure or rule.match)
        ],
    }
    for heading, rules in kinds.items():
        rows = [
            (f"[{rule.name}]({rule.name}.md)", rule.severity_summary, rule.summary)
            for rule in rules
        ]
        parts += [f"## {heading}", _table(("rule", "severity", "what it reports"), rows)]
    names = "\n".join(rule.name for rule in RULES)
    parts.append(f"```{{toctree}}\n:hidden:\n\n{names}\n```")
    return "\n\n".join(parts)


def _scoring(rule: Rule) -> str:
    """Return how a rule takes points, by the docstring of its kind of scoring."""
    how = (type(rule.scoring).__doc__ or "").strip().partition("\n\n")[0]
    most = getattr(rule.scoring, "most", 0)
    return (
        f"{' '.join(how.split())} At most {most:g} points." if most else " ".join(how.split())
    )


def _rule(rule: Rule) -> str:
    """Return a rule page: its headings are underlined in the docstring."""
    rest = (rule.page or "").partition("\n\n")[2]
    facts = [
        ("severity", rule.severity_summary),
        ("unit of `value`", rule.unit),
        ("[score](../../score.md)", _scoring(rule)),
    ]
    if rule.columns:
        facts.append(("columns", ", ".join(f"`{column.name}`" for column in rule.columns)))
    own = set(rule.options.__struct_fields__) - set(RuleOptions.__struct_fields__)
    if own:
        options = ", ".join(f"`{name.replace('_', '-')}`" for name in sorted(own))
        facts.append(("[options](../configuration.md)", options))
    summary = rule.summary[:1].upper() + rule.summary[1:]
    body = _code(HEADING.sub(r"## \1", rest).strip())
    return "\n\n".join([f"# {rule.name}", summary, _table(("", ""), facts), body])
