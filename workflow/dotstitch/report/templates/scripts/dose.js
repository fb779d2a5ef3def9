// Film and light along the dose, one chart for each exposure.

const PERMILLE = 1000;

function doseCharts(name, curves, [film, light]) {
  const band = (title, ink, lists) => {
    const [y, low, high] = lists.map((list) => list.map((value) => value / PERMILLE));
    return { name: title, ink, y, low, high };
  };
  const target = (y, ink) => ({ y, ink, label: `target ${words(y, 2)}` });
  return curves.map((one) => ({
    alt: `Film retention and relative PLQY of ${name} against dose, ${one.choice}`,
    choice: one.choice,
    x: { label: "dose / mJ cm\u207b\u00b2", unit: "mJ cm\u207b\u00b2", log: true },
    y: { label: "fraction", decimals: 2, low: 0, high: 1 },
    at: one.at,
    series: [band("film retention", 0, one.film), band("relative PLQY", 1, one.light)],
    marks: [{ x: one.mark, label: `${words(one.mark)} mJ cm\u207b\u00b2` }],
    targets: [target(film, 0), target(light, 1)],
    seen: one.seen.map(([ink, x, low, high, label]) => ({ ink, x, low, high, label, ...(label.startsWith("pattern") ? {} : { y: (low + high) / 2 }) })),
    told: [onset(one), ...one.seen.map(([, x, , , label]) => `Measured at ${words(x)} mJ cm\u207b\u00b2: ${label}.`)].join(" "),
  }));
}

/** Where the film sets in: the first dose at which half of the largest retention is kept. */
function onset({ at, film: [middle] }) {
  const most = Math.max(...middle);
  if (most < 10) return "No film at any of these doses.";
  const i = middle.findIndex((value) => value >= most / 2);
  return `Half of the largest retention, ${words(most / PERMILLE, 2)}, at ${words(at[i])} mJ cm\u207b\u00b2.`;
}
