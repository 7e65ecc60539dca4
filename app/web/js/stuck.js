// What stays at the top while a timeline scrolls below it: its month and day, and how large the pictures are.
import { sizes } from "./density.js";
import { h, icon, write } from "./dom.js";
import { headingAt } from "./layout.js";
import { stack, stacked } from "./stacked.js";
import { t } from "./text.js";

const NARROW = matchMedia("(max-width: 640px)");

// Whether of copies and shots of one moment only one is shown; then run.
export function stackButton(run) {
  return h("button", { type: "button", className: "stacks", "aria-label": t("stack"), title: t("stack"), "aria-pressed": String(stacked()), onclick: ({ currentTarget }) => {
    stack(!stacked());
    currentTarget.setAttribute("aria-pressed", String(stacked()));
    run();
  } }, icon("album"));
}

export class Stuck {
  // button: what else can be chosen of how they are shown, or null.
  constructor(grid, button = null) {
    this.grid = grid;
    this.month = h("b", {});
    this.day = h("small", {});
    this.root = h("div", { className: "stuck" }, h("div", {}, h("span", { "aria-hidden": "true" }, this.month, this.day), button, sizes()));
  }

  // The heading stands where it is until it is scrolled away.
  move() {
    const { rows: { headings }, items: { sections, when }, seen } = this.grid;
    // On a phone it takes the place of the first heading, for which there is no room beside the buttons.
    const here = Math.max(headingAt(headings, seen.top - 1), NARROW.matches ? 0 : -1), section = sections[headings.sections[here]];
    this.root.classList.toggle("on", Boolean(section));
    if (!section) return;
    const at = this.grid.firstVisible(seen);
    write(this.month, section.heading);
    write(this.day, section.month && at < section.end ? when(at) : section.note);
  }
}
