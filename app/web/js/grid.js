// A virtualised grid: only what is near the window exists, and elements are used again.
import { h, icon } from "./dom.js";
import { clamped, headingAt, justify, rowAt, rowOf } from "./layout.js";
import { thumbnail } from "./api.js";
import { scale } from "./density.js";
import { carry, heed } from "./drag.js";
import { Picker } from "./picker.js";
import { leaving } from "./rooms.js";
import { on } from "./state.js";
import { playTime, t } from "./text.js";

const GAP = 5, HEADING = 52, SPARE = 60, CALM_MS = 90, FAST = 2.5;
// A picture that is there so soon is shown at once: to fade in all that fill a window keeps a processor busy.
const AT_HAND_MS = 150;

export class Grid {
  // items: {ids, ratios, sections, when(i), favorite(id), video(id), shots(i), below(i): those that are chosen with it, second(i), said(i), place(photo)}; open(i) when one is chosen.
  constructor(scroller, canvas, { open, moved }) {
    this.scroller = scroller;
    this.canvas = canvas;
    this.open = open;
    this.moved = moved;
    this.tiles = new Map();
    this.headings = new Map();
    this.spare = [];
    this.current = 0;
    this.items = { ids: [], ratios: [], sections: [] };
    this.rows = justify([], [], 1, 1, GAP, HEADING);
    this.look();
    this.onScroll = () => this.schedule();
    scroller.addEventListener("scroll", this.onScroll, { passive: true });
    canvas.addEventListener("click", (event) => this.clicked(event));
    this.picker = new Picker(this, canvas);
    const pressed = (event) => this.items.ids[event.target.closest?.(".tile")?.dataset.i];
    canvas.addEventListener("pointerdown", (event) => pressed(event) && heed(pressed(event)).catch(() => {}));
    canvas.addEventListener("dragstart", (event) => pressed(event) && carry(event, pressed(event)));
    canvas.addEventListener("keydown", (event) => this.key(event));
    this.resizing = new ResizeObserver(() => this.lay(true));
    this.resizing.observe(canvas);
    this.deaf = on("density", () => { this.width = 0; this.lay(true); });
  }

  destroy() {
    this.scroller.removeEventListener("scroll", this.onScroll);
    this.resizing.disconnect();
    this.deaf();
    this.picker.destroy();
    clearTimeout(this.calm);
  }

  // Another list: what was in view stays where it is if it is still there, and so does the focus.
  set(items) {
    if (leaving(this.canvas).aborted) return;
    // What is shown under another photo by now is where that one is.
    const place = (photo) => items.place?.(photo) ?? items.ids.indexOf(photo);
    const { ids } = this.items, first = this.firstVisible(), current = ids.length ? place(ids[this.current]) : -1;
    const read = this.scroller.scrollTop > this.offset() + HEADING;
    const slip = read && first >= 0 ? this.scroller.scrollTop - this.topOf(first) : 0;
    const held = this.canvas.contains(document.activeElement);
    this.items = items;
    this.current = current < 0 ? Math.min(this.current, Math.max(items.ids.length - 1, 0)) : current;
    this.clear();
    this.width = 0;
    this.lay(false);
    const again = read ? place(ids[first]) : -1;
    if (again >= 0) {
      this.scroller.scrollTop = this.topOf(again) + slip;
      this.lastTop = this.look().top;  // no hurry: nobody scrolled
      this.render();
    }
    if (held) this.focus(this.current, false);
  }

  topOf(i) { return this.rows.tops[rowOf(this.rows.firsts, i)]; }

  lay(keep) {
    const width = this.canvas.clientWidth;
    if (!width || width === this.width) return;
    const anchor = keep ? this.firstVisible() : -1, held = this.canvas.contains(document.activeElement);
    this.width = width;
    const target = (width < 520 ? 118 : width < 900 ? 180 : 224) * scale();
    const { ratios, sections } = this.items;
    this.rows = justify(ratios, sections, width, target, GAP, HEADING);
    this.canvas.style.height = `${this.rows.height}px`;
    this.clear();
    if (anchor > 0) this.scroller.scrollTop = this.offset() + this.topOf(anchor);
    this.render();
    if (held) this.focus(this.current, false);  // its element is another one now
    this.moved?.();
  }

  offset() { return this.canvas.offsetTop; }

  // Where the window stands: `top` in the canvas, `view` high, `share` of the way down, of `range` pixels. Asked once,
  // before anything is drawn: whoever asks after that has the browser lay out the page once more.
  look() {
    const { scrollTop, clientHeight: view, scrollHeight } = this.scroller, range = Math.max(scrollHeight - view, 1);
    this.seen = { top: scrollTop - this.offset(), view, range, share: scrollTop / range };
    return this.seen;
  }

  firstVisible({ top } = this.look()) {
    return this.rows.tops.length ? this.rows.firsts[rowAt(this.rows.tops, top + HEADING)] : -1;
  }

  schedule() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
      this.moved?.();
    });
  }

  render() {
    const { tops, heights } = this.rows;
    const { top, view } = this.look();
    const speed = Math.abs(top - (this.lastTop ?? top)) / view;
    const { hurried } = this;
    this.lastTop = top;
    this.hurried = speed > FAST;
    const from = top - view * 0.7, to = top + view * 1.7;
    const wanted = new Set();
    if (tops.length) {
      for (let row = rowAt(tops, from); row < tops.length && tops[row] < to; row += 1) {
        if (tops[row] + heights[row] >= from) this.renderRow(row, wanted);
      }
    }
    for (const [i, tile] of this.tiles) if (!wanted.has(i)) this.release(i, tile);
    this.renderHeadings(from, to);
    clearTimeout(this.calm);
    // What a jump placed without its pictures gets them once it is over, by whatever comes next.
    if (this.hurried) this.calm = setTimeout(() => { this.hurried = false; this.loadAll(); }, CALM_MS);
    else if (hurried) this.loadAll();
  }

  renderRow(row, wanted) {
    const { tops, heights, firsts, counts } = this.rows;
    let x = 0;
    for (let i = firsts[row]; i < firsts[row] + counts[row]; i += 1) {
      wanted.add(i);
      const width = clamped(this.items.ratios[i]) * heights[row];
      if (!this.tiles.has(i)) this.place(i, x, tops[row], width, heights[row]);
      x += width + GAP;
    }
  }

  renderHeadings(from, to) {
    const wanted = new Set();
    const { headings } = this.rows;
    for (let at = headingAt(headings, from) + 1; headings.tops[at] <= to; at += 1) {
      const number = headings.sections[at], section = this.items.sections[number];
      wanted.add(number);
      if (this.headings.has(number)) continue;
      const note = section.note ? h("small", {}, section.note) : null;
      const heading = h("h2", {}, section.heading, note);
      heading.style.top = `${headings.tops[at] + 12}px`;
      this.headings.set(number, heading);
      this.canvas.append(heading);
    }
    for (const [number, heading] of this.headings) {
      if (wanted.has(number)) continue;
      heading.remove();
      this.headings.delete(number);
    }
  }

  place(i, x, y, width, height) {
    const tile = this.spare.pop() ?? this.make();
    const id = this.items.ids[i];
    tile.dataset.i = i;
    tile.style.transform = `translate(${x}px, ${y}px)`;
    tile.style.width = `${width}px`;
    tile.style.height = `${height}px`;
    tile.tabIndex = i === this.current ? 0 : -1;
    this.dress(tile, i, id);
    this.tiles.set(i, tile);
    this.canvas.append(tile);
    if (!this.hurried) this.load(tile, i);
  }

  dress(tile, i, id) {
    const favorite = this.items.favorite(id), video = this.items.video(id), shots = this.items.shots?.(i).length ?? 0;
    tile.classList.toggle("favorite", favorite);
    tile.classList.toggle("video", video);
    this.picker.dress(tile, id);
    const when = this.items.when(i);
    let label = when ? t("photo.of", { what: t(video ? "video" : "photo"), when }) : t(video ? "video" : "photo");
    const second = this.items.second?.(i) ?? null, time = second === null ? "" : playTime(second);
    if (time) label = t("photo.at", { label, time });
    const said = this.items.said?.(i) ?? "";
    if (said) label = t("photo.says", { label, said });
    if (favorite) label = t("photo.favorite", { label });
    if (shots) label = t("photo.shots", { label, n: shots });
    tile.setAttribute("aria-label", label);
    tile.querySelector(".count").textContent = shots ? `+${shots}` : "";
    tile.querySelector(".at").textContent = time;
    tile.querySelector(".says").textContent = said && t("says", { said });
  }

  refresh() {
    for (const [i, tile] of this.tiles) this.dress(tile, i, this.items.ids[i]);
  }

  make() {
    const image = h("img", { alt: "", decoding: "async", draggable: false });
    image.addEventListener("load", () => {
      image.classList.toggle("late", performance.now() - image.asked > AT_HAND_MS);
      image.classList.add("here");
    });
    const tile = h("button", { className: "tile", type: "button", draggable: true }, image,
      h("span", { className: "check" }, icon("check")), h("span", { className: "count" }), h("span", { className: "says" }), h("span", { className: "mark play" }, icon("play"), h("span", { className: "at" })),
      h("span", { className: "mark heart" }, icon("heart")));
    image.addEventListener("error", () => this.failed(tile));
    return tile;
  }

  // A hit in a video is shown as it is at that second.
  load(tile, i) {
    const image = tile.firstChild, source = thumbnail(this.items.ids[i], "grid", this.items.second?.(i) ?? null);
    if (image.getAttribute("src") === source) return;
    image.asked = performance.now();
    image.src = source;
  }

  // Where a second of a video cannot be shown, its poster can.
  failed(tile) {
    const image = tile.firstChild, source = image.getAttribute("src"), poster = thumbnail(this.items.ids[Number(tile.dataset.i)]);
    if (source?.startsWith(`${poster}?`)) image.src = poster;
    else if (source) tile.classList.add("broken");
  }

  loadAll() {
    for (const [i, tile] of this.tiles) this.load(tile, i);
  }

  release(i, tile) {
    this.tiles.delete(i);
    tile.remove();
    tile.classList.remove("broken");
    const image = tile.firstChild;
    image.removeAttribute("src");
    image.classList.remove("here");
    if (this.spare.length < SPARE) this.spare.push(tile);
  }

  clear() {
    for (const [i, tile] of this.tiles) this.release(i, tile);
    for (const heading of this.headings.values()) heading.remove();
    this.headings.clear();
  }

  clicked(event) {
    const tile = event.target.closest(".tile");
    if (!tile) return;
    const i = Number(tile.dataset.i);
    this.focus(i, false);
    if (!this.picker.takes(event, tile, i)) this.open(i);
  }

  // Bring photo i into view, and give it the focus.
  focus(i, scroll = true) {
    if (!this.items.ids.length || leaving(this.canvas).aborted) return;
    this.tiles.get(this.current)?.setAttribute("tabindex", "-1");
    this.current = Math.min(Math.max(i, 0), this.items.ids.length - 1);
    if (scroll) this.reveal(this.current);
    const tile = this.tiles.get(this.current);
    if (tile) {
      tile.tabIndex = 0;
      tile.focus({ preventScroll: true });
    }
  }

  reveal(i) {
    const row = rowOf(this.rows.firsts, i);
    const top = this.rows.tops[row] + this.offset(), bottom = top + this.rows.heights[row];
    const view = this.scroller.clientHeight, at = this.scroller.scrollTop;
    if (top < at + 60) this.scroller.scrollTop = top - 60;
    else if (bottom > at + view - 20) this.scroller.scrollTop = bottom - view + 20;
    this.render();
  }

  key(event) {
    this.current = Number(event.target.closest(".tile")?.dataset.i ?? this.current);
    if (this.picker.key(event)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    let to = null;
    if (event.key in steps) to = this.current + steps[event.key];
    else if (event.key === "ArrowUp") to = this.above(-1);
    else if (event.key === "ArrowDown") to = this.above(1);
    else if (event.key === "Home") to = 0;
    else if (event.key === "End") to = this.items.ids.length - 1;
    if (to === null) return;
    event.preventDefault();
    this.focus(to);
  }

  // The photo in the next or previous row whose middle is nearest.
  above(step) {
    const { firsts, counts } = this.rows;
    const row = rowOf(firsts, this.current), other = row + step;
    if (other < 0 || other >= firsts.length) return this.current;
    const middle = this.middle(row, this.current);
    let best = firsts[other];
    for (let i = best; i < firsts[other] + counts[other]; i += 1) {
      if (Math.abs(this.middle(other, i) - middle) < Math.abs(this.middle(other, best) - middle)) best = i;
    }
    return best;
  }

  middle(row, i) {
    let x = 0;
    for (let j = this.rows.firsts[row]; j < i; j += 1) x += clamped(this.items.ratios[j]) * this.rows.heights[row] + GAP;
    return x + (clamped(this.items.ratios[i]) * this.rows.heights[row]) / 2;
  }
}
