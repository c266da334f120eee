"""The pre-commit hooks, the action and the CI examples of the documents are valid."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from pre_commit.clientlib import load_config, load_manifest
from stories import COPYIST, QUARRY

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DOCS = (ROOT / "docs" / "ci.md").read_text("utf-8")


HOOKS = {"hooks": load_manifest, "hook configuration": load_config}
SCHEMAS = {
    "action": ("vendor.github-actions",),
    "workflow": ("vendor.github-workflows",),
    "gitlab": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}


def validate(path: Path, kind: str) -> None:
    """Validate with a schema that comes with the validator: nothing is fetched."""
    if kind in HOOKS:
        HOOKS[kind](str(path))
    else:
        arguments = ["--builtin-schema", *SCHEMAS[kind], str(path)]
        done = CliRunner().invoke(check_jsonschema, arguments)
        assert done.exit_code == 0, done.output


def example(language: str, word: str) -> str:
    """The block of the documentation that holds a word."""
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    (block,) = [block for block in blocks if word in block]
    return str(block)


def test_the_hooks_are_valid() -> None:
    validate(ROOT / ".pre-commit-hooks.yaml", "hooks")


def test_the_action_is_valid() -> None:
    validate(ROOT / "action.yml", "action")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("pull_request", "workflow"),
        ("upload-sarif", "workflow"),
        ("codequality", "gitlab"),
        ("repos:", "hook configuration"),
    ],
)
def test_the_examples_are_valid(tmp_path: Path, word: str, kind: str) -> None:
    path = tmp_path / "example.yml"
    path.write_text(example("yaml", word), "utf-8")
    validate(path, kind)


def test_the_configuration_of_the_documentation_is_valid(scratch: Path, run: Any) -> None:
    Path("pyproject.toml").write_text(example("toml", "overrides"))
    Path("a.md").write_text("Text.\n")
    result = run("check", ".", "--show-settings")
    assert result.exit_code == 0
    assert "min-quality = 60.0" in result.stdout


def test_inputs_of_the_action_reach_the_script_through_the_environment_only() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    steps = action["runs"]["steps"]
    assert not any("${{" in step.get("run", "") for step in steps)
    used = " ".join(value for step in steps for value in step["env"].values())
    assert all(f"inputs.{name} " in used for name in action["inputs"])
    assert set(action["outputs"]) == {"findings", "sarif", "exit-status"}
    assert all(step["shell"] == "bash" for step in steps)


def script(name: str) -> str:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    (step,) = [step for step in action["runs"]["steps"] if step["name"] == name]
    return str(step["run"])


def act(folder: Path, **inputs: str) -> tuple[int, dict[str, str], str]:
    """Run the script of the action as the runner does: status, outputs, log."""
    output, summary = folder / "github-output", folder / "summary.md"
    output.write_text("")
    names = "PATHS FAIL_LEVEL MIN_QUALITY BASELINE BASELINE_FROM_REF CHANGED_FROM CONFIG ARGS"
    environment = os.environ | dict.fromkeys(names.split(), "") | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "SARIF": "analyzer.sarif",
        "RUNNER_TEMP": str(folder),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        **inputs,
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script("Check")],
        env=environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    pairs = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
    return done.returncode, pairs, done.stdout + done.stderr


@pytest.mark.slow
def test_the_action_annotates_and_gives_its_outputs(repository: Path) -> None:
    status, outputs, log = act(repository, PATHS="content", FAIL_LEVEL="note")
    assert status == 1
    assert outputs == {
        "findings": str(len(re.findall("^::(?:notice|warning|error) file", log, re.MULTILINE))),
        "sarif": "analyzer.sarif",
        "exit-status": "1",
    }
    assert (repository / "analyzer.sarif").is_file()
    assert "### Analyzer" in (repository / "summary.md").read_text("utf-8")


@pytest.mark.slow
def test_the_action_takes_several_paths_and_arguments(repository: Path) -> None:
    status, outputs, _ = act(
        repository,
        PATHS="content/quarry.md\ncontent/mill.md\n",
        ARGS="--select\nnear-duplicate-sentence\n",
        FAIL_LEVEL="never",
    )
    assert (status, outputs["findings"]) == (0, "1")


@pytest.mark.slow
@pytest.mark.parametrize(
    "evil", ['$(touch broken)\n`touch broken`\n"; touch broken; "', "--help"]
)
def test_no_input_of_the_action_is_run(repository: Path, evil: str) -> None:
    status, outputs, log = act(repository, PATHS=evil)
    assert status == 2
    assert outputs["exit-status"] == "2"
    assert "no such file or folder" in log
    assert not (repository / "broken").exists()


@pytest.mark.slow
def test_no_input_of_the_action_makes_an_output(repository: Path) -> None:
    _, outputs, _ = act(repository, PATHS="content", SARIF="a.sarif\nfindings=0")
    assert outputs["sarif"] == "a.sarif"
    assert outputs["findings"] != "0"


@pytest.fixture
def hooked(repository: Path, git: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run our hooks by pre-commit, with what is installed here in place of a fresh install."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    for hook in hooks:
        hook["language"] = "system"
    hooks[1]["args"] = ["content", "--changed-from", "HEAD"]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(repository.parent / "pre-commit-home"))

    def command(hook: str) -> tuple[int, str]:
        git("add", "--all")
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", hook, "--verbose"],
            cwd=repository, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return command


@pytest.mark.slow
def test_pre_commit_runs_the_hooks(hooked: Any, repository: Path) -> None:
    content = repository / "content"
    (content / "second.md").write_text(QUARRY, "utf-8")
    status, log = hooked("analyzer")
    assert status == 1, log
    assert "content/second.md:7:1: warning: identical to a sentence in line 3" in log
    assert "content/pier.md" not in log
    (content / "coast.md").write_text(COPYIST, "utf-8")
    status, log = hooked("analyzer-all")
    assert status == 1, log
    assert "content/coast.md:5:1: warning" in log
    assert "content/pier.md:3:1: " not in log


@pytest.mark.slow
def test_pre_commit_skips_excluded_files(hooked: Any, repository: Path) -> None:
    (repository / "analyzer.toml").write_text('exclude = ["content/old.md"]\n')
    (repository / "content" / "old.md").write_text(QUARRY, "utf-8")
    _, log = hooked("analyzer")
    assert "1 file skipped (excluded 1)" in log
    assert "content/old.md" not in log
