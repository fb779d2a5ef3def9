// The ranked table: sorting, filtering, choosing columns, a hundred rows at a time.

const data = JSON.parse(document.getElementById("data").textContent);
const table = document.getElementById("table");
const body = table.tBodies[0];
const status = document.getElementById("shown");
const PAGE = 100;
const SCREENFUL = 10;
const MANY = 100; // rows from which the map waits until the table has been painted
const VALUE = 0, BELOW = 1, SORT = 2, MARK = 3, HINT = 4;
const asText = (row, column) => row.cells[column][VALUE];
const FIXED = {
  rank: { title: "Rank", numeric: true, of: (row) => row.rank, up: true,
    meaning: "By mean score; below it the 16 to 84 % interval of the rank over shared samples." },
  name: { title: "Molecule", of: (row) => row.name },
  score: { title: "Score", unit: "mean", numeric: true, of: (row) => row.score,
    meaning: "100 times the mean of film kept times light kept over the samples; the strip shows these samples from 0 to 100." },
  warnings: { numeric: true, of: (row) => (row.rank === null ? null : row.warnings.length) },
};
data.columns.forEach((column, at) => {
  const number = (row) => { const text = row.cells[at][SORT]; return text ? Number(text) : null; };
  column.of = column.numeric ? number : (row) => asText(row, at);
  column.at = at;
});
const askable = new Map([
  ...["rank", "score", "warnings"].map((name) => [name, FIXED[name]]),
  ...data.columns.filter((c) => c.numeric).flatMap((c) => [[c.key, c], [c.ask, c]]),
]);
const byName = new Map(data.rows.map((row) => [row.name, row]));
const state = { sort: "rank", down: false, filter: "", shown: PAGE, columns: data.columns.filter((c) => c.first).map((c) => c.key) };
let kept = data.rows;

let ranked = 0;
for (const [at, row] of data.rows.entries()) {
  const told = (parts) => parts.map((one) => (typeof one === "number" ? data.texts[one] : one));
  const detail = row.status === "ok";
  Object.assign(row, { at, detail, packed: detail ? ranked++ : null, cells: row.cells.map(told), warnings: told(row.warnings) });
  row.words = [row.name, row.smiles, row.status, row.message, ...row.warnings, ...row.cells.map((cell) => cell[VALUE])].join(" ").toLowerCase();
}

function columnOf(key) {
  return data.columns.find((column) => column.key === key) || (Object.hasOwn(FIXED, key) ? FIXED[key] : undefined);
}

function chosen() {
  return data.columns.filter((column) => state.columns.includes(column.key));
}

/** Split a filter into words that must occur and ranges that must hold. */
function conditions(text) {
  const ranges = [];
  const unknown = [];
  const rest = text.replace(/([^\s<>=]+)\s*(>=|<=|>|<|=)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/gi, (_, name, sign, limit) => {
    const column = askable.get(name.toLowerCase());
    if (column) ranges.push({ of: column.of, sign, limit: Number(limit) });
    else unknown.push(name);
    return " ";
  });
  return { ranges, unknown, words: rest.toLowerCase().split(/\s+/).filter(Boolean) };
}

const ALPHABET = new Intl.Collator("en", { numeric: true });
const HOLDS = { ">": (a, b) => a > b, "<": (a, b) => a < b, ">=": (a, b) => a >= b, "<=": (a, b) => a <= b, "=": (a, b) => a === b };

function compare(column, down) {
  return (a, b) => {
    const [x, y] = [column.of(a), column.of(b)];
    const absent = (value) => value === null || value === "";
    if (absent(x) || absent(y)) return absent(x) - absent(y);
    const order = column.numeric ? x - y : ALPHABET.compare(x, y);
    return down ? -order : order;
  };
}

/** Filter, sort and draw; what is typed in the filter but is no column is told. */
function refresh() {
  const asked = conditions(state.filter);
  kept = data.rows.filter((row) => asked.words.every((word) => row.words.includes(word))
    && asked.ranges.every(({ of, sign, limit }) => of(row) !== null && HOLDS[sign](of(row), limit)));
  kept.sort(compare(columnOf(state.sort), state.down));
  drawRows();
  if (kept.length < MANY) drawMap(kept);
  else afterPaint(() => drawMap(kept));
  const first = Math.min(state.shown, kept.length);
  const some = first < kept.length ? `, first ${first} drawn` : "";
  const names = data.columns.filter((c) => c.ask).map((c) => c.ask).join(", ");
  const odd = asked.unknown.length ? ` \u201c${asked.unknown[0]}\u201d is no column of numbers; try rank, score, ${names}.` : "";
  status.textContent = `${kept.length} of ${data.rows.length} shown${some}.${odd}`;
}

function drawHead() {
  const line = html("tr", {});
  html("th", { scope: "col", class: "ticks" }, line, "\u2713").title = "Tick two to four to compare or export.";
  head(line, "rank", FIXED.rank);
  html("th", { scope: "col", class: "structure" }, line, "Structure");
  head(line, "name", FIXED.name);
  head(line, "score", FIXED.score);
  for (const column of chosen()) head(line, column.key, column);
  table.tHead.replaceChildren(line);
}

function head(line, key, column) {
  const cell = html("th", { scope: "col", class: column.numeric ? "num" : "" }, line);
  html("button", { type: "button", "data-key": key, title: column.meaning || "" }, cell, column.title);
  if (column.unit) html("small", {}, cell, column.unit);
  if (state.sort === key) cell.setAttribute("aria-sort", state.down ? "descending" : "ascending");
}

let waiting = [];

/** Draw the rows that fit a screen now, the others as soon as these have been painted. */
function drawRows() {
  const frame = table.parentElement;
  frame.style.minHeight = `${frame.offsetHeight}px`;
  body.replaceChildren();
  const rest = waiting = kept.slice(0, state.shown);
  const left = kept.length - rest.length;
  const more = document.getElementById("more");
  more.hidden = left === 0;
  more.textContent = `Show ${Math.min(PAGE, left)} more of ${kept.length}`;
  drawSome(SCREENFUL);
  const next = () => {
    if (waiting !== rest || !rest.length) return;
    drawSome(3 * SCREENFUL);
    afterPaint(next);
  };
  afterPaint(next);
}

function drawSome(count) {
  const drawn = waiting.splice(0, count);
  for (const row of drawn) row.line = drawRow(row);
  body.append(...drawn.flatMap((row) => (row.holder ? [row.line, row.holder] : [row.line])));
  for (const row of drawn) {
    if (row.holder) row.holder.firstChild.colSpan = row.line.cells.length;
    if (row.detail) drawingOf(row).then((drawing) => place(row.line.querySelector(".thumb"), drawing), complain);
  }
  table.setAttribute("aria-busy", waiting.length > 0);
  if (!waiting.length) table.parentElement.style.minHeight = "";
}

/** Draw what still waits, for what needs all rows. */
function drawAll() {
  drawSome(waiting.length);
}

function drawRow(row) {
  const line = html("tr", { class: row.status });
  drawTick(html("td", { class: "ticks" }, line), row);
  const rank = html("td", { class: "num rank" }, line, row.rank ?? "");
  if (row.ranks) html("small", {}, rank, row.ranks);
  html("td", { class: "thumb" }, line);
  const name = html("th", { scope: "row" }, line);
  if (!row.detail) {
    name.append(row.name, " ");
    html("span", { class: "badge bad" }, name, row.status);
    const why = html("td", { class: "why", colspan: chosen().length + 1 }, line, `${row.message}. `);
    html("a", { href: "#failures" }, why, "What to do");
    return line;
  }
  const button = html("button", { type: "button", class: "open", "aria-expanded": Boolean(row.holder) }, name, row.name);
  button.addEventListener("click", () => (row.holder ? closeRow(row) : openRow(row)));
  if (row.observed) html("small", { class: row.missed ? "missed" : "met" }, name, row.observed);
  drawWarnings(name, row.warnings);
  const score = html("td", { class: "num score" }, line);
  html("strong", {}, score, words(row.score, 1));
  drawStrip(score, row);
  html("small", {}, score, row.scores);
  for (const column of chosen()) drawCell(line, column, row.cells[column.at]);
  return line;
}

function drawTick(cell, row) {
  if (!row.detail) return;
  const box = html("input", { type: "checkbox", class: "tick", "aria-label": `compare ${row.name}` }, cell);
  box.checked = ticked.has(row);
  box.disabled = ticked.size >= MOST && !box.checked;
  box.addEventListener("change", () => tick(row, box.checked));
}

function drawStrip(cell, row) {
  if (!row.strip.length) return;
  const svg = node("svg", { viewBox: "0 0 100 20", class: "strip", role: "presentation" }, cell);
  const width = 100 / row.strip.length;
  const most = Math.max(...row.strip);
  const bars = row.strip.map((count, n) => {
    const height = Math.max(1.2, (18 * count) / most).toFixed(1);
    return count ? `M${(n * width).toFixed(2)},18v-${height}h${(width * 0.86).toFixed(2)}v${height}z` : "";
  });
  node("path", { d: bars.join(""), class: "part" }, svg);
  node("line", { x1: 0, x2: 100, y1: 18.5, y2: 18.5, class: "rail" }, svg);
  node("line", { x1: row.score, x2: row.score, y1: 0, y2: 20, class: "mean" }, svg);
}

function drawCell(line, column, [value, below, , mark, hint]) {
  const cell = html("td", { class: column.numeric ? "num" : column.long ? "long" : "words" }, line, value);
  if (mark) html("abbr", { class: "measured", title: `rests on a measurement: ${mark}` }, cell, "m");
  if (below) html("small", {}, cell, below);
  if (hint) html("small", { class: "hint" }, cell, hint);
}

function drawWarnings(cell, warnings) {
  if (!warnings.length) return;
  const more = html("details", { class: "warned" }, cell);
  html("summary", { class: "badge warn" }, more, `${warnings.length} warning${warnings.length > 1 ? "s" : ""}`);
  const list = html("ul", {}, more);
  for (const text of warnings) html("li", {}, list, text);
}

/** State as the address keeps it: what differs from how the page opens, and the molecule last opened. */
function address({ molecule }) {
  const told = new URLSearchParams();
  if (molecule) told.set("molecule", molecule);
  if (state.sort !== "rank" || state.down) told.set("sort", `${state.sort},${state.down ? "down" : "up"}`);
  if (state.filter) told.set("filter", state.filter);
  const first = data.columns.filter((c) => c.first).map((c) => c.key);
  const listed = (keys) => keys.map(encodeURIComponent).join(",");
  if (listed(state.columns) !== listed(first)) told.set("columns", listed(state.columns));
  return told.toString().replace(/\+/g, "%20");
}

function remember(molecule) {
  history.replaceState(null, "", `#${address({ molecule })}`);
}

function plain(encoded) {
  try { return decodeURIComponent(encoded); } catch { return encoded; }
}

/** Take sort, filter and columns from the address; return the molecule it names. */
function recall() {
  const told = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
  const [, key, direction] = (told.get("sort") || "rank,up").match(/^(.*),(.*)$/s) || [];
  if (columnOf(key)) Object.assign(state, { sort: key, down: direction === "down" });
  state.filter = told.get("filter") || "";
  const asked = (told.get("columns") || "").split(",").map(plain);
  if (told.has("columns")) state.columns = data.columns.filter((c) => asked.includes(c.key)).map((c) => c.key);
  return told.get("molecule");
}
