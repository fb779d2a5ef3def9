"""What a chemist calls an uncertain input."""

from __future__ import annotations

from dotstitch.data.parameters import load_parameters
from dotstitch.evidence.sampling.latent import PARAMETER
from dotstitch.film.molecule import MoleculeInput

DOT = "dot:"
"""Starts the label of an error of a dot; name and kind follow."""
KINDS = {
    "band": "band position",
    "intensity": "band intensity",
    "lumo": "LUMO",
    "homo": "HOMO",
    "triplet": "triplet energy",
    "gap": "singlet-triplet gap",
    "ring_expansion": "barrier of ring expansion",
    "edges": "band edges",
    "barrier": "shell thickness",
    "coverage": "ligand coverage",
    "absorption": "absorption at 350 nm",
    "absorption_at_exciton": "absorption at the first exciton",
    "amine": "share of amine ligands",
    "thiol": "share of thiol ligands",
    "double_bonds": "double bonds of the ligands",
    "electron_attenuation": "attenuation of electrons in the shell",
    "hole_attenuation": "attenuation of holes in the shell",
}
"""Errors of a dot or of a part of a molecule by the last part of their label; others go by that
part itself."""
COMMON = {
    "band": "band position that all chromophores of the scaffold {} share",
    "intensity": "band intensity that all chromophores of the scaffold {} share",
    "dots": "{} that all dots share",
    "film": "{} of the film",
}
"""Errors that molecules or dots share by the first part of their label; the second stands in the
gap."""

SHARED_BY_SCAFFOLD = ("band", "intensity")


def input_words(label: str, molecule: MoleculeInput) -> str:
    """Return what an input is.

    Parameters
    ----------
    label : str
        ``parameter:NAME``, ``dot:NAME:KIND``, ``SMILES:KIND`` of a part of the molecule, or one
        that molecules or dots have in common.
    molecule : MoleculeInput
    """
    if label.startswith(PARAMETER):
        return parameter_words(label.removeprefix(PARAMETER))
    owner, _, kind = label.rpartition(":")
    if owner in SHARED_BY_SCAFFOLD:
        return COMMON[owner].format(kind)
    what = KINDS.get(kind, kind.replace("_", " "))
    if owner in COMMON:
        return COMMON[owner].format(what)
    if owner.startswith(DOT):
        return f"{what} of dot {owner.removeprefix(DOT)}"
    return f"{what} of {_parts(molecule).get(owner, owner)}"


def parameter_words(name: str) -> str:
    """Return the name of a parameter with its unit.

    Examples
    --------
    >>> parameter_words("ligand_attenuation_per_nm"), parameter_words("bridging_fraction")
    ('ligand attenuation (nm-1)', 'bridging fraction')
    """
    unit = load_parameters()[name].unit
    if unit in ("", "1"):
        return name.replace("_", " ")
    return f"{name.removesuffix('_' + _in_names(unit)).replace('_', ' ')} ({unit})"


def _in_names(unit: str) -> str:
    """Return a unit as it stands at the end of names.

    Examples
    --------
    >>> _in_names("nm-1"), _in_names("mJ cm-2")
    ('per_nm', 'mj_cm2')
    """
    parts = unit.lower().replace("/", " ").split()
    return "_".join(
        f"per_{part.removesuffix('-1')}" if part.endswith("-1") else part.replace("-", "")
        for part in parts
    )


def _parts(molecule: MoleculeInput) -> dict[str, str]:
    """Return the words for each part of a molecule by its SMILES."""
    words = {part.smiles: "chromophore" for part in molecule.chromophores}
    for part in molecule.chromophores:
        for arm in part.arms:
            for role, one in arm.species.items():
                words.setdefault(one.smiles, arm.group.roles[role].words)
    alone = [word for word in words.values() if list(words.values()).count(word) == 1]
    return {
        smiles: f"its {word}" if word in alone else f"its {word} {smiles}"
        for smiles, word in words.items()
    }
