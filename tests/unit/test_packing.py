"""Contents of the page's packs come back as they were."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded.page import decoded, taken_out

from dotstitch.report.packing import TOGETHER, coded, packs

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=9) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
)


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_whole_numbers_come_back(values: list[int]) -> None:
    assert decoded(coded(values)) == values


@settings(max_examples=50)
@given(st.lists(st.dictionaries(st.sampled_from("xyz"), JSON), max_size=2 * TOGETHER))
def test_contents_come_back(contents: list[dict[str, Any]]) -> None:
    packed = list(packs(contents))
    for at, content in enumerate(contents):
        found = taken_out(packed, at)
        assert {key: value for key, value in found.items() if value is not None} == {
            key: value for key, value in content.items() if value is not None
        }


@pytest.mark.parametrize("curve", [lambda x: np.exp(-(x**2)), np.tanh, lambda x: 0.3 * x])
def test_a_smooth_curve_takes_a_letter_for_each_number(curve: Any) -> None:
    steps = np.rint(1000 * curve(np.linspace(-3.0, 3.0, 200))).astype(int).tolist()
    assert len(coded(steps)["of"].encode()) < 1.1 * len(steps)
