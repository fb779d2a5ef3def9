"""Says why well-formed chemistry cannot be screened."""

from __future__ import annotations

from rdkit import Chem

from dotstitch.contracts.failure import Failure
from dotstitch.contracts.smiles import composition, unpaired_electrons
from dotstitch.groups.registry import GROUPS
from dotstitch.plan.electrophores import Dissection

SUPPORTED_ELEMENTS = ("H", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Br", "I")


def refusal(message: str, remedy: str) -> Failure:
    """Return why a molecule cannot be screened, and what to do about it."""
    return Failure(stage="plan", kind="input", message=message, remedy=remedy)


def refuse_molecule(mol: Chem.Mol) -> Failure | None:
    """Return why a molecule is outside what the program supports, or ``None``.

    Examples
    --------
    >>> refuse_molecule(Chem.MolFromSmiles("[Na+].[Cl-]")).message
    'holds 2 components: a salt or a mixture'
    """
    n_components = len(Chem.GetMolFrags(mol))
    if n_components > 1:
        return refusal(
            f"holds {n_components} components: a salt or a mixture",
            "give one neutral molecule; leave counter-ions and solvent out",
        )
    foreign = sorted(set(composition(mol)) - set(SUPPORTED_ELEMENTS))
    if foreign:
        return refusal(
            f"unsupported element: {', '.join(foreign)}",
            f"supported are {' '.join(SUPPORTED_ELEMENTS)}",
        )
    charge = Chem.GetFormalCharge(mol)
    if charge:
        return refusal(f"net charge {charge:+d}", "give the neutral form")
    if unpaired_electrons(mol):
        return refusal(
            "holds unpaired electrons", "give the closed-shell precursor, not the intermediate"
        )
    return None


def refuse_dissection(dissection: Dissection, max_atoms: int) -> Failure | None:
    """Return why what a molecule falls into cannot be screened, or ``None``.

    Parameters
    ----------
    dissection : Dissection
    max_atoms : int
        Largest electrophore, hydrogens included.
    """
    if not any(fragment.n_warheads for fragment in dissection.fragments):
        return _no_warhead(dissection)
    if any(fragment.charge for fragment, _ in dissection.electrophores):
        return refusal(
            "holds separate charged groups (a zwitterion)", "give a form without charges"
        )
    largest = max(fragment.n_atoms for fragment, _ in dissection.electrophores)
    if largest > max_atoms:
        return refusal(
            f"too large: a part of {largest} atoms, more than max_atoms {max_atoms}",
            "raise max_atoms in the configuration, or shorten the conjugated part",
        )
    return None


def _no_warhead(dissection: Dissection) -> Failure:
    """Name what stands in place of a warhead."""
    sentences = [text for f in dissection.fragments for text in f.traps + f.other_groups]
    present = "; ".join(dict.fromkeys(sentences))
    titles = [group.data.title for group in GROUPS.values()]
    return refusal(
        f"no warhead: no {' and no '.join(titles)}" + (f"; found {present}" if present else ""),
        f"give every arm one of these: {', '.join(titles)}",
    )
