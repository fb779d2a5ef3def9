// Fate of all photoactive groups as a flow: from light over spin states to their ends.

const FLOW = { labels: 172, bar: 9, top: 12, tall: 150, line: 15 };
const LEFT_OVER = 0.8; // share left over from which only what reacted is drawn

function drawFlows(box, name, flows) {
  const head = html("div", { class: "head" }, box);
  for (const [kind, title] of [["wanted", "bonds"], ["harmful", "harm"], ["lost", "lost"], ["left", "left over"]]) {
    const item = html("span", { class: "key" }, head);
    node("rect", { width: 24, height: 10, class: kind }, node("svg", { viewBox: "0 0 24 10", class: "flow", "aria-hidden": "true" }, item));
    item.append(title);
  }
  const label = html("label", {}, head);
  const check = html("input", { type: "checkbox" }, label);
  label.append(" only what reacted");
  check.checked = flows.every((flow) => flow.intact > LEFT_OVER);
  const both = html("div", { class: "beside" }, box);
  const redraw = () => {
    both.replaceChildren();
    for (const flow of flows) drawFlow(html("div", {}, both), name, flow, check.checked && reacted(flow) ? 1 / reacted(flow) : 1);
  };
  check.addEventListener("change", redraw);
  redraw();
}

/** Share of the groups that reacted, kept where it is small beside one. */
function reacted({ spent, waiting, ends }) {
  return ends.reduce((sum, end) => sum + end[3], spent + waiting);
}

/** Links between nodes; what a state gets beyond what forms in it comes from the state that forms more than ends. */
function flowLinks(flow, only) {
  const states = [...new Set([...Object.keys(flow.light), ...Object.keys(flow.transfer), ...flow.ends.map(([state]) => state)])];
  const formed = (state) => (flow.light[state] || 0) + (flow.transfer[state] || 0);
  const ended = (state) => flow.ends.filter(([one]) => one === state).reduce((sum, end) => sum + end[3], 0);
  const first = states.reduce((a, b) => (formed(b) - ended(b) > formed(a) - ended(a) ? b : a), states[0]);
  const links = states.map((state) => ({ from: "groups", to: state, share: formed(state), kind: "state" }));
  for (const state of states.filter((one) => one !== first)) links.push({ from: first, to: state, share: ended(state) - formed(state), kind: "state" });
  for (const [state, title, outcome, share] of flow.ends) links.push({ from: state, to: `end ${title}`, title, share, kind: outcome });
  links.push({ from: "groups", to: "end waiting", title: "waiting as isomer", share: flow.waiting, kind: "left" });
  links.push({ from: "groups", to: "end spent", title: "spent by electron", share: flow.spent, kind: "harmful" });
  if (!only) links.push({ from: "groups", to: "end intact", title: "left over", share: flow.intact, kind: "left" });
  return { links: links.filter((link) => link.share > 0), order: ["groups", first, ...states.filter((one) => one !== first)] };
}

function flowNodes(links, order, scaled, width) {
  const nodes = new Map();
  const { labels, top, tall, line } = FLOW;
  const columns = [0.03, 0.33, 0.66, 1].map((share) => share * (width - labels));
  order.forEach((id, column) => nodes.set(id, { column: Math.min(column, 2), title: column ? id : "all groups" }));
  for (const link of links.filter((one) => one.title)) {
    const known = nodes.get(link.to) || { column: 3, title: link.title, kind: link.kind, share: 0 };
    known.share += link.share;
    nodes.set(link.to, known);
  }
  let y = top;
  for (const one of nodes.values()) {
    if (one.column < 3) { one.y = top + 16 + 34 * Math.max(one.column - 1, 0); one.x = columns[one.column]; continue; }
    Object.assign(one, { x: columns[3], y });
    y += Math.max(one.share * scaled * tall, line) + 2;
  }
  return { nodes, height: Math.max(y, top + tall + 60) + 6 };
}

function drawFlow(box, name, flow, scaled) {
  const { links, order } = flowLinks(flow, scaled > 1);
  const width = roomOf(box);
  const { nodes, height } = flowNodes(links, order, scaled, width);
  const told = flowWords(flow);
  html("h4", {}, box, `in ${flow.gas}${scaled > 1 ? `: the ${percent(reacted(flow))} that reacted` : ""}`);
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "flow", "aria-label": `Fate of the groups of ${name} ${told}` }, box);
  const out = new Map();
  const into = new Map();
  const thick = (share) => Math.max(share * scaled * FLOW.tall, 0.7);
  for (const link of links) {
    const [a, b] = [nodes.get(link.from), nodes.get(link.to)];
    const [dy0, dy1] = [out.get(link.from) || 0, into.get(link.to) || 0];
    const h = thick(link.share);
    out.set(link.from, dy0 + h);
    into.set(link.to, dy1 + h);
    const [x0, x1, y0, y1] = [a.x + FLOW.bar, b.x, a.y + dy0, b.y + dy1];
    const mx = (x0 + x1) / 2;
    const path = node("path", { d: `M${x0},${y0}C${mx},${y0} ${mx},${y1} ${x1},${y1}v${h}C${mx},${y1 + h} ${mx},${y0 + h} ${x0},${y0 + h}Z`, class: link.kind }, svg);
    node("title", {}, path, `${a.title} to ${b.title}: ${percent(link.share)}`);
  }
  for (const [id, one] of nodes) {
    const h = Math.max(out.get(id) || 0, into.get(id) || 0);
    if (!h) continue;
    node("rect", { x: one.x, y: one.y, width: FLOW.bar, height: h, class: `bar ${one.kind || "state"}` }, svg);
    if (one.column === 3) node("text", { x: one.x + FLOW.bar + 5, y: one.y + Math.max(h / 2, 4) + 4, class: "small" }, svg, `${one.title} ${percent(one.share)}`);
    else node("text", { x: one.x, y: one.y - 5, class: "small halo" }, svg, one.title);
  }
  html("p", { class: "told" }, box, told);
}

function percent(share) {
  if (share > 0 && share < 0.0005) return "< 0.1\u202f%";
  return `${words(100 * share, share >= 0.0995 || share === 0 ? 0 : 1)}\u202f%`;
}

function flowWords(flow) {
  const formed = [...Object.entries(flow.light).map(([state, share]) => `as ${state} by light ${percent(share)}`), ...Object.entries(flow.transfer).filter(([, share]) => share > 0).map(([state, share]) => `as ${state} by energy of a dot ${percent(share)}`)];
  const ends = flow.ends.map(([state, title, , share]) => `${title} (${state}) ${percent(share)}`);
  const rest = [["left over", flow.intact], ["spent by an electron of the dot", flow.spent], ["waiting as isomer", flow.waiting]].filter(([, share]) => share > 0);
  return `In ${flow.gas}: ${rest.map(([title, share]) => `${title} ${percent(share)}`).join(", ")}; intermediates formed ${formed.join(", ")}; their ends: ${ends.join(", ")}.`;
}
