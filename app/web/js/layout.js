// Justified rows: pure arithmetic over plain arrays, 100,000 photos in a few milliseconds.

// How high the last row of a section may be, and how low two rows become when they are joined: shares of the target.
const HIGHEST = 1.4, LOWEST = 0.68;

// sections: [{start, end, bare: without a heading}] over `ratios` (width per 100 of height). Returns typed arrays of
// rows and, of the headings, their places and sections. Every row fills the width; the last of a section where that makes it neither high nor low.
export function justify(ratios, sections, width, target, gap, headingHeight) {
  const tops = [], heights = [], firsts = [], counts = [], headings = { tops: [], sections: [] };
  const wide = (from, to) => {
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += clamped(ratios[i]);
    return sum;
  };
  const filled = (from, to) => (width - gap * (to - from - 1)) / wide(from, to);
  let y = 0;
  sections.forEach((section, number) => {
    if (!section.bare) {
      headings.tops.push(y);
      headings.sections.push(number);
      y += headingHeight;
    }
    for (const [first, end] of rowsOf(section, filled, target)) {
      tops.push(y);
      heights.push(Math.min(filled(first, end), target * (end === section.end ? HIGHEST : 9)));
      firsts.push(first);
      counts.push(end - first);
      y += heights.at(-1) + gap;
    }
    y += section.end > section.start ? gap * 4 : 0;
  });
  return {
    tops: Float64Array.from(tops), heights: Float64Array.from(heights),
    firsts: Int32Array.from(firsts), counts: Int32Array.from(counts),
    headings: { tops: Float64Array.from(headings.tops), sections: Int32Array.from(headings.sections) }, height: y,
  };
}

// Where each row begins and ends. A last row too short to fill the width is joined with the one before, or
// the two share their photos anew.
function rowsOf({ start, end }, filled, target) {
  const rows = [];
  let first = start;
  for (let i = start; i < end; i += 1) {
    if (filled(first, i + 1) > target && i < end - 1) continue;
    rows.push([first, i + 1]);
    first = i + 1;
  }
  const last = rows.at(-1), before = rows.at(-2);
  if (!before || filled(...last) <= target * HIGHEST) return rows;
  if (filled(before[0], end) >= target * LOWEST) return [...rows.slice(0, -2), [before[0], end]];
  let best = null;
  for (let cut = before[0] + 1; cut < end; cut += 1) {
    const highest = Math.max(filled(before[0], cut), filled(cut, end));
    if (highest <= target * HIGHEST && (!best || highest < best[0])) best = [highest, cut];
  }
  return best ? [...rows.slice(0, -2), [before[0], best[1]], [best[1], end]] : rows;
}

// Panoramas and long screenshots are cropped in the grid, so that they neither fill it nor become slivers.
export function clamped(ratio) {
  return Math.min(Math.max(ratio, 56), 260) / 100;
}

// The last row that begins at or before y.
export function rowAt(tops, y) {
  let low = 0, high = tops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

// The last heading that begins at or before y; -1 above the first.
export function headingAt({ tops }, y) {
  return tops.length && tops[0] <= y ? rowAt(tops, y) : -1;
}

// The row that holds photo i.
export function rowOf(firsts, i) {
  return rowAt(firsts, i);
}
