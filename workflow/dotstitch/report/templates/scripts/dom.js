"use strict";
// Elements and numbers. Every word enters the page as text, never as markup.

function node(tag, attributes, parent, words) {
  const found = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  if (words !== undefined) found.textContent = words;
  if (parent) parent.append(found);
  return found;
}

function html(tag, attributes, parent, words) {
  const found = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  if (words !== undefined) found.textContent = words;
  if (parent) parent.append(found);
  return found;
}

function words(value, decimals) {
  if (decimals === undefined) return String(Number(value.toPrecision(3))).replace("-", "\u2212");
  const text = value.toFixed(decimals);
  const plain = Number(text) === 0 ? text.replace("-", "") : text;
  const [whole, rest] = plain.split(".");
  return [whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f"), rest].filter(Boolean).join(".").replace("-", "\u2212");
}

/** Do something once what is drawn now has been painted. */
function afterPaint(work) {
  requestAnimationFrame(() => setTimeout(work));
}

/** Markup made and escaped by the program itself, never by a molecule's name. */
function place(parent, markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  parent.replaceChildren(template.content);
}

/** Let a figure be read with the pointer, a finger or the arrow keys. */
function readable(svg, size, { at, pick, step, show }) {
  let here = at;
  const go = (next) => { here = next; show(here); };
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    const ratio = Math.min(box.width / size.width, box.height / size.height);
    go(pick((event.clientX - box.left - (box.width - size.width * ratio) / 2) / ratio,
      (event.clientY - box.top - (box.height - size.height * ratio) / 2) / ratio));
  };
  svg.addEventListener("pointermove", point);
  svg.addEventListener("pointerdown", point);
  svg.addEventListener("keydown", (event) => {
    const next = step(here, event.key);
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  });
  svg.addEventListener("focus", () => show(here));
}
