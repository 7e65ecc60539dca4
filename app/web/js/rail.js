// The month rail at the right edge: years, a place in them, and a way to any month.
import { h, write } from "./dom.js";
import { headingAt } from "./layout.js";
import { t } from "./text.js";

const NEAR_PX = 22, DOT_PX = 11, DOTS_PX = 5;

const middle = (element) => { const { top, bottom } = element.getBoundingClientRect(); return (top + bottom) / 2; };

export class Rail {
  constructor(root, scroller, grid) {
    this.root = root;
    this.scroller = scroller;
    this.grid = grid;
    this.bubble = h("div", { className: "bubble" });
    this.thumb = h("div", { className: "thumb" });
    this.slider = h("div", { role: "slider", tabIndex: 0, "aria-orientation": "vertical", "aria-label": t("rail"),
      "aria-valuemin": "0" }, this.thumb, this.bubble);
    root.replaceChildren(this.slider);
    scroller.classList.add("railed");
    this.top = grid.look().top;
    this.abort = new AbortController();
    const on = (name, run) => root.addEventListener(name, run, { signal: this.abort.signal });
    on("pointerdown", (event) => { root.setPointerCapture(event.pointerId); this.held = true; this.grip = event.target === this.thumb ? event.clientY - middle(this.thumb) : 0; this.jump(event); });
    on("pointermove", (event) => { if (this.held) this.jump(event); });
    on("pointerup", () => { this.held = false; });
    on("pointercancel", () => { this.held = false; });
    on("keydown", (event) => this.key(event));
  }

  destroy() {
    this.abort.abort();
    clearTimeout(this.resting);
    if (!this.root.contains(this.slider)) return;  // another page has its own there by now
    this.root.replaceChildren();
    this.root.hidden = false;
    this.scroller.classList.remove("railed");
  }

  // Years where they are in the whole; too near ones give way, and so do the dots of headings: however many there
  // are, the rail has room for so many.
  draw() {
    const { headings, height } = this.grid.rows, sections = this.grid.items.sections;
    this.root.hidden = this.grid.look().range < 2;  // all is in view
    const room = this.room = this.root.clientHeight, marks = [];
    let year = "", last = -NEAR_PX, dot = -NEAR_PX;
    headings.tops.forEach((top, i) => {
      const { month } = sections[headings.sections[i]], at = (top / Math.max(height, 1)) * room, here = month ? month.slice(0, 4) : t("undated");
      if (here !== year && (!month || (at - last >= NEAR_PX && at < room - 8))) {
        marks.push([month ? at : Math.min(Math.max(at, last + NEAR_PX), room - 16), h("div", { className: "year" }, here)]);
        last = at;
        year = here;
      } else if (at - last >= DOT_PX && at - dot >= DOTS_PX) {
        marks.push([at, h("div", { className: "dot" })]);
        dot = at;
      }
    });
    for (const [at, mark] of marks) mark.style.top = `${at + 8}px`;
    this.root.replaceChildren(...marks.map(([, mark]) => mark), this.slider);
    this.slider.setAttribute("aria-valuemax", String(Math.max(headings.tops.length - 1, 0)));
    this.named = null;
    this.move(false);
  }

  section() {
    return Math.max(headingAt(this.grid.rows.headings, this.grid.seen.top + 60), 0);
  }

  move(shown = true) {
    const { top, share } = this.grid.seen, { headings } = this.grid.rows, i = this.section();
    this.thumb.style.translate = this.bubble.style.translate = `0 ${share * (this.room - 16) + 8}px`;
    if (!headings.tops.length) return;
    if (i !== this.named) {
      const name = this.grid.items.sections[headings.sections[i]].heading;
      write(this.bubble, name);
      this.slider.setAttribute("aria-valuenow", String(i));
      this.slider.setAttribute("aria-valuetext", name);
      this.named = i;
    }
    const scrolled = top !== this.top;
    this.top = top;
    if (!shown || !scrolled) return;
    this.root.classList.add("moving");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.root.classList.remove("moving"), 900);
  }

  jump(event) {
    const box = this.root.getBoundingClientRect();
    const share = (event.clientY - this.grip - box.top - 8) / Math.max(box.height - 16, 1);
    this.scroller.scrollTop = Math.min(Math.max(share, 0), 1) * this.grid.look().range;
  }

  key(event) {
    const { tops } = this.grid.rows.headings, i = this.section();
    const to = { ArrowUp: i - 1, ArrowDown: i + 1, PageUp: i - 12, PageDown: i + 12, Home: 0, End: tops.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (tops.length) this.scroller.scrollTop = tops[Math.min(Math.max(to, 0), tops.length - 1)] + this.grid.offset();
  }
}
