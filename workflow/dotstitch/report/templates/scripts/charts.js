// Line charts as SVG, drawn from plain data.

const SIZE = { width: 460, height: 270, left: 62, right: 14, top: 24, bottom: 42 };

function scale(low, high, start, end, log) {
  const f = log ? Math.log10 : (value) => value;
  const map = (value) => start + ((f(value) - f(low)) * (end - start)) / (f(high) - f(low));
  return Object.assign(map, { low, high, log });
}

function ticks(axis) {
  if (axis.log) {
    const decades = [];
    for (let n = Math.floor(Math.log10(axis.low)); n <= Math.log10(axis.high) + 1e-9; n++) {
      for (const m of Math.log10(axis.high / axis.low) > 2.5 ? [1] : [1, 2, 5]) decades.push(m * 10 ** n);
    }
    return decades.filter((value) => value >= axis.low * 0.999 && value <= axis.high * 1.001);
  }
  const raw = (axis.high - axis.low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).reduce((a, b) => (Math.abs(b - raw) < Math.abs(a - raw) ? b : a));
  const values = [];
  for (let n = Math.ceil(axis.low / step); n * step <= axis.high * 1.0001; n++) values.push(Number((n * step).toPrecision(10)));
  return values;
}

function axes(chart, logY) {
  const tops = chart.series.flatMap((s) => s.high || s.y).concat((chart.seen || []).map((s) => s.high));
  const highest = Math.max(chart.y.high ?? 0, ...tops) || 1;
  const low = logY ? chart.y.floor : chart.y.low ?? 0;
  const high = logY ? Math.max(highest * 1.5, low * 10) : highest * 1.05;
  const { width, height, left, right, top, bottom } = SIZE;
  return {
    x: scale(Math.min(...chart.at), Math.max(...chart.at), left, width - right, chart.x.log),
    y: scale(low, high, height - bottom, top, logY),
  };
}

function path(xs, ys, { x, y }) {
  const floor = y.log ? y.low : -Infinity;
  return xs.map((value, i) => `${i ? "L" : "M"}${x(value).toFixed(1)},${y(Math.max(ys[i], floor)).toFixed(1)}`).join("");
}

function drawFrame(svg, chart, { x, y }) {
  const { width, height, left, right, top, bottom } = SIZE;
  for (const value of ticks(y)) {
    node("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "grid" }, svg);
    node("text", { x: left - 7, y: y(value) + 4, class: "small end" }, svg, words(value, y.high > 5 ? 0 : 1));
  }
  for (const value of ticks(x)) {
    node("line", { x1: x(value), x2: x(value), y1: height - bottom, y2: height - bottom + 4, class: "axis" }, svg);
    node("text", { x: x(value), y: height - bottom + 17, class: "small mid" }, svg, words(value));
  }
  node("line", { x1: left, x2: width - right, y1: height - bottom, y2: height - bottom, class: "axis" }, svg);
  node("text", { x: (left + width - right) / 2, y: height - 6, class: "small mid" }, svg, chart.x.label);
  node("text", { class: "small mid", transform: `translate(13 ${(top + height - bottom) / 2}) rotate(-90)` }, svg, chart.y.label);
  for (const mark of chart.marks.filter((m) => m.x >= x.low && m.x <= x.high)) {
    node("line", { x1: x(mark.x), x2: x(mark.x), y1: top, y2: height - bottom, class: "mark" }, svg);
    const atEdge = x(mark.x) > width - 60;
    const place = atEdge ? { x: width - right, class: "small end" } : { x: x(mark.x), class: "small mid" };
    node("text", { ...place, y: top - 7 }, svg, mark.label);
  }
}

/** Behind the curves: something on a scale of its own, from 0 to 1. */
function drawGround(svg, chart, { x }) {
  if (!chart.ground) return;
  const { height, top, bottom } = SIZE;
  const floor = height - bottom;
  const line = chart.ground.map(([at, share]) => `L${x(at).toFixed(1)},${(floor - share * (floor - top)).toFixed(1)}`).join("");
  node("path", { d: `M${x(x.low)},${floor}${line}L${x(x.high)},${floor}Z`, class: "ground" }, svg);
}

/** Sticks of states, and what was measured with its error. */
function drawMarks(svg, chart, both) {
  const clip = (value) => both.y(Math.min(Math.max(value, both.y.log ? both.y.low : 0), both.y.high));
  for (const { x, y } of chart.sticks || []) {
    if (x < both.x.low || x > both.x.high || clip(y) >= clip(0)) continue;
    node("line", { x1: both.x(x), x2: both.x(x), y1: clip(0), y2: clip(y), class: "stick" }, svg);
  }
  for (const one of chart.seen || []) {
    if (one.x < both.x.low || one.x > both.x.high) continue;
    const mark = node("g", { class: `seen ink-${one.ink}` }, svg);
    node("line", { x1: both.x(one.x), x2: both.x(one.x), y1: clip(one.low), y2: clip(one.high) }, mark);
    if (one.y !== undefined) node("circle", { cx: both.x(one.x), cy: clip(one.y), r: 4 }, mark);
    node("title", {}, mark, `measured: ${one.label}`);
  }
}

function drawCurves(svg, chart, both) {
  for (const aim of chart.targets || []) {
    const y = both.y(aim.y);
    const line = node("line", { x1: SIZE.left, x2: SIZE.width - SIZE.right, y1: y, y2: y, class: `aim ink-${aim.ink}` }, svg);
    node("title", {}, line, aim.label);
  }
  for (const one of chart.series) {
    if (!one.low) continue;
    const back = path([...chart.at].reverse(), [...one.low].reverse(), both).replace("M", "L");
    node("path", { d: `${path(chart.at, one.high, both)}${back}Z`, class: `shade ink-${one.ink}` }, svg);
  }
  for (const one of chart.series) node("path", { d: path(chart.at, one.y, both), class: `ink-${one.ink}` }, svg);
  drawMarks(svg, chart, both);
}

function nearest(xs, value) {
  return xs.reduce((best, x, i) => (Math.abs(x - value) < Math.abs(xs[best] - value) ? i : best), 0);
}

function read(svg, chart, both, readout) {
  const cursor = node("line", { y1: SIZE.top, y2: SIZE.height - SIZE.bottom, class: "cursor", visibility: "hidden" }, svg);
  const xs = chart.at;
  const last = xs.length - 1;
  readable(svg, SIZE, {
    at: nearest(xs, chart.marks.length ? chart.marks[chart.marks.length - 1].x : xs[0]),
    pick: (px) => xs.reduce((best, x, i) => (Math.abs(both.x(x) - px) < Math.abs(both.x(xs[best]) - px) ? i : best), 0),
    step: (at, pressed) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -last, End: last }[pressed];
      return by && Math.min(Math.max(at + by, 0), last);
    },
    show: (at) => {
      const here = both.x(xs[at]);
      for (const [name, value] of Object.entries({ x1: here, x2: here, visibility: "visible" })) cursor.setAttribute(name, value);
      const told = chart.series.map((s) => {
        const range = s.low ? ` (${words(s.low[at], chart.y.decimals)} \u2013 ${words(s.high[at], chart.y.decimals)})` : "";
        return `${s.name} ${words(s.y[at], chart.y.decimals)}${range}`;
      });
      readout.textContent = `${words(xs[at])} ${chart.x.unit}: ${told.join("; ")}`;
    },
  });
}

function key(chart, head) {
  for (const one of chart.series) {
    const item = html("span", { class: "key" }, head);
    const swatch = node("svg", { viewBox: "0 0 24 10", "aria-hidden": "true" }, item);
    node("path", { d: "M0,5L24,5", class: `ink-${one.ink}` }, swatch);
    item.append(one.name);
  }
}

/** Draw the first of several charts into a box, with a choice among them and of the scale. */
function drawChart(box, charts, choice = "Recipe") {
  let chosen = 0;
  let logY = Boolean(charts[0].y.log);
  const redraw = (focus) => {
    const chart = charts[chosen];
    box.replaceChildren();
    const head = html("div", { class: "head" }, box);
    key(chart, head);
    if (chart.y.log_choice) {
      const label = html("label", {}, head);
      const check = html("input", { type: "checkbox" }, label);
      label.append(" logarithmic");
      check.checked = logY;
      check.addEventListener("change", () => { logY = check.checked; redraw("input"); });
      if (focus === "input") check.focus();
    }
    if (charts.length > 1) {
      const label = html("label", {}, head, `${choice} `);
      const select = html("select", {}, label);
      charts.forEach((one, i) => html("option", { value: i }, select, one.choice));
      select.value = chosen;
      select.addEventListener("change", () => { chosen = Number(select.value); redraw("select"); });
      if (focus === "select") select.focus();
    }
    const view = `0 0 ${SIZE.width} ${SIZE.height}`;
    const svg = node("svg", { viewBox: view, role: "img", tabindex: 0, "aria-label": chart.alt }, box);
    const readout = html("div", { class: "readout", "aria-live": "polite" }, box);
    const both = axes(chart, logY);
    drawGround(svg, chart, both);
    drawFrame(svg, chart, both);
    drawCurves(svg, chart, both);
    read(svg, chart, both, readout);
    if (chart.told) html("p", { class: "told" }, box, chart.told);
  };
  redraw();
}
