import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.interpolate import PchipInterpolator

from mocap_app.export.monotone import monotone

TABLES = arrays(
    np.float64,
    st.tuples(st.integers(2, 8), st.integers(1, 3)),
    elements=st.floats(-10.0, 10.0).map(lambda number: round(number, 3)),
)


@given(TABLES, st.integers(1, 6))
def test_it_is_scipys(values, steps):
    knots = np.arange(len(values), dtype=float)
    dense = np.linspace(0.0, len(values) - 1.0, steps * (len(values) - 1) + 1)
    wanted = PchipInterpolator(knots, values)(dense)
    assert monotone(values, steps) == pytest.approx(wanted, abs=1e-9)


@given(TABLES)
def test_no_span_leaves_its_ends(values):
    spans = monotone(values, 5)[:-1].reshape(len(values) - 1, 5, -1)
    assert (spans >= np.minimum(values[:-1], values[1:])[:, None] - 1e-9).all()
    assert (spans <= np.maximum(values[:-1], values[1:])[:, None] + 1e-9).all()
