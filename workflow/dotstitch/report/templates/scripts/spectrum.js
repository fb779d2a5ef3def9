// Absorption of one molecule, from its bands and from what the draws make of it.

const GRID = Array.from({ length: 311 }, (_, i) => 240 + i);
const EV_NM = 1239.841984;
const WIDE = 1.5; // decades between the strongest absorption and that at the lamp from which the scale is logarithmic

/** Sum of bands, flat lists of shape, energy and height: two halves of Gaussians that meet at the maximum. */
function bandCurve(shapes, flat) {
  return GRID.map((nm) => {
    let sum = 0;
    for (let i = 0; i < flat.length; i += 3) {
      const [red, blue] = shapes[flat[i]];
      const off = EV_NM / nm - flat[i + 1];
      sum += flat[i + 2] * Math.exp(-((off / (off > 0 ? blue : red)) ** 2));
    }
    return sum;
  });
}

/** Values every few nanometres, as milli-decades, on the whole grid. */
function drawnCurve(steps) {
  const every = (GRID.length - 1) / (steps.length - 1);
  return GRID.map((_, i) => {
    const at = Math.min(Math.floor(i / every), steps.length - 2);
    const share = i / every - at;
    return 10 ** ((steps[at] + share * (steps[at + 1] - steps[at])) / 1000);
  });
}

function sticks(flat) {
  const found = [];
  for (let i = 0; i < flat.length; i += 3) found.push({ x: EV_NM / flat[i + 1], y: flat[i + 2] });
  return found;
}

/** Charts of a molecule itself, and of what it becomes. */
function spectrumCharts(name, { shapes, states, raw, drawn: [middle, down, up], marks, lamp, seen }) {
  const intact = bandCurve(shapes, states.intact);
  const low = drawnCurve(middle.map((m, i) => m - down[i]));
  const high = drawnCurve(middle.map((m, i) => m + up[i]));
  const median = drawnCurve(middle);
  const wide = Math.log10(Math.max(...median) / Math.max(median[Math.round(lamp - GRID[0])], 1e-3)) > WIDE;
  const common = { x: { label: "wavelength / nm", unit: "nm" }, at: GRID, marks, ground: data.dot.absorption,
    y: { label: "\u03b5 / M\u207b\u00b9 cm\u207b\u00b9", decimals: 0, log_choice: true, log: wide, floor: 1 } };
  const points = seen.map(([x, y, factor, where]) => ({ x, y, low: y / factor, high: y * factor, ink: 0, label: `${words(y, 0)} at ${words(x)} nm${where}, a factor of ${words(factor)} either way` }));
  const others = Object.entries(states).filter(([state]) => state !== "intact");
  return [
    { ...common, choice: "the molecule", alt: `Molar absorptivity of ${name} against wavelength`, seen: points, sticks: sticks(states.intact), told: toldStates(shapes, states.intact, raw),
      series: [{ name: "median", ink: 0, y: median, low, high }, { name: "calibrated", ink: 1, y: intact }, { name: "raw", ink: 2, y: bandCurve(shapes, raw) }] },
    { ...common, choice: "what it becomes", alt: `Molar absorptivity of what becomes of ${name}`,
      series: [{ name: "intact", ink: 0, y: intact }, ...others.map(([state, flat], i) => ({ name: state, ink: 1 + (i % 3), y: bandCurve(shapes, flat) }))] },
  ];
}

/** The strongest states in words: position and oscillator strength, calibrated and raw. */
function toldStates(shapes, flat, raw) {
  const state = (list, i) => `${words(EV_NM / list[i + 1], 0)} nm, f ${words(list[i + 2] / shapes[list[i]][2])}`;
  const places = flat.map((_, i) => i).filter((i) => i % 3 === 0 && EV_NM / flat[i + 1] >= GRID[0]);
  places.sort((a, b) => flat[b + 2] - flat[a + 2]);
  const told = places.slice(0, 4).map((i) => `${state(flat, i)} (raw ${state(raw, i)})`);
  return told.length ? `Strongest states above 240 nm: ${told.join("; ")}.` : "No state above 240 nm.";
}
