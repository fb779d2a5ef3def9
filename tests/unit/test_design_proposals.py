"""Proposals and campaigns: from small spaces to a table that can be screened."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest
from planning import table
from rdkit import Chem
from small_space import PERFLUORO, small_space

from dotstitch.contracts.config import Config
from dotstitch.contracts.proposals import read_proposals_file, write_proposals_file
from dotstitch.contracts.smiles import inchikey
from dotstitch.data.recorded import recorded_folder
from dotstitch.design.applying import Bench
from dotstitch.design.blocks import load_blocks
from dotstitch.design.campaign.campaign import Campaign
from dotstitch.design.campaign.runs import Workflow
from dotstitch.design.listing import Candidate, linkers, span_space
from dotstitch.design.output.file import proposals_file
from dotstitch.design.output.proposals import Proposal, proposals_of
from dotstitch.design.output.reasons import bought
from dotstitch.design.output.table import write_proposals
from dotstitch.design.reactions import load_toolbox
from dotstitch.design.routes import replay
from dotstitch.design.tiers.judge import Judged, judge_space
from dotstitch.design.tiers.screened import screened_subjects
from dotstitch.plan.configure import ConfigurationError
from dotstitch.plan.screen_plan import build_manifest
from dotstitch.screen.sweep import halves

SCREENED = ("bis-azide 2", "bis-azide 3")
"""Poor ones, so that what is known of 4 improves on them."""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Return a screen of the poor molecules alone."""
    with Path(Config().molecules).open(encoding="utf-8", newline="") as stream:
        rows = [(r["name"], r["smiles"]) for r in csv.DictReader(stream) if r["name"] in SCREENED]
    poor = table(tmp_path_factory.mktemp("table"), rows)
    return Config.model_validate({"molecules": str(poor), "proposals": {"number": 3}})


@pytest.fixture(scope="module")
def space(config: Config, tmp_path_factory: pytest.TempPathFactory) -> tuple[Candidate, ...]:
    return small_space(tmp_path_factory.mktemp("space"), config)


@pytest.fixture(scope="module")
def judged(config: Config, space: tuple[Candidate, ...]) -> Judged:
    return judge_space(space, screened_subjects(config), config, Path("nowhere"), guess=False)


@pytest.fixture(scope="module")
def proposals(config: Config, judged: Judged) -> tuple[Proposal, ...]:
    return proposals_of(judged, linkers(config))


def test_proposals_improve_on_what_was_screened(
    config: Config, judged: Judged, proposals: tuple[Proposal, ...]
) -> None:
    assert proposals
    assert proposals[0].probability_of_improvement > 0.9
    assert proposals[0].probability_above_best > 0.9
    held = [one.candidate.chromophores for one in proposals]
    assert max(map(held.count, held)) <= config.proposals.most_per_chromophore
    known = {inchikey_of(one.smiles) for one in judged.screened}
    assert not known & {one.candidate.name for one in proposals}


def inchikey_of(smiles: str) -> str:
    return inchikey(Chem.MolFromSmiles(smiles))


def test_numbers_are_of_draws_that_chose_nothing(
    judged: Judged, proposals: tuple[Proposal, ...]
) -> None:
    _, showing = halves(judged.context.config.samples)
    for one in proposals:
        subject = one.candidate.subject
        assert subject is not None
        row = judged.row(subject)
        assert np.array_equal(one.retention, judged.films.retention[row, showing])
        assert np.array_equal(one.score, judged.films.score[row, showing])


def test_what_was_bought_adds_up_to_the_difference(
    judged: Judged, proposals: tuple[Proposal, ...]
) -> None:
    _, showing = halves(judged.context.config.samples)
    for one in proposals:
        known = next(other for other in judged.screened if other.name == one.nearest)
        row = judged.row(known)
        gained = one.retention.mean() - judged.films.retention[row, showing].mean()
        assert sum(part.film_retention for part in one.bought) == pytest.approx(gained)
        light = one.plqy.mean() - judged.films.plqy[row, showing].mean()
        assert sum(part.plqy_relative for part in one.bought) == pytest.approx(light)
        assert any(name in " ".join(map(str, one.bought)) for name in one.candidate.made.blocks)


def test_a_linker_is_credited_with_what_it_brings(tmp_path: Path) -> None:
    blocks = "methyl pentafluorobenzoate", "bis(2-hydroxyethyl) disulfide"
    config = Config.model_validate({"level": "draft"})
    (candidate,) = (
        one
        for one in small_space(tmp_path, config, blocks)
        if one.made.blocks == blocks and not one.reasons
    )
    screened = tuple(one for one in screened_subjects(config) if one.name == "bis-azide 2")
    judged = judge_space([candidate], screened, config, Path("nowhere"), guess=False)
    arms, linker = blocks
    told = bought(candidate, screened[0], judged, [linker])
    assert not any(arms in one.change for one in told)
    assert told[0].change == f"{linker} (with CSSC, bound to the dot)"
    assert told[1].change.startswith(f"{linker} (")
    assert "g/mol" in told[1].change


def test_the_table_is_one_that_can_be_screened(
    config: Config, proposals: tuple[Proposal, ...], tmp_path: Path
) -> None:
    path = tmp_path / "proposed.csv"
    write_proposals(path, proposals, config.level)
    manifest = build_manifest(config, path)
    assert [molecule.status for molecule in manifest.molecules] == ["ok"] * len(proposals)
    toolbox = load_toolbox()
    blocks = {name: block.smiles for name, block in load_blocks(toolbox).items()}
    for molecule, one in zip(manifest.molecules, proposals, strict=True):
        assert (
            replay(molecule.columns["route"], blocks, Bench(toolbox)) == one.candidate.made.smiles
        )
        low, high = (
            float(molecule.columns[f"predicted_plqy_relative_{x}"]) for x in ("low", "high")
        )
        assert low <= float(molecule.columns["predicted_plqy_relative"]) <= high
        assert 0.0 <= float(molecule.columns["probability_of_improvement"]) <= 1.0


def test_the_order_of_the_space_changes_nothing(
    config: Config, space: tuple[Candidate, ...], proposals: tuple[Proposal, ...], tmp_path: Path
) -> None:
    turned = judge_space(
        space[::-1], screened_subjects(config)[::-1], config, Path("nowhere"), guess=False
    )
    write_proposals(tmp_path / "one.csv", proposals, config.level)
    write_proposals(tmp_path / "two.csv", proposals_of(turned, linkers(config)), config.level)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_forbidden_block_is_in_no_proposal(config: Config, tmp_path: Path) -> None:
    knobs = config.proposals.model_copy(update={"forbidden_blocks": (PERFLUORO[0],)})
    chosen = config.model_copy(update={"proposals": knobs})
    space = small_space(tmp_path, chosen)
    with_it = [one for one in space if PERFLUORO[0] in one.made.blocks]
    assert with_it
    assert all(f"forbidden block: {PERFLUORO[0]}" in one.reasons for one in with_it)


def test_an_unknown_block_cannot_be_forbidden() -> None:
    with pytest.raises(ConfigurationError, match="no block 'unobtainium'"):
        span_space(Config.model_validate({"proposals": {"forbidden_blocks": ["unobtainium"]}}))


class Recorder(Workflow):
    """Computes nothing; notes what it is asked for, and gives records of the package away."""

    asked: list[tuple[str, bytes]]

    def compute(self, order: Path, config: Config, results: Path) -> int:
        self.__dict__.setdefault("asked", []).append((config.level, order.read_bytes()))
        shutil.copytree(recorded_folder(config.level), results, dirs_exist_ok=True)
        return self.cores


def test_a_stopped_campaign_goes_on_with_its_own_order(
    space: tuple[Candidate, ...], config: Config, tmp_path: Path
) -> None:
    campaign = Campaign(config, space, screened_subjects(config), tmp_path)
    stopped = Recorder(cores=1)
    assert campaign.run(stopped) == 1
    again = Recorder(cores=0)
    judged = campaign.run(again)
    assert isinstance(judged, Judged)
    assert [level for level, _ in stopped.asked] == ["draft"]
    assert again.asked == stopped.asked  # nothing came of draft that standard could go on with


def test_what_the_report_shows_is_what_was_proposed(
    judged: Judged, proposals: tuple[Proposal, ...], tmp_path: Path
) -> None:
    write_proposals_file(tmp_path / "proposals.json", proposals_file(judged, proposals))
    found = read_proposals_file(tmp_path / "proposals.json")
    assert found is not None
    assert [one.smiles for one in found.proposals] == [p.candidate.made.smiles for p in proposals]
    assert sum(cell.count for cell in found.map) == found.judged == len(judged.candidates)
    for one, proposal in zip(found.proposals, proposals, strict=True):
        assert one.film_retention.value == pytest.approx(np.median(proposal.retention))
        assert len(one.route) == len(proposal.candidate.made.steps)
    assert read_proposals_file(tmp_path / "missing.json") is None


def test_an_order_holds_new_chromophores_and_no_more_than_asked(
    space: tuple[Candidate, ...], config: Config, tmp_path: Path
) -> None:
    knobs = config.proposals.model_copy(update={"draft_chromophores": 1})
    few = config.model_copy(update={"proposals": knobs})
    workflow = Recorder(cores=1)
    Campaign(few, space, screened_subjects(few), tmp_path).run(workflow)
    ((_, order),) = workflow.asked
    rows = list(csv.DictReader(order.decode().splitlines()))
    (new,) = rows
    assert "1-bromo-3-iodobenzene" in new["route"]
    assert len(new["chromophores"].split("; ")) == 1
