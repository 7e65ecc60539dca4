// Coasts, lakes, rivers and borders as a near map needs them, by cells of 10 degrees: what photos_ml/data/recipes/build_outlines.py writes.
import { bytesOf } from "./api.js";
import { Reader } from "./reader.js";
import { xOf, yOf } from "./world.js";

const CELL = 10, COLUMNS = 36, ROWS = 18, UNITS = 1000, OVERLAP = 0.02, KEPT = 60;
export const NEAR_ZOOM = 5;

const column = (x) => Math.floor((x * 360) / CELL);

// The cells of a part of the world, given as {west, east}: x, where a whole turn more is the same again, and degrees north and south.
function cellsOf({ west, east, south, north }) {
  const rows = [south, north].map((lat) => Math.min(Math.max(Math.floor((lat + 90) / CELL), 0), ROWS - 1)), found = [];
  for (let row = rows[0]; row <= rows[1]; row += 1) {
    for (let at = column(west); at <= column(east); at += 1) found.push({ cell: row * COLUMNS + ((at % COLUMNS) + COLUMNS) % COLUMNS, turn: Math.floor(at / COLUMNS) });
  }
  return found;
}

export class Outlines {
  // come(): after each cell that has come.
  constructor(come) {
    this.come = come;
    this.cells = new Map();
  }

  // Those that are there, each with how many turns round the world it lies; the others are asked for.
  in(box) {
    const found = [];
    for (const one of cellsOf(box)) {
      const known = this.cells.get(one.cell);
      if (!this.cells.has(one.cell)) this.load(one.cell);
      else if (known) found.push({ ...known, turn: one.turn });
    }
    return found;
  }

  async load(cell) {
    this.cells.set(cell, null);
    try {
      this.cells.set(cell, read(cell, await bytesOf(`/api/world/outlines/${cell}`)));
      this.come();
    } catch {
      this.cells.delete(cell); // asked for again with the next move; until then the far view stands
    }
    for (const old of [...this.cells.keys()].slice(0, -KEPT)) this.cells.delete(old);
  }
}

// {x, y, width, height} of a cell in the world; paths from its north-west corner, in the world's units.
function read(cell, bytes) {
  const west = (cell % COLUMNS) * CELL - 180, south = Math.floor(cell / COLUMNS) * CELL - 90;
  const x = xOf(west), y = yOf(south + CELL), reader = new Reader(bytes);
  const lines = (closed) => {
    const fill = new Path2D(), edge = new Path2D();
    if (!reader.done) reader.list(() => trace(reader.steps(), closed, fill, edge));
    return { fill, edge };
  };
  function trace(steps, closed, fill, edge) {
    const n = steps.length / 2, at = (i) => [xOf(west + steps[2 * i] / UNITS) - x, yOf(south + steps[2 * i + 1] / UNITS) - y];
    for (let i = 0; i < n + (closed ? 1 : 0); i += 1) {
      const here = i % n, [px, py] = at(here);
      if (i === 0) { fill.moveTo(px, py); edge.moveTo(px, py); continue; }
      fill.lineTo(px, py);
      if (closed && alongEdge(steps, here, i - 1, west)) edge.moveTo(px, py);
      else edge.lineTo(px, py);
    }
  }
  return { x, y, width: CELL / 360, height: yOf(south) - y, land: lines(true), lakes: lines(true), borders: lines(false).edge, regions: lines(false).edge, rivers: lines(false).edge };
}

// Whether a stretch is where a cell, or the world, was cut: no coast.
function alongEdge(steps, i, before, west) {
  const low = -OVERLAP * UNITS, high = (CELL + OVERLAP) * UNITS, dates = [(-180 - west) * UNITS, (180 - west) * UNITS];
  const along = (axis, edges) => steps[2 * i + axis] === steps[2 * before + axis] && edges.includes(steps[2 * i + axis]);
  return along(0, [low, high, ...dates]) || along(1, [low, high]);
}
