// Structures of a molecule's species on one canvas: balls and sticks, turned by pointer, touch or keys.

const STEPS_PER_ANGSTROM = 50;
const BONDED = 1.25; // times the sum of the covalent radii
const BALL = 0.42; // of the covalent radius
const TINTS_OF = { H: "#c3ccd3", C: "#5c6872", N: "#3257d6", O: "#d3392f", F: "#2c9a58", Si: "#b08d57", P: "#d07a1d", S: "#b99600", Cl: "#1d8f3a", Br: "#8c3b1f", I: "#6b2f9c" };

/** Atoms in angstrom and pairs that are bonded. */
function atomsOf({ symbols, at }) {
  const atoms = symbols.map((symbol, i) => ({ symbol, radius: data.radii[symbol], place: [0, 1, 2].map((k) => at[3 * i + k] / STEPS_PER_ANGSTROM) }));
  const bonds = [];
  atoms.forEach((a, i) => atoms.slice(0, i).forEach((b, j) => {
    const apart = Math.hypot(...a.place.map((x, k) => x - b.place[k]));
    if (apart < BONDED * (a.radius + b.radius)) bonds.push([i, j]);
  }));
  return { atoms, bonds };
}

function formula(symbols) {
  const counts = {};
  for (const symbol of symbols) counts[symbol] = (counts[symbol] || 0) + 1;
  const order = Object.keys(counts).sort((a, b) => ("CH".indexOf(b) - "CH".indexOf(a) && (b === "C") - (a === "C")) || (b === "H") - (a === "H") || a.localeCompare(b));
  return order.map((symbol) => `${symbol}${counts[symbol] > 1 ? counts[symbol] : ""}`).join("");
}

async function drawShapes(box, name, shapes) {
  const choice = html("div", { class: "head", role: "group", "aria-label": "Structure to show" }, box);
  const canvas = html("canvas", { width: 800, height: 540, tabindex: 0, role: "img", class: "shapes" }, box);
  const told = html("p", { class: "told", "aria-live": "polite" }, box);
  const view = { turn: [0.35, 0.5], zoom: 1, shown: null };
  const redraw = () => view.shown && paint(canvas, view);
  const pick = async (i) => {
    const [title, at, shape] = shapes[i];
    const found = await shapeOf(at);
    view.shown = atomsOf(found);
    [...choice.children].forEach((button, k) => button.setAttribute("aria-pressed", k === i));
    told.textContent = `${title}: ${formula(found.symbols)}, ${found.symbols.length} atoms${shape ? `; ${shape}` : ""}.`;
    canvas.setAttribute("aria-label", `Structure of ${name}, ${told.textContent} Arrow keys turn it, plus and minus zoom.`);
    redraw();
  };
  shapes.forEach(([title], i) => html("button", { type: "button", class: "button" }, choice, title).addEventListener("click", () => pick(i)));
  turnable(canvas, view, redraw);
  await pick(0);
}

function turnable(canvas, view, redraw) {
  const turn = (dx, dy) => { view.turn = [view.turn[0] + dy, view.turn[1] + dx]; redraw(); };
  let last = null;
  canvas.addEventListener("pointerdown", (event) => { last = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    turn((event.clientX - last[0]) / 90, (event.clientY - last[1]) / 90);
    last = [event.clientX, event.clientY];
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, -0.2], ArrowDown: [0, 0.2] }[event.key];
    const zoom = { "+": 1.15, "-": 1 / 1.15 }[event.key];
    if (!by && !zoom) return;
    event.preventDefault();
    view.zoom = Math.min(Math.max(view.zoom * (zoom || 1), 0.4), 4);
    turn(...(by || [0, 0]));
  });
}

/** Paint from far to near. */
function paint(canvas, { turn: [about, round], zoom, shown: { atoms, bonds } }) {
  const [ca, sa, cr, sr] = [Math.cos(about), Math.sin(about), Math.cos(round), Math.sin(round)];
  const reach = Math.max(2, ...atoms.map(({ place }) => Math.hypot(...place))) + 1;
  const unit = (zoom * Math.min(canvas.width, canvas.height * 1.4)) / (2 * reach);
  const seen = atoms.map(({ symbol, radius, place: [x, y, z] }) => {
    const [u, w] = [cr * x + sr * z, cr * z - sr * x];
    return { symbol, x: canvas.width / 2 + unit * u, y: canvas.height / 2 - unit * (ca * y - sa * w), z: ca * w + sa * y, r: unit * radius * BALL };
  });
  const pen = canvas.getContext("2d");
  const style = getComputedStyle(canvas);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.lineCap = "round";
  const parts = [
    ...bonds.map(([i, j]) => ({ z: (seen[i].z + seen[j].z) / 2 - 0.01, draw: () => paintBond(pen, seen[i], seen[j], unit, style.borderColor) })),
    ...seen.map((atom) => ({ z: atom.z, draw: () => paintAtom(pen, atom, style.color) })),
  ];
  parts.sort((a, b) => a.z - b.z).forEach((part) => part.draw());
}

function paintBond(pen, a, b, unit, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 0.13 * unit;
  pen.beginPath();
  pen.moveTo(a.x, a.y);
  pen.lineTo(b.x, b.y);
  pen.stroke();
}

function paintAtom(pen, { symbol, x, y, r }, ink) {
  pen.fillStyle = TINTS_OF[symbol] || "#888888";
  pen.strokeStyle = ink;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
  if (symbol === "C" || symbol === "H") return;
  pen.fillStyle = "#ffffff";
  pen.font = `600 ${Math.max(r * 1.2, 10)}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(symbol, x, y);
}
