"""The assertion of linear time fails on a square and ignores noise."""

import growth
import pytest
from growth import assert_linear


def costing(monkeypatch: pytest.MonkeyPatch, power: int, unit: float) -> None:
    """Let a run of a size cost the size, to a power, in units."""

    def cpu_seconds(run: object) -> float:
        sizes.clear()
        run()  # type: ignore[operator]
        return unit * sizes[0] ** power

    monkeypatch.setattr(growth, "cpu_seconds", cpu_seconds)


sizes: list[int] = []


def test_linear_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    costing(monkeypatch, 1, 0.1)
    assert_linear(sizes.append, 400)


def test_quadratic_time_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    costing(monkeypatch, 2, 0.1)
    with pytest.raises(AssertionError, match="400 takes"):
        assert_linear(sizes.append, 400)


def test_time_that_is_too_short_to_compare_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    costing(monkeypatch, 2, 0.000001)
    assert_linear(sizes.append, 400)
