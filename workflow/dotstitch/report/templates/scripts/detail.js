// Details of a molecule: unpacked when its row is drawn, shown when it is opened.

async function inflate(text) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser cannot unpack structures and details: it lacks DecompressionStream (Chrome 80, Firefox 113, Safari 16.4 and later have it). The table is complete.");
  }
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function detailOf(row) {
  row.unpacked ??= inflate(row.detail);
  return row.unpacked;
}

function complain(error) {
  const notice = document.getElementById("notice");
  notice.textContent = error.message;
  notice.hidden = false;
}

function marked(row) {
  row.line.querySelector("button.open").setAttribute("aria-expanded", Boolean(row.holder));
}

async function openRow(row) {
  if (row.holder) return;
  row.holder = html("tr", { class: "opened" });
  const cell = html("td", { colspan: row.line.cells.length }, row.holder);
  row.line.after(row.holder);
  marked(row);
  try {
    drawDetail(cell, await detailOf(row));
  } catch (error) {
    complain(error);
  }
}

function drawDetail(cell, detail) {
  place(cell, detail.html);
  place(cell.querySelector("[data-drawing]"), detail.drawing);
  for (const box of cell.querySelectorAll("[data-chart]")) {
    const charts = detail.charts[box.dataset.chart];
    if (charts.length) drawChart(box, charts);
    else box.closest("figure").remove();
  }
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
  for (const row of kept.slice(0, state.shown)) {
    if (!opening) break;
    if (row.detail) await openRow(row);
  }
  opening = false;
  button.textContent = label;
}
