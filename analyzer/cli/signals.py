"""Signals that end a command: it cleans up and has the exit status that shells expect."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
AGAIN = 0.01  # seconds until a lost signal is sent again
SHELL = 128  # shells add the number of the signal
_raised = threading.Event()
_numbers: list[int] = []


class Interrupted(KeyboardInterrupt):
    """A signal asks the command to end.

    Attributes
    ----------
    status : int
        The exit status.
    """

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__()
        self.status = SHELL + number


def exit_at_once(number: int, _: FrameType | None) -> NoReturn:
    """End the process: there is nothing to clean up yet."""
    if sys.stderr is not None:
        os.write(2, b"interrupted\n")
    os._exit(SHELL + number)


def raise_interrupt(number: int, frame: FrameType | None) -> None:
    """Raise `Interrupted`; a second signal ends the process at once."""
    while frame is not None:
        if frame.f_code is resend_lost.__code__:
            return  # the exception would be lost too
        frame = frame.f_back
    _raised.set()
    _numbers.append(number)
    handle(exit_at_once)
    raise Interrupted(number)


def exit_if_interrupted() -> None:
    """End the process if it has got a signal whose exception a library has replaced."""
    if _numbers:
        exit_at_once(_numbers[-1], None)


def resend_lost(
    hook: Callable[[sys.UnraisableHookArgs], object], lost: sys.UnraisableHookArgs
) -> None:
    """Send a signal again whose exception was lost, as in a finalizer.

    Parameters
    ----------
    hook : callable
        Called with other exceptions.
    lost : UnraisableHookArgs
        What Python knows about the exception.
    """
    if not isinstance(lost.exc_value, Interrupted):
        hook(lost)
        return
    _raised.clear()
    handle(raise_interrupt)
    number = lost.exc_value.status - SHELL
    _thread.start_new_thread(_resend, (number,))


def _resend(number: int) -> None:
    while not _raised.wait(AGAIN):
        os.kill(os.getpid(), number)


def handle(handler: object) -> dict[int, object]:
    """Install a handler for all signals that end a command; return the former ones.

    A signal that is ignored, as under ``nohup``, stays ignored.
    """
    former: dict[int, object] = {}
    if threading.current_thread() is not threading.main_thread():
        return former
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            former[number] = signal.signal(number, handler)  # type: ignore[arg-type]
    return former


def restore(former: dict[int, object]) -> None:
    """Install the former handlers again."""
    _raised.set()
    for number, handler in former.items():
        signal.signal(number, handler)  # type: ignore[arg-type]
