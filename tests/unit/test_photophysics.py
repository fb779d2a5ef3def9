"""From records to predictions, on recorded screens and edits of them."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from recorded.screen import BONDLYNX, DIAZIRINE, DIENONE, ESTER, LEVEL, RecordedScreen, edited

from dotstitch.contracts.config import Config, Recipe, Sweep
from dotstitch.contracts.manifest import Electrophore
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.screen.context import prepare_context
from dotstitch.screen.gap_sensitivity import gap_sensitivity, moved
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.summaries import PREDICTION_COLUMNS

RED = "lu_red_cdznse_cdzns_zns"
NAMES = (DIENONE, ESTER, DIAZIRINE)
CONFIG = Config(
    level=LEVEL,
    evidence="none",
    samples=100,
    recipes=(
        Recipe(name="N2", wavelength_nm=365, dose_mj_cm2=100, loading_wt_percent=3),
        Recipe(
            name="air", wavelength_nm=365, dose_mj_cm2=100, loading_wt_percent=3, atmosphere="air"
        ),
        Recipe(name="deep", wavelength_nm=254, dose_mj_cm2=50, loading_wt_percent=3),
    ),
)


@pytest.fixture
def screen(tmp_path):
    return RecordedScreen(tmp_path, *NAMES)


def run(screen, config=CONFIG):
    """Run the stage and return photophysics.json and its molecules by name."""
    run_photophysics(screen.manifest_path, screen.folder, config)
    content = json.loads((screen.folder / "photophysics.json").read_text(encoding="utf-8"))
    return content, {entry["name"]: entry for entry in content["molecules"]}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return a screen that nobody edits, photophysics.json and its molecules."""
    screen = RecordedScreen(tmp_path_factory.mktemp("whole"), *NAMES)
    return screen, *run(screen)


def simulate(screen, name, *cases, config=CONFIG):
    """Simulate one molecule of the screen."""
    return prepare_context(config).simulate(screen.inputs(name), cases)


def case(dose=100.0, loading=3.0, **changed):
    """Return a case at 365 nm under N2."""
    plain = Case(365.0, dose_grid(dose), 1.7, loading, False, 30.0, 298.15, RED)
    return replace(plain, **changed)


def gap_of(screen, name, kcal_mol):
    """Give the intermediate of a molecule another gap."""
    (key,) = screen.keys(name, "gap")
    screen.edit(key, "gap", gap_st_kcal_mol=kcal_mol, gap_free_energy_kcal_mol=kcal_mol)


def levels_of(screen, name, **levels):
    """Give every state of a molecule other orbital energies."""
    for key in screen.keys(name, "ground_state"):
        screen.edit(key, "ground_state", **levels)


def test_outputs_hold_every_molecule_and_recipe(whole):
    screen, content, molecules = whole
    assert set(molecules) == set(NAMES)
    with (screen.folder / "predictions.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == PREDICTION_COLUMNS
    assert {(row["name"], row["recipe"]) for row in rows} == {
        (name, recipe.name) for name in molecules for recipe in CONFIG.recipes
    }
    arms = read_arms(screen)
    assert arms[DIAZIRINE]["ortho_fluorines"] == ""
    assert arms[DIENONE]["azine"] == ""
    assert {name: int(arms[name]["n_arms"]) for name in NAMES} == dict.fromkeys(NAMES, 2)
    assert set(content["explanations"]) == set("abcde")
    assert content["dot"]["name"] == RED


def test_light_decides_who_patterns(whole):
    *_, molecules = whole
    predicted = {
        name: {p["recipe"]: p for p in entry["predictions"]} for name, entry in molecules.items()
    }
    assert predicted[DIENONE]["N2"]["film_retention_high"] > 0.5
    assert predicted[ESTER]["N2"]["film_retention_high"] == 0.0
    assert predicted[ESTER]["N2"]["pattern"] == "none"
    assert predicted[ESTER]["N2"]["limited_by"] == "absorption"
    assert predicted[ESTER]["deep"]["film_retention"] > 0.3


def test_a_deep_lumo_costs_light_before_exposure(screen):
    before = simulate(screen, DIENONE, case()).plqy_mixed
    levels_of(screen, DIENONE, lumo_ks_ev=-4.6)
    after = simulate(screen, DIENONE, case()).plqy_mixed
    assert np.all(after <= before)
    assert after.mean() < before.mean() - 0.05


def test_what_is_absent_is_empty_and_never_zero(whole):
    *_, molecules = whole
    best = molecules[ESTER]["best"]
    assert best["air_tolerance"] is None
    assert best["dose_half_mj_cm2"] is None
    assert "diazo isomer" not in molecules[DIENONE]["spectrum"]["states"]
    assert "diazo isomer" in molecules[DIAZIRINE]["spectrum"]["states"]


def test_a_failed_species_fails_its_molecule_only(screen):
    note = {"kind": "convergence", "message": "no rung of the ladder held", "remedy": "try so"}
    screen.fail(screen.keys(DIENONE, "ground_state")[0], "ground_state", **note)
    _, molecules = run(screen)
    assert molecules[ESTER]["status"] == molecules[DIAZIRINE]["status"] == "ok"
    broken = molecules[DIENONE]
    assert broken["status"] == "failed"
    failure = broken["failure"]
    assert (failure["stage"], failure["kind"]) == ("ground_state", "convergence")
    assert failure["remedy"].startswith("try so. As it is it fails again;")
    assert failure["remedy"].endswith("python -m dotstitch retry --name 'bis-azide 1'")
    assert failure["message"].endswith("no rung of the ladder held")


def test_a_missing_record_is_reported_with_the_command_that_retries(screen):
    (key,) = screen.keys(ESTER, "gap")
    (screen.folder / "species" / key / "gap.json").unlink()
    _, molecules = run(screen)
    assert molecules[ESTER]["status"] == "failed"
    assert molecules[ESTER]["failure"]["stage"] == "gap"
    command = f"To try again: python -m dotstitch retry --name '{ESTER}'"
    assert molecules[ESTER]["failure"]["remedy"].endswith(command)
    assert molecules[DIENONE]["status"] == "ok"


def test_two_runs_write_the_same_bytes(whole):
    screen, *_ = whole
    names = ("photophysics.json", "predictions.csv", "arms.csv")
    first = [(screen.folder / name).read_bytes() for name in names]
    run(screen)
    assert first == [(screen.folder / name).read_bytes() for name in names]


def test_progress_counts_from_the_first_molecule_to_the_last(tmp_path, capsys):
    run(RecordedScreen(tmp_path, DIAZIRINE, ESTER))
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"photophysics 1/2: {DIAZIRINE}", f"photophysics 2/2: {ESTER}"]


def test_a_molecule_does_not_depend_on_its_neighbours(whole, tmp_path):
    *_, together = whole
    _, single = run(RecordedScreen(tmp_path, DIAZIRINE))
    ranks = {"rank_gap_low": 1, "rank_gap_high": 1}
    arms = [edited(arm, {"gap": edited(arm["gap"], ranks)}) for arm in together[DIAZIRINE]["arms"]]
    assert single[DIAZIRINE] == edited(together[DIAZIRINE], {"arms": arms})


def test_best_recipe_is_chosen_and_scored_on_different_samples(whole):
    *_, molecules = whole
    for entry in molecules.values():
        best = entry["best"]
        assert len(best["score_samples"]) == CONFIG.samples // 2
        product = np.multiply(best["retention_samples"], best["plqy_samples"])
        assert 100.0 * product == pytest.approx(np.array(best["score_samples"]), rel=1e-6)


def test_best_recipe_stands_at_the_top_of_its_sweep(whole):
    *_, molecules = whole
    for entry in molecules.values():
        sweep, best = entry["sweep"], entry["best"]
        lamp, dose, load = np.unravel_index(np.argmax(sweep["score"]), np.shape(sweep["score"]))
        assert best["wavelength_nm"] == sweep["wavelength_nm"][lamp]
        assert best["dose_mj_cm2"] == pytest.approx(sweep["dose_mj_cm2"][dose])
        assert best["loading_wt_percent"] == pytest.approx(sweep["loading_wt_percent"][load])
        assert np.max(sweep["score"]) == pytest.approx(np.mean(best["score_samples"]), abs=8.0)


def test_dose_curves_end_at_their_predictions(whole):
    *_, molecules = whole
    for entry in molecules.values():
        curves = {curve["recipe"]: curve for curve in entry["dose_curves"]}
        assert set(curves) == {"N2", "air", "deep", "best"}
        for told in entry["predictions"]:
            curve = curves[told["recipe"]]
            assert curve["dose_mj_cm2"][-1] == told["dose_mj_cm2"]
            for key in ("film_retention", "film_retention_low", "plqy_relative_high"):
                assert curve[key][-1] == pytest.approx(told[key])


def test_ranking_at_a_named_recipe_takes_its_exposure(screen):
    _, molecules = run(screen, CONFIG.model_copy(update={"rank_at": "deep"}))
    best = molecules[ESTER]["best"]
    assert (best["wavelength_nm"], best["dose_mj_cm2"]) == (254.0, 50.0)
    assert best["film_retention"] > 0.3


def test_sweep_over_two_lamps_finds_the_one_that_is_absorbed(tmp_path):
    sweep = Sweep(wavelength_nm=(254.0, 365.0))
    screen = RecordedScreen(tmp_path, ESTER)
    _, molecules = run(screen, CONFIG.model_copy(update={"sweep": sweep}))
    assert molecules[ESTER]["best"]["wavelength_nm"] == 254.0
    assert np.shape(molecules[ESTER]["sweep"]["score"]) == (2, 12, 8)


def test_retention_grows_with_dose_and_with_loading_at_low_loading(screen):
    by_dose = simulate(screen, DIENONE, case(dose=300.0)).film_retention
    assert np.all(np.diff(by_dose[:, 0], axis=0) >= -1e-9)
    loads = [case(loading=wt) for wt in (0.1, 0.3, 1.0)]
    by_loading = simulate(screen, DIENONE, *loads).film_retention[-1].mean(axis=-1)
    assert by_loading[0] <= by_loading[1] <= by_loading[2]
    assert by_loading[2] > by_loading[0]


def test_every_share_is_a_share(screen):
    for name in NAMES:
        found = simulate(screen, name, case(dose=1000.0, wavelength_nm=254.0))
        for field in ("precursor_left", "arm_conversion", "crosslink_yield", "gel"):
            values = getattr(found, field)
            assert np.all((values >= 0.0) & (values <= 1.0 + 1e-9)), field


def test_nothing_happens_before_the_light(screen):
    found = simulate(screen, DIENONE, case())
    assert np.all(found.precursor_left[0] == 1.0)
    assert np.all(found.film_retention[0] == 0.0)


def test_reciprocity_holds_until_triplets_meet(screen):
    off = frozenset({"dimer"})
    slow, fast = 1.7, 1.7e7
    cases = [case(irradiance_mw_cm2=r, off=o) for o in (off, frozenset()) for r in (slow, fast)]
    alone, alone_fast, meeting, meeting_fast = simulate(screen, DIENONE, *cases).arm_conversion[-1]
    assert alone == pytest.approx(alone_fast)
    assert np.all(meeting_fast <= alone_fast + 1e-12)
    assert meeting_fast.mean() < meeting.mean()


def test_air_only_ever_costs_bonds(screen):
    for name in (DIENONE, DIAZIRINE):
        sealed, aired = simulate(screen, name, case(), case(air=True)).arm_conversion[-1]
        assert np.all(aired <= sealed + 1e-12)


def test_large_gap_makes_a_carbene_worse_in_air(screen):
    kept = []
    for gap_kcal_mol in (2.0, 20.0):
        gap_of(screen, DIAZIRINE, gap_kcal_mol)
        sealed, aired = simulate(screen, DIAZIRINE, case(), case(air=True)).arm_conversion[-1]
        kept.append(aired.mean() / sealed.mean())
    assert kept[1] < kept[0]


def test_dots_that_take_no_electron_keep_their_light(screen):
    levels_of(screen, DIENONE, lumo_ks_ev=-4.6)
    spared = frozenset({"electron_transfer", "energy_transfer"})
    quenched, kept = simulate(screen, DIENONE, case(), case(off=spared)).plqy_mixed
    assert np.all(kept == pytest.approx(1.0))
    assert np.all(quenched <= kept)


def test_channels_off_name_every_switch_at_two_recipes(whole):
    *_, molecules = whole
    rows = molecules[DIAZIRINE]["channels_off"]
    assert {row["recipe"] for row in rows} == {"best", "air"}
    assert {"insertion", "ring_expansion", "oxidation", "electron_transfer"} <= {
        row["channel"] for row in rows
    }


def test_a_channel_that_is_off_in_air_is_compared_with_air(whole):
    *_, molecules = whole
    entry = molecules[DIENONE]
    full = {p["recipe"]: p for p in entry["predictions"]}
    off = {(r["recipe"], r["channel"]): r for r in entry["channels_off"]}
    assert off["air", "ring_expansion"]["plqy_relative"] > full["air"]["plqy_relative"]
    assert off["best", "oxidation"]["film_retention"] == entry["best"]["film_retention"]


def test_a_donor_without_warhead_sets_the_homo_and_shades_the_film(tmp_path):
    """A reacted dienone stands in for a donor in the linker of the ester."""
    screen = RecordedScreen(tmp_path)
    plain = screen.inputs(ESTER)
    donor = screen.molecule(DIENONE).electrophores[0].states[-1]
    screen.edit(donor, "ground_state", homo_ks_ev=-4.5)
    parts = (*screen.molecule(ESTER).electrophores, Electrophore(species=donor, count=1))
    screen.edit_molecule(ESTER, electrophores=[part.model_dump() for part in parts])
    with_donor = screen.inputs(ESTER)
    assert [c.n_warheads for c in with_donor.chromophores] == [1, 0]
    assert with_donor.n_arms == 2
    bare = "cdse_oleate_4.1nm"
    context = prepare_context(CONFIG.model_copy(update={"dot": bare}))
    found = [
        context.simulate(molecule, (case(dot=bare, wavelength_nm=313.0),))
        for molecule in (with_donor, plain)
    ]
    assert np.all(found[0].plqy_mixed <= found[1].plqy_mixed)
    assert found[0].plqy_mixed.mean() < found[1].plqy_mixed.mean()
    assert np.all(found[0].precursor_left[-1] > found[1].precursor_left[-1])
    _, molecules = run(screen)
    homo = [c.states[0].levels.homo_ev for c in with_donor.chromophores]
    assert molecules[ESTER]["properties"]["computed"]["homo_ev"] == pytest.approx(max(homo))
    assert homo[1] > homo[0]


def read_arms(screen):
    """Return the rows of arms.csv by molecule."""
    with (screen.folder / "arms.csv").open(encoding="utf-8") as stream:
        return {row["name"]: row for row in csv.DictReader(stream)}


def test_arms_say_how_much_hangs_on_their_gap(whole):
    screen, _, molecules = whole
    scores = {name: np.mean(entry["best"]["score_samples"]) for name, entry in molecules.items()}
    places = {
        name: 1 + sum(other > score for other in scores.values()) for name, score in scores.items()
    }
    arms = read_arms(screen)
    for name, row in arms.items():
        ranks = sorted((int(row["rank_gap_low"]), int(row["rank_gap_high"])))
        assert 1 <= ranks[0] <= ranks[1] <= len(molecules)
        if name != DIAZIRINE:
            assert abs(float(row["score_per_gap_kcal_mol"])) < 0.5  # the triplet never returns
            assert ranks == [places[name]] * 2
    assert float(arms[DIAZIRINE]["score_per_gap_kcal_mol"]) != 0.0


def test_an_unmoved_gap_gives_the_score_of_the_ranking(whole):
    screen, _, molecules = whole
    context = prepare_context(CONFIG)
    for name, entry in molecules.items():
        molecule, best = screen.inputs(name), entry["best"]
        ranked = replace(
            context.grid.cases[0],
            wavelength_nm=best["wavelength_nm"],
            dose_mj_cm2=dose_grid(best["dose_mj_cm2"]),
            loading_wt_percent=best["loading_wt_percent"],
        )
        one = molecule.chromophores[0].arms[0].intermediate
        assert one is not None
        found = gap_sensitivity(molecule, one.key, 0.0, ranked, context)
        assert found.low == pytest.approx(np.mean(best["score_samples"]), rel=1e-4)
        assert found.high == found.low


def test_the_slope_of_the_score_is_that_between_two_gaps(whole):
    screen, *_ = whole
    context, molecule = prepare_context(CONFIG), screen.inputs(DIAZIRINE)
    one = molecule.chromophores[0].arms[0].intermediate
    assert one is not None
    strong = case(dose=1000.0, loading=6.0, air=True)
    found = gap_sensitivity(molecule, one.key, 1.0, strong, context)
    assert found.per_kcal_mol == pytest.approx(0.5 * (found.high - found.low))
    assert found.high < found.low  # in air a reservoir is what helps


def test_only_the_intermediate_asked_for_moves(screen):
    molecule = screen.inputs(ESTER)
    (arm,) = molecule.chromophores[0].arms
    assert arm.intermediate is not None
    (shifted,) = moved(molecule, arm.intermediate.key, 2.0).chromophores[0].arms
    (still,) = moved(molecule, "other", 2.0).chromophores[0].arms
    assert still.gap == arm.gap
    assert arm.gap is not None
    assert shifted.gap is not None
    assert shifted.gap.gap_free_energy_kcal_mol == arm.gap.gap_free_energy_kcal_mol + 2.0


def test_the_kinetics_take_the_free_energy_and_the_tables_the_gap_at_rest(tmp_path):
    screen = RecordedScreen(tmp_path, DIAZIRINE)
    (key,) = screen.keys(DIAZIRINE, "gap")
    before = simulate(screen, DIAZIRINE, case()).arm_conversion
    screen.edit(key, "gap", gap_st_kcal_mol=7.0)
    assert np.array_equal(simulate(screen, DIAZIRINE, case()).arm_conversion, before)
    screen.edit(key, "gap", gap_free_energy_kcal_mol=-4.0)
    assert not np.array_equal(simulate(screen, DIAZIRINE, case()).arm_conversion, before)
    _, molecules = run(screen)
    assert molecules[DIAZIRINE]["properties"]["computed"]["gap_st_kcal_mol"] == 7.0
    assert float(read_arms(screen)[DIAZIRINE]["gap_free_energy_kcal_mol"]) == -4.0


def test_a_nitrene_beyond_the_rule_of_ring_expansion_is_warned_about(tmp_path):
    screen = RecordedScreen(tmp_path, ESTER, BONDLYNX)
    _, molecules = run(screen)
    for name in (ESTER, BONDLYNX):
        assert not any("ring expansion" in text for text in molecules[name]["warnings"])
    (key,) = screen.keys(ESTER, "gap")
    screen.edit_species(key, smiles="[N]c1cccnc1")
    _, molecules = run(screen)
    note = "rate of ring expansion: no rate was measured for a nitrene on a heteroaromatic ring"
    assert any(text.endswith(note) for text in molecules[ESTER]["warnings"])


def test_shares_of_the_ranking_are_those_of_the_luminescence(screen):
    """What the mixed film loses, molecule by molecule, gives the share of electrons taken."""
    levels_of(screen, DIENONE, lumo_ks_ev=-4.6)
    _, molecules = run(screen)
    outcome = simulate(screen, DIENONE, case())
    decay = outcome.conditions.of_dots("decay")[0]
    rate = decay * (1.0 / outcome.plqy_mixed[0] - 1.0) / outcome.crosslinkers_per_dot[0]
    shares = molecules[DIENONE]["properties"]
    assert shares["p_electron_transfer"] > 0.05
    assert shares["p_electron_transfer"] == pytest.approx(np.mean(rate / (rate + decay)), rel=1e-6)
    left = (1.0 - shares["p_electron_transfer"]) * (1.0 - shares["p_hole_transfer"])
    assert shares["alignment_score"] == pytest.approx(left, abs=1e-6)


def with_triplet(screen, triplet_ev, **changed):
    """Simulate the dienone with a triplet energy given."""
    molecule = screen.inputs(DIENONE)
    parts = tuple(
        replace(part, triplet_ev=triplet_ev, triplet_uncertainty_ev=0.1)
        for part in molecule.chromophores
    )
    context = prepare_context(CONFIG)
    return context.simulate(replace(molecule, chromophores=parts), (case(5.0, **changed),))


def test_energy_taken_by_triplets_costs_light_and_spends_warheads(screen):
    open_, high = (with_triplet(screen, x) for x in (0.8, 4.5))
    off = with_triplet(screen, 0.8, off=frozenset({"energy_transfer"}))
    assert np.all(open_.plqy_mixed <= off.plqy_mixed)
    assert np.mean(open_.plqy_mixed) < np.mean(off.plqy_mixed)
    assert np.all(open_.quenching["energy transfer"] > 0.0)
    assert np.all(off.quenching["energy transfer"] == 0.0)
    assert np.mean(open_.precursor_left[-1]) < np.mean(off.precursor_left[-1])
    assert high.plqy_mixed == pytest.approx(off.plqy_mixed, rel=1e-9)
    assert high.precursor_left == pytest.approx(off.precursor_left, rel=1e-9)


def test_every_step_behind_a_molecule_can_warn_of_it(screen):
    chromophore = screen.molecule(ESTER).electrophores[0].species
    (nitrene,) = screen.keys(ESTER, "gap")
    told = {
        (chromophore, "geometry"): "E or Z left open",
        (chromophore, "spectrum"): "slow spectrum",
        (chromophore, "triplet"): "slow triplet",
        (nitrene, "geometry"): "bent by hand",
        (nitrene, "gap"): "two functionals disagree",
    }
    for (key, step), text in told.items():
        screen.warn(key, step, text)
    _, molecules = run(screen)
    assert set(told.values()) <= {text.rsplit(": ", 1)[1] for text in molecules[ESTER]["warnings"]}


def test_without_a_triplet_energy_transfer_is_closed_and_said_so(screen):
    note = {"kind": "wrong_state", "message": "the triplet has S2 = 2.9", "remedy": "look at it"}
    screen.fail(screen.molecule(ESTER).electrophores[0].species, "triplet", **note)
    _, molecules = run(screen)
    assert molecules[ESTER]["status"] == "ok"
    told = next(text for text in molecules[ESTER]["warnings"] if "S2 = 2.9" in text)
    assert "chromophore" in told
    assert "energy transfer from the dot is left out" in told
    assert not any("energy transfer" in text for text in molecules[DIAZIRINE]["warnings"])
    outcome = simulate(screen, ESTER, case())
    assert np.all(outcome.quenching["energy transfer"] == 0.0)
