// Map of all molecules: light kept against film kept; a point opens its molecule.

const MAP = { narrow: 340, wide: 640, height: 360, left: 56, right: 30, top: 14, bottom: 46 };
const CROSSES = 60;
const NAMES = 25;
const PIXEL = 5;

function drawMap(shown) {
  const box = document.getElementById("map");
  const points = shown.filter((row) => row.rank !== null);
  const { narrow, wide, height, left, right, top, bottom } = MAP;
  const width = Math.min(Math.max(box.clientWidth || wide, narrow), wide);
  const highest = Math.max(1, ...points.map((row) => row.plqy[2])) + 0.03;
  const x = scale(0, 1, left, width - right);
  const y = scale(0, highest, height - bottom, top);
  box.replaceChildren();
  const label = `Light kept against film kept of ${points.length} molecules`;
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label, class: "map" }, box);
  mapFrame(svg, x, y, highest);
  for (const { retention: r, plqy: q } of points.length <= CROSSES ? points : []) {
    node("line", { x1: x(r[1]), x2: x(r[2]), y1: y(q[0]), y2: y(q[0]), class: "whisker" }, svg);
    node("line", { x1: x(r[0]), x2: x(r[0]), y1: y(q[1]), y2: y(q[2]), class: "whisker" }, svg);
  }
  const front = points.filter((row) => row.pareto).sort((a, b) => a.retention[0] - b.retention[0]);
  const line = front.map((row) => `${x(row.retention[0])},${y(row.plqy[0])}`).join(" ");
  node("polyline", { points: line, class: "front" }, svg);
  const drawn = thinned(points, x, y);
  const rest = address({}) && `&${address({})}`;
  for (const row of drawn) mapPoint(svg, row, x, y, rest);
  if (points.length <= NAMES) mapNames(svg, points, x, y);
  const hidden = points.length - drawn.length;
  document.getElementById("map-note").textContent = hidden ? ` ${hidden} points lie under others and are left out.` : "";
}

/** Of points that fall on one spot keep the best ranked; those of the front and open ones stay. */
function thinned(points, x, y) {
  if (points.length <= 10 * NAMES) return points;
  const taken = new Set();
  return [...points].sort((a, b) => a.rank - b.rank).filter((row) => {
    const spot = `${Math.round(x(row.retention[0]) / PIXEL)},${Math.round(y(row.plqy[0]) / PIXEL)}`;
    if (taken.has(spot) && !row.pareto && !row.holder) return false;
    taken.add(spot);
    return true;
  });
}

function mapFrame(svg, x, y, highest) {
  const [film, light] = data.targets;
  node("rect", { x: x(film), y: y(highest), width: x(1) - x(film), height: y(light) - y(highest), class: "target" }, svg);
  node("text", { x: x(1) - 6, y: y(light) - 6, class: "small end" }, svg, "targets");
  for (const value of ticks(y)) {
    node("line", { x1: x(0), x2: x(1), y1: y(value), y2: y(value), class: "grid" }, svg);
    node("text", { x: x(0) - 8, y: y(value) + 4, class: "small end" }, svg, words(value, 1));
  }
  for (const value of ticks(x)) node("text", { x: x(value), y: y(0) + 17, class: "small mid" }, svg, words(value, 1));
  node("line", { x1: x(0), x2: x(1), y1: y(0), y2: y(0), class: "axis" }, svg);
  node("line", { x1: x(0), x2: x(0), y1: y(0), y2: y(highest), class: "axis" }, svg);
  node("text", { x: x(0.5), y: y(0) + 38, class: "mid" }, svg, "film kept");
  node("text", { class: "mid", transform: `translate(16 ${y(highest / 2)}) rotate(-90)` }, svg, "light kept (PLQY of pristine)");
}

function mapPoint(svg, row, x, y, rest) {
  const { retention: r, plqy: q } = row;
  const told = `${row.name}, rank ${row.rank}: film ${words(r[0], 2)} (${words(r[1], 2)} \u2013 ${words(r[2], 2)}), `
    + `light ${words(q[0], 2)} (${words(q[1], 2)} \u2013 ${words(q[2], 2)})${row.film ? "" : ", no film"}`;
  const link = node("a", { href: `#molecule=${encodeURIComponent(row.name)}${rest}`, "aria-label": told }, svg);
  row.point = node("circle", { cx: x(r[0]), cy: y(q[0]), r: 6, class: row.pareto ? "front" : "behind" }, link);
  row.point.classList.toggle("open", Boolean(row.holder));
  node("title", {}, row.point, told);
}

/** Write the names where they hide neither a point nor another name. */
function mapNames(svg, points, x, y) {
  const occupied = points.map((row) => [x(row.retention[0]) - 7, y(row.plqy[0]) - 7, 14, 14]);
  const free = (a) => !occupied.some((b) => a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]);
  for (const row of points) {
    const [px, py, wide] = [x(row.retention[0]), y(row.plqy[0]), 6.8 * row.name.length];
    const places = [-21, 8, -6, -36, 23].flatMap((up) => [px + 9, px - 9 - wide].map((at) => [at, py + up, wide, 13]));
    const found = places.find((a) => a[0] >= 60 && a[0] + wide <= x(1) && free(a));
    if (!found) continue;
    occupied.push(found);
    node("text", { x: found[0], y: found[1] + 11, class: "halo" }, svg, row.name);
  }
}
