// What if all molecules were exposed alike, or at another lamp or in another gas.

const whatIf = document.getElementById("what-if");
const OWN = "own";
const SHARES = 250; // steps of the grids, see grids.py
const SCORES = 100;
const RANKED = ["rank", "ranks", "score", "scores", "strip", "retention", "plqy", "film", "pareto", "cells"];
for (const row of data.rows) row.ranked = Object.fromEntries(RANKED.map((name) => [name, row[name]]));

/** Return the cells that a choice of dose and loading allows; "own" leaves it to each molecule. */
function allowed(dose, loading) {
  const { dose: doses, loading: loadings } = data.axes;
  const pick = (chosen, values) => (chosen === OWN ? values.map((_, i) => i) : [Number(chosen)]);
  return pick(dose, doses).flatMap((i) => pick(loading, loadings).map((j) => i * loadings.length + j));
}

function supposed(row, { exposure, dose, loading, film, light }) {
  const grid = row.grids[exposure];
  const cell = allowed(dose, loading).reduce((best, one) => (grid.score[one] > grid.score[best] ? one : best));
  const kept = [grid.film[cell] / SHARES, grid.light[cell] / SHARES];
  const [lamp] = data.axes.exposures[exposure];
  const amount = data.axes.dose[Math.floor(cell / data.axes.loading.length)];
  const share = data.axes.loading[cell % data.axes.loading.length];
  const holds = kept[0] >= 0.01;
  const write = {
    film_retention: [words(kept[0], 2), "mean", String(kept[0])],
    plqy_relative: holds ? [words(kept[1], 2), "mean", String(kept[1])] : ["no film"],
    best_dose_mj_cm2: !holds ? ["no film"] : [`${words(lamp)} nm, ${words(share)} wt%`, `${words(amount)} mJ cm\u207b\u00b2`, String(amount)],
    probability_of_target: kept[0] >= film && kept[1] >= light ? ["yes", "by means", "1"] : ["no", "by means", "0"],
    probability_best: ["\u2013"], limited_by: ["\u2013"], pareto: ["no film"],
  };
  const cells = row.ranked.cells.map((one, i) => (Object.hasOwn(write, data.columns[i].key) ? write[data.columns[i].key] : one));
  const point = (value) => [value, value, value];
  return { score: grid.score[cell] / SCORES, scores: "", ranks: "", strip: [], retention: point(kept[0]), plqy: point(kept[1]), film: holds, pareto: false, cells };
}

/** Rank anew, from what is chosen, or as the screen ranked. */
function suppose(choice) {
  const ranked = data.rows.filter((row) => row.detail);
  if (!choice) for (const row of ranked) Object.assign(row, row.ranked);
  else {
    for (const row of ranked) Object.assign(row, supposed(row, choice));
    ranked.sort((a, b) => b.score - a.score || a.ranked.rank - b.ranked.rank);
    ranked.forEach((row, i) => { row.rank = i + 1; });
    markFront(ranked.filter((row) => row.film));
  }
  refresh();
}

/** Find the Pareto front of films anew: who keeps more light than all that keep at least as much film, or just as much. */
function markFront(rows) {
  const column = data.columns.findIndex((one) => one.key === "pareto");
  let [film, light] = [0, 0];
  for (const row of rows.sort((a, b) => b.retention[0] - a.retention[0] || b.plqy[0] - a.plqy[0])) {
    const [[kept], [shown]] = [row.retention, row.plqy];
    if (shown > light) [film, light] = [kept, shown];
    row.pareto = kept === film && shown === light;
    row.cells[column] = [row.pareto ? "yes" : "no"];
  }
}

function told({ exposure, dose, loading }) {
  const [lamp, gas] = data.axes.exposures[exposure];
  const amount = dose === OWN ? "each at its own best dose" : `${words(data.axes.dose[dose])} mJ cm\u207b\u00b2`;
  const share = loading === OWN ? "own best loading" : `${words(data.axes.loading[loading])} wt%`;
  return `Ranked anew: ${words(lamp)} nm in ${gas}, ${amount}, ${share}; means over the samples.`;
}

function chosenExposure() {
  const value = (name) => whatIf.elements[name].value;
  return { exposure: Number(value("exposure")), dose: value("dose"), loading: value("loading"), film: Number(value("film")), light: Number(value("light")) };
}

function startWhatIf() {
  if (!data.axes) { whatIf.closest("details").remove(); return; }
  const { exposure, dose, loading, film, light } = whatIf.elements;
  data.axes.exposures.forEach(([lamp, gas], i) => html("option", { value: i }, exposure, `${words(lamp)} nm in ${gas}`));
  for (const [list, values, unit] of [[dose, data.axes.dose, "mJ cm\u207b\u00b2"], [loading, data.axes.loading, "wt%"]]) {
    html("option", { value: OWN }, list, "each its own best");
    values.forEach((value, i) => html("option", { value: i }, list, `${words(value)} ${unit}`));
  }
  [film.value, light.value] = data.targets;
  const note = document.getElementById("supposed");
  let last;
  const apply = async () => {
    const choice = last = chosenExposure();
    whatIf.setAttribute("aria-busy", "true");
    try {
      for (const row of data.rows) if (row.detail) row.grids ??= (await takeOut("grids", row.packed)).grids;
    } catch (error) {
      complain(error);
      return;
    }
    if (last !== choice) return;
    suppose(choice);
    note.textContent = told(choice);
    whatIf.removeAttribute("aria-busy");
  };
  whatIf.addEventListener("change", apply);
  whatIf.addEventListener("submit", (event) => event.preventDefault());
  whatIf.addEventListener("reset", () => setTimeout(() => {
    last = null;
    whatIf.removeAttribute("aria-busy");
    [film.value, light.value] = data.targets;
    suppose(null);
    note.textContent = "As the screen ranked.";
  }));
}
