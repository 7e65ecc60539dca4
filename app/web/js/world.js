// The outlines of the world, out of data/world.bin: what photos_ml/data/recipes/build_world.py writes.
import { regionName } from "./names.js";
import { Reader } from "./reader.js";

const UNITS = 100;
let world = null;
export const LEVELS = [0.0012, 0.0003, 0];
const MOST_LATITUDE = 85.0511;

// Web Mercator: the whole world is 0 to 1, from the north-west.
export const xOf = (lon) => lon / 360 + 0.5;
export function yOf(lat) {
  const radians = (Math.min(Math.max(lat, -MOST_LATITUDE), MOST_LATITUDE) * Math.PI) / 180;
  return 0.5 - Math.asinh(Math.tan(radians)) / (2 * Math.PI);
}
export const lonOf = (x) => (x - 0.5) * 360;
export const latOf = (y) => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;

// Hundredths of a degree as points of the world.
function placed(steps) {
  return steps.map((value, i) => (i % 2 ? yOf : xOf)(value / UNITS));
}

// {land, borders}: paths for each of LEVELS, the coarsest first; labels: [{x, y, size, name}], the largest first.
export const loadWorld = () => (world ??= readWorld());

async function readWorld() {
  const reader = new Reader(new Uint8Array(await (await fetch(new URL("../data/world.bin", import.meta.url))).arrayBuffer()));
  const arcs = reader.list(() => placed(reader.steps()));
  const rings = reader.list(() => reader.list(() => reader.signed()));
  const borders = reader.list(() => reader.number());
  const labels = reader.list(() => {
    const [x, y] = placed(reader.steps(1));
    return { x, y, size: reader.number(), name: regionName(reader.text()) };
  });
  return {
    land: LEVELS.map((least) => paths(rings, arcs, least, true)),
    borders: LEVELS.map((least) => paths(borders.map((number) => [number]), arcs, least, false)),
    labels,
  };
}

// Lines, or filled rings. Points nearer than `least` to the one before are left out.
function paths(lines, arcs, least, closed) {
  const path = new Path2D();
  for (const line of lines) {
    const { points, round, crosses } = unrolled(line, arcs);
    // Antarctica goes round the world: it is closed along the edge.
    if (round) points.push([points.at(-1)[0], 1], [points[0][0], 1]);
    for (const shift of crosses && !round ? [0, -1, 1] : [0]) trace(path, points, shift, least, closed);
  }
  return path;
}

// A line over the edge of the map goes on beyond it, instead of back through all the world.
function unrolled(line, arcs) {
  const points = [];
  let turn = 0, last = null, crosses = false;
  for (const number of line) {
    const arc = arcs[number < 0 ? ~number : number], n = arc.length / 2;
    for (let k = 0; k < n; k += 1) {
      const i = 2 * (number < 0 ? n - 1 - k : k);
      if (last !== null && Math.abs(arc[i] - last) > 0.5) {
        turn += arc[i] < last ? 1 : -1;
        crosses = true;
      }
      last = arc[i];
      points.push([arc[i] + turn, arc[i + 1]]);
    }
  }
  return { points, crosses, round: turn !== 0 };
}

function trace(path, points, shift, least, closed) {
  let lastX = Infinity, lastY = Infinity;
  points.forEach(([x, y], i) => {
    const end = !closed && i === points.length - 1;
    if (!end && Math.abs(x - lastX) < least && Math.abs(y - lastY) < least) return;
    if (i) path.lineTo(x + shift, y);
    else path.moveTo(x + shift, y);
    [lastX, lastY] = [x, y];
  });
  if (closed) path.closePath();
}
