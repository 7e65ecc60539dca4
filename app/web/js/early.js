// What the grid of all photos needs is asked for while the scripts of the pages are still on their way.
import { stacked } from "./stacked.js";

const STACKS = "/api/timeline/stacks", PHOTOS = "/api/timeline?show=all", FRESH_MS = 5000;
const asked = new Map(), began = performance.now();

if (["", "#/"].includes(location.hash.split("?")[0])) {
  for (const path of stacked() ? [STACKS, PHOTOS] : [PHOTOS]) {
    asked.set(path, fetch(path));
    asked.get(path).catch(() => {});  // said by whoever takes it
  }
}

// The answer to what was asked so, once; undefined for anything else, and for what stands too long.
export function early(path) {
  const answer = performance.now() - began < FRESH_MS ? asked.get(path) : undefined;
  asked.delete(path);
  return answer;
}
