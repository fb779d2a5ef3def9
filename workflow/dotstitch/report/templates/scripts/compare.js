// Two to four ticked molecules side by side.

const MOST = 4;
const STORIES = ["smiles", "measured", "gap_level_of_theory"]; // told better elsewhere
const APART = 10; // strongest absorptions that differ by more are drawn logarithmic
const ticked = new Set();

function tick(row, on) {
  if (on) ticked.add(row);
  else ticked.delete(row);
  for (const box of document.querySelectorAll("input.tick")) box.disabled = ticked.size >= MOST && !box.checked;
  const bar = document.getElementById("ticked");
  bar.hidden = ticked.size === 0;
  document.getElementById("tick-count").textContent = `${[...ticked].map((one) => one.name).join(", ")}${ticked.size < 2 ? " \u2013 tick another to compare" : ""}`;
  document.getElementById("compare").disabled = ticked.size < 2;
  if (!document.getElementById("compared").hidden) compareTicked();
}

function compared() {
  return [...ticked].sort((a, b) => a.ranked.rank - b.ranked.rank);
}

async function compareTicked() {
  const box = document.getElementById("compared");
  const rows = compared();
  box.hidden = rows.length < 2;
  box.replaceChildren();
  if (rows.length < 2) return;
  const details = await Promise.all(rows.map(detailOf));
  html("h3", { tabindex: -1 }, box, `${rows.map((row) => row.name).join(" against ")}`);
  const figures = html("div", { class: "figures" }, box);
  const figure = (caption, draw) => {
    const found = html("figure", {}, figures);
    draw(html("div", { class: "chart" }, found));
    html("figcaption", {}, found, caption);
  };
  rows.forEach((row, i) => figure(row.name, (chart) => place(chart, details[i].drawing)));
  figure("Absorption of the intact molecules, medians over the samples; ground: the dot, on a scale of its own; dashed: lamps.",
    (chart) => drawChart(chart, [sideBySide(rows, details.map((d) => d.charts.spectrum[0]), 0)]));
  figure("Kept against dose, each at the loading where it is ranked; medians with 16 to 84 % intervals.",
    (chart) => drawChart(chart, ["film kept", "light kept"].map((choice, series) => ({ ...sideBySide(rows, details.map((d) => d.charts.dose[0]), series), choice })), "Show"));
  figure("HOMO and LUMO in the film against the bands of the dot; bars and stripes are one standard uncertainty.",
    (chart) => drawColumns(chart, rows.map((row) => row.name).join(", "), rows.map(({ name, levels: [homo, dh, lumo, dl] }) => ({ title: name, levels: [[lumo, dl, "lumo"], [homo, dh, "homo"]] }))));
  differences(box, rows, details);
}

/** One line for each molecule: one series of its own chart, on common axes. */
function sideBySide(rows, charts, which) {
  const [{ x, y, marks, ground }] = charts;
  const at = [...new Set(charts.flatMap((chart) => chart.at))].sort((a, b) => a - b);
  const series = charts.map((chart, i) => {
    const own = chart.series[which];
    const curve = (values) => at.map((place) => along(chart.at, values, place));
    return { name: rows[i].name, ink: i, y: curve(own.y), ...(x.log ? { low: curve(own.low), high: curve(own.high) } : {}) };
  });
  const tops = series.map((one) => Math.max(...one.y, 1));
  const log = charts.some((chart) => chart.y.log) || Math.max(...tops) > APART * Math.min(...tops);
  return { alt: `${y.label} of ${rows.map((row) => row.name).join(", ")}`, at, x, series, ground, y: { ...y, log }, marks: x.log ? [] : marks };
}

function along(xs, ys, x) {
  const i = Math.max(1, xs.findIndex((one) => one >= x * (1 - 1e-9)));
  if (x >= xs[xs.length - 1] || i < 1) return x <= xs[0] ? ys[0] : ys[ys.length - 1];
  return ys[i - 1] + ((ys[i] - ys[i - 1]) * (x - xs[i - 1])) / (xs[i] - xs[i - 1]);
}

function differences(box, rows, details) {
  const scroll = html("div", { class: "sideways", tabindex: 0, role: "region", "aria-label": "Differences" }, box);
  const grid = html("table", { class: "differences" }, scroll);
  const line = html("tr", {}, html("thead", {}, grid));
  html("th", { scope: "col" }, line, "Property");
  for (const row of rows) html("th", { scope: "col" }, line, row.name);
  const inside = html("tbody", {}, grid);
  const add = (title, cells) => {
    const one = html("tr", {}, inside);
    html("th", { scope: "row" }, one, title);
    for (const cell of cells) html("td", {}, one, cell);
  };
  rows.forEach((rival, j) => add(`Beats ${rival.name} in`, rows.map((_, i) => (i === j ? "" : beats(details[i].scores, details[j].scores)))));
  add("Score", rows.map((row) => `${words(row.ranked.score, 1)} (${row.ranked.scores})`));
  data.columns.forEach((column, at) => {
    if (STORIES.includes(column.key)) return;
    const values = rows.map((row) => { const [value, below] = row.ranked.cells[at]; return below ? `${value} (${below})` : value; });
    if (new Set(values).size > 1) add(column.unit ? `${column.title} / ${column.unit}` : column.title, values);
  });
}

/** Share of the samples, which all molecules see alike, in which one scores higher than another. */
function beats(own, other) {
  const wins = own.filter((score, i) => score > other[i]).length;
  return `${words((100 * wins) / own.length, 0)} % of the samples`;
}

/** Write a cell of CSV, behind an apostrophe where a spreadsheet would run it. */
function quoted(text) {
  const safe = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function recordsOf(rows) {
  const found = await Promise.all(rows.map((row) => takeOut("records", row.at)));
  return [data.csv_head, ...found.map((one) => one.record)].join("");
}

const EXPORTS = {
  "ticked.csv": () => recordsOf(compared()),
  "ticked.smi": () => compared().map((row) => `${row.smiles} ${row.name.replace(/\s+/g, " ")}\n`).join(""),
  "molecules.csv": () => ["name,smiles\n", ...compared().map((row) => `${quoted(row.name)},${quoted(row.smiles)}\n`)].join(""),
};

/** Hand over a file under the name of a link. */
async function hand({ download }, text) {
  const mark = download.endsWith(".csv") ? "\ufeff" : "";
  const href = URL.createObjectURL(new Blob([mark, await text], { type: "text/plain;charset=utf-8" }));
  html("a", { download, href }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}
