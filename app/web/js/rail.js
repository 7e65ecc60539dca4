// The month rail at the right edge: years, a place in them, and a way to any month.
import { h } from "./dom.js";
import { t } from "./text.js";

const NEAR_PX = 22;

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
    this.top = scroller.scrollTop;
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
    this.root.replaceChildren();
    this.root.hidden = false;
    this.scroller.classList.remove("railed");
    clearTimeout(this.resting);
  }

  range() { return Math.max(this.scroller.scrollHeight - this.scroller.clientHeight, 1); }

  // Years where they are in the whole; too near ones give way.
  draw() {
    const { headings, height } = this.grid.rows, sections = this.grid.items.sections;
    this.root.hidden = this.range() < 2;  // all is in view
    const room = this.root.clientHeight;
    const marks = [];
    let year = "", last = -NEAR_PX;
    for (const { y, number } of headings) {
      const at = (y / Math.max(height, 1)) * room, undated = !sections[number].month, here = undated ? t("undated") : sections[number].month.slice(0, 4);
      if (here !== year && (undated || (at - last >= NEAR_PX && at < room - 8))) {
        marks.push([undated ? Math.min(Math.max(at, last + NEAR_PX), room - 16) : at, h("div", { className: "year" }, here)]);
        last = at;
        year = here;
      } else if (at - last >= 11) {
        marks.push([at, h("div", { className: "dot" })]);
      }
    }
    for (const [at, mark] of marks) mark.style.top = `${at + 8}px`;
    this.root.replaceChildren(...marks.map(([, mark]) => mark), this.slider);
    this.slider.setAttribute("aria-valuemax", String(Math.max(headings.length - 1, 0)));
    this.move(false);
  }

  section() {
    const { headings } = this.grid.rows, y = this.scroller.scrollTop - this.grid.offset() + 60;
    let found = 0;
    headings.forEach((heading, i) => { if (heading.y <= y) found = i; });
    return found;
  }

  move(shown = true) {
    const at = (this.scroller.scrollTop / this.range()) * (this.root.clientHeight - 16) + 8;
    this.thumb.style.top = `${at}px`;
    this.bubble.style.top = `${at}px`;
    const i = this.section(), heading = this.grid.rows.headings[i];
    if (!heading) return;
    const name = this.grid.items.sections[heading.number].heading;
    this.bubble.textContent = name;
    this.slider.setAttribute("aria-valuenow", String(i));
    this.slider.setAttribute("aria-valuetext", name);
    const scrolled = this.scroller.scrollTop !== this.top;
    this.top = this.scroller.scrollTop;
    if (!shown || !scrolled) return;
    this.root.classList.add("moving");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.root.classList.remove("moving"), 900);
  }

  jump(event) {
    const box = this.root.getBoundingClientRect();
    const share = (event.clientY - this.grip - box.top - 8) / Math.max(box.height - 16, 1);
    this.scroller.scrollTop = Math.min(Math.max(share, 0), 1) * this.range();
  }

  key(event) {
    const { headings } = this.grid.rows, i = this.section();
    const to = { ArrowUp: i - 1, ArrowDown: i + 1, PageUp: i - 12, PageDown: i + 12, Home: 0, End: headings.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const heading = headings[Math.min(Math.max(to, 0), headings.length - 1)];
    if (heading) this.scroller.scrollTop = heading.y + this.grid.offset();
  }
}
