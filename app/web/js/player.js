// A memory over everything else: its photos one after another, slowly moving, with their captions.
import { get, note, post, thumbnail } from "./api.js";
import { h, icon, keepFocus } from "./dom.js";
import { aboutSheet } from "./about.js";
import { may } from "./may.js";
import { placeName } from "./names.js";
import { favorites, tell, withMemory } from "./state.js";
import { momentName, t } from "./text.js";
import { complain, toast } from "./toast.js";

// What filling the window may cut off a picture: a tenth of its longer side; else all of it is shown on a blurred ground.
const STAY_MS = 5200, FADE_MS = 700, SWIPE_PX = 50, LEAST = 0.9;
// Where a picture moves from and to: share of its size, and how much larger.
/** @type {[[number, number], [number, number]][]} */
const PATHS = [[[-1, -1], [1, 0.6]], [[1, 0.4], [-1, -0.4]], [[0, 1], [0.4, -1]], [[-0.6, 0.6], [1, -0.6]]];

export class Player {
  // page: the memories page below, if it is there; closed(memory) when the player is left.
  constructor(page, closed) {
    this.page = page;
    this.closed = closed;
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.at = 0;
    this.stage = h("div", { className: "scene" });
    this.bars = h("div", { className: "bars", "aria-hidden": "true" });
    this.words = h("div", { className: "words", role: "status", "aria-live": "polite" });
    this.title = h("h1", {});
    this.under = h("p", {});
    this.opening = h("div", { className: "opening" }, this.title, this.under);
    this.heart = this.button("heart", "favorite", () => this.favorite(), "heart");
    this.pause = this.button("pause", "player.pause", () => this.toggle());
    const tools = h("div", { className: "tools" }, this.button("back", "close", () => this.close()), h("span", { className: "grow" }),
      this.pause, may("favorite") ? this.heart : "", this.button("send", "player.send", () => this.send()), this.button("info", "player.why", () => this.about()));
    this.root = h("div", { className: "player", role: "dialog", "aria-modal": "true", "aria-label": t("memory") },
      this.stage, h("div", { className: "shade" }), this.opening, this.words, this.bars, tools,
      this.button("back", "previous", () => this.step(-1), "step back"), this.button("next", "next", () => this.step(1), "step on"));
    this.listener = (event) => this.key(event);
    document.addEventListener("keydown", this.listener);
    this.root.addEventListener("pointerdown", (event) => { this.from = event.target.closest("button, a, .sheet") ? null : [event.clientX, event.clientY]; });
    this.root.addEventListener("pointerup", (event) => this.swiped(event));
    document.addEventListener("visibilitychange", this.hiding = () => { if (document.hidden) this.rest(); });
    document.getElementById("overlay").append(this.root);
    this.pause.focus();
  }

  button(name, label, run, more = "") {
    return h("button", { type: "button", className: `round ${more}`, "aria-label": t(label), title: t(label), onclick: run }, icon(name));
  }

  async show(id) {
    if (this.memory?.id === id) return;
    this.leave();
    try {
      this.memory = this.page?.memories?.().find((memory) => memory.id === id) ?? await get(`/api/memories/${id}`);
    } catch (error) {
      complain(error);
      this.close();
      return;
    }
    this.page?.opened?.(id);
    const { title, subtitle, photos } = this.memory;
    this.root.setAttribute("aria-label", title);
    this.title.textContent = title;
    this.under.textContent = subtitle;
    this.bars.replaceChildren(...photos.map(() => h("i", {}, h("b", {}))));
    photos.filter((photo) => photo.favorite).forEach((photo) => favorites.add(photo.photo));
    this.feedback("open");
    this.at = 0;
    this.running = true;
    this.go(0);
  }

  get photo() { return this.memory?.photos[this.at]; }

  feedback(event, more = {}) {
    return note(`/api/memories/${this.memory.id}/feedback`, { event, ...more });
  }

  // How long a photo was looked at, said when it is left.
  leave() {
    if (!this.memory || !this.since || !this.photo) return;
    const seconds = Math.round((performance.now() - this.since) / 100) / 10;
    this.since = 0;
    if (seconds >= 0.5) this.feedback("dwell", { photo: this.photo.photo, position: this.at, value: seconds }).catch(() => {});
  }

  go(to) {
    this.leave();
    this.at = to;
    this.since = performance.now();
    this.root.querySelector(".ended")?.remove();
    this.root.classList.toggle("begun", to > 0);
    const { photos } = this.memory, photo = photos[to];
    this.draw(photo);
    this.drawWords(photo);
    this.drawMarks();
    this.drawBars();
    if (photos[to + 1]) new Image().src = thumbnail(photos[to + 1].photo, "large");
  }

  draw(photo) {
    const before = [...this.stage.children];
    const room = this.stage.getBoundingClientRect(), fits = photo.ratio / 100 / (room.width / Math.max(room.height, 1));
    const whole = fits < LEAST || fits > 1 / LEAST;
    const image = h("img", { className: whole ? "whole" : "", src: thumbnail(photo.photo, "large"), alt: "", draggable: false });
    const frame = h("div", { className: "frame" }, whole ? h("img", { className: "blurred", src: thumbnail(photo.photo), alt: "" }) : null, image);
    this.stage.append(frame);
    this.moving?.cancel();
    this.moving = null;
    if (this.still) return before.forEach((old) => old.remove());
    const fade = frame.animate({ opacity: [0, 1] }, { duration: before.length ? FADE_MS : 1, easing: "ease" });
    fade.finished.then(() => before.forEach((old) => old.remove()), () => {});
    this.moving = this.pan(image, whole);
    return null;
  }

  pan(image, whole) {
    const [from, to] = PATHS[this.at % PATHS.length], reach = whole ? 0.8 : 1.2, grown = whole ? 1.04 : 1.08;
    const place = ([x, y], scale) => `translate(${x * reach}%, ${y * reach}%) scale(${scale})`;
    const frames = [place(from, grown - 0.06), place(to, grown)];
    return image.animate({ transform: this.at % 2 ? frames.reverse() : frames }, { duration: STAY_MS + FADE_MS * 2, fill: "both", easing: "linear" });
  }

  drawWords(photo) {
    const when = photo.taken ? momentName(photo.taken) : "";
    this.words.replaceChildren(...[photo.caption && h("b", {}, photo.caption),
      h("span", {}, [when, placeName(photo.place)].filter(Boolean).join(" · ")),
      h("span", { className: "sr" }, t("player.of", { at: this.at + 1, all: this.memory.photos.length }))].filter(Boolean));
  }

  drawMarks() {
    this.heart.setAttribute("aria-pressed", String(favorites.has(this.photo.photo)));
    const label = t(this.running ? "player.pause" : "player.play");
    this.pause.setAttribute("aria-label", label);
    this.pause.title = label;
    this.pause.replaceChildren(icon(this.running ? "pause" : "play"));
  }

  drawBars() {
    this.ticking?.cancel();
    [...this.bars.children].forEach((bar, i) => { bar.className = i < this.at ? "done" : ""; });
    const bar = this.bars.children[this.at].firstChild;
    this.ticking = bar.animate({ transform: ["scaleX(0)", "scaleX(1)"] }, { duration: STAY_MS, fill: "both" });
    if (!this.running) this.ticking.pause();
    const mine = this.ticking;
    mine.finished.then(() => { if (mine === this.ticking) this.step(1); }, () => {});
  }

  step(by) {
    if (!this.memory) return;
    const to = this.at + by;
    if (to >= this.memory.photos.length) this.end();
    else if (this.root.querySelector(".ended")) this.go(this.at);
    else this.go(Math.max(to, 0));
  }

  // After the last photo: again, or the next memory of the day.
  end() {
    if (this.root.querySelector(".ended")) return;
    this.leave();
    this.rest();
    const all = this.page?.memories?.() ?? [], next = all[all.findIndex((memory) => memory.id === this.memory.id) + 1];
    const again = h("button", { type: "button", className: "button", onclick: () => { this.running = true; this.go(0); } }, icon("again"), t("player.again"));
    this.root.append(h("div", { className: "ended" }, h("h2", {}, this.memory.title), again,
      next ? h("button", { type: "button", className: "next", onclick: () => withMemory(next.id, { replace: true }) },
        h("img", { src: thumbnail(next.cover), alt: "" }), h("span", {}, h("small", {}, t("player.next")), h("b", {}, next.title))) : null));
    again.focus();
  }

  rest() {
    this.running = false;
    this.ticking?.pause();
    this.moving?.pause();
    if (this.photo) this.drawMarks();
  }

  toggle() {
    if (!this.memory) return null;
    if (this.running) return this.rest();
    this.running = true;
    if (this.root.querySelector(".ended")) return this.go(0);
    this.ticking?.play();
    this.moving?.play();
    return this.drawMarks();
  }

  async favorite() {
    const { photo } = this.photo, position = this.at, on = !favorites.has(photo);
    try {
      await post(`/api/photos/${photo}/marks`, { favorite: on });
      await this.feedback("favourite", { photo, position, value: Number(on) });
      if (on) favorites.add(photo);
      else favorites.delete(photo);
      tell("marked", photo);
      this.drawMarks();
    } catch (error) {
      complain(error);
    }
  }

  // All of the memory, under its name; that it was shared is a word on how good it is.
  async send() {
    if (!this.memory) return;
    this.rest();
    const { photos, title, subtitle } = this.memory, { sendPhotos } = await import("./send.js");
    sendPhotos(photos.map(({ photo }) => photo), { name: title, subtitle, sent: () => this.feedback("share").catch(() => {}) });
  }

  // Under its title, in the order told; taken back as any album is.
  async album() {
    if (!this.memory) return;
    this.rest();
    const { makeAlbum } = await import("./addto.js");
    await makeAlbum(this.memory.title, this.memory.photos.map(({ photo }) => photo));
  }

  about() {
    if (!this.memory) return;
    this.rest();
    this.leave();  // looking ends here: of a memory that is hidden next nothing more can be said
    aboutSheet(this.memory, {
      album: () => this.album().catch(complain),
      hidePhoto: () => this.told(this.feedback("hide", { photo: this.photo.photo, position: this.at }), t("player.hid.photo"), true),
      hide: () => this.told(this.feedback("hide"), t("player.hid"), true),
      less: (about, what) => this.told(post(`/api/memories/${this.memory.id}/less`, about), t("player.less.done", { what }), false),
    });
  }

  // What was said is kept; until something else is said it can be taken back.
  async told(saying, words, leaves) {
    try {
      await saying;
      toast(words, t("undo"), () => post("/api/memories/undo", {}).then(() => tell("memory")).catch(complain));
      if (leaves) this.close();
      tell("memory");
    } catch (error) {
      complain(error);
    }
  }

  swiped(event) {
    if (!this.from || !this.memory) return;
    const dx = event.clientX - this.from[0], dy = event.clientY - this.from[1];
    this.from = null;
    if (Math.abs(dx) > SWIPE_PX && Math.abs(dx) > Math.abs(dy)) this.step(dx < 0 ? 1 : -1);
    else if (dy > SWIPE_PX * 2) this.close();
    else if (Math.hypot(dx, dy) < 8) this.toggle();
  }

  key(event) {
    if (document.querySelector(".sheet")) return;
    keepFocus(this.root, event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target.closest?.("button");
    const run = {
      Escape: () => this.close(), ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1),
      " ": onButton && onButton !== this.pause ? null : () => this.toggle(), f: () => may("favorite") && this.favorite(), i: () => this.about(),
      Home: () => this.go(0), End: () => this.go(this.memory.photos.length - 1),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }

  close() { this.closed(this.memory?.id); }

  destroy() {
    this.leave();
    this.ticking?.cancel();
    this.moving?.cancel();
    document.removeEventListener("keydown", this.listener);
    document.removeEventListener("visibilitychange", this.hiding);
    this.root.remove();
  }
}
