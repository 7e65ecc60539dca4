// The text in the photo in the viewer: where what was searched for stands, and all of it to be selected.
import { get } from "./api.js";
import { h } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg", WIDE = 1000, LETTERS = 0.78, BASE = 0.2;
let shown = false;

export class Words {
  // place: where the stage is; changed(): there is text now, or none.
  constructor(place, stage, changed) {
    this.stage = stage;
    this.changed = changed;
    this.lines = [];
    this.layer = make("svg", { class: "words", preserveAspectRatio: "none", hidden: "" });
    place.append(this.layer);
    stage.over(this.layer);
  }

  destroy() { this.layer.remove(); }

  get isShown() { return shown; }

  // found: the lines in which a search found what was asked for; they are marked as soon as the photo is there.
  async show(photo, found) {
    this.photo = photo;
    this.found = found;
    this.lines = [];
    this.draw();
    const { lines } = await get(`/api/photos/${photo}/text`).catch(() => ({ lines: [] }));
    if (photo !== this.photo) return;
    this.lines = lines;
    this.draw();
    this.changed();
  }

  toggle() {
    shown = !shown;
    this.draw();
  }

  draw() {
    const high = WIDE / this.stage.ratio(), at = ([x, y]) => [x * WIDE, y * high];
    this.layer.setAttribute("viewBox", `0 0 ${WIDE} ${high.toFixed(1)}`);
    const still = this.stage.known?.media !== "video"; // of a video it was a single frame that was read
    const selectable = shown && still ? this.lines : [];
    const drawn = JSON.stringify([this.photo, high, still, shown, this.found, this.lines]);
    if (drawn === this.drawn) return; // what is the same stays, and what is selected in it
    this.drawn = drawn;
    const areas = [...(still ? this.found : []).map((line) => [line, "found"]), ...selectable.map((line) => [line, "line"])];
    this.layer.replaceChildren(
      ...areas.map(([{ corners }, name]) => make("polygon", { class: name, points: corners.map((corner) => at(corner).map((value) => value.toFixed(1)).join()).join(" ") })),
      ...selectable.map(({ text, corners }) => written(text, corners.map(at))));
    this.layer.toggleAttribute("hidden", !areas.length);
  }
}

// A line of letters that nobody sees over the one in the picture, as long and as high.
function written(text, [start, end, , below]) {
  const [long, high] = [[start, end], [start, below]].map(([[ax, ay], [bx, by]]) => Math.hypot(bx - ax, by - ay));
  const [x, y] = [0, 1].map((axis) => below[axis] + (start[axis] - below[axis]) * BASE);
  const turn = (Math.atan2(end[1] - start[1], end[0] - start[0]) * 180) / Math.PI;
  const line = make("text", { x, y, textLength: long, lengthAdjust: "spacingAndGlyphs", "font-size": high * LETTERS, transform: `rotate(${turn.toFixed(2)} ${x} ${y})` });
  line.textContent = text;
  return line;
}

function make(name, values) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) element.setAttribute(key, typeof value === "number" ? value.toFixed(2) : value);
  return element;
}

// All of it beside the photo, line by line.
export function textOf(lines) {
  return h("p", { className: "said" }, lines.map(({ text }) => [text, h("br")]));
}
