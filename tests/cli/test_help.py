"""The help of every command: grouped, with examples that are valid."""

import re
import shlex
from typing import Any

import click
import pytest

from analyzer.cli.help import GROUPS
from analyzer.cli.main import main
from analyzer.rules.registry import BY_NAME


def commands() -> dict[str, click.Command]:
    """Return every command by its full name."""
    found: dict[str, click.Command] = {}
    for name, command in main.commands.items():
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": sub for inner, sub in command.commands.items()}
    return found


COMMANDS = commands()


@pytest.mark.parametrize("name", COMMANDS)
def test_options_are_listed_in_groups_and_each_has_help(run: Any, name: str) -> None:
    text = run(*name.split(), "--help").stdout
    headings = [line.rstrip(":") for line in text.splitlines() if line.endswith(":")]
    groups = [heading for heading in headings if heading in GROUPS]
    assert groups == sorted(groups, key=GROUPS.index)
    assert len(groups) == len(set(groups))
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert text.count(f" {parameter.opts[-1]}") >= 1
    assert max(map(len, text.splitlines())) <= 96


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_name_the_command_and_its_options(run: Any, name: str) -> None:
    text = run(*name.split(), "--help").stdout
    examples = COMMANDS[name].examples  # type: ignore[attr-defined]
    assert text.endswith("".join(f"  {example}\n" for example in examples))
    for example in examples:
        program, *words = shlex.split(example)
        assert program == "analyzer"
        full = max((known for known in COMMANDS if " ".join(words).startswith(known)), key=len)
        arguments = words[len(full.split()) :]
        # Raises a usage error where an option does not exist.
        COMMANDS[full].make_context(full, arguments, resilient_parsing=False)


def test_the_commonest_command_comes_first(run: Any) -> None:
    text = run("--help").stdout
    assert text.index("  report ") < text.index("  check ") < text.index("  archive ")


def test_explain_without_a_rule_lists_all_rules_on_a_line_each(run: Any) -> None:
    lines = run("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(BY_NAME)
    by_rule = {line.split()[0]: line for line in lines}
    for name, rule in BY_NAME.items():
        columns = re.split(r"\s{2,}", by_rule[name])
        assert columns == [name, rule.severity_summary, rule.summary]
    assert all(line.endswith(".") for line in lines)
