// Putting photos of a grid into another order: dragged with the mouse, or moved with Alt and the arrows.
const TYPE = "application/x-photos-order";

export class Sorter {
  // take(ids): the order that is wanted, as far as it changed; chosen: those that go together when one of them is dragged.
  constructor(grid, canvas, chosen, take) {
    this.grid = grid;
    this.canvas = canvas;
    this.chosen = chosen;
    this.take = take;
    this.listeners = { dragstart: (event) => this.begin(event), dragover: (event) => this.over(event), dragleave: () => this.mark(null), dragend: () => this.end(), drop: (event) => this.drop(event), keydown: (event) => this.key(event) };
    for (const [name, run] of Object.entries(this.listeners)) canvas.addEventListener(name, run);
  }

  destroy() {
    for (const [name, run] of Object.entries(this.listeners)) this.canvas.removeEventListener(name, run);
  }

  begin(event) {
    const tile = event.target.closest?.(".tile");
    if (!tile) return;
    const id = this.grid.items.ids[tile.dataset.i];
    this.dragged = this.chosen.has(id) ? this.grid.items.ids.filter((one) => this.chosen.has(one)) : [id];
    event.dataTransfer.setData(TYPE, "");
    event.dataTransfer.effectAllowed = "copyMove";
  }

  // Before which photo it would be put.
  over(event) {
    if (!this.dragged) return;
    const tile = event.target.closest?.(".tile");
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    if (!tile) return;
    const box = tile.getBoundingClientRect();
    this.to = Number(tile.dataset.i) + (event.clientX > box.left + box.width / 2 ? 1 : 0);
    this.mark(tile, event.clientX > box.left + box.width / 2);
  }

  mark(tile, after = false) {
    this.marked?.classList.remove("before", "after");
    this.marked = tile;
    tile?.classList.add(after ? "after" : "before");
  }

  end() {
    this.mark(null);
    this.dragged = null;
  }

  drop(event) {
    if (!this.dragged) return;
    event.preventDefault();
    event.stopPropagation();
    const { dragged, to } = this;
    this.end();
    this.move(dragged, to);
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const i = this.grid.current, to = i + by;
    if (to < 0 || to >= this.grid.items.ids.length) return;
    const id = this.grid.items.ids[i];
    this.move([id], by > 0 ? to + 1 : to)?.then(() => this.grid.focus(this.grid.items.ids.indexOf(id)));
  }

  // to: before which of the photos as they stand now.
  move(moved, to) {
    const { ids } = this.grid.items, gone = new Set(moved);
    const before = ids.slice(0, to).filter((id) => !gone.has(id)), order = [...before, ...moved, ...ids.slice(to).filter((id) => !gone.has(id))];
    const last = order.findLastIndex((id, i) => id !== ids[i]);
    return last < 0 ? null : this.take(order.slice(0, last + 1));
  }
}
