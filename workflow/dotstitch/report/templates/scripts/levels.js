// Frontier levels of a molecule and of what it becomes against the bands of the dot.

const FRAME = { height: 270, left: 46, right: 10, top: 12, bottom: 46 };
const ev = (value, doubt) => `${words(value, 2)} \u00b1 ${words(doubt, 2)} eV`;

/** Width of a figure in a box: text keeps its size where the box is narrow. */
function roomOf(box) {
  return Math.min(Math.max(box.clientWidth, 300), 460);
}

function levelColumns({ states, optical }) {
  const columns = states.map(([state, homo, dh, lumo, dl]) => ({ title: state, levels: [[lumo, dl, "lumo"], [homo, dh, "homo"]] }));
  if (optical.length) columns.push({ title: "optical", levels: [[optical[0], optical[1], "lumo open"], [states[0][1], states[0][2], "homo"]] });
  return columns;
}

function drawLevels(box, name, levels) {
  drawColumns(box, name, levelColumns(levels));
}

/** Columns of levels in one frame with the bands of the dot. */
function drawColumns(box, name, columns) {
  const { height, left, right, top, bottom } = FRAME;
  const width = roomOf(box);
  const { conduction: [cb, dcb], valence: [vb, dvb], shift, dot } = data.dot;
  const all = columns.flatMap((c) => c.levels.flatMap(([energy, doubt]) => [energy - doubt, energy + doubt]));
  const others = shift === null ? [] : [cb + shift, vb + shift];
  const y = scale(Math.min(...all, vb - dvb, ...others) - 0.3, Math.max(...all, cb + dcb, ...others) + 0.3, height - bottom, top);
  const told = [`${dot}: conduction band ${ev(cb, dcb)}, valence band ${ev(vb, dvb)}`,
    ...columns.map((c) => `${c.title === "optical" ? "HOMO plus optical gap" : c.title}: LUMO ${ev(...c.levels[0])}, HOMO ${ev(...c.levels[1])}`)];
  if (shift !== null) told.push(`on the scale of bulk electron affinities the edges lie at ${words(cb + shift, 2)} and ${words(vb + shift, 2)} eV`);
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "levels", "aria-label": `Levels of ${name} against the dot. ${told.join("; ")}` }, box);
  const end = width - right;
  const band = (from, to, kind) => node("rect", { x: left, width: end - left, y: y(from), height: Math.max(y(to) - y(from), 0), class: kind }, svg);
  band(y.high, cb, "band");
  band(vb, y.low, "band");
  for (const [edge, doubt] of [[cb, dcb], [vb, dvb]]) {
    band(edge + doubt, edge - doubt, "doubt");
    node("line", { x1: left, x2: end, y1: y(edge), y2: y(edge), class: "edge" }, svg);
  }
  for (const edge of others) node("line", { x1: left, x2: end, y1: y(edge), y2: y(edge), class: "edge other" }, svg);
  for (const value of ticks(y)) node("text", { x: left - 7, y: y(value) + 4, class: "small end" }, svg, words(value, 0));
  node("text", { class: "small mid", transform: `translate(12 ${(top + height - bottom) / 2}) rotate(-90)` }, svg, "energy against vacuum / eV");
  columns.forEach((column, i) => {
    const x = left + ((end - left) * (i + 0.5)) / columns.length;
    for (const [energy, doubt, kind] of column.levels) {
      node("line", { x1: x - 18, x2: x - 18, y1: y(energy - doubt), y2: y(energy + doubt), class: `whisker ${kind}` }, svg);
      node("line", { x1: x - 30, x2: x - 6, y1: y(energy), y2: y(energy), class: `level ${kind}` }, svg);
      node("text", { x: x - 3, y: y(energy) + 4, class: "small halo" }, svg, words(energy, 2));
    }
    node("text", { x, y: height - bottom + 18, class: "small mid" }, svg, column.title === "optical" ? "HOMO+gap" : shortened(column.title));
  });
  html("p", { class: "told" }, box, `${told.join("; ")}.`);
}

function shortened(title) {
  return title.length > 16 ? `${title.slice(0, 15)}\u2026` : title;
}
