"""Says why well-formed chemistry cannot be screened, and what can be done about it."""

from __future__ import annotations

from typing import Literal

from rdkit import Chem

from dotstitch.contracts.failure import Failure
from dotstitch.contracts.smiles import composition, unpaired_electrons
from dotstitch.groups.registry import GROUPS
from dotstitch.plan.admission.charges import ions, neutral_forms
from dotstitch.plan.electrophores import Dissection, dissect

SUPPORTED_ELEMENTS = ("H", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Br", "I")
NO_REMEDY = "there is none, leave this row out"


def refusal(message: str, remedy: str) -> Failure:
    """Return why a molecule cannot be screened, and what to do about it."""
    return Failure(stage="plan", kind="input", message=message, remedy=remedy)


def examine(
    mol: Chem.Mol, fragments: Literal["cut", "whole"], max_atoms: int
) -> Dissection | Failure:
    """Return what a molecule falls into, or why it cannot be screened.

    Parameters
    ----------
    mol : Mol
    fragments : str
        ``cut`` or ``whole``.
    max_atoms : int
        Largest electrophore, hydrogens included.

    Examples
    --------
    >>> salt = Chem.MolFromSmiles("[Na+].[O-]C(=O)c1ccc(N=[N+]=[N-])cc1")
    >>> examine(salt, "cut", 100).remedy
    'give its neutral form: [N-]=[N+]=Nc1ccc(C(=O)O)cc1'
    >>> examine(Chem.MolFromSmiles("[Br-].C[N+](C)(C)C"), "cut", 100).remedy
    'there is none, leave this row out'
    """
    charged = _ions_of(mol)
    if charged:
        return _refuse_ions(mol, charged, fragments, max_atoms)
    failure = _refuse_atoms(mol)
    if failure is not None:
        return failure
    dissection = dissect(mol, fragments)
    return _refuse_dissection(dissection, max_atoms) or dissection


def _ions_of(mol: Chem.Mol) -> str:
    """Say what ions a molecule holds; empty for a neutral one of a single component."""
    n_components = len(Chem.GetMolFrags(mol))
    if n_components > 1:
        return f"holds {n_components} components: a salt or a mixture"
    charge = Chem.GetFormalCharge(mol)
    if charge:
        return f"net charge {charge:+d}"
    return "holds separate charged groups (a zwitterion)" if ions(mol) else ""


def _refuse_ions(
    mol: Chem.Mol, charged: str, fragments: Literal["cut", "whole"], max_atoms: int
) -> Failure:
    """Refuse a salt, an ion or a zwitterion; the remedy names neutral forms that hold."""
    found = {
        Chem.MolToSmiles(one): examine(one, fragments, max_atoms) for one in neutral_forms(mol)
    }
    good = [smiles for smiles, outcome in found.items() if isinstance(outcome, Dissection)]
    if len(good) == 1:
        return refusal(charged, f"give its neutral form: {good[0]}")
    if good:
        return refusal(charged, f"give each a row of its own: {'; '.join(good)}")
    for smiles, outcome in found.items():
        if isinstance(outcome, Failure):
            told = f"{charged}; the neutral form {smiles} cannot be screened: {outcome.message}"
            return refusal(told, outcome.remedy)
    return refusal(
        f"{charged}; an ion that stays charged without its counter-ion has no neutral form",
        NO_REMEDY,
    )


def _refuse_atoms(mol: Chem.Mol) -> Failure | None:
    """Refuse elements without a basis and open shells."""
    foreign = sorted(set(composition(mol)) - set(SUPPORTED_ELEMENTS))
    if foreign:
        return refusal(
            f"unsupported element: {', '.join(foreign)}",
            f"{NO_REMEDY}: only {' '.join(SUPPORTED_ELEMENTS)} are supported",
        )
    if not unpaired_electrons(mol):
        return None
    if any(atom.GetNumRadicalElectrons() == 2 for atom in mol.GetAtoms()):
        return refusal(
            "holds the two unpaired electrons of a nitrene or carbene",
            "give the azide or diazirine that it comes from",
        )
    return refusal(
        "holds unpaired electrons (a radical): only closed shells can be screened", NO_REMEDY
    )


def _refuse_dissection(dissection: Dissection, max_atoms: int) -> Failure | None:
    """Refuse what holds no warhead or is too large."""
    if not any(fragment.n_warheads for fragment in dissection.fragments):
        return _no_warhead(dissection)
    if any(fragment.charge for fragment, _ in dissection.electrophores):
        return refusal("falls into charged parts (a zwitterion)", NO_REMEDY)
    largest = max(fragment.n_atoms for fragment, _ in dissection.electrophores)
    if largest > max_atoms:
        return refusal(
            f"too large: a part of {largest} atoms, more than max_atoms {max_atoms}",
            f"set max_atoms to {largest} or more in the configuration, or shorten the conjugated "
            "part",
        )
    return None


def _no_warhead(dissection: Dissection) -> Failure:
    """Name what stands in place of a warhead."""
    sentences = [text for f in dissection.fragments for text in f.traps + f.other_groups]
    present = "; ".join(dict.fromkeys(sentences))
    titles = [group.data.title for group in GROUPS.values()]
    return refusal(
        f"no warhead: no {' and no '.join(titles)}" + (f"; found {present}" if present else ""),
        f"only arms that end in {' or '.join(titles)} are screened; give another molecule, or "
        "leave this row out",
    )
