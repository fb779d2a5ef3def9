"""What one species job may take of a machine, and what is tried again after a failure."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from dotstitch.contracts.failure import ErrorKind
from dotstitch.contracts.levels import EngineName
from dotstitch.contracts.manifest import Species
from dotstitch.data.reading import read_yaml
from dotstitch.data.species_kinds import species_kind


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Memory(_Frozen):
    least: float = Field(gt=0)
    per_cubed_atom: float = Field(gt=0)
    most: float = Field(gt=0)


class _Time(_Frozen):
    least: float = Field(gt=0)
    per_cubed_atom: float = Field(gt=0)


class _EmbeddingTime(_Frozen):
    least: float = Field(gt=0)
    per_atom: float = Field(gt=0)


class JobLimits(_Frozen):
    """Contents of ``data/job_limits.yaml``.

    Attributes
    ----------
    retries : dict of int
        Kind of error to further attempts of the same job.
    longer : dict of float
        Level or engine to how many times longer its jobs may take.
    """

    retries: dict[ErrorKind, int]
    memory_mb: _Memory
    time_s: _Time
    longer: dict[str, float]
    embedding_s: _EmbeddingTime
    free_disk_mb: float = Field(ge=0)


@cache
def job_limits() -> JobLimits:
    """Return the limits of every job."""
    return read_yaml("data/job_limits.yaml", JobLimits)


def memory_mb(species: Species, attempt: int = 1) -> int:
    """Return the memory one species may use, MB, more on every further attempt."""
    limit = job_limits().memory_mb
    return int(min(limit.least + limit.per_cubed_atom * species.n_atoms**3, limit.most) * attempt)


def relative_length(species: Species) -> float:
    """Return how long one species takes, in atoms of a closed shell.

    Two spin states and their vibrations make an intermediate longer than a closed shell.
    """
    return species.n_atoms * species_kind(species.kind).relative_cost


def time_limit_s(species: Species, level: str, engine: EngineName) -> int:
    """Return the wall time after which the job of one species counts as hanging, seconds."""
    limits = job_limits()
    longer = limits.longer.get(level, 1.0) * limits.longer.get(engine, 1.0)
    cubed = limits.time_s.per_cubed_atom * relative_length(species) ** 3
    return int(limits.time_s.least + longer * cubed)


def embedding_limit_s(n_atoms: int) -> int:
    """Return the wall time that one way of embedding may take, seconds."""
    limit = job_limits().embedding_s
    return int(limit.least + limit.per_atom * n_atoms)
