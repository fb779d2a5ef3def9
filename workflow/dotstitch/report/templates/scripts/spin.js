// Spin states of intermediates, and the rates of what competes for them.

const SPIN = { height: 210, left: 46, right: 10, top: 20, bottom: 18 };
const SLOW = 1e-3;
const FAST = 1e13;

function drawSpins(box, arms) {
  if (!arms.length) { html("p", { class: "told" }, box, "No intermediate of it has two spin states."); return; }
  for (const arm of arms) {
    const part = html("div", { class: "arm" }, box);
    html("h4", {}, part, `${arm.title}${arm.copies > 1 ? `, ${arm.copies} alike` : ""}`);
    html("code", { class: "smiles" }, part, arm.smiles);
    const both = html("div", { class: "beside" }, part);
    drawSpinStates(html("div", {}, both), arm);
    drawRates(html("div", { class: "sideways", tabindex: 0, role: "region", "aria-label": `Rates of the ${arm.title}` }, both), arm);
  }
}

function spinWords({ gap: [gap, doubt], free, routes, character, s2, method }) {
  const found = Object.entries(s2).map(([state, value]) => `${state.replaceAll("_", " ")} ${words(value, 2)}`);
  const others = routes.map(([, name, value]) => `${name} ${words(value, 1)}`);
  return `E(S) \u2212 E(T) ${words(gap, 1)} \u00b1 ${words(doubt, 1)} kcal mol\u207b\u00b9 (free energy ${words(free, 1)}; singlet ${character})`
    + `${others.length ? `; other routes, electronic: ${others.join(", ")}` : ""}${found.length ? `; \u27e8S\u00b2\u27e9 ${found.join(", ")}` : ""}. ${method}.`;
}

function drawSpinStates(box, arm) {
  const { height, left, right, top, bottom } = SPIN;
  const width = roomOf(box);
  const [gap, doubt] = arm.gap;
  const all = [0, gap - doubt, gap + doubt, ...arm.routes.map(([, , value]) => value)];
  const y = scale(Math.min(...all) - 1.5, Math.max(...all) + 1.5, height - bottom, top);
  const told = spinWords(arm);
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "levels", "aria-label": `Spin states of the ${arm.title}. ${told}` }, box);
  for (const value of ticks(y)) {
    node("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "grid" }, svg);
    node("text", { x: left - 7, y: y(value) + 4, class: "small end" }, svg, words(value, 0));
  }
  node("text", { class: "small mid", transform: `translate(12 ${(top + height - bottom) / 2}) rotate(-90)` }, svg, "E / kcal mol\u207b\u00b9");
  const level = (x, energy, kind, label) => {
    node("line", { x1: x, x2: x + 46, y1: y(energy), y2: y(energy), class: `level ${kind}` }, svg);
    node("text", { x: x + 23, y: y(energy) - 7, class: "small mid halo" }, svg, label);
  };
  level(left + 8, 0, "homo", "triplet");
  node("line", { x1: left + 72, x2: left + 72, y1: y(gap - doubt), y2: y(gap + doubt), class: "whisker lumo" }, svg);
  level(left + 66, gap, "lumo", `singlet ${words(gap, 1)}`);
  const x = left + 128;
  spread(arm.routes.map(([name, , value]) => ({ at: y(value), name, value }))).forEach(({ at, to, name, value }) => {
    node("line", { x1: x, x2: x + 20, y1: at, y2: at, class: "level other" }, svg);
    node("line", { x1: x + 20, x2: x + 28, y1: at, y2: to, class: "grid" }, svg);
    node("text", { x: x + 31, y: to + 4, class: "small" }, svg, `${name} ${words(value, 1)}`);
  });
  html("p", { class: "told" }, box, told);
}

/** Move labels apart so that each has a line of its own. */
function spread(labels, line = 14) {
  const sorted = [...labels].sort((a, b) => a.at - b.at);
  let above = -Infinity;
  for (const one of sorted) { one.to = Math.max(one.at, above + line); above = one.to; }
  return sorted;
}

function perSecond(value) {
  if (value === 0) return "0";
  const power = Math.floor(Math.log10(value));
  const digits = [...String(power)].map((d) => "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[d] ?? "\u207b").join("");
  return `${words(value / 10 ** power, 1)} \u00d7 10${digits}`;
}

function drawRates(box, arm) {
  const grid = html("table", { class: "rates" }, box);
  const head = html("tr", {}, html("thead", {}, grid));
  for (const [title, unit] of [["To", ""], ["", ""], ["Rate", "s\u207b\u00b9, in N2"], ["In air", "s\u207b\u00b9"], ["Barrier", "kcal mol\u207b\u00b9"]]) {
    const cell = html("th", { scope: "col", class: unit ? "num" : "" }, head, title);
    if (unit) html("small", {}, cell, unit);
    if (!title) { cell.setAttribute("aria-label", "Drawn"); cell.className = "drawn"; }
  }
  const inside = html("tbody", {}, grid);
  const x = (value) => (100 * Math.log10(Math.min(Math.max(value, SLOW), FAST) / SLOW)) / Math.log10(FAST / SLOW);
  let from = "";
  for (const [state, to, rate, low, high, air, barrier] of arm.rates) {
    if (state !== from) html("th", { scope: "rowgroup", colspan: 5 }, html("tr", { class: "group" }, inside), `from the ${state}`);
    from = state;
    const line = html("tr", {}, inside);
    html("th", { scope: "row" }, line, to);
    const svg = node("svg", { viewBox: "0 0 100 12", class: "rate", "aria-hidden": "true" }, html("td", { class: "drawn" }, line));
    node("line", { x1: 0, x2: 100, y1: 6, y2: 6, class: "grid" }, svg);
    node("line", { x1: x(low), x2: x(high), y1: 6, y2: 6, class: `whisker ${state}` }, svg);
    node("circle", { cx: x(rate || air), cy: 6, r: 3.2, class: rate ? state : `${state} open` }, svg);
    const told = html("td", { class: "num" }, line, perSecond(rate));
    if (rate) html("small", {}, told, `${perSecond(low)} \u2013 ${perSecond(high)}`);
    html("td", { class: "num" }, line, Math.abs(air - rate) > 0.01 * rate ? perSecond(air) : "the same");
    html("td", { class: "num" }, line, words(barrier, 1));
  }
}
