// What more than one page needs to know, and who wants to hear of it.
export const favorites = new Set();
export const videos = new Set();
// Hidden since the page was opened: lists made before must do without them.
export const gone = new Set();
// Chosen in the grid, to do something with all of them.
export const chosen = new Set();

// Ids mean other photos now: those that are private have their own.
export const forget = () => [favorites, videos, gone, chosen].forEach((set) => set.clear());

// What the page below adds to what can be done with chosen photos: {image, words, run(photos)}.
/** @type {{ image: string, words: string, run: (photos: number[]) => void }[]} */
export const own = [];

// Adds to them; whoever adds takes away what was added, and nothing else.
export function offer(...doings) {
  own.push(...doings);
  return () => doings.forEach((doing) => { if (own.includes(doing)) own.splice(own.indexOf(doing), 1); });
}

const listeners = new Map();

export function on(event, run) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(run);
  return () => listeners.get(event).delete(run);
}

// Done when all who listen have done what they do about it.
export const tell = (event, value) => Promise.allSettled([...listeners.get(event) ?? []].map((run) => run(value)));

// The address: '#/search?q=snow&photo=12'. `photo` is what the viewer shows, `memory` what
// the player does, over any page.
export function where() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?");
  return { path: path || "/", params: new URLSearchParams(query) };
}

export function address(path, params = {}) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== null && value !== ""));
  const text = query.toString();
  return `#${path}${text ? `?${text}` : ""}`;
}

export function go(path, params) {
  location.hash = address(path, params);
}

export const withPhoto = (photo, how) => over("photo", photo, how);
export const withMemory = (memory, how) => over("memory", memory, how);

// What stands over the page; null for nothing.
function over(name, value, { replace = false } = {}) {
  const { path, params } = where();
  if (value === null) params.delete(name);
  else params.set(name, value);
  const to = address(path, Object.fromEntries(params));
  if (replace) {
    history.replaceState(history.state, "", to);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = to;
  }
}
