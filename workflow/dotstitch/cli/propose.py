"""Proposes molecules, or lists those that could be made."""

from __future__ import annotations

import argparse

from dotstitch.cli.options import UsageError, chosen_config, require
from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
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

    config = chosen_config(options)
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
    from dotstitch.design.campaign.whole import run_campaign

    folder = ResultsFolder(options.results)
    if config.measurements:
        require(folder.draws, "condition")
    outcome = run_campaign(config, folder.path, options.cores)
    if isinstance(outcome, int):
        return outcome
    with one_stage(folder.path, options.stamp, [options.output, folder.proposals]):
        outcome.write(options.output, folder.proposals)
    print(f"{len(outcome.proposals)} proposals: {options.output}")
    return 0
