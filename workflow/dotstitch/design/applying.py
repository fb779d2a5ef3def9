"""Runs a named reaction on whole molecules: at every atom that can react, or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rdkit import Chem

from dotstitch.contracts.smiles import composition
from dotstitch.data.reading import DataFileError
from dotstitch.design.reactions import Reaction, Toolbox


@dataclass(frozen=True)
class Outcome:
    """What a reaction makes.

    Attributes
    ----------
    smiles : str
    times : tuple of int
        How many molecules of each reactant go into one product.
    """

    smiles: str
    times: tuple[int, ...]


class Bench:
    """Runs the reactions of a toolbox; what a molecule holds is looked up once.

    Parameters
    ----------
    toolbox : Toolbox
    """

    def __init__(self, toolbox: Toolbox) -> None:
        self.toolbox = toolbox
        self._open = lru_cache(maxsize=1_000)(self._find_end)
        self._held = lru_cache(maxsize=20_000)(self._find_groups)
        self._sites = lru_cache(maxsize=200_000)(self._count_sites)

    def held(self, smiles: str) -> frozenset[str]:
        """Return the names of the groups that a molecule holds."""
        return self._held(smiles)

    def is_open(self, smiles: str) -> bool:
        """Tell whether a molecule holds an end that a finished crosslinker does not."""
        return self._open(smiles)

    def sites(self, name: str, position: int, smiles: str) -> int:
        """Count the atoms at which a molecule can be one reactant of a reaction.

        It is none where the reaction forbids what the molecule holds, or where the molecule could
        be the other reactant too and react with itself.
        """
        return self._sites(name, position, smiles)

    def transform(self, name: str, smiles: str) -> Outcome | None:
        """Run a reaction of one molecule at every atom that can react; None where none can."""
        reaction = self.toolbox.reactions[name]
        if len(reaction.templates) != 1:
            return None
        n_sites = self.sites(name, 0, smiles)
        product = _exhaust(reaction, smiles, None, 0, n_sites) if n_sites else None
        return _balanced(reaction, (smiles,), product, (1,), n_sites)

    def join(self, name: str, first: str, second: str) -> Outcome | None:
        """Join two molecules, of which one reacts at one atom and the other at all its own.

        Examples
        --------
        >>> from dotstitch.design.reactions import load_toolbox
        >>> Bench(load_toolbox()).join("esterification", "CC(=O)O", "OCCO")
        Outcome(smiles='CC(=O)OCCOC(C)=O', times=(2, 1))
        >>> Bench(load_toolbox()).join("esterification", "OC(=O)CC(=O)O", "OCCO") is None
        True
        """
        reaction = self.toolbox.reactions[name]
        if len(reaction.templates) != 2:
            return None
        reactants = (first, second)
        counts = self.sites(name, 0, first), self.sites(name, 1, second)
        if 1 not in counts or 0 in counts:
            return None
        many = 1 if counts[0] == 1 else 0  # which of the two reacts at all its atoms
        n_sites = counts[many]
        product = _exhaust(reaction, reactants[many], reactants[1 - many], many, n_sites)
        times = (n_sites, 1) if many == 1 else (1, n_sites)
        return _balanced(reaction, reactants, product, times, n_sites)

    def _find_groups(self, smiles: str) -> frozenset[str]:
        mol = _parsed(smiles)
        groups = self.toolbox.groups
        return frozenset(name for name, query in groups.items() if mol.HasSubstructMatch(query))

    def _find_end(self, smiles: str) -> bool:
        mol = _parsed(smiles)
        ends = (self.toolbox.groups[name] for name in self.toolbox.unfinished)
        return any(mol.HasSubstructMatch(end) for end in ends)

    def _count_sites(self, name: str, position: int, smiles: str) -> int:
        reaction = self.toolbox.reactions[name]
        if not self.held(smiles).isdisjoint(reaction.row.forbids):
            return 0
        mol = _parsed(smiles)
        others = (t for n, t in enumerate(reaction.templates) if n != position)
        if any(mol.HasSubstructMatch(template) for template in others):
            return 0
        return len(_reacting_atoms(reaction, position, mol))


def _reacting_atoms(reaction: Reaction, position: int, mol: Chem.Mol) -> set[int]:
    """Return the atoms of a molecule at which a reaction can run."""
    template = reaction.templates[position]
    marked = next(a.GetIdx() for a in template.GetAtoms() if a.GetAtomMapNum() == position + 1)
    hits = mol.GetSubstructMatches(template, uniquify=False, maxMatches=10_000)
    return {hit[marked] for hit in hits}


def _exhaust(
    reaction: Reaction, smiles: str, partner: str | None, position: int, n_sites: int
) -> str | None:
    """Run a reaction once per reacting atom; None where it stops early or does not stop.

    All of them react, so it does not matter which comes first.
    """
    mol = _parsed(smiles)
    for _ in range(n_sites):
        inputs = [mol] if partner is None else [_parsed(partner)]
        if partner is not None:
            inputs.insert(position, mol)
        outcomes = reaction.transform.RunReactants(inputs, 1)
        if not outcomes:
            return None
        (mol,) = outcomes[0]
        if Chem.SanitizeMol(mol, catchErrors=True) != Chem.SanitizeFlags.SANITIZE_NONE:
            return None
    Chem.AssignStereochemistry(mol, cleanIt=True, force=True)
    return None if _reacting_atoms(reaction, position, mol) else str(Chem.MolToSmiles(mol))


def _balanced(
    reaction: Reaction,
    reactants: tuple[str, ...],
    product: str | None,
    times: tuple[int, ...],
    n_sites: int,
) -> Outcome | None:
    """Return what was made, if anything was; refuse a reaction whose mass does not balance."""
    if product is None:
        return None
    made = Outcome(product, times)
    wrong = imbalance(reaction, reactants, made, n_sites)
    if wrong:
        surplus = ", ".join(f"{count:+d} {element}" for element, count in wrong.items())
        raise DataFileError(
            f"reaction {reaction.row.name} does not balance for {' and '.join(reactants)} to "
            f"{product}: {surplus} on the left; correct its reagents or by_products"
        )
    return made


@lru_cache(maxsize=2_000)
def _parsed(smiles: str) -> Chem.Mol:
    return Chem.MolFromSmiles(smiles)


def imbalance(
    reaction: Reaction, reactants: tuple[str, ...], made: Outcome, n_sites: int
) -> dict[str, int]:
    """Return by how many atoms of each element a reaction fails to balance; empty where it does.

    Parameters
    ----------
    reaction : Reaction
    reactants : tuple of str
        SMILES.
    made : Outcome
    n_sites : int
        How often the reaction runs, with its reagents and by-products each time.

    Examples
    --------
    >>> from dotstitch.design.reactions import load_toolbox
    >>> ester = load_toolbox().reactions["esterification"]
    >>> imbalance(ester, ("CC(=O)O", "CO"), Outcome("COC(C)=O", (1, 1)), 1)
    {}
    """
    total: Counter[str] = Counter()
    terms = [
        *zip(reactants, made.times, strict=True),
        *((smiles, n_sites) for smiles in reaction.row.reagents),
        *((smiles, -n_sites) for smiles in reaction.row.by_products),
        (made.smiles, -1),
    ]
    for smiles, times in terms:
        for element, count in _atoms(smiles).items():
            total[element] += times * count
    return {element: count for element, count in sorted(total.items()) if count}


@lru_cache(maxsize=5_000)
def _atoms(smiles: str) -> Counter[str]:
    return composition(_parsed(smiles))
