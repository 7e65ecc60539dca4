// What is said of more photos than one request holds: in parts, with a bar that tells how far it is.
import { h } from "./dom.js";
import { count } from "./text.js";

// As many as a request holds.
export const PART = 5000;

// Answers what run(part) answered, part by part; size: of a part.
export async function inParts(photos, run, size = PART) {
  const answers = [], bar = photos.length > size ? h("progress", { max: photos.length, value: 0, "aria-label": count("count", photos.length) }) : null;
  if (bar) document.getElementById("toasts").replaceChildren(h("div", { className: "toast" }, count("count", photos.length), bar));
  for (let i = 0; i < photos.length; i += size) {
    answers.push(await run(photos.slice(i, i + size)));
    if (bar) bar.value = Math.min(i + size, photos.length);
  }
  bar?.parentElement?.remove();
  return answers;
}

export const gesturesOf = (answers) => ({ gestures: answers.map(({ gesture }) => gesture) });
