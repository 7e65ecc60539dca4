// Choosing photos in a grid: by the round mark on them, with Shift or Ctrl, by X, on a touch screen by pressing long.
import { chosen, on, tell } from "./state.js";

const LONG_MS = 420, MARK_PX = 44, SLIP_PX = 10;

export class Picker {
  constructor(grid, canvas) {
    this.grid = grid;
    this.canvas = canvas;
    this.deaf = on("chosen", () => grid.refresh());
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => clearTimeout(this.pressing));
    canvas.addEventListener("pointermove", (event) => {
      if (this.from && Math.hypot(event.clientX - this.from[0], event.clientY - this.from[1]) > SLIP_PX) clearTimeout(this.pressing);
    });
    // A long press is not meant for the browser's own menu, nor for dragging.
    for (const name of ["contextmenu", "dragstart"]) canvas.addEventListener(name, (event) => { if (this.held) event.preventDefault(); }, true);
  }

  destroy() {
    clearTimeout(this.pressing);
    this.deaf();
  }

  dress(tile, id) {
    tile.classList.toggle("chosen", chosen.has(id));
    this.canvas.classList.toggle("choosing", chosen.size > 0);
    if (chosen.size) tile.setAttribute("aria-pressed", String(chosen.has(id)));
    else tile.removeAttribute("aria-pressed");
  }

  press(event) {
    clearTimeout(this.pressing);
    this.held = false;
    const tile = event.target.closest(".tile");
    if (!tile || event.pointerType !== "touch") return;
    this.from = [event.clientX, event.clientY];
    this.pressing = setTimeout(() => {
      this.held = true;
      this.pick(Number(tile.dataset.i));
    }, LONG_MS);
  }

  // Whether a click on photo i chooses it; else it is opened.
  takes(event, tile, i) {
    if (this.held) return true;  // the end of the long press that chose it
    const box = tile.getBoundingClientRect(), mouse = event.detail > 0 && matchMedia("(hover: hover)").matches;
    const marked = mouse && event.clientX - box.left < MARK_PX && event.clientY - box.top < MARK_PX;
    if (!chosen.size && !marked && !event.shiftKey && !event.ctrlKey && !event.metaKey) return false;
    this.pick(i, event.shiftKey);
    return true;
  }

  // A photo with those it stands for.
  stack(i) { return [this.grid.items.ids[i], ...(this.grid.items.below?.(i) ?? [])]; }

  // through: all from the one picked before.
  pick(i, through = false) {
    const { ids } = this.grid.items, last = through ? ids.indexOf(this.last) : -1;
    if (last < 0 && chosen.has(ids[i])) this.stack(i).forEach((id) => chosen.delete(id));
    else for (let k = Math.min(i, last < 0 ? i : last); k <= Math.max(i, last); k += 1) this.stack(k).forEach((id) => chosen.add(id));
    this.last = ids[i];
    tell("chosen");
  }

  key(event) {
    const all = event.key === "a" && (event.ctrlKey || event.metaKey);
    if (!all && (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey)) return false;
    event.preventDefault();
    if (!all) this.pick(this.grid.current);
    else {
      this.grid.items.ids.forEach((_, i) => this.stack(i).forEach((id) => chosen.add(id)));
      tell("chosen");
    }
    return true;
  }
}
