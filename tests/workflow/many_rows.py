"""Many rows, 25 of them faulty in different ways; the quantum steps of some of these fail."""

from __future__ import annotations

from collections.abc import Iterator

from rdkit import Chem
from replay import FAILING

ACID = "C(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
REFUSED = {
    "hexane": "CCCCCC",
    "salt": "[Na+].[O-]C(=O)c1ccc(N=[N+]=[N-])cc1",
    "cation": "C[N+](C)(C)c1ccc(N=[N+]=[N-])cc1",
    "zwitterion": "[O-]C(=O)C[N+](C)(C)c1ccc(N=[N+]=[N-])cc1",
    "radical": "[CH2]c1ccc(N=[N+]=[N-])cc1",
    "tin": "C[Sn](C)(C)c1ccc(N=[N+]=[N-])cc1",
    "ketone": "O=C(c1ccccc1)c1ccccc1",
    "alkyl azide": "CCCCN=[N+]=[N-]",
    "alkyl diazirine": "CCC1(C)N=N1",
    "diazo": "[N-]=[N+]=C(c1ccccc1)c1ccccc1",
    "sulfonyl azide": "O=S(=O)(N=[N+]=[N-])c1ccccc1",
    "acyl azide": "O=C(N=[N+]=[N-])c1ccccc1",
    "vinyl": "C=Cc1ccccc1",
    "thiol": "SCCCCS",
    "too large": f"[N-]=[N+]=Nc1ccc({'C=C' * 60}C)cc1",
    "water": "O",
    "nitrene": "[N]c1ccccc1",
    "the same again": f"C(O{ACID})CO{ACID}",
    "and again": f"O({ACID})CCO{ACID}",
}


def good_rows(n: int) -> Iterator[tuple[str, str]]:
    """Yield molecules of two equal arms, each with a linker of its own."""
    seen = set()
    for length in range(2, 60):
        for place in range(length):
            for branch in ("", "C", "CC", "CCC"):
                chain = "".join(
                    f"C({branch})" if branch and i == place else "C" for i in range(length)
                )
                smiles = f"O({ACID}){chain}O{ACID}"
                known = Chem.CanonSmiles(smiles)
                if known not in seen and len(seen) < n:
                    seen.add(known)
                    yield f"linker {len(seen)}", smiles


def faulty_rows() -> list[tuple[str, str]]:
    """Return rows that the plan refuses, and rows whose quantum steps fail."""
    failing = [(f"fails: {atom}", f"{atom}c1ccc(N=[N+]=[N-])cc1") for atom in FAILING]
    return [*REFUSED.items(), *failing]
