"""The stamp and the lock: what a request waits for, and what it does not wait for."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from extractors.sources.pace import LONGEST_HOLD_SECONDS, Pace, PaceTimeoutError


def take(pace: Pace, seconds: float = 5.0) -> float:
    """Return how long a request waits."""
    start = time.monotonic()
    with pace.turn(start + seconds) as turn:
        turn.wait(start + seconds)
    return time.monotonic() - start


def stamp_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_the_second_request_waits_for_the_gap(tmp_path: Path) -> None:
    pace = Pace("host", 0.2, tmp_path)
    assert take(pace) < 0.1
    assert take(pace) >= 0.19
    assert take(Pace("other-host", 0.2, tmp_path)) < 0.1


def test_a_hold_is_kept_by_all(tmp_path: Path) -> None:
    with Pace("host", 0.01, tmp_path).turn(time.monotonic() + 1) as turn:
        turn.hold(0.3)
    assert take(Pace("host", 0.01, tmp_path)) >= 0.25


@pytest.mark.parametrize("text", ["", "nonsense", "another-boot 99999999.000000\n", "boot", "\x00" * 50])
def test_a_damaged_stamp_or_one_of_another_boot_does_not_block(tmp_path: Path, text: str) -> None:
    pace = Pace("host", 0.01, tmp_path)
    take(pace)
    stamp_file(tmp_path).write_text(text)
    assert take(pace) < 0.1


def test_a_wait_past_the_deadline_is_refused_at_once(tmp_path: Path) -> None:
    pace = Pace("host", 0.01, tmp_path)
    with pace.turn(time.monotonic() + 1) as turn:
        turn.hold(LONGEST_HOLD_SECONDS)
    start = time.monotonic()
    with pytest.raises(PaceTimeoutError, match=r"the next request may start in 3[56]\d\d s"):
        take(pace, 2)
    assert time.monotonic() - start < 0.5


def test_a_turn_that_is_not_given_back_ends_in_a_reason(tmp_path: Path) -> None:
    pace = Pace("host", 0.01, tmp_path)
    with pace.turn(time.monotonic() + 1), pytest.raises(PaceTimeoutError, match="another process"):
        take(pace, 0.2)


def _hold_forever(folder: str) -> None:
    with Pace("host", 0.4, Path(folder)).turn(time.monotonic() + 5) as turn:
        turn.wait(time.monotonic() + 5)
        time.sleep(60)


def test_a_killed_process_gives_its_turn_back_but_not_the_gap(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_hold_forever, args=(str(tmp_path),))
    process.start()
    while not any(tmp_path.iterdir()) or not stamp_file(tmp_path).read_bytes():
        time.sleep(0.01)
    killed = time.monotonic()
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    take(Pace("host", 0.4, tmp_path))
    assert 0.3 <= time.monotonic() - killed < 2


def test_a_link_in_the_shared_folder_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("keep me")
    take(Pace("host", 0.01, tmp_path))
    path = next(p for p in tmp_path.iterdir() if p.suffix == ".pace")
    path.unlink()
    path.symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"):
        take(Pace("host", 0.01, tmp_path))
    assert target.read_text() == "keep me"
