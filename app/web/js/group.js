// A group of faces that wait for a name: all of it, or some picked out.
import { get, post } from "./api.js";
import { h, icon } from "./dom.js";
import { round } from "./faces.js";
import { FaceWall } from "./facewall.js";
import { say } from "./gestures.js";
import { NameBox, whose } from "./namebox.js";
import { go, on } from "./state.js";
import { count, t } from "./text.js";

export async function showGroup(content, group) {
  let wall = null, gone = false;
  const draw = async () => {
    const { faces } = await get(`/api/people/groups/${group}/faces`);
    if (gone) return;
    const held = wall?.holdsFocus();
    wall = new FaceWall([{ title: t("group.faces"), note: t("group.hint"), faces }], (take) => facesTools(take, "/api/faces/name"), wall);
    content.replaceChildren(h("div", { className: "crowd" }, head(group, faces), wall.element));
    if (held) wall.focus();
  };
  await draw();
  // Named, or taken apart: what is left is shown, or the people where nothing is.
  const deaf = on("people", () => draw().catch(() => gone || go("/people")));
  return { ids: () => wall.photos(), shots: () => [], back: () => wall.focus(), destroy: () => { gone = true; deaf(); } };
}

function head(group, faces) {
  const n = count("face", faces.length), best = faces[0];
  const box = new NameBox({ label: t("name.label"), take: (who) => say(t("named", { n, name: who.name }), () => post(`/api/people/groups/${group}/name`, whose(who))) });
  return h("header", { className: "who" }, h("a", { className: "round", href: "#/people", "aria-label": t("people.back"), title: t("people.back") }, icon("back")),
    round({ cover: best.photo, box: best.box }, "big"),
    h("div", {}, h("h1", {}, t("group.title")), h("p", { className: "quiet" }, n),
      h("div", { className: "doings" }, box.element, h("button", { type: "button", className: "button", title: t("group.ignore.why"),
        onclick: () => say(t("group.ignored"), () => post(`/api/people/groups/${group}/ignore`, {})) }, t("group.ignore")))));
}

// What can be done with faces that were picked: `path` takes them as another's; `more` comes first.
export function facesTools(take, path, ...more) {
  const box = new NameBox({ label: t("faces.name"), take: (who) => sayOf(take, (n) => t("named", { n, name: who.name }), path, whose(who)) });
  return [...more, box.element, facesTool("hide", t("faces.none"), () => sayOf(take, (n) => t("faces.none.done", { n }), "/api/faces/none"))];
}

// Posts something of the faces that were picked; words(n): what to say then.
export function sayOf(take, words, path, values = {}) {
  const faces = take();
  return say(words(count("face", faces.length)), () => post(path, { faces, ...values }));
}

// fits(faces): whether it can be done with these.
export function facesTool(image, label, run, fits = null) {
  return Object.assign(h("button", { type: "button", className: "button", onclick: run }, icon(image), h("span", {}, label)), { fits });
}
