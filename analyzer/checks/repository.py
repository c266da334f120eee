"""Read a git repository: run nothing that it configures, write nothing into it.

Its configuration and its hooks belong to whoever wrote them. git therefore gets a
private folder as its repository, with an empty configuration and a copy of the index,
and reads only the objects of the real one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO, cast

from analyzer.errors import SettingError

TIMEOUT = 120
QUICK = 8  # seconds to look up a commit
MAX_LISTING = 1 << 27  # bytes; a few objects can list more files than fit in memory
FILE_MODES = (b"100644", b"100755")
SUBMODULE_MODE = b"160000"
# How text is converted and files are compared, which git does by itself.
COPIED = ["core.autocrlf", "core.eol", "core.filemode", "core.symlinks", "core.ignorecase"]
INHERITED = ("GIT_EXEC_PATH", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
# For the commands that read the real configuration.
CAUTIOUS = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "core.fsmonitor",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_CONFIG_KEY_1": "core.hooksPath",
    "GIT_CONFIG_VALUE_1": os.devnull,
}
IGNORED_BY_MACS = dict.fromkeys(
    [*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF]
)
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
RESERVED = frozenset('\\:*?"<>|')
PARTIAL = "the clone is partial or damaged: fetch all objects (git fetch --refetch)"


class GitError(SettingError):
    """git failed; the message is its own."""


def ask(root: str, *arguments: str) -> str:
    """Return what a git command prints that reads small files of the real repository only.

    One of them may be a pipe that nobody writes to: the command gets `QUICK` seconds.

    Raises
    ------
    GitError
        If the command fails.
    """
    return _run(["git", "-C", root, *arguments], _cautious(), QUICK).decode().strip()


def git(root: str, *arguments: str) -> bytes:
    """Return what a git command prints.

    Raises
    ------
    GitError
        If the command fails, takes too long, or prints more than `MAX_LISTING` bytes.
    """
    with _private(root) as environment:
        return _run(["git", "-C", root, "--literal-pathspecs", *arguments], environment)


def list_tree(root: str, commit: str) -> Iterator[tuple[bytes, str, str]]:
    """Yield the mode, the object name and the path of every entry of a commit.

    Raises
    ------
    GitError
        If the commit cannot be listed, or a path of it leads outside its folder.
    """
    listed = git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    for line in filter(None, listed.split(b"\0")):
        description, _, name = line.partition(b"\t")
        mode, _, blob = description.split(b" ")
        path = os.fsdecode(name)
        if not is_safe(path):
            raise GitError(
                f"commit {commit[:12]} has the path {path!r}; expected a path below its folder"
            )
        yield mode, blob.decode(), path


def is_safe(path: str, *, windows: bool = os.name == "nt") -> bool:
    """Return whether a path of a commit stays inside a folder on every file system.

    Parameters
    ----------
    path : str
        With forward slashes.
    windows : bool
        Whether names that Windows reserves are refused too.
    """
    return all(_is_name(part, windows=windows) for part in path.split("/"))


def _is_name(part: str, *, windows: bool) -> bool:
    plain = part.translate(IGNORED_BY_MACS).casefold().split(":")[0].rstrip(" .")
    if part in ("", ".", "..") or plain in (".git", "git~1"):
        return False
    if not windows:
        return True
    return bool(plain) and plain.split(".")[0] not in DEVICES and not RESERVED & set(part)


def write_files(root: str, blobs: Mapping[str, str], folder: str) -> None:
    """Write files of the repository into a folder.

    Parameters
    ----------
    root : str
    blobs : mapping of str to str
        From paths below `folder`, as `list_tree` yields them, to object names.
    folder : str

    Raises
    ------
    GitError
        If an object is missing, or a file cannot be written.
    """
    if not blobs:
        return
    from tempfile import TemporaryFile

    command = ["git", "-C", root, "cat-file", "--batch"]
    with _private(root) as environment, TemporaryFile() as names:
        names.write("".join(f"{blob}\n" for blob in blobs.values()).encode())
        names.seek(0)
        try:
            with _started(command, environment, names) as output:
                for path in blobs:
                    _write_next(output, path, folder)
        except OSError as error:
            raise GitError(f"cannot write files of git: {error.strerror}") from error


def _write_next(output: IO[bytes], path: str, folder: str) -> None:
    head = output.readline().split()
    if len(head) != 3 or head[1] != b"blob":
        raise GitError(f"the repository lacks the content of {path!r}; {PARTIAL}")
    target = Path(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = int(head[2])
    with target.open("xb") as stream:
        while left:
            piece = output.read(min(left, 1 << 20))
            if not piece:
                raise GitError(f"git cat-file ended within {path!r}")
            stream.write(piece)
            left -= len(piece)
    output.read(1)


def _cautious() -> dict[str, str]:
    return {**os.environ, **CAUTIOUS}


@contextmanager
def _private(root: str) -> Iterator[dict[str, str]]:
    """Make a repository with the objects and the index of another; yield its environment."""
    import shutil
    from tempfile import TemporaryDirectory

    asked = ("objects", "index", "shallow")
    names = [word for name in asked for word in ("--git-path", name)]
    command = ["git", "-C", root, "rev-parse", *names, "--show-object-format"]
    *paths, object_format = (
        _run(command, _cautious())
        .decode("utf-8", "surrogateescape")
        .split("\n")[: len(asked) + 1]
    )
    objects, index, shallow = (Path(root, path).absolute() for path in paths)
    with TemporaryDirectory(prefix="analyzer-git-") as made:
        folder = Path(made)
        (folder / "HEAD").write_text("ref: refs/heads/none\n")
        (folder / "config").write_text(_configuration(root, object_format))
        for name in ("refs", "objects"):
            (folder / name).mkdir()
        if index.is_file():
            shutil.copyfile(index, folder / "index")
        for shared in index.parent.glob("sharedindex.*"):
            if shared.is_file():
                shutil.copyfile(shared, folder / shared.name)
        kept = {k: v for k, v in os.environ.items() if k[:4] != "GIT_" or k in INHERITED}
        yield {
            **kept,
            "GIT_DIR": made,
            "GIT_WORK_TREE": root,
            "GIT_OBJECT_DIRECTORY": str(objects),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            **({"GIT_SHALLOW_FILE": str(shallow)} if shallow.is_file() else {}),
        }


def _configuration(root: str, object_format: str) -> str:
    """Return the settings of the private repository."""
    names = "|".join(name.replace(".", r"\.") for name in COPIED)
    command = ["git", "-C", root, "config", "--null", "--get-regexp", f"^({names})$"]
    try:
        printed = _run(command, _cautious()).decode("utf-8", "replace")
    except GitError:  # none of them is set
        printed = ""
    values = dict(line.partition("\n")[::2] for line in printed.split("\0") if line)
    lines = ["[core]", "repositoryformatversion = 1", "bare = false", "quotePath = false"]
    lines += [
        f"{name.removeprefix('core.')} = {value}"
        for name, value in values.items()
        if value.isalnum() and value.isascii()
    ]
    if object_format != "sha1":
        lines += ["[extensions]", f"objectFormat = {object_format}"]
    return "\n".join(lines) + "\n"


def _run(command: Sequence[str], environment: Mapping[str, str], seconds: int = 0) -> bytes:
    """Return what a command prints."""
    with _started(command, environment, seconds=seconds) as output:
        printed = output.read(MAX_LISTING + 1)
        if len(printed) > MAX_LISTING:
            raise GitError(f"git lists more than {MAX_LISTING >> 20} MB of files")
        return printed


@contextmanager
def _started(
    command: Sequence[str],
    environment: Mapping[str, str],
    given: IO[bytes] | None = None,
    seconds: int = 0,
) -> Iterator[IO[bytes]]:
    """Start git and yield its output; raise its message if it fails, end it on an error."""
    import subprocess
    from tempfile import TemporaryFile

    with TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                command,
                stdin=given or subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=dict(environment),
            )
        except FileNotFoundError as error:
            raise SettingError("git is not installed or not on PATH") from error
        expired: list[bool] = []

        def expire() -> None:
            expired.append(True)
            process.kill()

        timer = Timer(seconds or TIMEOUT, expire)
        timer.start()
        try:
            yield cast("IO[bytes]", process.stdout)
        finally:
            timer.cancel()
            timer.join()
            if process.stdout:
                process.stdout.close()
            # One that has printed all ends at once; one that has not, by the closed pipe.
            status = process.wait()
        if expired:
            raise GitError(f"git took more than {seconds or TIMEOUT} s")
        if status:
            errors.seek(0)
            raise GitError(_message(errors.read(1 << 16).decode("utf-8", "replace")))


def _message(errors: str) -> str:
    """Return what git says went wrong, on one line."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines or [""]
    message = f"git failed: {fatal[-1].partition(': ')[2] or fatal[-1] or 'no message'}"
    lacking = any(words in errors for words in ("unable to read", "not a tree", "bad object"))
    return f"{message}; {PARTIAL}" if lacking else message
