// Photos one after another over everything else, in full screen where that is allowed: from any list, in its order or in none.
import { thumbnail } from "./api.js";
import { focused, h, icon, keepFocus } from "./dom.js";
import { t } from "./text.js";

const SECONDS = [3, 5, 8, 15, 30], KEPT = "slideshow", FADE_MS = 600, RESTS_MS = 2500;
const kept = { seconds: 5, shuffle: false, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };

export function openSlideshow(photos, start = photos[0]) {
  if (photos.length) new Slideshow(photos, start);
}

class Slideshow {
  constructor(photos, start) {
    this.listed = photos;
    this.before = focused();
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.stage = h("div", { className: "slides" });
    this.where = h("span", { className: "grow", role: "status" });
    this.pause = this.button("pause", "player.pause", () => this.toggle());
    this.mix = this.button("shuffle", "show.shuffle", () => this.shuffle());
    this.every = h("select", { "aria-label": t("show.every"), onchange: () => this.keep({ seconds: Number(this.every.value) }) },
      SECONDS.map((n) => h("option", { value: n, selected: n === kept.seconds }, t("show.seconds", { n }))));
    this.tools = h("div", { className: "tools" }, this.button("close", "close", () => this.close()), this.where, this.button("back", "previous", () => this.step(-1)), this.pause, this.button("next", "next", () => this.step(1)),
      this.mix, this.every, this.button("full", "show.full", () => this.full()));
    this.root = h("div", { className: "slideshow", role: "dialog", "aria-modal": "true", "aria-label": t("show.label") }, this.stage, this.tools);
    this.listeners = [[document, "keydown", (event) => this.key(event)], [this.root, "pointermove", () => this.stir()], [this.root, "focusin", () => this.stir()],
      [document, "visibilitychange", () => { if (document.hidden) this.rest(); }], [window, "hashchange", () => this.close()]];
    for (const [place, name, run] of this.listeners) place.addEventListener(name, run, true);
    document.body.append(this.root);
    this.running = true;
    this.arrange(start);
    this.full().catch(() => {});
    navigator.wakeLock?.request("screen").then((lock) => { this.awake = lock; if (!this.root.isConnected) lock.release(); }, () => {});
    this.pause.focus();
    this.stir();
  }

  button(image, words, run) {
    return h("button", { type: "button", className: "round", "aria-label": t(words), title: t(words), onclick: run }, icon(image));
  }

  // The list in its order or mixed, with this photo first shown.
  arrange(start) {
    this.photos = [...this.listed];
    if (kept.shuffle) {
      for (let i = this.photos.length - 1; i > 0; i -= 1) {
        const k = Math.floor(Math.random() * (i + 1));
        [this.photos[i], this.photos[k]] = [this.photos[k], this.photos[i]];
      }
      this.photos = [start, ...this.photos.filter((photo) => photo !== start)];
    }
    this.at = Math.max(this.photos.indexOf(start), 0);
    this.draw();
  }

  draw() {
    const photo = this.photos[this.at], before = [...this.stage.children], { length } = this.photos;
    const image = h("img", { src: thumbnail(photo, "large"), alt: t("show.of", { at: this.at + 1, all: length }) });
    this.stage.append(image);
    this.where.textContent = t("show.of", { at: this.at + 1, all: length });
    this.mix.setAttribute("aria-pressed", String(kept.shuffle));
    if (this.still) before.forEach((old) => old.remove());
    else image.animate({ opacity: [0, 1] }, { duration: before.length ? FADE_MS : 1 }).finished.then(() => before.forEach((old) => old.remove()), () => {});
    new Image().src = thumbnail(this.photos[(this.at + 1) % length], "large");
    clearTimeout(this.timer);
    image.decode().catch(() => {}).then(() => { if (image === this.stage.lastChild) this.wait(); });
  }

  // The next one comes once this one is there and was seen long enough.
  wait() {
    clearTimeout(this.timer);
    if (this.running) this.timer = setTimeout(() => this.step(1), kept.seconds * 1000);
  }

  step(by) {
    this.at = (this.at + by + this.photos.length) % this.photos.length;
    this.draw();
  }

  toggle() { if (this.running) this.rest(); else { this.running = true; this.mark(); this.wait(); } }

  rest() {
    this.running = false;
    clearTimeout(this.timer);
    this.mark();
  }

  mark() {
    const words = t(this.running ? "player.pause" : "player.play");
    this.pause.replaceChildren(icon(this.running ? "pause" : "play"));
    this.pause.ariaLabel = this.pause.title = words;
  }

  keep(values) {
    localStorage.setItem(KEPT, JSON.stringify(Object.assign(kept, values)));
    this.wait();
  }

  shuffle() {
    this.keep({ shuffle: !kept.shuffle });
    this.arrange(this.photos[this.at]);
  }

  async full() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.root.requestFullscreen?.();
  }

  // The buttons go while nothing is moved.
  stir() {
    this.root.classList.remove("calm");
    clearTimeout(this.calm);
    this.calm = setTimeout(() => this.root.classList.toggle("calm", !this.tools.contains(document.activeElement) || !this.tools.querySelector(":focus-visible")), RESTS_MS);
  }

  key(event) {
    keepFocus(this.root, event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const choosing = event.target === this.every, run = {
      Escape: () => this.close(), ArrowLeft: choosing ? null : () => this.step(-1), ArrowRight: choosing ? null : () => this.step(1),
      " ": event.target.closest?.("button, select") && event.target !== this.pause ? null : () => this.toggle(), f: () => this.full(), x: () => this.shuffle(), Home: () => this.step(-this.at), End: () => this.step(this.photos.length - 1 - this.at),
    }[event.key];
    event.stopPropagation();
    if (!run) return;
    event.preventDefault();
    run();
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.calm);
    for (const [place, name, run] of this.listeners) place.removeEventListener(name, run, true);
    this.awake?.release();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    this.root.remove();
    this.before?.focus();
  }
}
