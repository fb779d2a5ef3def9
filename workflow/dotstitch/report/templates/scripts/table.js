// The ranked table: sorting, filtering, choosing columns.

const table = document.getElementById("table");
const body = table.tBodies[0];
const rows = [...body.rows];

/** A molecule's row and, where it is open, the row that holds its details. */
function group(row) {
  const next = row.nextElementSibling;
  return next && next.classList.contains("opened") ? [row, next] : [row];
}

function compare(column, numeric, down) {
  const value = (row) => row.cells[column]?.dataset.v ?? "";
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === "" || y === "") return (x === "") - (y === "");
    const order = numeric ? Number(x) - Number(y) : x.localeCompare(y, "en", { numeric: true });
    return down ? -order : order;
  };
}

function sortBy(button) {
  const head = button.closest("th");
  const numeric = button.dataset.sort === "num";
  const first = numeric && head.cellIndex > 0 ? "descending" : "ascending";
  const other = first === "ascending" ? "descending" : "ascending";
  const direction = head.getAttribute("aria-sort") === first ? other : first;
  for (const one of table.tHead.querySelectorAll("[aria-sort]")) one.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);
  const sorted = [...rows].sort(compare(head.cellIndex, numeric, direction === "descending"));
  body.append(...sorted.flatMap(group));
}

function filter(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const found = row.textContent.toLowerCase();
    const keep = wanted.every((word) => found.includes(word));
    for (const one of group(row)) one.hidden = !keep;
    count += keep;
  }
  document.getElementById("shown").textContent = `${count} of ${rows.length} shown`;
}

function choose(box) {
  for (const cell of table.querySelectorAll(`[data-column="${box.dataset.column}"]`)) {
    cell.hidden = !box.checked;
  }
}

table.tHead.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) sortBy(button);
});
document.getElementById("filter").addEventListener("input", (event) => filter(event.target.value));
for (const box of document.querySelectorAll(".choices input")) {
  choose(box);
  box.addEventListener("change", () => choose(box));
}
document.addEventListener("click", (event) => {
  const chooser = document.querySelector(".chooser[open]");
  if (chooser && !chooser.contains(event.target)) chooser.open = false;
});
document.addEventListener("keydown", (event) => {
  const chooser = document.querySelector(".chooser[open]");
  if (event.key !== "Escape" || !chooser) return;
  chooser.open = false;
  chooser.firstElementChild.focus();
});
// A table wider than the page scrolls in its frame; otherwise its head stays in view.
const frame = document.querySelector(".frame");
new ResizeObserver(() => {
  frame.classList.toggle("wider", table.offsetWidth > frame.clientWidth + 1);
}).observe(table);
filter(document.getElementById("filter").value);
