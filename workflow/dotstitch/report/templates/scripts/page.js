// What the reader does, and what the page does with it.

const field = document.getElementById("filter");
const panel = document.querySelector(".chooser");

function choices() {
  const box = panel.querySelector(".choices");
  for (const column of data.columns) {
    const label = html("label", { title: column.meaning }, box);
    const check = html("input", { type: "checkbox" }, label);
    check.checked = state.columns.includes(column.key);
    label.append(` ${column.title}`);
    check.addEventListener("change", () => {
      const wanted = new Set(state.columns);
      if (check.checked) wanted.add(column.key);
      else wanted.delete(column.key);
      state.columns = data.columns.filter((c) => wanted.has(c.key)).map((c) => c.key);
      drawHead();
      drawRows();
      remember();
    });
  }
}

function start() {
  const molecule = recall();
  field.value = state.filter;
  choices();
  startWhatIf();
  drawHead();
  refresh();
  if (molecule) visit(molecule);
}

table.tHead.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { key } = button.dataset;
  const column = columnOf(key);
  const first = Boolean(column.numeric && !column.up);
  Object.assign(state, { down: state.sort === key ? !state.down : first, sort: key });
  for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
  button.closest("th").setAttribute("aria-sort", state.down ? "descending" : "ascending");
  refresh();
  remember();
});
field.addEventListener("input", () => { Object.assign(state, { filter: field.value, shown: PAGE }); refresh(); remember(); });
document.getElementById("more").addEventListener("click", () => {
  const next = kept[state.shown];
  state.shown += PAGE;
  refresh();
  drawAll();
  next.line.querySelector("button.open")?.focus();
});
document.getElementById("open-all").addEventListener("click", (event) => openAll(event.target));
document.getElementById("download").addEventListener("click", (event) => {
  event.preventDefault();
  hand(event.currentTarget, recordsOf(data.rows));
});
document.getElementById("ticked").addEventListener("click", async (event) => {
  const { target } = event;
  if (target.download) {
    event.preventDefault();
    hand(target, EXPORTS[target.download]());
  }
  if (target.id === "untick") {
    for (const box of document.querySelectorAll("input.tick")) box.checked = false;
    for (const row of [...ticked]) tick(row, false);
  }
  if (target.id !== "compare") return;
  await compareTicked();
  document.querySelector("#compared h3").focus();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#molecule='], a[*|href^='#molecule=']");
  if (link) {
    event.preventDefault();
    visit(new URLSearchParams(link.getAttribute("href").slice(1).replace(/\+/g, "%2B")).get("molecule"));
  }
  if (panel.open && !panel.contains(event.target)) panel.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !panel.open) return;
  panel.open = false;
  panel.firstElementChild.focus();
});
addEventListener("beforeprint", drawAll);
addEventListener("hashchange", () => {
  if (!location.hash.includes("=")) return;
  const molecule = recall();
  field.value = state.filter;
  drawHead();
  refresh();
  if (molecule) visit(molecule);
});
// A table wider than the page scrolls in its frame; otherwise its head stays in view.
const frame = document.querySelector(".frame");
new ResizeObserver(() => {
  frame.classList.toggle("wider", table.offsetWidth > frame.clientWidth + 1);
}).observe(table);
start();
