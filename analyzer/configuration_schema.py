"""The JSON Schema of configuration files, by which editors complete and check them.

``python -m analyzer.configuration_schema`` prints it.
"""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Any

import msgspec

from analyzer.configuration import OWN, SHARED, TABLE, Configuration
from analyzer.readers.limits import Limits
from analyzer.rules.registry import BY_NAME, RULES
from analyzer.settings import Override


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a configuration file."""
    made = msgspec.json.schema(Configuration)
    definitions: dict[str, Any] = made["$defs"]
    for kind in (Configuration, Override, Limits):
        _describe(definitions[kind.__name__], kind)
    for rule in RULES:
        definition = msgspec.json.schema(rule.options)["$defs"][rule.options.__name__]
        definitions[rule.name] = _describe(definition, rule.options)
    properties = definitions["Configuration"]["properties"]
    del properties["root"]
    properties["rules"] = {
        "description": "The options of single rules.",
        "type": "object",
        "properties": {rule.name: {"$ref": f"#/$defs/{rule.name}"} for rule in RULES},
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"[{TABLE}] of {SHARED}, or {OWN}",
        **made,
    }


def _describe(definition: dict[str, Any], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Add what the docstring of a type says to its schema."""
    meanings = _meanings(kind)
    definition["title"] = kind.__name__
    definition["description"] = (kind.__doc__ or "").strip().split("\n")[0]
    for option, value in definition["properties"].items():
        value["description"] = meanings[option.replace("-", "_")]
        if option in ("select", "ignore", "extend-select"):
            items = value if "items" in value else value["anyOf"][0]
            items["items"] = {"enum": list(BY_NAME)}
    return definition


def _meanings(kind: type) -> dict[str, str]:
    """Return what the docstrings say about each field."""
    meanings: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        # Python removes the indentation of docstrings from 3.13 on.
        documented = re.split(r"\n(?=\S)", cleandoc(base.__doc__ or ""))
        for piece in documented:
            head, _, body = piece.partition("\n")
            names, _, _ = head.partition(" : ")
            for name in names.split(", "):
                if body.startswith("    "):
                    meanings[name] = " ".join(body.split())
    return meanings


if __name__ == "__main__":
    import json

    print(json.dumps(schema(), indent=2))
