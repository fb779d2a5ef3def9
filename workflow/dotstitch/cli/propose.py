"""Proposes molecules, or lists those that could be made."""

from __future__ import annotations

import argparse

from dotstitch.cli.options import UsageError, chosen_config, require
from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.proposals import write_proposals_file
from dotstitch.jobs.runs.stamps import one_stage


def propose(options: argparse.Namespace) -> int:
    """Propose crosslinkers that are worth making, with routes and reasons.

    Named reactions make molecules of building blocks. Those whose species are computed are judged
    at once; of the others the most promising chromophores are computed at draft, and the best of
    these at the level of the configuration, in results/proposals/ by the ordinary workflow. A
    campaign that was stopped goes on where it was. What is proposed rests on computed species
    alone, and the table of proposals can be screened. With --list-space nothing is judged: the
    table then holds all molecules with route, chromophores, safety ratios and warnings, and one
    beside it what the filters exclude, with the reasons. The knobs are under proposals.
    """
    from dotstitch.plan.tables.faults import InputTableError

    config = chosen_config(options, ranks=not options.list_space)
    try:
        return _list(config, options) if options.list_space else _campaign(config, options)
    except InputTableError as error:
        raise UsageError(str(error)) from None


def _list(config: Config, options: argparse.Namespace) -> int:
    from dotstitch.design.listing import excluded_path, span_space, summary, write_space

    space = span_space(config)
    write_space(options.list_space, space)
    print(summary(space))
    print(f"{options.list_space} and {excluded_path(options.list_space)}")
    return 0


def _campaign(config: Config, options: argparse.Namespace) -> int:
    from dotstitch.design.campaign.campaign import Campaign
    from dotstitch.design.campaign.runs import Workflow
    from dotstitch.design.listing import linkers, span_space, summary
    from dotstitch.design.output.file import proposals_file
    from dotstitch.design.output.proposals import proposals_of
    from dotstitch.design.output.table import write_proposals
    from dotstitch.design.tiers.screened import screened_subjects

    if config.measurements:
        require(ResultsFolder(options.results).draws, "condition")
    space = span_space(config)
    print(summary(space), flush=True)
    campaign = Campaign(config, space, screened_subjects(config), options.results)
    judged = campaign.run(Workflow(options.cores))
    if isinstance(judged, int):
        return judged
    print(judged.in_short())
    proposals = proposals_of(judged, linkers(config))
    shown = ResultsFolder(options.results).proposals
    with one_stage(options.results, options.stamp, [options.output, shown]):
        write_proposals(options.output, proposals, config.level)
        write_proposals_file(shown, proposals_file(judged, proposals))
    print(f"{len(proposals)} proposals: {options.output}")
    return 0
