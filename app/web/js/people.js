// The people whose names are known, each with a face where one is marked.
import { get, thumbnail } from "./api.js";
import { emptyPage, h, icon, nothingBelow } from "./dom.js";
import { address } from "./state.js";
import { count, t } from "./text.js";

const AROUND = 2.6;

export async function showPeople(content) {
  const { people } = await get("/api/people");
  if (!people.length) {
    content.replaceChildren(emptyPage("person", t("people.none.title"), t("people.none.text")));
    return nothingBelow();
  }
  content.replaceChildren(h("div", { className: "crowd" }, h("header", {}, h("h1", {}, t("people")), h("p", { className: "quiet" }, t("people.text"))),
    h("ul", { className: "faces" }, people.map((person) => h("li", {}, h("a", { href: asked(person.name) }, face(person),
      h("b", { title: person.name }, person.name), h("small", {}, count("count", person.photos))))))));
  return nothingBelow();
}

const asked = (name) => address("/search", { q: name, plan: JSON.stringify({ people: { all: [name] } }) });

// The picture is laid so that the face, with some air, fills the round.
function face({ cover, box, ratio }) {
  if (!cover) return h("span", { className: "face" }, icon("person"));
  const image = h("img", { src: thumbnail(cover, box ? "large" : "grid"), alt: "", loading: "lazy", draggable: false });
  if (!box) return h("span", { className: "face" }, image);
  const [x, y, width, height] = box, wide = ratio / 100;
  const side = Math.min(Math.max(width * wide, height, 0.12) * AROUND, wide, 1);
  const [left, top] = [clamp((x + width / 2) * wide - side / 2, wide - side), clamp(y + height / 2 - side / 2, 1 - side)];
  Object.assign(image.style, { width: `${(100 * wide) / side}%`, height: `${100 / side}%`, left: `${(-100 * left) / side}%`, top: `${(-100 * top) / side}%` });
  image.className = "placed";
  return h("span", { className: "face" }, image);
}

const clamp = (value, most) => Math.min(Math.max(value, 0), Math.max(most, 0));
