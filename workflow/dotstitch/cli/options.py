"""What several commands read from their options."""

from __future__ import annotations

import argparse
from pathlib import Path

import dotstitch
from dotstitch.contracts.config import Config
from dotstitch.contracts.files import UntrustedFileError
from dotstitch.contracts.manifest import Manifest
from dotstitch.plan.configure import load_config

WORKFLOW = Path(dotstitch.__file__).parents[1]
DEFAULT_CONFIG = WORKFLOW / "config.yaml"
"""The file that the Snakefile reads too, whatever lies in the folder where a command is given."""


class UsageError(ValueError):
    """A command that cannot be carried out as asked."""


def chosen_config(options: argparse.Namespace) -> Config:
    """Return the configuration that the options name.

    Parameters
    ----------
    options : argparse.Namespace
        With ``configfile`` and ``config``.
    """
    files = options.configfile or ([DEFAULT_CONFIG] if DEFAULT_CONFIG.exists() else [])
    return load_config(files, options.config)


def read_manifest(path: Path, config: Config) -> Manifest:
    """Return a plan that was made with this configuration.

    Raises
    ------
    UsageError
        When there is none, or when it was made at another level or with another engine.
    UntrustedFileError
        When it is damaged.
    """
    require(path, "plan")
    try:
        manifest = Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError:
        raise UntrustedFileError(path, "is damaged, or of another version") from None
    for knob in ("level", "engine"):
        planned, configured = getattr(manifest, knob), getattr(config, knob)
        if planned != configured:
            raise UsageError(
                f"{path} is planned at {knob} {planned}, not {configured}: add "
                f"--config {knob}={planned}, or plan again"
            )
    return manifest


def require(path: Path, step: str) -> None:
    """Refuse a command whose input is missing, and name the step that makes it."""
    if not path.exists():
        raise UsageError(f"{path} does not exist: run `python -m dotstitch {step}` first")
