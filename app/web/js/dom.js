// Elements without HTML strings: nothing a photo is called can become markup.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "role") element[name] = value;
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  album: "M7.5 4.5h12v12h-12zM4.5 8v11.5H16", edit: "M4.5 19.5l1-4.5L16 5l3 3L8.5 18.5z", send: "M12 15V4.5M8 8l4-4 4 4M5 13v6.5h14V13",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3", search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16.2 16.2 21 21",
  close: "M6 6l12 12M18 6 6 18",
  photos: "M4 5.5h16v13H4zM4 15l4.5-4.5 4 4 2.5-2.5 5 5",
  heart: "M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z",
  person: "M12 12a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6zM4.5 20c.8-3.8 3.8-5.5 7.5-5.5s6.7 1.7 7.5 5.5",
  place: "M12 21s-6.5-5.8-6.5-11a6.5 6.5 0 0 1 13 0c0 5.2-6.5 11-6.5 11zM12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  keyword: "M4 4.5h7.5l8.5 8.5-7 7L4.5 11.5zM8.5 8.5h.01",
  camera: "M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 16.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6z",
  folder: "M4 6.5h6l2 2.5h8v9.5H4z",
  idea: "M12 4v3M12 17v3M4 12h3M17 12h3M6.3 6.3l2 2M15.7 15.7l2 2M17.7 6.3l-2 2M8.3 15.7l-2 2",
  latest: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4l3 2",
  date: "M5 6.5h14V20H5zM5 10.5h14M9 4v4M15 4v4",
  eye: "M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  hide: "M4 4l16 16M9.9 6.2A9 9 0 0 1 12 6c5.7 0 9 6 9 6a16 16 0 0 1-2.6 3.3M6.3 7.8A16 16 0 0 0 3 12s3.3 6 9 6a9 9 0 0 0 4-.9",
  info: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11v5M12 8h.01",
  up: "M12 19V6M6 11.5l6-6 6 6", next: "M9.5 5.5 16 12l-6.5 6.5", back: "M14.5 5.5 8 12l6.5 6.5",
  similar: "M9 14.5a5 5 0 1 1 0-10 5 5 0 0 1 0 10zM15 19.5a5 5 0 1 0 0-10 5 5 0 0 0 0 10z", timeline: "M4 5h7v6H4zM14 5h6v6h-6zM4 14h5v5H4zM12 14h8v5h-8z", open: "M13 5h6v6M19 5l-8.5 8.5M17 14v5H5V7h5",
  play: "M8 5.5v13l11-6.5z", without: "M6 12h12", star: "M12 4.5l2.3 4.9 5.200.7-3.8 3.700.9 5.3-4.6-2.6-4.6 2.600.9-5.3L4.5 10.1l5.2-.7z",
  file: "M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4", keys: "M3.5 7h17v10h-17zM7 10.5h.01M11 10.5h.01M15 10.5h.01M8 14h8",
  phone: "M7.5 3h9v18h-9zM11 18h2",
  problem: "M12 4l9 16H3zM12 10v4.5M12 17.2h.01", check: "M5 12.5l4.5 4.5L19 7.5",
  memories: "M12 3.5l1.8 5.2L19 10.5l-5.2 1.8L12 17.5l-1.8-5.2L5 10.5l5.2-1.8zM18.5 15.5l.8 2.2 2.200.8-2.200.8-.8 2.2-.8-2.2-2.2-.8 2.2-.8z",
  pause: "M9 6v12M15 6v12", shuffle: "M4 7h3.5c4 0 5 10 9 10H20M4 17h3.5c1.5 0 2.6-1.4 3.5-3.2M13 10.2C13.9 8.4 15 7 16.5 7H20M17.5 4.5 20 7l-2.5 2.5M17.5 14.5 20 17l-2.5 2.5", full: "M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15", again: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4", map: "M4 6.5l5-2 6 2.5 5-2v12.5l-5 2-6-2.5-5 2zM9 4.5v12.5M15 7v12.5", plus: "M6 12h12M12 6v12", more: "M4.5 7h15M4.5 12h15M4.5 17h15", words: "M5 7h14M5 12h9M5 17h12", settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM9 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z", order: "M7 5v14M7 19l-3-3M7 19l3-3M13 7h7M13 12h5M13 17h3",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// The first element that fits, as what can take the focus.
/** @param {string} selector @param {ParentNode} within */
export function find(selector, within = document) {
  return /** @type {HTMLElement | null} */ (within.querySelector(selector));
}

// Words that stand there already are left alone: to write them again is to lay them out again.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// What has the focus.
export function focused() {
  return /** @type {HTMLElement | null} */ (document.activeElement);
}

// A page that has nothing to show yet, and what would be there.
export function emptyPage(image, title, text, level = "h1") {
  return h("div", { className: "welcome" }, h("span", { className: "emblem" }, icon(image)), h(level, {}, title), h("p", { className: "quiet" }, text));
}

// The first element of a list that focus may go to, and the last, for keeping focus inside a dialog.
export function keepFocus(dialog, event) {
  if (event.key !== "Tab") return;
  const all = [...dialog.querySelectorAll("button, a[href], input, select, textarea, [tabindex='0']")].filter(
    (element) => !element.disabled && element.offsetParent !== null,
  );
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement === edge || !dialog.contains(document.activeElement)) {
    (event.shiftKey ? all.at(-1) : all[0])?.focus();
    event.preventDefault();
  }
}

// For pages without photos to step through.
export const nothingBelow = (destroy = () => {}) => ({ ids: () => [], shots: () => [], back: () => {}, destroy });
