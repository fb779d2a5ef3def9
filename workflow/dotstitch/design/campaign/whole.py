"""The stage behind ``make propose``: a campaign over the whole space, and what it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.proposals import write_proposals_file
from dotstitch.design.campaign.campaign import Campaign
from dotstitch.design.campaign.runs import Workflow
from dotstitch.design.listing import linkers, span_space, summary
from dotstitch.design.output.file import proposals_file
from dotstitch.design.output.proposals import Proposal, proposals_of
from dotstitch.design.output.table import write_proposals
from dotstitch.design.tiers.judge import Judged
from dotstitch.design.tiers.screened import screened_subjects


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a campaign has come to."""

    judged: Judged
    proposals: tuple[Proposal, ...]

    def write(self, table: Path, shown: Path) -> None:
        """Write the table of proposals, and what the report shows of it."""
        write_proposals(table, self.proposals, self.judged.context.config.level)
        write_proposals_file(shown, proposals_file(self.judged, self.proposals))


def run_campaign(config: Config, results: Path, cores: int) -> Outcome | int:
    """Span the space, compute what is worth it, and choose.

    Returns
    -------
    Outcome or int
        The exit status of a run of the workflow that did not end well.

    Raises
    ------
    ConfigurationError, DataFileError, InputTableError
        With the faults of knobs, reactions, blocks and molecules.
    """
    space = span_space(config)
    print(summary(space), flush=True)
    campaign = Campaign(config, space, screened_subjects(config), results)
    judged = campaign.run(Workflow(cores))
    if isinstance(judged, int):
        return judged
    print(judged.in_short(), flush=True)
    return Outcome(judged, proposals_of(judged, linkers(config)))
