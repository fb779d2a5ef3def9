"""The run behind a page: its table, seed, dates, command and what was changed; cited parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dotstitch.contracts.config import Config
from dotstitch.data.parameters import Parameter, load_parameters
from dotstitch.jobs.files import AnyRecord
from dotstitch.report.inputs import Screen
from dotstitch.screen.advice.words import parameter_words


@dataclass(frozen=True)
class ParameterLine:
    """One parameter of the model and where its prior comes from."""

    name: str
    words: str
    value: str
    unit: str
    prior: str
    source: str
    doi: str
    confidence: str


def run_facts(screen: Screen) -> list[tuple[str, str]]:
    """Return what the run was, as names and values."""
    config = screen.config
    records = [record for steps in screen.records.values() for record in steps.values()]
    return [
        ("table", config.molecules),
        ("plan", screen.manifest.input_key),
        ("computed", dates(records)),
        ("seed", f"{config.seed}, {config.samples} samples"),
        ("changed settings", "; ".join(changed(config)) or "none"),
        ("again", f"snakemake --cores all --configfile {screen.folder.path.name}/config.yaml"),
    ]


def dates(records: Iterable[AnyRecord]) -> str:
    """Return the days on which records were computed, the first and the last.

    Examples
    --------
    >>> dates([])
    ''
    """
    days = sorted({record.provenance.started_at[:10] for record in records})
    return " to ".join(dict.fromkeys((*days[:1], *days[-1:])))


def changed(config: Config) -> Iterator[str]:
    """Yield every knob that is not at its default, with its value.

    Examples
    --------
    >>> list(changed(Config(seed=1, sweep={"atmosphere": "air"})))
    ['seed: 1', 'sweep.atmosphere: air']
    """
    yield from _changed(config.model_dump(mode="json"), Config().model_dump(mode="json"), "")


def _changed(found: Mapping[str, Any], usual: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from _changed(value, usual[name], f"{above}{name}.")
        elif value != usual[name]:
            plain = value if isinstance(value, str) else json.dumps(value)
            yield f"{above}{name}: {plain}"


def parameter_lines() -> list[ParameterLine]:
    """Return every parameter with its prior and its source, in the order of the model."""
    return [_line(parameter) for parameter in load_parameters().values()]


def _line(parameter: Parameter) -> ParameterLine:
    return ParameterLine(
        name=parameter.name,
        words=parameter_words(parameter.name),
        value=f"{parameter.value:.4g}",
        unit="" if parameter.unit == "1" else parameter.unit,
        prior=_prior(parameter),
        source=parameter.source,
        doi=parameter.doi,
        confidence=parameter.confidence + (", source opened" if parameter.checked else ""),
    )


def _prior(parameter: Parameter) -> str:
    """Write the distribution of a parameter in one phrase."""
    bounds = [f"{x:.3g}" for x in (parameter.lower, parameter.upper) if x is not None]
    parts: list[str] = [parameter.distribution]
    if parameter.uncertainty is not None:
        decades = " decades" if parameter.distribution == "lognormal" else ""
        parts.append(f"± {parameter.uncertainty:.3g}{decades}")
    if len(bounds) == 2:
        parts.append(f"{bounds[0]} to {bounds[1]}")
    return ", ".join(parts)
