"""The plan of a screen: which molecules, which species, how they belong together.

The manifest is the only thing that later stages know of the input table.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.failure import Failure

SpeciesKind = str
"""Name of a row of ``data/species_kinds.yaml``."""
PLAN_VERSION = 6
"""Version of the rules that turn a table into a manifest; part of the manifest's input key."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Species(_Frozen):
    """One thing that quantum chemistry is run on, once.

    Attributes
    ----------
    key : str
        Hash of SMILES, kind, charge, level of theory and method versions.
    smiles : str
        Canonical isomeric SMILES; an intermediate is written with its two unpaired electrons
        (``[N]`` or ``[C]``).
    kind : str
        A row of ``data/species_kinds.yaml``, which says what is computed of it.
    n_atoms : int
        Hydrogens included.
    """

    key: str
    smiles: str
    kind: SpeciesKind
    charge: int
    n_atoms: int


class Arm(_Frozen):
    """One set of equivalent warheads of a chromophore.

    Attributes
    ----------
    group : str
        Name of the photoactive group, see :mod:`dotstitch.groups.registry`.
    warhead : str
        Row of the group's data; the name in the outputs.
    n_equivalent : int
        How many symmetry-equivalent copies this chromophore carries.
    roles : dict of str to str
        What this warhead alone turns into: role, as the group names it, to species key.
    descriptors : dict of str to float
        Numbers of the structure that the group hands to the outputs.
    """

    group: str
    warhead: str
    n_equivalent: int
    roles: dict[str, str] = {}
    descriptors: dict[str, float] = {}


class Electrophore(_Frozen):
    """One conjugated part of a molecule with its first saturated shell.

    Attributes
    ----------
    species : str
        Species key.
    count : int
        How many times the molecule carries it.
    arms : tuple of Arm
        Empty unless it is a chromophore.
    states : tuple of str
        For a chromophore with n warheads: n + 1 species keys, from intact (equal to ``species``)
        to fully reacted (each warhead replaced by its bond to a ligand).
    """

    species: str
    count: int
    arms: tuple[Arm, ...] = ()
    states: tuple[str, ...] = ()


class Molecule(_Frozen):
    """One row of the input table.

    Attributes
    ----------
    status : str
        ``ok`` is screened; ``failed`` is explained in failures.csv; ``duplicate`` is a named copy
        of an earlier row.
    failure : Failure or None
        Why it is not screened.
    note, source : str
        The optional columns of the table.
    columns : dict
        Every other column of the table, carried through untouched.
    n_arms : int
        Warheads of the whole molecule.
    n_tertiary_amines : int
        Aliphatic or anilinic tertiary amines, which trap intermediates.
    """

    name: str
    smiles: str
    inchikey: str
    source_file: str
    source_row: int
    status: Literal["ok", "failed", "duplicate"]
    failure: Failure | None = None
    note: str = ""
    source: str = ""
    columns: dict[str, str] = {}
    molar_mass_g_mol: float | None = None
    n_arms: int = 0
    n_tertiary_amines: int = 0
    electrophores: tuple[Electrophore, ...] = ()
    warnings: tuple[str, ...] = ()

    def species_roles(self) -> dict[str, str]:
        """Return the part that each of its species plays, role to key, in a sensible order."""
        roles: dict[str, str] = {}
        for number, part in enumerate(self.electrophores, start=1):
            name = f"chromophore {number}" if part.arms else f"electrophore {number}"
            roles[name] = part.species
            for reacted, key in enumerate(part.states[1:], start=1):
                roles[f"{name}, {reacted} of {len(part.states) - 1} reacted"] = key
            for index, arm in enumerate(part.arms, start=1):
                suffix = f" {index}" if len(part.arms) > 1 else ""
                for role, key in arm.roles.items():
                    roles[f"{name}, {role.replace('_', ' ')}{suffix}"] = key
        return roles


class Manifest(_Frozen):
    """All molecules of a screen and all species they need, each once.

    Attributes
    ----------
    level, engine : str
        Of the quantum chemistry.
    labels : dict
        Species key to a short human label such as ``"1: nitrene"``, for progress messages only.
    input_key : str
        Hash of the table and of every setting that the plan depends on.
    notes : tuple of str
        What of the table was read differently from how it was typed.
    """

    level: str
    engine: Literal["fast", "plain"] = "fast"
    input_key: str = ""
    molecules: tuple[Molecule, ...]
    species: dict[str, Species]
    labels: dict[str, str]
    notes: tuple[str, ...] = ()
