// Two to four ticked molecules side by side.

const MOST = 4;
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
  differences(box, rows, details);
  const figures = html("div", { class: "figures" }, box);
  const chart = (caption, charts) => {
    const figure = html("figure", {}, figures);
    drawChart(html("div", { class: "chart" }, figure), [charts]);
    html("figcaption", {}, figure, caption);
  };
  chart("Absorption of the intact molecules, medians over the samples; ground: the dot; dashed: lamps.", sideBySide(rows, details.map((d) => d.charts.spectrum[0])));
  chart("Film kept against dose, each at the loading where it is ranked.", sideBySide(rows, details.map((d) => d.charts.dose[0])));
  levelsOf(html("figure", {}, figures), rows);
}

/** One line for each molecule: the first series of its own chart, on common axes. */
function sideBySide(rows, charts) {
  const at = charts[0].at;
  const series = charts.map((chart, i) => ({ name: rows[i].name, ink: i, y: at.map((x) => along(chart.at, chart.series[0].y, x)) }));
  return { ...charts[0], alt: `${charts[0].y.label} of ${rows.map((row) => row.name).join(", ")}`, series, targets: [], seen: [], sticks: [], told: "", marks: charts[0].x.log ? [] : charts[0].marks };
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
    return one;
  };
  const drawings = add("Structure", rows.map(() => "")).querySelectorAll("td");
  details.forEach((found, i) => place(drawings[i], found.drawing));
  rows.forEach((rival, j) => add(`Beats ${rival.name} in`, rows.map((_, i) => (i === j ? "" : beats(details[i].scores, details[j].scores)))));
  add("Score", rows.map((row) => `${words(row.ranked.score, 1)} (${row.ranked.scores})`));
  data.columns.forEach((column, at) => {
    const values = rows.map((row) => { const [value, below] = row.ranked.cells[at]; return below ? `${value} (${below})` : value; });
    if (new Set(values).size > 1) add(column.unit ? `${column.title} / ${column.unit}` : column.title, values);
  });
}

/** Share of the samples, which all molecules see alike, in which one scores higher than another. */
function beats(own, other) {
  const wins = own.filter((score, i) => score > other[i]).length;
  return `${words((100 * wins) / own.length, 0)} % of the samples`;
}

function levelsOf(figure, rows) {
  const size = { width: 460, height: 270 };
  const svg = node("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "img", class: "levels",
    "aria-label": `HOMO and LUMO of ${rows.map((row) => row.name).join(", ")} against the dot` }, figure);
  const [valence, conduction] = data.edges;
  const all = [...data.edges, ...rows.flatMap(({ levels: [h, dh, l, dl] }) => [h - dh, h + dh, l - dl, l + dl])];
  const y = scale(Math.min(...all) - 0.4, Math.max(...all) + 0.4, size.height - 30, 12);
  const right = size.width - 10;
  node("rect", { x: 46, width: right - 46, y: 12, height: y(conduction) - 12, class: "band" }, svg);
  node("rect", { x: 46, width: right - 46, y: y(valence), height: size.height - 30 - y(valence), class: "band" }, svg);
  for (const value of ticks(y)) node("text", { x: 39, y: y(value) + 4, class: "small end" }, svg, words(value, 0));
  rows.forEach((row, i) => {
    const x = 46 + ((right - 46) * (i + 0.5)) / rows.length;
    const [homo, dh, lumo, dl] = row.levels;
    for (const [energy, doubt, kind] of [[lumo, dl, "lumo"], [homo, dh, "homo"]]) {
      node("line", { x1: x - 20, x2: x - 20, y1: y(energy - doubt), y2: y(energy + doubt), class: `whisker ${kind}` }, svg);
      node("line", { x1: x - 36, x2: x - 4, y1: y(energy), y2: y(energy), class: `level ${kind}` }, svg);
      node("text", { x, y: y(energy) + 4, class: "small" }, svg, words(energy, 2));
    }
    node("text", { x, y: size.height - 12, class: "small mid" }, svg, row.name.length > 16 ? `${row.name.slice(0, 15)}\u2026` : row.name);
  });
  html("figcaption", {}, figure, "HOMO and LUMO in the film against the bands of the dot, eV; bars are one standard uncertainty.");
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
