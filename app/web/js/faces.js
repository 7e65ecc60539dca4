// Pictures of faces, and who everybody is.
import { get, placed, thumbnail } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./text.js";

const DIGITS = 4;

// The part of a photo around a face.
function faceSource(photo, [x, y, width, height]) {
  const place = Object.entries({ x, y, width, height }).map(([name, value]) => [name, Math.min(Math.max(value, 10 ** -DIGITS), 1).toFixed(DIGITS)]);
  return placed(`/api/photos/${photo}/face?${new URLSearchParams(place)}`);
}

export function faceImage(photo, box) {
  return h("img", { src: box ? faceSource(photo, box) : thumbnail(photo), alt: "", loading: "lazy", draggable: false });
}

// A round with a face in it; who has none is drawn as somebody.
export function round({ cover, box }, more = "") {
  return h("span", { className: `face ${more}` }, cover ? faceImage(cover, box) : icon("person"));
}

export const isAside = (person) => person.hidden || person.stranger;

export const nameOf = ({ name }) => name || t("person.nameless");

// Everybody there is, those who are put aside too: names are completed from them.
let known = null;

export function everybody({ anew = false } = {}) {
  if (anew || !known) known = get("/api/people?hidden=true").catch((error) => { known = null; throw error; });
  return known;
}
