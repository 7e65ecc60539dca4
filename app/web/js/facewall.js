// Faces as a wall to choose from: by clicks, with Shift from one to another, by arrows and space; what is to be
// done with those chosen stands below.
import { find, h, icon } from "./dom.js";
import { faceImage } from "./faces.js";
import { withPhoto } from "./state.js";
import { count, dayName, t } from "./text.js";

const PART = 240;

export class FaceWall {
  // sections: [{title, note, faces}]; tools(take): elements for the bar, take() answers the ids of the faces chosen,
  // which are so no more; one with a function `fits` is there while that says so of these faces. before: the wall
  // in whose place this one comes.
  constructor(sections, tools, before = null) {
    const ids = new Set(sections.flatMap(({ faces }) => faces.map(({ id }) => id)));
    this.chosen = new Set([...before?.chosen ?? []].filter((id) => ids.has(id)));
    this.at = before?.at;
    this.shown = PART;
    this.sections = sections.filter(({ faces }) => faces.length);
    this.number = h("b", { role: "status" });
    this.bar = h("div", { className: "wallbar", role: "toolbar", "aria-label": t("faces.chosen"), hidden: true },
      h("button", { type: "button", className: "round", "aria-label": t("faces.clear"), title: t("faces.clear"), onclick: () => this.clear() }, icon("close")),
      this.number, h("div", { className: "tools" }, this.tools = tools(() => this.take())));
    this.wall = h("div", { className: "walls" });
    this.element = h("div", { className: "facewall", onkeydown: (event) => this.key(event) }, this.wall, this.bar);
    this.draw();
  }

  // The focus is on a face, or was in the wall whose place this one took.
  holdsFocus() { return this.element.contains(document.activeElement); }

  take() {
    const ids = [...this.chosen];
    this.chosen.clear();
    this.last = undefined;
    this.dress();
    return ids;
  }

  get faces() { return this.sections.flatMap(({ faces }) => faces); }
  photos() { return [...new Set(this.faces.map(({ photo }) => photo))]; }

  draw() {
    let room = this.shown;
    this.tiles = [];
    const parts = this.sections.map(({ title, note, faces }) => {
      const some = faces.slice(0, Math.max(room, 0));
      room -= some.length;
      return some.length ? h("section", {}, h("h2", {}, title, h("small", {}, count("face", faces.length))), note ? h("p", { className: "quiet" }, note) : null,
        h("ul", { className: "wall" }, some.map((face) => this.tile(face)))) : null;
    });
    const left = this.faces.length - this.shown;
    this.wall.replaceChildren(...parts.filter(Boolean), ...(left > 0 ? [h("button", { type: "button", className: "button", onclick: () => this.more() }, t("faces.more", { n: left }))] : []));
    this.dress();
  }

  more() {
    const first = this.shown;
    this.shown += PART;
    this.draw();
    this.tiles[first]?.[1].focus();
  }

  tile(face) {
    const i = this.tiles.length, when = face.taken ? dayName(face.taken) : "";
    const pick = h("button", { type: "button", className: "pick", tabIndex: i ? -1 : 0, "aria-label": t("faces.at", { n: i + 1, when }), "aria-pressed": "false", "aria-keyshortcuts": "o",
      onclick: (event) => this.pick(i, event.shiftKey), onfocus: () => this.rove(i) }, faceImage(face.photo, face.box), h("span", { className: "tick" }, icon("check")));
    const look = h("button", { type: "button", className: "look", tabIndex: -1, "aria-label": t("faces.photo"), title: t("faces.photo"), onclick: () => this.open(i) }, icon("photos"));
    this.tiles.push([face, pick]);
    return h("li", {}, pick, look);
  }

  rove(i) {
    for (const [k, [, pick]] of this.tiles.entries()) pick.tabIndex = k === i ? 0 : -1;
    this.at = i;
  }

  open(i) {
    this.at = i;
    withPhoto(this.tiles[i][0].photo);
  }

  focus() { this.tiles[Math.min(this.at ?? 0, this.tiles.length - 1)]?.[1].focus({ preventScroll: true }); }

  pick(i, through) {
    const { id } = this.tiles[i][0], last = through ? this.last : undefined;
    if (last === undefined && this.chosen.has(id)) this.chosen.delete(id);
    else for (let k = Math.min(i, last ?? i); k <= Math.max(i, last ?? i); k += 1) this.chosen.add(this.tiles[k][0].id);
    this.last = i;
    this.dress();
  }

  clear() {
    this.chosen.clear();
    this.last = undefined;
    this.dress();
    this.focus();
  }

  dress() {
    for (const [{ id }, pick] of this.tiles) pick.setAttribute("aria-pressed", String(this.chosen.has(id)));
    this.bar.hidden = !this.chosen.size;
    this.element.classList.toggle("choosing", this.chosen.size > 0);
    const picked = this.faces.filter(({ id }) => this.chosen.has(id));
    for (const tool of this.tools) tool.hidden = Boolean(tool.fits && !tool.fits(picked));
    this.number.textContent = this.chosen.size ? count("chosen", this.chosen.size) : "";
  }

  // As many in a row as stand beside each other.
  beside() {
    const tops = this.tiles.map(([, pick]) => pick.getBoundingClientRect().top);
    const more = tops.findIndex((top) => top > tops[0] + 4);
    return more < 0 ? tops.length : more;
  }

  key(event) {
    const i = this.tiles.findIndex(([, pick]) => pick === event.target);
    if (event.key === "Escape" && this.chosen.size && event.target.localName !== "input") {
      event.stopPropagation();
      this.clear();
    }
    if (i < 0) return;
    const all = event.key === "a" && (event.ctrlKey || event.metaKey);
    const to = { ArrowLeft: i - 1, ArrowRight: i + 1, ArrowUp: i - this.beside(), ArrowDown: i + this.beside(), Home: 0, End: this.tiles.length - 1 }[event.key];
    if (all) this.tiles.forEach(([{ id }]) => this.chosen.add(id));
    if (all) this.dress();
    if (event.key === "o") this.open(i);
    if (event.key === "n") find("input", this.bar)?.focus();
    if (to !== undefined) this.tiles[Math.min(Math.max(to, 0), this.tiles.length - 1)][1].focus();
    if (all || to !== undefined || event.key === "n") event.preventDefault();
  }
}
