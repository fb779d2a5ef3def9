import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from dotstitch.film.composition import count_bonds, crosslinkers_per_dot
from dotstitch.film.network import gel_contacts, gel_fraction, gel_mean_field

NOT_ANCHORED = np.array(0.0)
DEGREE = st.floats(min_value=0.0, max_value=50.0)


@given(DEGREE)
def test_mean_field_gel_solves_its_equation(c):
    gel = float(gel_mean_field(c))
    assert 0.0 <= gel <= 1.0
    assert gel == pytest.approx(1.0 - np.exp(-c * gel), abs=1e-7)


@given(st.floats(min_value=1.05, max_value=30.0))
def test_mean_field_gel_agrees_with_root_finding(c):
    root = brentq(lambda g: 1.0 - np.exp(-c * g) - g, 1e-6, 1.0)
    assert float(gel_mean_field(c)) == pytest.approx(root, abs=1e-9)


@given(st.floats(min_value=1e-6, max_value=1e-2))
def test_mean_field_gel_starts_linearly(excess):
    """g = 2 e - 8/3 e^2 + ... for c = 1 + e, also where the two branches meet."""
    assert float(gel_mean_field(1.0 + excess)) == pytest.approx(2.0 * excess, rel=0.02, abs=1e-7)


@given(st.floats(min_value=0.0, max_value=0.999))
def test_no_gel_below_one_link_per_dot(c):
    assert float(gel_mean_field(c)) == 0.0


@given(DEGREE, DEGREE, st.floats(6.0, 12.0), st.floats(0.2, 0.35))
def test_contact_gel_grows_with_degree_and_stays_a_share(c, more, z, threshold):
    low, high = gel_contacts([c, c + more], z, threshold)
    assert 0.0 <= low <= high + 1e-9
    assert high <= 1.0


def test_contact_gel_starts_at_its_threshold():
    z, t = 9.0, 0.3
    at = -z * np.log1p(-t)
    below, above = gel_contacts([0.98 * at, 1.05 * at], z, t)
    assert below == 0.0
    assert above > 0.05


@given(st.floats(0.05, 40.0), st.floats(6.0, 12.0), st.floats(0.2, 0.35))
def test_contact_gel_solves_the_branching_equation(c, z, t):
    p, b = 1.0 - np.exp(-c / z), 1.0 / t
    finite = 0.0
    for _ in range(20000):
        finite = 1.0 - p + p * finite**b
    assert float(gel_contacts(c, z, t)) == pytest.approx(1.0 - finite ** (b + 1.0), abs=5e-3)


def test_contacts_percolate_later_than_mean_field():
    degree = np.linspace(0.5, 10.0, 40)
    assert np.all(gel_contacts(degree, 9.0, 0.3) <= gel_mean_field(degree) + 1e-9)


def test_each_sample_uses_its_own_network_model():
    degree = np.full((1, 2), 2.0)
    two = np.full(2, 9.0), np.full(2, 0.3), np.array([0.1, 0.9])
    field, contacts = gel_fraction(degree, *two)[0]
    assert field == pytest.approx(float(gel_mean_field(2.0)))
    assert contacts == pytest.approx(float(gel_contacts(2.0, 9.0, 0.3)))


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4), st.floats(0.0, 1.0))
def test_independent_arms_bond_binomially(spent, bond):
    parts = [(1, {(0,): np.array(1.0 - p), (1,): np.array(p)}, [np.array(bond)]) for p in spent]
    found = count_bonds(parts, NOT_ANCHORED)
    probabilities = np.array([1.0])
    for p in spent:
        probabilities = np.convolve(probabilities, [1.0 - p * bond, p * bond])
    m = np.arange(len(probabilities))
    assert found.none == pytest.approx(probabilities[0], abs=1e-12)
    assert found.one == pytest.approx(probabilities[1], abs=1e-12)
    assert found.mean == pytest.approx((m * probabilities).sum(), abs=1e-12)
    assert found.links == pytest.approx((np.maximum(m - 1, 0) * probabilities).sum(), abs=1e-12)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_unequal_arms_of_one_chromophore_count_as_they_would_on_two(p, q, first, second):
    """An arm that always bonds and one that never does bridge nothing, whatever their mean."""
    shares = {
        (0, 0): np.array((1.0 - p) * (1.0 - q)),
        (1, 0): np.array(p * (1.0 - q)),
        (0, 1): np.array((1.0 - p) * q),
        (1, 1): np.array(p * q),
    }
    together = count_bonds([(1, shares, [np.array(first), np.array(second)])], NOT_ANCHORED)
    each = [
        (1, {(0,): np.array(1.0 - x), (1,): np.array(x)}, [np.array(bond)])
        for x, bond in ((p, first), (q, second))
    ]
    apart = count_bonds(each, NOT_ANCHORED)
    for name in ("none", "one", "mean", "bridging", "links"):
        assert getattr(together, name) == pytest.approx(getattr(apart, name), abs=1e-12)


def test_a_single_arm_never_bridges():
    found = count_bonds([(1, {(1,): np.array(1.0)}, [np.array(1.0)])], NOT_ANCHORED)
    assert found.bridging == pytest.approx(0.0)
    assert found.links == pytest.approx(0.0)


def test_crosslinkers_per_dot_are_proportional_to_loading():
    assert crosslinkers_per_dot([2.0], 500.0, 1e6)[0] == pytest.approx(40.0)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4), st.floats(0.0, 1.0))
def test_every_bond_of_an_anchored_molecule_bridges(spent, share):
    """The anchor is one more arm that is bonded from the start, for the share that is anchored."""
    parts = [(1, {(0,): np.array(1.0 - p), (1,): np.array(p)}, [np.array(1.0)]) for p in spent]
    held = (1, {(1,): np.array(1.0)}, [np.array(1.0)])
    free, one_more = count_bonds(parts, NOT_ANCHORED), count_bonds([*parts, held], NOT_ANCHORED)
    found = count_bonds(parts, np.array(share))
    for name in ("links", "bridging"):
        expected = (1.0 - share) * getattr(free, name) + share * getattr(one_more, name)
        assert getattr(found, name) == pytest.approx(expected, abs=1e-12)
    assert found.mean == free.mean
    assert count_bonds(parts, np.array(1.0)).links == pytest.approx(found.mean, abs=1e-12)
