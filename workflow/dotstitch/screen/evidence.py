"""What conditions a screen: the draws, the measurements behind them, and what they say of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Draws
from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.measurement import Measurement
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.evidence.conditioning import Evidence
from dotstitch.evidence.lu2022 import not_modelled
from dotstitch.evidence.posterior import Posterior, points_digest
from dotstitch.evidence.predict import why_not
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.sampling.smc import FORGOTTEN
from dotstitch.evidence.scorecard.lines import Predictions, evidence_lines, unmodelled_lines
from dotstitch.evidence.scorecard.table import left_out_summaries
from dotstitch.screen.conditioning import (
    default_evidence,
    posterior_for,
    shipped_posterior,
    user_evidence,
)


@dataclass(frozen=True, eq=False)
class Conditioned:
    """What a screen draws from and why.

    Attributes
    ----------
    draws : Draws
    measurements : tuple of Measurement
        Those that condition the draws; none under the priors.
    lines : tuple of EvidenceLine
        Every measurement beside its predictions; none under the priors.
    lacking : str
        Why what Lu et al. measured does not count though it was asked for; empty otherwise.
    chromophores : mapping of str to frozenset of str
        Of the molecules that were measured, all as canonical SMILES.
    sampler : str
        How far the points behind the draws are from having settled; empty where they have.
    before : Draws or None
        Without the measurements of a user, where there are any.
    """

    draws: Draws
    measurements: tuple[Measurement, ...] = ()
    lines: tuple[EvidenceLine, ...] = ()
    lacking: str = ""
    chromophores: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sampler: str = ""
    before: Draws | None = None


def conditioned(config: Config, manifest: Manifest, results_dir: Path) -> Conditioned:
    """Return what a screen draws from.

    Parameters
    ----------
    config : Config
    manifest : Manifest
    results_dir : Path
        Holds ``draws.npz`` where the configuration names measurements.
    """
    prior = prior_draws(config.samples, config.seed)
    posterior = posterior_for(config, results_dir)
    if posterior is None:
        return Conditioned(prior, lacking=_lacking(config))
    draws = posterior.draws(config.samples, config.seed)
    evidence = _evidence(config, manifest, results_dir)
    found = Predictions(
        evidence.predict(prior),
        evidence.predict(draws),
        {row.id: why_not(row, evidence.molecules) for row in evidence.rows},
        # weighed without the measurements of a user
        {}
        if config.measurements
        else left_out_summaries(config.level, points_digest(config.level)),
    )
    names = {
        canonical(parse_smiles(m.smiles)): m.name for m in manifest.molecules if m.status == "ok"
    }
    lines = _lines(config, evidence, found, names)
    parts = {
        smiles: frozenset(part.smiles for part in molecule.chromophores)
        for smiles, molecule in evidence.molecules.items()
    }
    return Conditioned(
        draws,
        evidence.counting,
        lines,
        chromophores=parts,
        sampler=sampler_note(posterior),
        before=_before(config, prior),
    )


def sampler_note(posterior: Posterior) -> str:
    """Return how far points are from having settled; nothing where they have."""
    if posterior.correlation_left <= FORGOTTEN:
        return ""
    return (
        "The sampler stopped before its points had forgotten where they came from: the largest "
        f"correlation left is {posterior.correlation_left:.2f} ({FORGOTTEN:g} was the aim). "
        "Intervals are rough."
    )


def _before(config: Config, prior: Draws) -> Draws | None:
    """Return the draws that a user's measurements were weighed in on."""
    if not config.measurements:
        return None
    shipped = shipped_posterior(config.level) if config.evidence == "lu2022" else None
    return shipped.draws(config.samples, config.seed) if shipped else prior


def _lacking(config: Config) -> str:
    if config.evidence == "none":
        return ""
    return (
        f"level {config.level} has no posterior of what Lu et al. measured, or priors and data "
        "have changed since it was made (python -m dotstitch.screen.conditioning makes it anew)"
    )


def _evidence(config: Config, manifest: Manifest, results_dir: Path) -> Evidence:
    if config.measurements:
        return user_evidence(manifest, results_dir, config)[0]
    return default_evidence(config.level)


def _lines(
    config: Config, evidence: Evidence, predictions: Predictions, names: Mapping[str, str]
) -> tuple[EvidenceLine, ...]:
    """Return modelled rows, then those of Lu et al. that the model has no counterpart for."""
    others = unmodelled_lines(not_modelled() if config.evidence == "lu2022" else (), names)
    told = {line.id for line in others}
    modelled = evidence_lines(evidence.rows, predictions, names)
    return (*(line for line in modelled if line.id not in told), *others)
