// The picture itself: fitted, zoomed about a point, panned, swiped.
import { original, thumbnail } from "./api.js";
import { h } from "./dom.js";
import { carry, heed } from "./drag.js";
import { t } from "./text.js";

const MOST = 8, VIDEO_PX = 640, SWIPE_PX = 60, LARGE_PX = 1920, STILL_S = 0.01;

export class Stage {
  // step(by): swiped to the side; down(), up(): swiped so; zoomed(on).
  constructor(root, { step, zoomed, down, up }) {
    this.root = root;
    this.step = step;
    this.zoomed = zoomed;
    this.swipes = { down, up };
    this.scale = 1;
    this.x = this.y = 0;
    this.fingers = new Map();
    this.layers = [];
    this.heard = [];
    this.resizing = new ResizeObserver(() => this.apply());
    this.resizing.observe(root);
    root.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    root.addEventListener("dblclick", (event) => this.double(event));
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    root.addEventListener("pointerup", (event) => this.up(event));
    root.addEventListener("pointercancel", (event) => this.up(event));
  }

  destroy() { this.resizing.disconnect(); }

  // What lies on the picture, moved and sized with it; moved(): a video shows another second.
  over(layer, moved = () => {}) {
    this.layers.push(layer);
    this.heard.push(moved);
  }

  // Width of the picture by its height.
  ratio() { const [width, height] = this.size(); return width / height; }

  // Where a video is, in seconds; and played from there on.
  second() { return this.picture?.currentTime ?? 0; }
  playAt(second) {
    this.picture.currentTime = second;
    this.picture.play().catch(() => {});
  }

  // Still, at a second of a video; done when it is shown.
  async goTo(second) {
    const video = this.picture;
    video.pause();
    if (Math.abs(video.currentTime - second) < STILL_S) return;
    const arrived = new Promise((resolve) => { video.addEventListener("seeked", resolve, { once: true }); });
    video.currentTime = second;
    await arrived;
  }

  play() { if (this.picture?.paused) this.picture.play(); else this.picture?.pause?.(); }
  isZoomed() { return this.scale > 1.001; }

  // second: where in a video what was asked for is shown.
  show(photo, second = null) {
    this.root.querySelectorAll(":scope > :is(img, video, .wrong)").forEach((old) => old.remove());
    this.photo = photo;
    this.known = null;
    this.picture = h("img", { alt: "", draggable: true, ondragstart: (event) => this.drag(event) });
    const picture = this.picture;
    const large = new Image();
    picture.addEventListener("load", () => this.apply());
    picture.src = thumbnail(photo, "grid", second);
    large.addEventListener("load", () => { if (this.picture === picture) picture.src = large.src; });
    large.addEventListener("error", () => { if (this.picture === picture && second === null) this.wrong(); });
    large.src = thumbnail(photo, "large", second);
    this.root.prepend(picture);
    this.fit();
    heed(photo).catch(() => {});
  }

  // Zoomed in, dragging moves the picture; else it takes the file along, out of the window.
  drag(event) {
    if (this.isZoomed()) event.preventDefault();
    else carry(event, this.photo);
  }

  // What is known of the photo: its true size, and whether the browser can show or play the file itself; `second`
  // where in a video what was asked for is shown.
  know(known, second = null) {
    this.known = known;
    this.picture.alt = known.caption || known.title || known.name;
    if (known.media === "video") {
      const video = h("video", { controls: true, src: original(known.photo) + (second ? `#t=${second}` : ""), poster: thumbnail(known.photo, "large", second) });
      for (const event of ["timeupdate", "seeked", "loadeddata"]) video.addEventListener(event, () => this.heard.forEach((moved) => moved()));
      this.picture.replaceWith(video);
      this.picture = video;
    }
    this.apply();
  }

  wrong() {
    this.root.prepend(h("div", { className: "wrong" }, h("strong", {}, t("photo.unreadable")), t("photo.unreadable.text")));
  }

  size() {
    if (this.known?.width) return [this.known.width, this.known.height];
    return [this.picture?.naturalWidth || 3, this.picture?.naturalHeight || 2];
  }

  fit() {
    this.scale = 1;
    this.x = this.y = 0;
    this.apply();
  }

  // Small pictures are shown at up to twice their size: larger is only blur. A video has to hold its controls.
  apply() {
    if (!this.picture) return;
    const [width, height] = this.size(), room = this.root.getBoundingClientRect();
    const whole = Math.min(room.width / width, room.height / height, this.known?.width ? Math.max(2, this.picture.play ? VIDEO_PX / width : 0) : Infinity);
    this.shown = [width * whole, height * whole];
    const [w, high] = this.shown.map((side) => side * this.scale);
    const spareX = Math.max((w - room.width) / 2, 0), spareY = Math.max((high - room.height) / 2, 0);
    this.x = Math.min(Math.max(this.x, -spareX), spareX);
    this.y = Math.min(Math.max(this.y, -spareY), spareY);
    const place = { width: `${w}px`, height: `${high}px`, transform: `translate(${this.x - w / 2}px, ${this.y - high / 2}px)` };
    for (const element of [this.picture, ...this.layers]) Object.assign(element.style, place);
    this.zoomed(this.isZoomed());
    if (this.isZoomed() && this.known?.displayable && Math.max(...this.size()) > LARGE_PX) this.sharpen();
  }

  sharpen() {
    if (this.sharp === this.photo) return;
    this.sharp = this.photo;
    const picture = this.picture, full = new Image();
    full.addEventListener("load", () => { if (this.picture === picture) picture.src = full.src; });
    full.src = original(this.photo);
  }

  zoomBy(by, at = null) {
    const room = this.root.getBoundingClientRect();
    const [px, py] = at ? [at[0] - room.left - room.width / 2, at[1] - room.top - room.height / 2] : [0, 0];
    const before = this.scale;
    this.scale = Math.min(Math.max(this.scale * by, 1), MOST);
    const grown = this.scale / before;
    this.x = px - (px - this.x) * grown;
    this.y = py - (py - this.y) * grown;
    this.apply();
  }

  wheel(event) {
    if (event.target.closest(".tools, .facecard")) return;
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), [event.clientX, event.clientY]);
  }

  double(event) {
    if (event.target.closest("button, video, .facecard, text")) return;
    if (this.isZoomed()) this.fit();
    else this.zoomBy(2.5, [event.clientX, event.clientY]);
  }

  down(event) {
    if (event.target.closest("button, a, video, .facecard, text")) return;
    this.root.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    this.from = [event.clientX, event.clientY];
    this.spread = this.distance();
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.fingers.size === 2) {
      const spread = this.distance();
      if (this.spread) this.zoomBy(spread / this.spread, this.centre());
      this.spread = spread;
    } else if (this.isZoomed()) {
      this.x += event.clientX - before[0];
      this.y += event.clientY - before[1];
      this.apply();
    } else if (event.pointerType !== "mouse") {
      const [dx, dy] = this.moved(event);
      this.picture.style.translate = Math.abs(dx) > Math.abs(dy) ? `${dx}px` : `0 ${Math.max(dy, 0)}px`;
    }
  }

  moved(event) { return [event.clientX - this.from[0], event.clientY - this.from[1]]; }

  // A finger leaves: if it went far enough one way, that was meant. The picture follows it only until then.
  up(event) {
    if (this.picture) this.picture.style.translate = "";
    if (!this.fingers.delete(event.pointerId) || this.isZoomed() || this.fingers.size) return;
    const [dx, dy] = this.moved(event);
    if (event.pointerType === "mouse" || event.type === "pointercancel") return;
    if (Math.abs(dx) > SWIPE_PX && Math.abs(dx) > 2 * Math.abs(dy)) this.step(dx < 0 ? 1 : -1);
    else if (Math.abs(dy) > SWIPE_PX * 1.5 && Math.abs(dy) > 2 * Math.abs(dx)) this.swipes[dy > 0 ? "down" : "up"]();
  }

  distance() {
    const [a, b] = [...this.fingers.values()];
    return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
  }

  centre() {
    const [a, b] = [...this.fingers.values()];
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  }
}
