// Details of a molecule: unpacked when its row comes into view, drawn when it is opened.

const unpacked = new Map();
let packed = null;

async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function detailOf(row) {
  const index = row.dataset.detail;
  packed ??= JSON.parse(document.getElementById("details").textContent);
  if (!unpacked.has(index)) unpacked.set(index, inflate(packed[index]));
  return unpacked.get(index);
}

/** Markup made and escaped by the program itself, never by a molecule's name. */
function place(parent, markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  parent.replaceChildren(template.content);
}

async function openRow(row) {
  const button = row.querySelector("button.open");
  if (button.getAttribute("aria-expanded") === "true") return;
  button.setAttribute("aria-expanded", "true");
  const holder = document.createElement("tr");
  holder.className = "opened";
  holder.id = `${row.id}-detail`;
  button.setAttribute("aria-controls", holder.id);
  const cell = holder.insertCell();
  cell.colSpan = row.cells.length;
  row.after(holder);
  const detail = await detailOf(row);
  place(cell, detail.html);
  place(cell.querySelector("[data-drawing]"), detail.drawing);
  for (const box of cell.querySelectorAll("[data-chart]")) {
    const charts = detail.charts[box.dataset.chart];
    if (charts.length) drawChart(box, charts);
    else box.closest("figure").remove();
  }
}

function closeRow(row) {
  const button = row.querySelector("button.open");
  button.setAttribute("aria-expanded", "false");
  button.removeAttribute("aria-controls");
  group(row)[1]?.remove();
}

async function follow() {
  const row = document.getElementById(location.hash.slice(1));
  if (!row || row.dataset.detail === undefined) return;
  await openRow(row);
  row.scrollIntoView({ block: "start" });
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    watcher.unobserve(entry.target);
    detailOf(entry.target).then((d) => place(entry.target.querySelector(".thumb"), d.drawing));
  }
}, { rootMargin: "400px" });

for (const row of rows.filter((one) => one.dataset.detail !== undefined)) watcher.observe(row);
body.addEventListener("click", (event) => {
  const button = event.target.closest("button.open");
  if (!button) return;
  const row = button.closest("tr");
  if (button.getAttribute("aria-expanded") === "true") closeRow(row);
  else openRow(row);
});
document.getElementById("open-all").addEventListener("click", () => {
  for (const row of rows) if (!row.hidden && row.dataset.detail !== undefined) openRow(row);
});
addEventListener("hashchange", follow);
follow();
