// Pictures from outside, dropped or pasted, or parts of photos, as a question. They stay in this page: what is sent
// is small and not kept.
import { thumbnail } from "./api.js";
import { h, icon } from "./dom.js";
import { go } from "./state.js";
import { t } from "./text.js";
import { complain } from "./toast.js";

const MOST = 4, SIDE_PX = 256, KEPT_PX = 900, LEAST_PX = 12;
const LETTERS = 56_000;  // of all pictures in one request
let asked = [], turn = 0;

export async function askBy(files) {
  try {
    for (const file of files.slice(-MOST)) asked.push({ canvas: drawn(await createImageBitmap(file), KEPT_PX), part: null, less: false });
  } catch {
    complain(new Error(t("picture.unreadable")));
    return;
  }
  asked = asked.slice(-MOST);
  again();
}

// A photo of the library, of which a part is to be chosen.
export async function askByPhoto(photo) {
  asked = [];
  await askBy([await (await fetch(thumbnail(photo, "large"))).blob()]);
}

// The pictures as a request has them: small JPEGs in base64.
export function sent() {
  for (let side = SIDE_PX; ; side *= 0.8) {
    const pictures = asked.map(({ canvas, part, less }) => ({ data: drawn(canvas, side, part).toDataURL("image/jpeg", 0.85).split(",")[1], less }));
    if (pictures.reduce((sum, { data }) => sum + data.length, 0) <= LETTERS) return pictures;
  }
}

// What is asked by: each picture with what can be done about it, and words that go with them.
export function pictureHead(words) {
  return [h("div", { className: "head like pictures" }, h("h1", { className: "sr" }, t("picture.title")), asked.map(pictured), chooser(), wordForm(words)),
    h("p", { className: "told" }, t(asked.length ? "picture.part" : "picture.none"))];
}

function again(words = null) {
  go("/picture", { q: words, n: String(turn += 1) });
}

function pictured(one) {
  const { canvas } = one, box = h("i", { className: "part", hidden: true });
  const frame = h("div", { className: "frame" }, canvas, box);
  const share = (event) => { const at = canvas.getBoundingClientRect(); return [(event.clientX - at.left) / at.width, (event.clientY - at.top) / at.height].map((value) => Math.min(Math.max(value, 0), 1)); };
  const mark = () => {
    box.hidden = !one.part;
    if (one.part) [box.style.left, box.style.top, box.style.width, box.style.height] = one.part.map((value) => `${100 * value}%`);
  };
  let from = null;
  frame.addEventListener("pointerdown", (event) => { from = share(event); one.part = null; frame.setPointerCapture(event.pointerId); event.preventDefault(); });
  frame.addEventListener("pointermove", (event) => { if (from) { one.part = between(from, share(event)); mark(); } });
  frame.addEventListener("pointerup", () => {
    from = null;
    const size = one.part && Math.min(one.part[2] * canvas.width, one.part[3] * canvas.height);
    if (size !== null && size < LEAST_PX) one.part = null;  // hardly moved: a click, for the whole picture again
    again();
  });
  mark();
  const less = h("button", { type: "button", className: "button", "aria-pressed": String(one.less), onclick: () => { one.less = !one.less; again(); } }, t(one.less ? "picture.less" : "picture.more"));
  const close = h("button", { type: "button", className: "round", "aria-label": t("picture.remove"), title: t("picture.remove"), onclick: () => { asked = asked.filter((other) => other !== one); again(); } }, icon("close"));
  return h("figure", { className: one.less ? "less" : "" }, frame, h("figcaption", {}, less, close));
}

const between = (from, to) => [0, 1].map((i) => Math.min(from[i], to[i])).concat([0, 1].map((i) => Math.abs(from[i] - to[i])));

function chooser() {
  const input = h("input", { type: "file", accept: "image/*", multiple: true, className: "sr", id: "picture-file", onchange: () => askBy([...input.files]) });
  return h("label", { className: "button", htmlFor: "picture-file" }, input, t("picture.choose"));
}

function wordForm(words) {
  return h("form", { className: "bent", onsubmit: (event) => { event.preventDefault(); again(new FormData(event.target).get("q")); } },
    h("label", {}, h("span", {}, t("picture.words")), h("input", { name: "q", value: words, maxLength: 200, placeholder: t("picture.hint") })),
    h("button", { type: "submit", className: "button" }, t("similar.go")));
}

// A picture, or a part of it in shares, drawn so that its longer side has at most so many pixels.
function drawn(source, side, part = null) {
  const [x, y, width, height] = (part ?? [0, 0, 1, 1]).map((value, i) => value * (i % 2 ? source.height : source.width));
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = h("canvas", { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
  const paint = canvas.getContext("2d");
  paint.fillStyle = "white";  // behind what can be seen through: a JPEG has no clear pixels
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas;
}
