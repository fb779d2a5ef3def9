"""A campaign: from the space to proposals, with what has to be computed on the way.

New chromophores are judged by a model, the most promising computed at draft, the best of them at
the level of the screen; proposals are made of what was computed there and of nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.design.campaign.orders import (
    computed_smiles,
    holds_any,
    order_path,
    worth_computing,
    write_order,
)
from dotstitch.design.campaign.runs import Workflow
from dotstitch.design.listing import Candidate
from dotstitch.design.tiers.judge import Judged, judge_space
from dotstitch.design.tiers.known import plan_likenesses, record_folders
from dotstitch.design.tiers.likeness import Subject

CHOOSING_SAMPLES = 400
"""Draws behind an order; proposals are chosen and told under all draws of the screen."""


@dataclass(frozen=True)
class Campaign:
    """What all rounds of a campaign share.

    Attributes
    ----------
    config : Config
    space : tuple of Candidate
    screened : tuple of Subject
        The molecules of the table that a proposal has to improve on.
    results : Path
        Holds ``species``, gets ``proposals/``.
    """

    config: Config
    space: tuple[Candidate, ...]
    screened: tuple[Subject, ...]
    results: Path

    @property
    def draft(self) -> Config:
        """The configuration of what is only chosen from; measurements condition what is told."""
        n = min(self.config.samples, CHOOSING_SAMPLES)
        update = {"level": "draft", "measurements": "", "samples": n}
        return self.config.model_copy(update=update)

    def judge(self, config: Config, processes: int, *, guess: bool = False) -> Judged:
        """Judge the space at the level of a configuration."""
        results = self.results
        return judge_space(
            self.space, self.screened, config, results, guess=guess, processes=processes
        )

    def run(self, workflow: Workflow) -> Judged | int:
        """Compute what is worth it and judge the space again.

        Returns
        -------
        Judged or int
            The exit status of a run that did not end well.
        """
        knobs = self.config.proposals
        status = self._round(self.draft, self.draft, knobs.draft_chromophores, workflow)
        if not status and self.config.level != "draft":
            status = self._round(self.draft, self.config, knobs.standard_chromophores, workflow)
        return status or self.judge(self.config, workflow.cores)

    def _round(self, judging: Config, computing: Config, number: int, workflow: Workflow) -> int:
        """Order what is worth computing and compute it; return an exit status."""
        if not number:
            return 0
        order = order_path(self.results / "proposals", computing, self.space, self.screened)
        if not order.exists():
            guess = judging.level == computing.level
            judged = self.judge(judging, workflow.cores, guess=guess)
            print(judged.in_short(), flush=True)
            known = self._computed(judged, computing)
            lacking = [one for one in self.screened if not one.likeness.smiles <= known]
            write_order(order, lacking, worth_computing(judged, known, number))
        return workflow.compute(order, computing, self.results) if holds_any(order) else 0

    def _computed(self, judged: Judged, computing: Config) -> frozenset[str]:
        """Return the SMILES of the parts that are computed at the level of a configuration."""
        subjects = [one.subject for one in judged.candidates]
        asked = [*(one for one in subjects if one is not None), *self.screened]
        folders = record_folders(self.results, computing.level)
        return computed_smiles(plan_likenesses(asked, computing, folders))
