// What stays at the top while a timeline scrolls below it: its month and day, and how large the pictures are.
import { sizes } from "./density.js";
import { h, icon } from "./dom.js";
import { t } from "./text.js";

const KEY = "stacked";

export const stacked = () => localStorage.getItem(KEY) !== "no";

// Whether of copies and shots of one moment only one is shown: kept in this browser, then run.
export function stackButton(run) {
  return h("button", { type: "button", className: "stacks", "aria-label": t("stack"), title: t("stack"), "aria-pressed": String(stacked()), onclick: ({ currentTarget }) => {
    localStorage.setItem(KEY, stacked() ? "no" : "yes");
    currentTarget.setAttribute("aria-pressed", String(stacked()));
    run();
  } }, icon("album"));
}

export class Stuck {
  // button: what else can be chosen of how they are shown, or null.
  constructor(scroller, grid, button = null) {
    this.scroller = scroller;
    this.grid = grid;
    this.month = h("b", {});
    this.day = h("small", {});
    this.root = h("div", { className: "stuck" }, h("div", {}, h("span", { "aria-hidden": "true" }, this.month, this.day), button, sizes()));
  }

  // The heading stands where it is until it is scrolled away.
  move() {
    const { headings } = this.grid.rows, { sections, when } = this.grid.items, y = this.scroller.scrollTop - this.grid.offset();
    // On a phone it takes the place of the first heading, for which there is no room beside the buttons.
    const here = headings.findLast((heading) => heading.y < y) ?? (matchMedia("(max-width: 640px)").matches ? headings[0] : null);
    this.root.classList.toggle("on", Boolean(here));
    if (!here) return;
    const at = this.grid.firstVisible(), section = sections[here.number];
    this.month.textContent = section.heading;
    this.day.textContent = section.month && at < section.end ? when(at) : section.note;
  }
}
