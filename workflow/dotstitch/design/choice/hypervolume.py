"""How much a point adds to what a set of points dominates, in any number of objectives.

Objectives lie between zero and one, larger is better, and the corner of reference is zero. The
hypervolume of a set is the volume of the points that some member of it beats in every objective.
"""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.draws import Array


def gain(points: Array, front: Array) -> Array:
    """Return by how much each point alone would make the hypervolume of a front grow.

    Parameters
    ----------
    points : ndarray, shape (points, objectives, samples)
    front : ndarray, shape (members, objectives, samples)
        Of the same samples; may have no member.

    Returns
    -------
    ndarray, shape (points, samples)

    Examples
    --------
    >>> front = np.array([[[0.5], [0.5]]])
    >>> gain(np.array([[[0.6], [0.2]], [[0.4], [0.4]], [[1.0], [1.0]]]), front).round(3).tolist()
    [[0.02], [0.0], [0.75]]
    """
    return _gain(points, front, points.shape[1] - 1)


def _gain(points: Array, front: Array, last: int) -> Array:
    """Slice the last objective where members end; each slice has one objective less.

    Members that do not reach a slice count as zero there.
    """
    height = points[:, last]
    if last == 0:
        return np.asarray(np.maximum(height - _top(front[:, 0]), 0.0))
    order = np.argsort(front[:, last], axis=0)
    ends = np.take_along_axis(front[:, last], order, axis=0)
    members = np.take_along_axis(front, order[:, None], axis=0)
    total: Array = np.zeros(height.shape)
    floor: Array = np.zeros(height.shape[1:])
    for rank, end in enumerate(ends):
        thickness = np.clip(height - floor, 0.0, np.maximum(end - floor, 0.0))
        total += thickness * _gain(points, members[rank:], last - 1)
        floor = np.maximum(floor, end)
    total += np.maximum(height - floor, 0.0) * np.prod(points[:, :last], axis=1)
    return total


def _top(values: Array) -> Array:
    return np.asarray(values.max(axis=0)) if len(values) else np.zeros(values.shape[1:])


def hypervolume(front: Array) -> Array:
    """Return the hypervolume of a set of points.

    Parameters
    ----------
    front : ndarray, shape (members, objectives, samples)

    Returns
    -------
    ndarray, shape (samples,)

    Examples
    --------
    >>> hypervolume(np.array([[[0.5], [1.0]], [[1.0], [0.5]], [[0.2], [0.2]]])).tolist()
    [0.75]
    """
    total = np.zeros(front.shape[2])
    for number, point in enumerate(front):
        total += gain(point[None], front[:number])[0]
    return total
