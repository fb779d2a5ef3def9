"""From a table to a manifest."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from planning import only, plan, table

from dotstitch.contracts.config import Config, Sweep
from dotstitch.data.species_kinds import species_kinds
from dotstitch.groups.protocol import PRODUCT
from dotstitch.groups.registry import GROUPS
from dotstitch.plan import fragments, screen_plan
from dotstitch.plan import reactions as intermediates
from dotstitch.plan.screen_plan import (
    build_manifest,
    cached_manifest,
    read_manifest,
    write_manifest,
)
from dotstitch.plan.tables.faults import InputTableError

ROOT = Path(__file__).parents[2]
CROSSLINKERS = ROOT / "molecules" / "crosslinkers.csv"
AZ = "c9c(F)c(F)c(N=[N+]=[N-])c(F)c9F"
BUTANEDIOL = f"O=C(OCCCCOC(=O){AZ}){AZ}"
PHENYL_AZIDE = "[N-]=[N+]=Nc1ccccc1"


def crosslinkers() -> list[tuple[str, str]]:
    with CROSSLINKERS.open(encoding="utf-8") as stream:
        return [(row["name"], row["smiles"]) for row in csv.DictReader(stream)]


def test_the_shipped_table(tmp_path: Path):
    manifest = build_manifest(Config(), CROSSLINKERS)
    assert [m.name for m in manifest.molecules] == [
        "bis-azide 1",
        "bis-azide 2",
        "bis-azide 3",
        "bis-diazirine 4",
        "BondLynx",
    ]
    assert all(m.status == "ok" and m.n_arms == 2 and m.source for m in manifest.molecules)
    assert all(not m.warnings for m in manifest.molecules)
    assert [m.n_tertiary_amines for m in manifest.molecules] == [0, 0, 1, 0, 0]
    # 1 and 3: intact, half-reacted, product, nitrene; 2: intact, product, nitrene;
    # 4 and BondLynx: intact, product, carbene, diazo isomer
    assert len(manifest.species) == 4 + 3 + 4 + 4 + 4
    assert set(manifest.labels) == set(manifest.species)
    assert manifest.labels[manifest.molecules[0].electrophores[0].species] == (
        "bis-azide 1: chromophore"
    )
    assert "bis-azide 1: half-reacted" in manifest.labels.values()
    assert "bis-diazirine 4: diazo isomer" in manifest.labels.values()
    azide = manifest.molecules[0].electrophores[0].arms[0]
    assert (azide.warhead, azide.n_equivalent) == ("aryl_azide", 2)
    assert azide.descriptors == {"ortho_fluorines": 2, "ortho_substituents": 2}
    assert manifest.molecules[0].molar_mass_g_mol == pytest.approx(460.24, abs=0.02)


def test_keys_and_roles_are_consistent():
    manifest = build_manifest(Config(), CROSSLINKERS)
    used = {key for molecule in manifest.molecules for key in molecule.species_roles().values()}
    assert used == set(manifest.species)
    for molecule in manifest.molecules:
        for part in molecule.electrophores:
            assert part.states[0] == part.species
            assert len(part.states) == 1 + sum(arm.n_equivalent for arm in part.arms)
            for arm in part.arms:
                roles = GROUPS[arm.group].roles
                assert {*arm.roles, PRODUCT} == set(roles)
                for role, key in arm.roles.items():
                    assert manifest.species[key].kind == roles[role].kind


def test_the_butanediol_ester_adds_no_species(tmp_path: Path):
    before = plan(tmp_path, *crosslinkers())
    after = plan(tmp_path, *crosslinkers(), ("butanediol", BUTANEDIOL))
    assert after.molecules[-1].status == "ok"
    assert set(after.species) == set(before.species)


def test_a_new_warhead_adds_only_its_own(tmp_path: Path):
    before = plan(tmp_path, *crosslinkers())
    after = plan(tmp_path, *crosslinkers(), ("new", "O=C(OCCOC(C)=O)c1ccc(N=[N+]=[N-])cc1"))
    new = set(after.species) - set(before.species)
    assert sorted(after.labels[key] for key in new) == [
        "new: chromophore",
        "new: insertion product",
        "new: nitrene",
    ]


def test_renaming_and_reordering_change_no_key(tmp_path: Path):
    rows = crosslinkers()
    renamed = [(f"renamed {n}", smiles) for n, (_, smiles) in enumerate(reversed(rows))]
    assert plan(tmp_path, *rows).species == plan(tmp_path, *renamed).species


def test_levels_never_share_a_key(tmp_path: Path):
    draft = plan(tmp_path, *crosslinkers(), config=Config(level="draft"))
    standard = plan(tmp_path, *crosslinkers())
    assert not set(draft.species) & set(standard.species)


def test_engines_never_share_a_key(tmp_path: Path):
    fast, plain = (
        plan(tmp_path, *crosslinkers(), config=Config(level="draft", engine=engine))
        for engine in ("fast", "plain")
    )
    assert not set(fast.species) & set(plain.species)
    assert {s.smiles for s in fast.species.values()} == {s.smiles for s in plain.species.values()}


def test_whole_molecules_carry_all_arms(tmp_path: Path):
    molecule = only(tmp_path, BUTANEDIOL, Config(fragments="whole"))
    (part,) = molecule.electrophores
    (arm,) = part.arms
    assert (part.count, arm.n_equivalent, len(part.states), molecule.n_arms) == (1, 2, 3, 2)


def test_triphenylamine_is_an_electrophore_of_its_own(tmp_path: Path):
    smiles = f"O=C(OCc1ccc(N(c2ccccc2)c2ccc(COC(=O){AZ})cc2)cc1){AZ}"
    manifest = plan(tmp_path, ("amine", smiles))
    (molecule,) = manifest.molecules
    arms, amine = molecule.electrophores
    assert (arms.count, amine.count, amine.arms, amine.states) == (2, 1, (), ())
    assert manifest.species[amine.species].smiles == "Cc1ccc(N(c2ccccc2)c2ccc(C)cc2)cc1"
    assert manifest.labels[amine.species] == "amine: electrophore 2"


@pytest.mark.parametrize(
    ("smiles", "words"),
    [
        ("c1ccccc1", "no warhead"),
        ("O=C(c1ccccc1)c1ccccc1", "benzophenone"),
        ("[N-]=[N+]=NCCCCCCN=[N+]=[N-]", "alkyl azide"),
        ("CC1(CCCCO)N=N1", "alkyl diazirine"),
        ("[N-]=[N+]=Nc1ccccn1", "2-azidopyridine"),
        ("O=S(=O)(N=[N+]=[N-])c1ccccc1", "sulfonyl azide"),
        ("O=C(N=[N+]=[N-])c1ccccc1", "acyl azide"),
        ("SCCCCS", "thiol"),
        ("C=CCOCC=C", "vinyl"),
        ("[N-]=[N+]=C(C(F)(F)F)c1ccccc1", "diazo"),
        (f"{PHENYL_AZIDE}.Cl", "2 components"),
        (f"{PHENYL_AZIDE}B(O)O".replace("c1B", "c1.B"), "components"),
        ("[N-]=[N+]=Nc1ccc(B(O)O)cc1", "unsupported element: B"),
        ("[N-]=[N+]=Nc1ccc(*)cc1", "unsupported element: *"),
        ("[N-]=[N+]=Nc1ccc(C(=O)[O-])cc1", "net charge -1"),
        ("[N-]=[N+]=Nc1ccc([CH2])cc1", "unpaired"),
        ("[N-]=[N+]=Nc1ccc(CCCC(=O)[O-])c(CCCC[N+](C)(C)C)c1", "zwitterion"),
    ],
)
def test_what_cannot_be_screened_becomes_a_failed_row(tmp_path: Path, smiles: str, words: str):
    good, bad = plan(tmp_path, ("good", BUTANEDIOL), ("bad", smiles)).molecules
    assert good.status == "ok"
    assert (bad.status, bad.failure.stage, bad.failure.kind, bad.electrophores) == (
        "failed",
        "plan",
        "input",
        (),
    )
    assert words in bad.failure.message
    assert bad.failure.remedy


def test_too_large(tmp_path: Path):
    config = Config(max_atoms=19)
    assert "max_atoms" in only(tmp_path, BUTANEDIOL, config).failure.message
    assert only(tmp_path, BUTANEDIOL, Config(max_atoms=20)).status == "ok"


def test_a_duplicate_names_the_first(tmp_path: Path):
    first, twin = plan(
        tmp_path, ("first", PHENYL_AZIDE), ("twin", "c1ccc(cc1)[N-][N+]#N")
    ).molecules
    assert first.status == "ok"
    assert twin.status == "duplicate"
    assert "'first'" in twin.failure.message
    assert first.inchikey == twin.inchikey


@pytest.mark.parametrize(
    ("smiles", "words"),
    [
        ("[N-]=[N+]=Nc1ccccc1[N+](=O)[O-]", "ortho-nitro"),
        ("[N-]=[N+]=Nc1ccccc1C(C)=O", "ortho-acyl"),
        ("[N-]=[N+]=Nc1ccc(CCCCN=[N+]=[N-])cc1", "alkyl azide"),
        ("[N-]=[N+]=Nc1ccc(CCCCOc2ccc(C(=O)c3ccccc3)cc2)cc1", "benzophenone"),
        ("[N-]=[N+]=Nc1ccc(I)cc1", "iodine"),
        (PHENYL_AZIDE, "single arm"),
        ("ClC1(c2ccccc2)N=N1", "by analogy"),
    ],
)
def test_what_a_user_should_know_is_a_warning(tmp_path: Path, smiles: str, words: str):
    molecule = only(tmp_path, smiles)
    assert molecule.status == "ok"
    assert any(words in warning for warning in molecule.warnings)


def test_faults_of_the_table_stop_everything(tmp_path: Path):
    with pytest.raises(InputTableError, match="row 3"):
        plan(tmp_path, ("a", PHENYL_AZIDE), ("b", "not a molecule"))


def test_manifest_file_round_trip(tmp_path: Path):
    manifest = build_manifest(Config(), CROSSLINKERS)
    write_manifest(tmp_path / "manifest.json", manifest)
    assert read_manifest(tmp_path / "manifest.json") == manifest


def test_cache_follows_the_table_and_the_level_but_not_the_dot_or_the_dose(tmp_path: Path):
    source = table(tmp_path, crosslinkers())
    results = tmp_path / "results"
    stored = results / "manifest.json"

    def rewritten(config: Config) -> bool:
        before = stored.stat().st_ino
        assert cached_manifest(config, source, results) == build_manifest(config, source)
        return stored.stat().st_ino != before

    cached_manifest(Config(), source, results)
    assert not rewritten(Config())
    assert not rewritten(Config(dot="another", sweep=Sweep(dose_mj_cm2=(1.0, 2.0)), seed=3))
    assert rewritten(Config(level="draft"))
    table(tmp_path, [*crosslinkers(), ("more", PHENYL_AZIDE)])
    assert rewritten(Config(level="draft"))
    stored.write_text("{half a file")
    assert rewritten(Config(level="draft"))


def test_work_grows_with_chemistry_not_with_rows(tmp_path: Path):
    rows = [
        (f"{n}-{m}", f"O=C(O{'C' * n}N({'C' * m}){'C' * n}OC(=O){AZ}){AZ}")
        for n in range(4, 24)
        for m in range(1, 21)
    ]
    fragments.describe.cache_clear()
    intermediates.reactions.cache_clear()
    manifest = plan(tmp_path, *rows)
    assert sum(m.status == "ok" for m in manifest.molecules) == 400
    # the two arms and one amine with its methyl groups, the amine spelled with few caps
    assert intermediates.reactions.cache_info().misses == 1
    assert fragments.describe.cache_info().misses <= 4
    assert len(manifest.species) <= 6


def test_a_plan_rests_on_the_kinds_of_species(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("name,smiles\na,[N-]=[N+]=Nc1ccccc1\n", encoding="utf-8")
    before = screen_plan.input_key(Config(), table)
    assert screen_plan.input_key(Config(), table) == before
    kinds = dict(species_kinds())
    kinds["carbene"] = kinds["carbene"].model_copy(update={"multiplicities": (1,)})
    monkeypatch.setattr(screen_plan, "species_kinds", lambda: kinds)
    assert screen_plan.input_key(Config(), table) != before
