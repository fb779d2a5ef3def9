"""Spans the space of molecules that could be made."""

from __future__ import annotations

import argparse

from dotstitch.cli.options import UsageError, chosen_config


def propose(options: argparse.Namespace) -> int:
    """List what named reactions make of building blocks: crosslinkers that could be screened.

    Writes a table with route, blocks, chromophores, safety ratios, synthetic accessibility and
    warnings, which is a valid table of molecules, and beside it what the filters exclude, with the
    reasons. Your own blocks and reactions come by the knobs proposals.blocks and
    proposals.reactions.
    """
    from dotstitch.design.listing import excluded_path, span_space, summary, write_space
    from dotstitch.plan.tables.faults import InputTableError

    config = chosen_config(options, ranks=False)
    try:
        space = span_space(config)
    except InputTableError as error:
        raise UsageError(str(error)) from None
    write_space(options.list_space, space)
    print(summary(space))
    print(f"{options.list_space} and {excluded_path(options.list_space)}")
    return 0
