import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from synthetic_species import LEVEL, Screen

from dotstitch.contracts.config import Config, Recipe, Sweep
from dotstitch.dot.levels import FilmLevels
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.groups.ring_expansion import ring_expansion
from dotstitch.screen import inputs
from dotstitch.screen.context import prepare_setting
from dotstitch.screen.gap_sensitivity import gap_sensitivity, moved
from dotstitch.screen.inputs import RecordBook, read_molecule
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.summaries import PREDICTION_COLUMNS

RED = "lu_red_cdznse_cdzns_zns"
CONFIG = Config(
    level=LEVEL,
    samples=200,
    recipes=(
        Recipe(name="N2", wavelength_nm=365, dose_mj_cm2=100, loading_wt_percent=3),
        Recipe(
            name="air", wavelength_nm=365, dose_mj_cm2=100, loading_wt_percent=3, atmosphere="air"
        ),
        Recipe(name="deep", wavelength_nm=254, dose_mj_cm2=50, loading_wt_percent=3),
    ),
)


@pytest.fixture(autouse=True)
def _levels_without_calibration(monkeypatch):
    """Take eigenvalues as levels: the calibration is not what is tested here."""
    monkeypatch.setattr(
        inputs, "film_levels", lambda homo, lumo, _level: FilmLevels(homo, 0.2, lumo, 0.2)
    )


@pytest.fixture
def screen(tmp_path):
    made = Screen(tmp_path)
    made.conjugated_azide("dienone")
    made.separate_azide("ester")
    made.separate_diazirine("diazirine")
    return made


def run(screen, config=CONFIG):
    """Run the stage and return photophysics.json and its molecules by name."""
    run_photophysics(screen.write(), screen.folder, config)
    content = json.loads((screen.folder / "photophysics.json").read_text(encoding="utf-8"))
    return content, {entry["name"]: entry for entry in content["molecules"]}


def simulate(screen, name, case, config=CONFIG):
    """Simulate one molecule of the screen in one case."""
    manifest = screen.manifest()
    book = RecordBook(manifest, screen.folder)
    molecule = next(m for m in manifest.molecules if m.name == name)
    return prepare_setting(config).simulate(read_molecule(molecule, book), (case,))


def case(dose=100.0, loading=3.0, **changed):
    """Return a case at 365 nm under N2."""
    plain = Case(365.0, dose_grid(dose), 1.7, loading, False, 30.0, 298.15, RED)
    return replace(plain, **changed)


def test_outputs_hold_every_molecule_and_recipe(screen):
    content, molecules = run(screen)
    assert set(molecules) == {"dienone", "ester", "diazirine"}
    with (screen.folder / "predictions.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == PREDICTION_COLUMNS
    assert {(row["name"], row["recipe"]) for row in rows} == {
        (name, recipe.name) for name in molecules for recipe in CONFIG.recipes
    }
    with (screen.folder / "arms.csv").open(encoding="utf-8") as stream:
        arms = {row["name"]: row for row in csv.DictReader(stream)}
    assert arms["diazirine"]["ortho_fluorines"] == ""
    assert arms["dienone"]["azine"] == ""
    assert set(content["explanations"]) == set("abcde")
    assert content["dot"]["name"] == RED


def test_light_decides_who_patterns(screen):
    _, molecules = run(screen)
    predicted = {
        name: {p["recipe"]: p for p in entry["predictions"]} for name, entry in molecules.items()
    }
    assert predicted["dienone"]["N2"]["pattern"] == "good"
    assert predicted["ester"]["N2"]["pattern"] == "none"
    assert predicted["ester"]["N2"]["limited_by"] == "absorption"
    assert predicted["ester"]["deep"]["film_retention"] > 0.3
    assert predicted["dienone"]["N2"]["plqy_mixed"] < predicted["diazirine"]["N2"]["plqy_mixed"]


def test_what_is_absent_is_empty_and_never_zero(screen):
    _, molecules = run(screen)
    best = molecules["ester"]["best"]
    assert best["air_tolerance"] is None
    assert best["dose_half_mj_cm2"] is None
    assert molecules["dienone"]["spectrum"]["states"]["diazo"] is None
    assert molecules["diazirine"]["spectrum"]["states"]["diazo"] is not None


def test_a_failed_species_fails_its_molecule_only(tmp_path):
    screen = Screen(tmp_path)
    screen.conjugated_azide("broken", failed="ground_state")
    screen.separate_diazirine("sound")
    _, molecules = run(screen)
    assert molecules["sound"]["status"] == "ok"
    broken = molecules["broken"]
    assert broken["status"] == "failed"
    assert (broken["stage"], broken["kind"]) == ("ground_state", "convergence")
    assert broken["remedy"] == "try again so"


def test_a_missing_record_is_reported_with_the_command_that_retries(screen):
    (screen.folder / "species" / "estern" / "gap.json").unlink()
    _, molecules = run(screen)
    assert molecules["ester"]["status"] == "failed"
    assert molecules["ester"]["stage"] == "gap"
    assert "snakemake" in molecules["ester"]["remedy"]
    assert molecules["dienone"]["status"] == "ok"


def test_two_runs_write_the_same_bytes(screen):
    names = ("photophysics.json", "predictions.csv", "arms.csv")
    run(screen)
    first = [(screen.folder / name).read_bytes() for name in names]
    run(screen)
    assert first == [(screen.folder / name).read_bytes() for name in names]


def test_a_molecule_does_not_depend_on_its_neighbours(screen, tmp_path_factory):
    _, together = run(screen)
    alone = Screen(tmp_path_factory.mktemp("alone"))
    alone.separate_diazirine("diazirine")
    _, single = run(alone)
    assert single["diazirine"] == together["diazirine"]


def test_best_recipe_is_chosen_and_scored_on_different_samples(screen):
    _, molecules = run(screen)
    for entry in molecules.values():
        best = entry["best"]
        assert len(best["score_samples"]) == CONFIG.samples // 2
        product = np.multiply(best["retention_samples"], best["plqy_samples"])
        assert 100.0 * product == pytest.approx(np.array(best["score_samples"]), rel=1e-6)


def test_ranking_at_a_named_recipe_takes_its_exposure(screen):
    _, molecules = run(screen, CONFIG.model_copy(update={"rank_at": "deep"}))
    best = molecules["ester"]["best"]
    assert (best["wavelength_nm"], best["dose_mj_cm2"]) == (254.0, 50.0)
    assert best["film_retention"] > 0.3


def test_sweep_over_two_lamps_finds_the_one_that_is_absorbed(screen):
    sweep = Sweep(wavelength_nm=(254.0, 365.0))
    _, molecules = run(screen, CONFIG.model_copy(update={"sweep": sweep}))
    assert molecules["ester"]["best"]["wavelength_nm"] == 254.0
    assert np.shape(molecules["ester"]["sweep"]["score"]) == (2, 12, 8)


def test_retention_grows_with_dose_and_with_loading_at_low_loading(screen):
    by_dose = simulate(screen, "dienone", case(dose=300.0)).film_retention
    assert np.all(np.diff(by_dose[:, 0], axis=0) >= -1e-9)
    by_loading = [
        simulate(screen, "dienone", case(loading=wt)).film_retention[-1, 0].mean()
        for wt in (0.1, 0.3, 1.0)
    ]
    assert by_loading[0] <= by_loading[1] <= by_loading[2]
    assert by_loading[2] > by_loading[0]


def test_every_share_is_a_share(screen):
    for name in ("dienone", "ester", "diazirine"):
        found = simulate(screen, name, case(dose=1000.0, wavelength_nm=254.0))
        for field in ("precursor_left", "arm_conversion", "crosslink_yield", "gel"):
            values = getattr(found, field)
            assert np.all((values >= 0.0) & (values <= 1.0 + 1e-9)), field


def test_nothing_happens_before_the_light(screen):
    found = simulate(screen, "dienone", case())
    assert np.all(found.precursor_left[0] == 1.0)
    assert np.all(found.film_retention[0] == 0.0)


def test_reciprocity_holds_until_triplets_meet(screen):
    off = frozenset({"dimer"})
    films = {
        (rate, name): simulate(
            screen, "dienone", case(irradiance_mw_cm2=rate, off=off if name else frozenset())
        ).arm_conversion[-1]
        for rate in (1.7, 1.7e7)
        for name in (0, 1)
    }
    assert films[1.7, 1] == pytest.approx(films[1.7e7, 1])
    assert np.all(films[1.7e7, 0] <= films[1.7, 0] + 1e-12)
    assert films[1.7e7, 0].mean() < films[1.7, 0].mean()


def test_air_only_ever_costs_bonds(screen):
    for name in ("dienone", "diazirine"):
        sealed = simulate(screen, name, case()).arm_conversion[-1]
        aired = simulate(screen, name, case(air=True)).arm_conversion[-1]
        assert np.all(aired <= sealed + 1e-12)


def test_large_gap_makes_a_carbene_worse_in_air(tmp_path):
    screen = Screen(tmp_path)
    screen.separate_diazirine("reservoir", gap_kcal_mol=2.0)
    screen.separate_diazirine("sink", gap_kcal_mol=20.0)
    kept = {
        name: simulate(screen, name, case(air=True)).arm_conversion[-1].mean()
        / simulate(screen, name, case()).arm_conversion[-1].mean()
        for name in ("reservoir", "sink")
    }
    assert kept["sink"] < kept["reservoir"]


def test_dots_that_take_no_electron_keep_their_light(screen):
    quenched = simulate(screen, "dienone", case()).plqy_mixed
    spared = simulate(screen, "dienone", case(off=frozenset({"electron_transfer"}))).plqy_mixed
    assert np.all(spared == pytest.approx(1.0))
    assert np.all(quenched <= spared)


def test_channels_off_name_every_switch_at_two_recipes(screen):
    _, molecules = run(screen)
    rows = molecules["diazirine"]["channels_off"]
    assert {row["recipe"] for row in rows} == {"best", "air"}
    assert {"insertion", "ring_expansion", "oxidation", "electron_transfer"} <= {
        row["channel"] for row in rows
    }


def test_a_donor_without_warhead_sets_the_homo_and_shades_the_film(tmp_path):
    screen = Screen(tmp_path)
    screen.azide_with_donor("donor")
    screen.separate_azide("plain")
    _, molecules = run(screen)
    assert molecules["donor"]["properties"]["homo_ev"] == -5.0
    assert molecules["donor"]["properties"]["lumo_ev"] == -2.4
    bare = "cdse_oleate_4.1nm"
    config = CONFIG.model_copy(update={"dot": bare})
    mixed = {
        name: simulate(screen, name, case(dot=bare), config).plqy_mixed.mean()
        for name in ("donor", "plain")
    }
    assert mixed["donor"] < mixed["plain"]


def read_arms(screen):
    """Return the rows of arms.csv by molecule."""
    with (screen.folder / "arms.csv").open(encoding="utf-8") as stream:
        return {row["name"]: row for row in csv.DictReader(stream)}


def test_arms_say_how_much_hangs_on_their_gap(screen):
    _, molecules = run(screen)
    scores = {name: np.mean(entry["best"]["score_samples"]) for name, entry in molecules.items()}
    places = {
        name: 1 + sum(other > score for other in scores.values()) for name, score in scores.items()
    }
    arms = read_arms(screen)
    for name, row in arms.items():
        ranks = sorted((int(row["rank_gap_low"]), int(row["rank_gap_high"])))
        assert 1 <= ranks[0] <= ranks[1] <= len(molecules)
        if name != "diazirine":
            assert abs(float(row["score_per_gap_kcal_mol"])) < 0.5  # the triplet never returns
            assert ranks == [places[name]] * 2
    assert float(arms["diazirine"]["score_per_gap_kcal_mol"]) != 0.0


def test_an_unmoved_gap_gives_the_score_of_the_ranking(screen):
    _, molecules = run(screen)
    manifest = screen.manifest()
    setting = prepare_setting(CONFIG)
    book = RecordBook(manifest, screen.folder)
    for name, entry in molecules.items():
        molecule = read_molecule(next(m for m in manifest.molecules if m.name == name), book)
        best = entry["best"]
        ranked = replace(
            setting.grid.cases[0],
            wavelength_nm=best["wavelength_nm"],
            dose_mj_cm2=dose_grid(best["dose_mj_cm2"]),
            loading_wt_percent=best["loading_wt_percent"],
        )
        arm = molecule.chromophores[0].arms[0]
        still = replace(arm, gap_uncertainty_kcal_mol=0.0)
        found = gap_sensitivity(molecule, still, ranked, setting)
        assert found["score_gap_low"] == pytest.approx(np.mean(best["score_samples"]), rel=1e-4)
        assert found["score_gap_high"] == found["score_gap_low"]


def test_only_the_intermediate_asked_for_moves(screen):
    screen.azide_with_donor("donor")
    manifest = screen.manifest()
    book = RecordBook(manifest, screen.folder)
    molecule = read_molecule(next(m for m in manifest.molecules if m.name == "donor"), book)
    gap = molecule.chromophores[0].arms[0].gap_free_energy_kcal_mol
    assert (
        moved(molecule, "donorn", 2.0).chromophores[0].arms[0].gap_free_energy_kcal_mol == gap + 2
    )
    assert moved(molecule, "other", 2.0).chromophores[0].arms == molecule.chromophores[0].arms


def test_the_kinetics_take_the_free_energy_and_the_tables_the_gap_at_rest(screen):
    path = screen.folder / "species" / "diazirinec" / "gap.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    before = simulate(screen, "diazirine", case()).arm_conversion
    record["values"]["gap_st_kcal_mol"] = 7.0
    path.write_text(json.dumps(record), encoding="utf-8")
    assert np.array_equal(simulate(screen, "diazirine", case()).arm_conversion, before)
    record["values"]["gap_free_energy_kcal_mol"] = -4.0
    path.write_text(json.dumps(record), encoding="utf-8")
    assert not np.array_equal(simulate(screen, "diazirine", case()).arm_conversion, before)
    _, molecules = run(screen)
    assert molecules["diazirine"]["properties"]["gap_st_kcal_mol"] == 7.0
    assert float(read_arms(screen)["diazirine"]["gap_free_energy_kcal_mol"]) == -4.0


def test_a_nitrene_beyond_the_rule_of_ring_expansion_is_warned_about(screen, monkeypatch):
    note = "rate of ring expansion: no rate was measured for a nitrene on a heteroaromatic ring"
    _, molecules = run(screen)
    assert not any("ring expansion" in text for text in molecules["ester"]["warnings"])
    monkeypatch.setattr(inputs, "ring_expansion", lambda _: ring_expansion("[N]c1cccnc1"))
    _, molecules = run(screen)
    assert any(text.endswith(note) for text in molecules["ester"]["warnings"])
    assert not any("ring expansion" in text for text in molecules["diazirine"]["warnings"])
