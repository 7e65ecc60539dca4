// Putting photos into an album, one there is or a new one; keeping a search.
import { get, post, thumbnail } from "./api.js";
import { h, icon } from "./dom.js";
import { say } from "./gestures.js";
import { gesturesOf, inParts } from "./parts.js";
import { openSheet } from "./sheet.js";
import { go, tell } from "./state.js";
import { count, t } from "./text.js";
import { complain } from "./toast.js";

const told = () => tell("albums");
const folded = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export async function addToAlbum(photos) {
  const { albums } = await get("/api/albums");
  const lists = albums.filter((album) => album.query === null);
  const input = h("input", { type: "text", className: "wide", maxLength: 200, placeholder: t("album.find"), "aria-label": t("album.find"), autocomplete: "off",
    oninput: () => draw(), onkeydown: (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();  // else it presses what gets the focus back as well
      rows.querySelector("button")?.click();
    } });
  const rows = h("ul", { className: "menu" });
  const row = (picture, words, why, run) => h("li", {}, h("button", { type: "button", onclick: () => { close(); run(); } }, picture, h("span", {}, h("b", {}, words), why ? h("small", { className: "quiet" }, why) : null)));
  const draw = () => {
    const name = input.value.trim().replace(/\s+/g, " "), found = lists.filter((album) => folded(album.name).includes(folded(name)));
    const known = found.find((album) => folded(album.name) === folded(name));
    rows.replaceChildren(...(name && !known ? [row(icon("plus"), t("album.make", { name }), "", () => makeAlbum(name, photos))] : []),
      ...(known ? [known, ...found.filter((album) => album !== known)] : found).map((album) => row(album.cover ? h("img", { src: thumbnail(album.cover), alt: "" }) : icon("album"), album.name, count("count", album.photos), () => add(album, photos))));
  };
  draw();
  const close = openSheet(t("album.add"), null, h("p", { className: "quiet" }, count("count", photos.length)), input, rows);
  input.focus();
}

function add(album, photos) {
  return say(t("album.added", { n: count("count", photos.length), name: album.name }),
    () => inParts(photos, (part) => post(`/api/albums/${album.id}`, { add: part })).then(gesturesOf), told);
}

export async function makeAlbum(name, photos, more = {}) {
  let album = null;
  const words = photos.length ? t("album.added", { n: count("count", photos.length), name }) : t(more.query ? "search.saved" : "album.made", { name });
  await say(words, async () => {
    const answers = await inParts(photos.length ? photos : [null], (part) => {
      const some = part.filter((photo) => photo !== null);
      return album ? post(`/api/albums/${album.id}`, { add: some }) : post("/api/albums", { name, photos: some, ...more }).then((made) => (album = made));
    });
    return gesturesOf(answers);
  }, told);
  return album;
}

// Asks for a name; answers through take(name).
export function askName(title, label, value, take) {
  const input = h("input", { type: "text", className: "wide", maxLength: 200, value, "aria-label": label, placeholder: label, autocomplete: "off" });
  const close = openSheet(title, null, h("form", { className: "form", onsubmit: (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    close();
    take(input.value.trim());
  } }, input, h("div", { className: "chips" }, h("button", { type: "submit", className: "button main" }, t("ok")), h("button", { type: "button", className: "button", onclick: () => close() }, t("cancel")))));
  input.focus();
  input.select();
}

export function newAlbum(photos) {
  askName(t("album.new"), t("album.name"), "", (name) => makeAlbum(name, photos).then((album) => { if (album) go(`/album/${album.id}`); }).catch(complain));
}

export function saveSearch(query) {
  askName(t("search.save"), t("search.name"), query, (name) => makeAlbum(name, [], { query }).catch(complain));
}
