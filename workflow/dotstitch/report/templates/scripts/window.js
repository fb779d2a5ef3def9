// Process window: the score over dose and loading, one lamp at a time.

const WINDOW = { width: 360, height: 250, left: 46, top: 8, right: 14, bottom: 74 };
const TINTS = 8;

function tint(score) {
  return Math.min(Math.floor((Math.max(score, 0) / 100) * TINTS), TINTS - 1);
}

function every(values, count) {
  return Math.max(1, Math.floor(values.length / count));
}

/** Draw one window: {alt, dose, loading, score by dose and loading, best as indices or null}. */
function drawWindow(box, chart) {
  const { width, height, left, top, right, bottom } = WINDOW;
  const cell = { x: (width - left - right) / chart.dose.length, y: (height - top - bottom) / chart.loading.length };
  const floor = height - bottom;
  const corner = ([i, j]) => ({ x: left + i * cell.x, y: floor - (j + 1) * cell.y });
  box.replaceChildren();
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0, "aria-label": chart.alt, class: "window" }, box);
  chart.score.forEach((line, i) => line.forEach((score, j) => {
    node("rect", { ...corner([i, j]), width: cell.x, height: cell.y, class: `tint-${tint(score)}` }, svg);
  }));
  for (let i = 0; i < chart.dose.length; i += every(chart.dose, 6)) {
    node("text", { x: left + (i + 0.5) * cell.x, y: floor + 15, class: "small mid" }, svg, words(chart.dose[i], 0));
  }
  for (let j = 0; j < chart.loading.length; j += every(chart.loading, 6)) {
    node("text", { x: left - 6, y: floor - (j + 0.5) * cell.y + 4, class: "small end" }, svg, words(chart.loading[j], 1));
  }
  node("text", { x: (left + width - right) / 2, y: floor + 32, class: "small mid" }, svg, "dose / mJ cm\u207b\u00b2");
  node("text", { class: "small mid", transform: `translate(12 ${(top + floor) / 2}) rotate(-90)` }, svg, "loading / wt%");
  legend(svg, floor + 44);
  const ring = chart.best && corner(chart.best);
  for (const kind of ring ? ["ring outer", "ring"] : []) {
    node("circle", { cx: ring.x + cell.x / 2, cy: ring.y + cell.y / 2, r: 7, class: kind }, svg);
  }
  const frame = node("rect", { width: cell.x, height: cell.y, class: "here", visibility: "hidden" }, svg);
  const readout = html("div", { class: "readout", "aria-live": "polite" }, box);
  const clamp = (value, list) => Math.min(Math.max(value, 0), list.length - 1);
  readable(svg, WINDOW, {
    at: chart.best || [0, 0],
    pick: (x, y) => [clamp(Math.floor((x - left) / cell.x), chart.dose), clamp(Math.floor((floor - y) / cell.y), chart.loading)],
    step: ([i, j], pressed) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[pressed];
      return by && [clamp(i + by[0], chart.dose), clamp(j + by[1], chart.loading)];
    },
    show: ([i, j]) => {
      for (const [name, value] of Object.entries({ ...corner([i, j]), visibility: "visible" })) frame.setAttribute(name, value);
      readout.textContent = `${words(chart.dose[i])} mJ cm\u207b\u00b2, ${words(chart.loading[j])} wt%: score ${words(chart.score[i][j], 0)}`;
    },
  });
}

function legend(svg, y) {
  const { width, left, right } = WINDOW;
  const step = (width - left - right) / TINTS;
  node("text", { x: left - 6, y: y + 10, class: "small end" }, svg, "score");
  for (let n = 0; n < TINTS; n++) node("rect", { x: left + n * step, y, width: step, height: 10, class: `tint-${n}` }, svg);
  for (const value of [0, 25, 50, 75, 100]) {
    node("text", { x: left + ((width - left - right) * value) / 100, y: y + 23, class: "small mid" }, svg, value);
  }
}
