"""The space as a table that can be screened, with routes and what the filters say of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rdkit import Chem, rdBase

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import Failure
from dotstitch.contracts.smiles import inchikey
from dotstitch.contracts.tables import write_table
from dotstitch.design.applying import Bench
from dotstitch.design.blocks import Block, load_blocks
from dotstitch.design.filters import judge
from dotstitch.design.reactions import Toolbox, load_toolbox
from dotstitch.design.routes import Made
from dotstitch.design.space import enumerate_space
from dotstitch.design.tiers.likeness import Likeness, Subject
from dotstitch.plan.admission.screenable import examine
from dotstitch.plan.configure import ConfigurationError
from dotstitch.plan.electrophores import Dissection
from dotstitch.plan.table import read_table

NUMBERS = (
    "molar_mass_g_mol",
    "rotatable_bonds",
    "heavy_atoms_per_group",
    "carbon_oxygen_per_nitrogen",
    "sa_score",
)
COLUMNS = (
    *("name", "smiles", "known_as", "route", "blocks", "n_steps", "n_arms", "chromophores"),
    *NUMBERS,
    "warnings",
)
EXCLUDED_COLUMNS = (*COLUMNS, "reasons")


@dataclass(frozen=True)
class Candidate:
    """A molecule of the space.

    Attributes
    ----------
    name : str
        InChIKey.
    made : Made
        With its route.
    chromophores : tuple of str
        SMILES of its conjugated parts with a photoactive group.
    reasons : tuple of str
        Why it is not proposed, each "kind: what"; empty for one that may be.
    cells : dict
        The other columns of the table.
    likeness : Likeness or None
        None where the molecule cannot be screened.
    """

    name: str
    made: Made
    chromophores: tuple[str, ...]
    reasons: tuple[str, ...]
    cells: dict[str, object] = field(repr=False)
    likeness: Likeness | None = None

    @property
    def subject(self) -> Subject | None:
        """What is evaluated; None for a molecule that cannot be screened."""
        mass = self.cells.get("molar_mass_g_mol")
        if self.likeness is None or not isinstance(mass, float):
            return None
        return Subject(self.name, self.made.smiles, self.likeness, mass)

    @property
    def row(self) -> dict[str, object]:
        """The cells of all columns."""
        return {
            "name": self.name,
            "smiles": self.made.smiles,
            "route": self.made.route,
            "blocks": self.made.blocks,
            "n_steps": len(self.made.steps),
            "chromophores": self.chromophores,
            "reasons": self.reasons,
            **self.cells,
        }


def span_space(config: Config) -> tuple[Candidate, ...]:
    """Return the space of the shipped blocks and reactions and of the user's, by SMILES.

    Raises
    ------
    ConfigurationError
        When a forbidden block does not exist.
    DataFileError
        With the faults of a file of reactions.
    InputTableError
        With the faults of a table of blocks or of molecules.
    """
    toolbox, blocks = _inventory(config)
    made = enumerate_space(blocks.values(), Bench(toolbox))
    with rdBase.BlockLogs():
        screened = {inchikey(row.mol): row.name for row in read_table(Path(config.molecules))[0]}
        return tuple(_described(made, config, screened))


def linkers(config: Config) -> frozenset[str]:
    """Return the names of the blocks that are linkers."""
    _, blocks = _inventory(config)
    return frozenset(name for name, block in blocks.items() if block.role == "linker")


def _inventory(config: Config) -> tuple[Toolbox, dict[str, Block]]:
    knobs = config.proposals
    toolbox = load_toolbox(Path(knobs.reactions) if knobs.reactions else None)
    blocks = load_blocks(toolbox, Path(knobs.blocks) if knobs.blocks else None)
    unknown = [name for name in knobs.forbidden_blocks if name not in blocks]
    if unknown:
        raise ConfigurationError(
            f"proposals.forbidden_blocks: no block {', '.join(map(repr, unknown))}; "
            "give names as they stand in the table of blocks"
        )
    return toolbox, blocks


def _described(
    space: Iterable[Made], config: Config, screened: dict[str, str]
) -> Iterator[Candidate]:
    taken: dict[str, str] = {}
    for made in space:
        mol = Chem.MolFromSmiles(made.smiles)
        name = inchikey(mol)
        first = taken.setdefault(name, made.smiles)
        twin = (f"tautomer: of {first}, which is listed",) if first != made.smiles else ()
        cells: dict[str, object] = {"known_as": screened.get(name)}
        outcome = examine(mol, config.fragments, config.max_atoms)
        if isinstance(outcome, Failure):
            yield Candidate(name, made, (), (*twin, outcome.message), cells)
            continue
        verdict = judge(mol, outcome, config.proposals)
        cells |= {column: getattr(verdict, column) for column in (*NUMBERS, "warnings")}
        cells["n_arms"] = sum(part.n_warheads * n for part, n in outcome.electrophores)
        reasons = (*twin, *verdict.reasons, *_forbidden(made, config))
        likeness = Likeness.of(mol, outcome)
        yield Candidate(name, made, _chromophores(outcome), reasons, cells, likeness)


def _forbidden(made: Made, config: Config) -> list[str]:
    unwanted = [name for name in made.blocks if name in config.proposals.forbidden_blocks]
    return [f"forbidden block: {name}" for name in unwanted]


def _chromophores(dissection: Dissection) -> tuple[str, ...]:
    return tuple(part.smiles for part, _ in dissection.electrophores if part.n_warheads)


def write_space(path: Path, space: Iterable[Candidate]) -> None:
    """Write the candidates that may be proposed, and beside them those that may not, with reasons.

    Parameters
    ----------
    path : Path
        ``space.csv``; the others go to ``space-excluded.csv``.
    space : iterable of Candidate
    """
    space = tuple(space)
    kept = (one.row for one in space if not one.reasons)
    write_table(path, COLUMNS, kept)
    out = (one.row for one in space if one.reasons)
    write_table(excluded_path(path), EXCLUDED_COLUMNS, out)


def excluded_path(path: Path) -> Path:
    """Return where the candidates go that may not be proposed."""
    return path.with_name(f"{path.stem}-excluded{path.suffix}")


def summary(space: Iterable[Candidate]) -> str:
    """Return counts of a space in words.

    Parameters
    ----------
    space : iterable of Candidate
    """
    space = tuple(space)
    kept = [one for one in space if not one.reasons]
    chromophores = {smiles for one in kept for smiles in one.chromophores}
    joins = Counter(one.made.origin for one in kept)
    lines = [
        f"{len(kept)} molecules with {len(chromophores)} chromophores",
        *(f"{count:7d}  last step {name}" for name, count in joins.most_common()),
        f"{len(space) - len(kept)} excluded",
    ]
    kinds = Counter(reason.partition(":")[0] for one in space for reason in one.reasons[:1])
    return "\n".join([*lines, *(f"{count:7d}  {name}" for name, count in kinds.most_common())])
