// The smallest parts of the page: elements, drawings, links. Text stays text, never HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with a class and children; a string child becomes text. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** A small drawing from shapes. */
export function draw(viewBox, shapes, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    svg.append(shape);
  }
  return svg;
}

/** The address if it is one that a page may open, else nothing. */
export function safeUrl(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link to another page, or nothing for an address that may not be opened. */
export function link(address, label, className = "") {
  const url = safeUrl(address);
  if (!url) return null;
  const element = make("a", className, label);
  element.href = url;
  element.target = "_blank";
  element.rel = "noopener noreferrer";
  return element;
}
