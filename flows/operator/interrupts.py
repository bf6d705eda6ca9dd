"""Ctrl-C: one line and exit code 130, whatever it meets. Imports nothing heavy, as it is there before anything else is imported."""

import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

EXIT_INTERRUPTED = 130
INTERRUPTED = "interrupted; what is stored stays, the next run picks up"
_IMPORT_FILE = "<frozen importlib"
"""Python's own import code, as frames name its file."""

_n_heard = 0
"""Interrupts so far."""


def answer_interrupts() -> None:
    """Raise KeyboardInterrupt on the first Ctrl-C, and leave at once on the next, or on one that meets an import or a finalizer.

    These would print where they were: libraries turn an exception there into one of their own, and a finalizer loses it.
    """
    signal.signal(signal.SIGINT, _answer)
    sys.unraisablehook = _leave_or_show


def _answer(_signal: int, frame: FrameType | None) -> None:
    global _n_heard
    _n_heard += 1
    if _n_heard > 1 or _is_importing(frame):
        _leave()
    raise KeyboardInterrupt


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORT_FILE):
            return True
        frame = frame.f_back
    return False


def _leave() -> NoReturn:
    """End without cleaning up: the kernel ends what this process started, and the next run sweeps what it was writing."""
    if _n_heard == 1:
        os.write(2, f"method-drift: {INTERRUPTED}\n".encode())
    os._exit(EXIT_INTERRUPTED)


def _leave_or_show(raised: "UnraisableHookArgs") -> None:
    if issubclass(raised.exc_type, KeyboardInterrupt):
        _leave()
    sys.__unraisablehook__(raised)
