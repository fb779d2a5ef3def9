"""Checks a results folder and says what to do about what is wrong."""

from __future__ import annotations

import argparse

from dotstitch.cli.options import UsageError, chosen_config


def verify(options: argparse.Namespace) -> int:
    """Check that every file of a results folder is whole and that all belong together.

    Records and structures are compared with the hashes taken when they were written, keys with
    what they stand for, tables with the predictions they follow from. One line for each thing that
    is wrong, with what to delete so that the next run mends it; exit status 1 if there is any.
    """
    from dotstitch.screen.verify import verify_results

    config = chosen_config(options)
    if not options.results.is_dir():
        raise UsageError(f"{options.results} is no folder of results: name it with --results")
    findings = verify_results(options.results, config)
    for finding in findings:
        print(finding)
    if not findings:
        print(f"{options.results}: nothing wrong")
    return 1 if findings else 0
