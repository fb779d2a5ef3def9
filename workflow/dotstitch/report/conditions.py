"""Under which conditions the ranking holds, in words."""

from __future__ import annotations

from pathlib import Path

from dotstitch.contracts.config import BEST, Config, Recipe
from dotstitch.dot.dots import Dot
from dotstitch.report.wording import recipe


def screen_title(config: Config) -> str:
    """Return the name of a screen: that of its table.

    Examples
    --------
    >>> screen_title(Config(molecules="molecules/my_azides.csv"))
    'my azides'
    """
    return Path(config.molecules).stem.replace("_", " ")


def ranked_at(config: Config) -> str:
    """Return where molecules are ranked.

    Examples
    --------
    >>> ranked_at(Config())[:60]
    'each molecule at its best recipe between 10 and 300 mJ cm⁻² '
    """
    if config.rank_at != BEST:
        chosen = next(one for one in config.recipes if one.name == config.rank_at)
        return f"all molecules at the recipe {chosen.name}: {_told(chosen)}"
    sweep = config.sweep
    lamps = " or ".join(f"{lamp:g}" for lamp in sweep.wavelength_nm)
    width = f" (LED, {sweep.lamp_fwhm_nm:g} nm wide)" if sweep.lamp_fwhm_nm else ""
    dose = " and ".join(f"{end:g}" for end in sweep.dose_mj_cm2)
    loading = " and ".join(f"{end:g}" for end in sweep.loading_wt_percent)
    return (
        f"each molecule at its best recipe between {dose} mJ cm⁻² and between {loading} wt%, "
        f"at {lamps} nm{width} in {sweep.atmosphere}, {sweep.irradiance_mw_cm2:g} mW cm⁻², "
        f"a film of {sweep.film_thickness_nm:g} nm at {sweep.temperature_k:.0f} K"
    )


def ranked_temperature_k(config: Config) -> float:
    """Return the temperature of the film where molecules are ranked."""
    named = {recipe.name: recipe.temperature_k for recipe in config.recipes}
    return named.get(config.rank_at, config.sweep.temperature_k)


def _told(one: Recipe) -> str:
    exposure = recipe(one.wavelength_nm, one.dose_mj_cm2, one.loading_wt_percent)
    return f"{exposure} in {one.atmosphere}"


def dot_words(dot: Dot) -> str:
    """Return the dot in words: its core and shell, its size, its ligand."""
    shell = f"/{dot.shell}" if dot.shell else ""
    ligands = " and ".join(dot.ligand.split(";"))
    return f"{dot.core}{shell} dots of {dot.diameter_nm:g} nm with {ligands} ligands"


def samples_told(scoring: int, config: Config) -> str:
    """Return which numbers are means and which medians, and over how many samples.

    Parameters
    ----------
    scoring : int
        Samples that score a molecule.
    config : Config

    Examples
    --------
    >>> samples_told(500, Config())[:91]
    'Scores are means, film retention and PLQY medians over the 500 samples that score; the othe'
    """
    if config.rank_at == BEST:
        half = f"; the other {config.samples - scoring} chose each recipe"
    else:
        half = f", half of all {config.samples}"
    return (
        f"Scores are means, film retention and PLQY medians over the {scoring} samples that "
        f"score{half}. Bands, levels, offsets and gaps are medians over all {config.samples}, "
        "probabilities are means. Intervals hold 16 to 84 %."
    )
