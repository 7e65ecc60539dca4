// The drawn world: where it stands in the window, and how fingers, wheel and keys move it.
import { getBy } from "./api.js";
import { NEAR_ZOOM, Outlines } from "./outlines.js";
import { LEVELS, latOf, loadWorld, lonOf, xOf, yOf } from "./world.js";

const TILE = 256, MOST_ZOOM = 16, STEP_PX = 90, SLIP_PX = 4, FIT = 0.8;
const LABEL_PX = [34, 2400], CALM_MS = 160, AROUND = 0.5, CITY = 1e6, REGIONS_ZOOM = 6.5, RIVER_PX = 1.8;

// Degrees of longitude from a box's west to its east.
const wide = ({ west, east }) => (east < west ? east - west + 360 : east - west);

// Whether a box lies in a box; either may lie across the date line.
export function holds(outer, { west, east, south, north }) {
  if (south < outer.south || north > outer.north) return false;
  return wide(outer) >= 360 || wide({ west: outer.west, east: west }) + wide({ west, east }) <= wide(outer);
}

export class Globe {
  // moved(): after each change of the view.
  constructor(root, canvas, { moved }) {
    this.root = root;
    this.canvas = canvas;
    this.moved = moved;
    this.zoom = 0;
    this.x = this.y = 0.5;
    this.fingers = new Map();
    this.cities = [];
    this.outlines = new Outlines(() => this.schedule());
    this.abort = new AbortController();
    const on = (name, run, more = {}) => root.addEventListener(name, run, { signal: this.abort.signal, ...more });
    on("wheel", (event) => this.wheel(event), { passive: false });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.up(event));
    on("dblclick", (event) => { if (!event.target.closest("button")) this.zoomBy(1, [event.clientX, event.clientY]); });
    on("keydown", (event) => this.key(event));
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(root);
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.scheme.addEventListener("change", () => this.schedule(), { signal: this.abort.signal });
  }

  async load() {
    this.world = await loadWorld();
    this.resize();
  }

  // A picture of a place, that nothing moves.
  rest() { this.abort.abort(); }

  destroy() {
    this.abort.abort();
    this.resizing.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.calm);
  }

  // Pixels of the whole world's side.
  get side() { return TILE * 2 ** this.zoom; }
  get leastZoom() { return Math.log2(Math.max(this.width, this.height) / TILE); }

  resize() {
    const { width, height } = this.root.getBoundingClientRect(), dots = devicePixelRatio || 1;
    if (!width || !height) return;
    this.width = width;
    this.height = height;
    this.dots = dots;
    this.canvas.width = width * dots;
    this.canvas.height = height * dots;
    this.set(this.x, this.y, this.zoom);
  }

  set(x, y, zoom) {
    if (!this.width) return;
    this.zoom = Math.min(Math.max(zoom, this.leastZoom), MOST_ZOOM);
    const half = this.height / this.side / 2;
    this.x = x - Math.floor(x);  // round the world
    this.y = Math.min(Math.max(y, half), 1 - half);
    this.schedule();
  }

  // Show all of {west, south, east, north}.
  fit(box) {
    const west = xOf(box.west), east = west + wide(box) / 360, [north, south] = [yOf(box.north), yOf(box.south)];
    const scale = Math.min((this.width * FIT) / Math.max(east - west, 1e-9), (this.height * FIT) / Math.max(south - north, 1e-9));
    this.set((west + east) / 2, (north + south) / 2, Math.min(Math.log2(scale / TILE), 9));
  }

  look(lat, lon, zoom) { this.set(xOf(lon), yOf(lat), zoom); }

  middle() { return { lat: latOf(this.y), lon: lonOf(this.x) }; }

  // What is seen, `more` of it beyond each edge, in degrees; across the date line, west is greater than east.
  box(more = 0) {
    const [w, high] = [(this.width / this.side) * (0.5 + more), (this.height / this.side) * (0.5 + more)];
    const lon = (x) => lonOf(x - Math.floor(x)), lat = (y) => latOf(Math.min(Math.max(y, 0), 1));
    const [west, east] = w < 0.5 ? [lon(this.x - w), lon(this.x + w)] : [-180, 180];
    return { west, east, north: lat(this.y - high), south: lat(this.y + high) };
  }

  // The nearest of the ways round the world.
  place({ lat, lon }) {
    const dx = xOf(lon) - this.x;
    return [(dx - Math.round(dx)) * this.side + this.width / 2, (yOf(lat) - this.y) * this.side + this.height / 2];
  }

  zoomBy(by, at = null) {
    const edge = this.root.getBoundingClientRect();
    const [px, py] = at ? [at[0] - edge.left - this.width / 2, at[1] - edge.top - this.height / 2] : [0, 0];
    const [x, y] = [this.x + px / this.side, this.y + py / this.side];
    const zoom = Math.min(Math.max(this.zoom + by, this.leastZoom), MOST_ZOOM);
    const side = TILE * 2 ** zoom;
    this.set(x - px / side, y - py / side, zoom);
  }

  pan(dx, dy) { this.set(this.x - dx / this.side, this.y - dy / this.side, this.zoom); }

  schedule() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
      this.moved();
      clearTimeout(this.calm);
      this.calm = setTimeout(() => this.askCities(), CALM_MS);
    });
  }

  // The names of what is in view and a little beyond; without them the map is as good as it was.
  async askCities() {
    const zoom = Math.floor(this.zoom), seen = this.box();
    if (zoom < NEAR_ZOOM - 1 || (this.named?.zoom === zoom && holds(this.named, seen))) return;
    const asked = { zoom, ...this.box(AROUND) };
    this.named = asked;
    try {
      const { cities } = await getBy("/api/world/cities", asked);
      if (this.named !== asked || this.abort.signal.aborted) return;
      this.cities = cities.map(({ name, lat, lon, population }) => ({ name, population, x: xOf(lon), y: yOf(lat) }));
      this.schedule();
    } catch {
      this.named = null;
    }
  }

  draw() {
    if (!this.world) return;
    const pen = this.canvas.getContext("2d"), style = getComputedStyle(this.root), side = this.side;
    const level = LEVELS.findIndex((least) => least * side < 1.5);
    pen.setTransform(this.dots, 0, 0, this.dots, 0, 0);
    pen.fillStyle = style.getPropertyValue("--water");
    pen.fillRect(0, 0, this.width, this.height);
    const [left, top] = [this.width / 2 - this.x * side, this.height / 2 - this.y * side];
    const lefts = [left - side, left, left + side].filter((from) => from < this.width && from + side > 0);
    for (const from of lefts) {
      pen.save();
      pen.beginPath();
      pen.rect(from, 0, side, this.height);  // what goes on beyond its edge is in the next one too
      pen.clip();
      pen.transform(side, 0, 0, side, from, top);
      this.drawLand(pen, style, level);
      pen.restore();
    }
    if (this.zoom >= NEAR_ZOOM) this.drawNear(pen, style, left, top);
    this.drawNames(pen, style, lefts, top);
  }

  // What is there of the near view, over the far one. First all that is filled, so that no cell lies on another's lines.
  drawNear(pen, style, left, top) {
    const { width, side } = this, colour = (name) => style.getPropertyValue(name), half = width / side / 2, { south, north } = this.box();
    const cells = this.outlines.in({ west: this.x - half, east: this.x + half, south, north });
    const within = (run) => {
      for (const cell of cells) {
        pen.save();
        pen.translate(left + (cell.x + cell.turn) * side, top + cell.y * side);
        pen.scale(side, side);
        run(cell);
        pen.restore();
      }
    };
    within((cell) => {
      pen.fillStyle = colour("--water");
      pen.fillRect(0, 0, cell.width, cell.height);
    });
    within((cell) => {
      pen.fillStyle = colour("--land");
      pen.fill(cell.land.fill, "evenodd");
    });
    pen.lineJoin = "round";
    within((cell) => {
      pen.lineWidth = RIVER_PX / side;
      pen.strokeStyle = colour("--river");
      pen.stroke(cell.rivers);
      pen.fillStyle = colour("--water");
      pen.fill(cell.lakes.fill, "evenodd");
    });
    within((cell) => {
      pen.lineWidth = 1 / side;
      pen.strokeStyle = colour("--coast");
      pen.stroke(cell.land.edge);
      pen.stroke(cell.lakes.edge);
      pen.strokeStyle = colour("--border");
      pen.lineWidth = 1.6 / side;
      pen.stroke(cell.borders);
      if (this.zoom < REGIONS_ZOOM) return;
      pen.globalAlpha = 0.5;
      pen.stroke(cell.regions);
    });
  }

  drawLand(pen, style, level) {
    pen.fillStyle = style.getPropertyValue("--land");
    pen.fill(this.world.land[level], "evenodd");
    pen.lineJoin = "round";
    pen.strokeStyle = style.getPropertyValue("--coast");
    pen.lineWidth = 1 / this.side;
    pen.stroke(this.world.land[level]);
    pen.strokeStyle = style.getPropertyValue("--border");
    pen.stroke(this.world.borders[level]);
  }

  // Countries that are neither specks nor wider than the window; then cities, the most populous first.
  drawNames(pen, style, lefts, top) {
    const taken = [];
    const free = (px, py, half) => px > -half && px < this.width + half && py > -20 && py < this.height + 20
      && !taken.some(([ox, oy, other]) => Math.abs(ox - px) < half + other && Math.abs(oy - py) < 20) && taken.push([px, py, half]);
    pen.fillStyle = style.getPropertyValue("--label");
    pen.font = "600 12px system-ui, sans-serif";
    pen.textAlign = "center";
    for (const { x, y, size, name } of this.world.labels) {
      const across = (size / 360) * this.side, half = pen.measureText(name).width / 2 + 8;
      if (across < LABEL_PX[0] || across > LABEL_PX[1] || half * 2 > across * 2.4) continue;
      for (const left of lefts) {
        const [px, py] = [left + x * this.side, top + y * this.side];
        if (free(px, py, half)) pen.fillText(name, px, py + 4);
      }
    }
    if (this.zoom < NEAR_ZOOM - 1) return;
    pen.textAlign = "left";
    for (const { x, y, name, population } of this.cities) {
      pen.font = `${population > CITY ? 600 : 400} 12px system-ui, sans-serif`;
      const half = pen.measureText(name).width / 2 + 8;
      for (const left of lefts) {
        const [px, py] = [left + x * this.side, top + y * this.side];
        if (!free(px + half, py, half)) continue;
        pen.fillRect(px - 1.5, py - 1.5, 3, 3);
        pen.fillText(name, px + 6, py + 4);
      }
    }
  }

  wheel(event) {
    event.preventDefault();
    this.zoomBy(-event.deltaY * (event.ctrlKey ? 0.012 : 0.0032), [event.clientX, event.clientY]);
  }

  down(event) {
    if (event.button || event.target.closest(".maptools")) return;
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    this.slipped = 0;
    this.spread = this.distance();
  }

  // The pointer is caught only once it moves: until then a press may be meant for a cluster.
  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
    this.slipped += Math.hypot(dx, dy);
    if (this.slipped < SLIP_PX) return;
    if (!this.root.hasPointerCapture(event.pointerId)) this.root.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.fingers.size === 2) {
      const spread = this.distance(), [a, b] = [...this.fingers.values()];
      if (this.spread) this.zoomBy(Math.log2(spread / this.spread), [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
      this.spread = spread;
    } else {
      this.pan(dx, dy);
    }
  }

  up(event) { this.fingers.delete(event.pointerId); }

  distance() {
    const [a, b] = [...this.fingers.values()];
    return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.root) return;
    const run = {
      ArrowLeft: () => this.pan(STEP_PX, 0), ArrowRight: () => this.pan(-STEP_PX, 0),
      ArrowUp: () => this.pan(0, STEP_PX), ArrowDown: () => this.pan(0, -STEP_PX),
      "+": () => this.zoomBy(0.5), "=": () => this.zoomBy(0.5), "-": () => this.zoomBy(-0.5), 0: () => this.whole(),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  whole() { this.set(0.5, 0.42, 0); }
}
