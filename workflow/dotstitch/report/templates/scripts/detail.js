// Details of a molecule: unpacked when its row is drawn, shown when it is opened.

async function drawingOf(row) {
  return (await takeOut("drawings", row.packed)).drawing;
}

/** All that is shown of a molecule, with its charts drawn up. */
function detailOf(row) {
  row.unpacked ??= Promise.all([takeOut("details", row.packed), drawingOf(row)]).then(([found, drawing]) => ({
    ...found,
    drawing,
    charts: { spectrum: spectrumCharts(row.name, found.spectrum), dose: doseCharts(row.name, found.dose, found.targets) },
  }));
  return row.unpacked;
}

function shapeOf(at) {
  return takeOut("shapes", at);
}

function complain(error) {
  const notice = document.getElementById("notice");
  notice.textContent = error.message;
  notice.hidden = false;
}

function marked(row) {
  row.line.querySelector("button.open").setAttribute("aria-expanded", Boolean(row.holder));
  row.point?.classList.toggle("open", Boolean(row.holder));
}

async function openRow(row) {
  if (row.holder) return;
  row.holder = html("tr", { class: "opened" });
  const cell = html("td", { colspan: row.line.cells.length }, row.holder);
  row.line.after(row.holder);
  marked(row);
  try {
    drawDetail(cell, row.name, await detailOf(row));
  } catch (error) {
    complain(error);
  }
}

const FIGURES = {
  spectrum: (box, name, detail) => drawChart(box, detail.charts.spectrum, "Show"),
  dose: (box, name, detail) => drawChart(box, detail.charts.dose),
  levels: (box, name, detail) => drawLevels(box, name, detail.levels),
  flow: (box, name, detail) => drawFlows(box, name, detail.flow),
  spin: (box, name, detail) => drawSpins(box, detail.spin),
  shapes: (box, name, detail) => drawShapes(box, name, detail.shapes),
};

function drawDetail(cell, name, detail) {
  place(cell, Object.entries(detail).map(([key, text]) => (key.startsWith("html ") ? text : "")).join(""));
  place(cell.querySelector("[data-drawing]"), detail.drawing);
  for (const box of cell.querySelectorAll("[data-figure]")) FIGURES[box.dataset.figure](box, name, detail);
  for (const box of cell.querySelectorAll("[data-window]")) drawWindow(box, detail.windows[box.dataset.window]);
}

function closeRow(row) {
  row.holder.remove();
  row.holder = null;
  marked(row);
}

/** Bring a molecule into view, whatever is filtered or not yet drawn, open it and go there. */
async function visit(name) {
  const row = byName.get(name);
  if (!row) { status.textContent = `No molecule of this screen is called \u201c${name}\u201d.`; return; }
  const filtered = !kept.includes(row);
  if (filtered) {
    state.filter = "";
    document.getElementById("filter").value = "";
    refresh();
  }
  const place = kept.indexOf(row);
  if (place >= state.shown) {
    state.shown = Math.ceil((place + 1) / PAGE) * PAGE;
    refresh();
  }
  drawAll();
  if (filtered) status.textContent = `The filter hid ${row.name} and is cleared.`;
  if (row.detail) await openRow(row);
  row.line.scrollIntoView({ block: "start" });
  row.line.querySelector("button.open")?.focus({ preventScroll: true });
  remember(name);
}

let opening = false;

/** Open all rows that are drawn, one after the other, until it is done or stopped. */
async function openAll(button) {
  if (opening) { opening = false; return; }
  opening = true;
  const label = button.textContent;
  button.textContent = "Stop";
  drawAll();
  for (const row of kept.slice(0, state.shown)) {
    if (!opening) break;
    if (row.detail) await openRow(row);
  }
  opening = false;
  button.textContent = label;
}
