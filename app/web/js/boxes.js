// The faces of the photo in the viewer: who is who, who that is, a face drawn by hand.
import { get, post } from "./api.js";
import { find, h, icon } from "./dom.js";
import { say } from "./gestures.js";
import { may, owners } from "./may.js";
import { NameBox, whose } from "./namebox.js";
import { address, on } from "./state.js";
import { t } from "./text.js";

const LEAST = 0.015, NUDGE = 0.01, ROOM_PX = 12, LABEL_PX = 38, NEAR_S = 0.5;
let shown = false;

export class Boxes {
  // place: where the stage is; changed(): the faces are others now.
  constructor(place, stage, changed) {
    this.place = place;
    this.stage = stage;
    this.changed = changed;
    this.faces = [];
    this.layer = h("div", { className: "boxes", hidden: true });
    place.append(this.layer);
    stage.over(this.layer, () => this.moved());
    this.deaf = on("people", () => this.ask());
    this.drawn = null;
    for (const [name, run] of Object.entries({ pointerdown: "begin", pointermove: "pull", pointerup: "end" })) this.layer.addEventListener(name, (event) => this[run](event));
  }

  destroy() {
    this.deaf();
    this.layer.remove();
  }

  get isShown() { return shown; }

  async show(photo) {
    this.photo = photo;
    this.faces = [];
    this.stop();
    this.draw();
    await this.ask();
  }

  async ask() {
    const photo = this.photo, { faces } = await (may("people") ? get(`/api/photos/${photo}/faces`) : Promise.reject(new Error())).catch(() => ({ faces: [] }));
    if (photo !== this.photo) return;
    this.faces = faces;
    this.draw();
    this.changed();
  }

  toggle(wanted = !shown) {
    shown = wanted;
    this.stop();
    this.draw();
  }

  // In a video a face is at a moment, and drawn about then.
  here() {
    return this.faces.filter(({ second }) => second === null || Math.abs(second - this.stage.second()) < NEAR_S);
  }

  moved() {
    const ids = this.here().map(({ id }) => id).join();
    if (ids !== this.drawnIds && !this.open && !this.drawing) this.draw();
  }

  draw() {
    this.layer.hidden = !shown && !this.drawing;
    const here = this.here();
    this.drawnIds = here.map(({ id }) => id).join();
    this.layer.replaceChildren(...(shown ? here.map((face) => this.box(face)) : []), ...(this.drawn ? [this.drawn] : []));
    this.layer.classList.toggle("drawing", Boolean(this.drawing));
  }

  box(face) {
    const known = Boolean(face.name), words = face.name || t("who");
    const label = known ? (face.said === "guess" ? t("who.maybe", { name: words }) : words) : t("who");
    const button = h("button", { type: "button", className: `facebox ${known ? "" : "unknown"} ${face.said}`, "aria-label": label, "data-face": face.id, onclick: owners(() => this.question(face, button)) }, h("span", {}, words));
    lay(button, face.box);
    return button;
  }

  // Asked from elsewhere: who is that?
  async point(id) {
    const second = this.faces.find((face) => face.id === id)?.second ?? null;
    if (second !== null) await this.stage.goTo(second);
    this.toggle(true);
    const box = find(`[data-face="${id}"]`, this.layer);
    if (box) box.click();
  }

  // What can be said of a face, beside it.
  question(face, button) {
    this.stop();
    button.classList.add("asked");
    const known = Boolean(face.name), { name } = face, faces = [face.id];
    const tell = (words, path, values) => { this.stop(); return say(words, () => post(path, values)); };
    const one = t("face.this");
    const box = new NameBox({ label: t(known ? "faces.name" : "who.name"), without: known ? [face.person] : [], take: (who) => tell(t("named", { n: one, name: who.name }), ...saying(face, who)) });
    const act = (image, words, run, main = "") => h("button", { type: "button", className: `button ${main}`, onclick: run }, icon(image), words);
    this.card(button, known ? h("a", { href: address(`/person/${face.person}`), className: "whose" }, name, icon("next")) : h("b", {}, t("who")), box.element,
      known && face.said === "guess" ? act("check", t("faces.yes", { name }), () => tell(t("named", { n: one, name }), "/api/faces/name", { faces, person: face.person }), "main") : null,
      known ? act("close", t("faces.not", { name }), () => tell(t("faces.not.done", { n: one, name }), "/api/faces/not", { faces })) : null,
      act("hide", t("faces.none"), () => tell(t("faces.none.done", { n: one }), "/api/faces/none", { faces })));
    if (!known) box.input.focus();
  }

  card(beside, ...content) {
    this.beside = beside;
    this.open = h("div", { className: "facecard", role: "dialog", "aria-label": t("who.card"), onkeydown: (event) => this.cardKey(event) }, content);
    this.place.append(this.open);
    this.settle();
    find("input, button, a", this.open).focus();
  }

  // Below the face, or above it where there is no room; never out of the window.
  settle() {
    if (!this.open) return;
    const face = this.beside.getBoundingClientRect(), room = this.place.getBoundingClientRect(), own = this.open.getBoundingClientRect();
    const below = face.bottom - room.top + LABEL_PX, above = face.top - room.top - own.height - ROOM_PX;
    const top = below + own.height < room.height ? below : Math.max(above, ROOM_PX);
    const left = face.left - room.left + face.width / 2 - own.width / 2;
    Object.assign(this.open.style, { top: `${top}px`, left: `${Math.min(Math.max(left, ROOM_PX), room.width - own.width - ROOM_PX)}px` });
  }

  cardKey(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    this.stop();
  }

  // Whether there was anything to stop.
  stop() {
    const any = Boolean(this.open || this.drawing);
    const held = this.open?.contains(document.activeElement) && this.beside;
    this.open?.remove();
    this.open = this.drawing = this.drawn = null;
    this.layer.querySelector(".asked")?.classList.remove("asked");
    if (any) this.draw();
    if (held && any) (find(`[data-face="${held.dataset.face}"]`, this.layer) ?? find(".tools button", this.place))?.focus();
    return any;
  }

  // A face that was not found: drawn with the pointer, or moved and sized by the arrows.
  startDrawing() {
    this.toggle(true);
    this.drawing = true;
    this.at = [0.4, 0.35, 0.2, 0.2 * this.stage.ratio()];
    this.drawn = h("button", { type: "button", className: "facebox drawn", "aria-label": t("draw.label"), onkeydown: (event) => this.drawKey(event), onclick: () => { if (!this.from) this.drawnDone(); } }, h("span", {}, t("draw.hint")));
    lay(this.drawn, this.at);
    this.draw();
    this.drawn.focus();
  }

  drawKey(event) {
    const step = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowUp: [0, -NUDGE], ArrowDown: [0, NUDGE] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y, w, high] = this.at;
    this.put(event.shiftKey ? [x, y, w + step[0], high + step[1]] : [x + step[0], y + step[1], w, high]);
  }

  /** @param {number[]} box */
  put([x, y, w, high]) {
    const inside = (value, most) => Math.min(Math.max(value, 0), most);
    const size = [Math.min(Math.max(w, LEAST), 1), Math.min(Math.max(high, LEAST), 1)];
    this.at = [inside(x, 1 - size[0]), inside(y, 1 - size[1]), ...size];
    lay(this.drawn, this.at);
  }

  placeOf(event) {
    const room = this.layer.getBoundingClientRect();
    return [(event.clientX - room.left) / room.width, (event.clientY - room.top) / room.height].map((value) => Math.min(Math.max(value, 0), 1));
  }

  begin(event) {
    if (!this.drawing || this.open) return;
    event.stopPropagation();
    event.preventDefault();
    this.layer.setPointerCapture(event.pointerId);
    this.from = this.placeOf(event);
  }

  pull(event) {
    if (!this.from) return;
    const to = this.placeOf(event), [x, y] = [0, 1].map((axis) => Math.min(this.from[axis], to[axis]));
    this.put([x, y, Math.abs(to[0] - this.from[0]), Math.abs(to[1] - this.from[1])]);
    this.pulled = true;
  }

  end(event) {
    if (!this.from) return;
    event.stopPropagation();
    const pulled = this.pulled;
    this.from = this.pulled = null;
    if (pulled) this.drawnDone();
  }

  // Whose face it is: without an answer nothing was drawn.
  drawnDone() {
    const { photo, at } = this;
    const box = new NameBox({ label: t("who.name"), take: (who) => { this.stop(); say(t("drawn", { name: who.name }), () => post(`/api/photos/${photo}/faces`, { box: at, ...whose(who) })); } });
    this.card(this.drawn, h("b", {}, t("who")), box.element);
    box.input.focus();
  }

  // Who is in the photo, for what is told beside it; names that stand for no face come last.
  people(names) {
    const named = new Set(this.faces.map(({ name }) => name).filter(Boolean));
    const seen = new Map(this.faces.map((face) => [face.person ?? -face.id, face]));
    const chips = [...seen.values()].map((face) => (!face.name
      ? h("button", { type: "button", className: "chip plain", onclick: () => this.point(face.id) }, icon("person"), t("who"))
      : h("a", { className: "chip plain", href: address(`/person/${face.person}`) }, icon("person"), face.said === "guess" ? t("who.maybe", { name: face.name }) : face.name)));
    const others = names.filter((name) => !named.has(name)).map((name) => h("a", { className: "chip plain", href: address("/search", { q: name, plan: JSON.stringify({ people: { all: [name] } }) }) }, name));
    return [...chips, ...others];
  }
}

// Who has no name yet gets one, with all their faces; else it is the face that is somebody's.
function saying(face, who) {
  if (face.person === null || face.name) return ["/api/faces/name", { faces: [face.id], ...whose(who) }];
  return who.person ? [`/api/people/${who.person}/merge`, { others: [face.person] }] : [`/api/people/${face.person}/change`, { name: who.name }];
}

/** @param {HTMLElement} element @param {number[]} box */
function lay(element, [x, y, width, height]) {
  const percent = (value) => `${(100 * value).toFixed(3)}%`;
  Object.assign(element.style, { left: percent(x), top: percent(y), width: percent(width), height: percent(height) });
}
