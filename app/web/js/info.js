// What is known of a photo, beside it.
import { WHOLE_PX, copyOf, get, isPrivate, post, thumbnail } from "./api.js";
import { h, icon } from "./dom.js";
import { isOwner, may, owners } from "./may.js";
import { address, withPhoto } from "./state.js";
import { placeName } from "./names.js";
import { tagsBlock } from "./tagging.js";
import { bytes, number, t, timeName, translated, whenName } from "./text.js";
import { complain, toast } from "./toast.js";

const FEW = 6;

// correct(field): the user wants to say something else of it.
export function infoPanel(known, shots, why, close, original, correct) {
  const panel = h("aside", { className: "info", "aria-label": t("info") },
    h("header", {}, h("h2", {}, known.title || t("info")),
      h("button", { type: "button", className: "round", "aria-label": t("close"), onclick: close }, icon("close"))),
    known.caption ? h("p", {}, known.caption, by(known, "caption") ? h("small", { className: "quiet" }, ` ${by(known, "caption")}`) : null) : null,
    correct && h("button", { type: "button", className: "button small", onclick: () => correct("") }, icon("edit"), t("correct")),
    why.length ? fact("search", t("info.why"), ...why) : null,
    pencil(when(known), "date", correct),
    known.position ? smallMap(known.position) : null,
    known.place || known.position ? pencil(fact("place", placeName(known.place) || position(known), [known.place ? position(known) : "", by(known, "place")].filter(Boolean).join(" · ")), "place", correct) : null,
    known.rating ? fact("star", t("say.stars", { n: known.rating }), by(known, "rating")) : null,
    known.camera.name ? fact("camera", known.camera.name, exposure(known.camera)) : null,
    known.look && known.look.kind !== "photo" ? look(known) : null,
    fact("file", known.name, t("info.size", { width: String(known.width), height: String(known.height), size: bytes(known.bytes) }),
      h("span", { title: known.path }, known.folder)),
    known.problems.length ? fact("problem", t("info.problems"), ...known.problems.map(translated)) : null,
    may("people") ? block(t("info.people"), h("ul", { className: "chips persons" })) : null, names("info.keywords", known.keywords, (q) => ({ q })),
    tagsBlock(known),
    h("section", { className: "text", hidden: true }), shots.length ? block(t("info.moment"), row(shots)) : null,
    actions(known, original));
  if (!isPrivate()) similar(known.photo, panel);
  return panel;
}

// A window can show the file in its folder and open it with another program; a browser can only show it.
function actions(known, original) {
  const box = h("div", { className: "actions" },
    isPrivate() ? "" : h("a", { className: "button", href: address("/", { at: known.photo }) }, icon("timeline"), t("timeline")),
    // A browser shows no HEIC, RAW or TIFF, and hardly anybody it is sent to can.
    known.displayable || known.media === "video" ? "" : h("a", { className: "button", href: copyOf(known.photo, { side: WHOLE_PX, bare: false }), download: "" }, icon("send"), t("info.jpeg")));
  const there = (name, image, run) => h("button", { type: "button", className: "button",
    onclick: () => post(`/api/photos/${known.photo}/${run}`, {}).catch(complain) }, icon(image), t(name));
  (isOwner ? get("/api/desktop") : Promise.resolve({})).catch(() => ({})).then(({ window }) => box.append(...(window ? [there("reveal", "folder", "reveal"), there("open.with", "open", "open")]
    : [h("a", { className: "button", href: original, target: "_blank", rel: "noopener" }, icon("open"), t("original"))])));
  return box;
}

// Who says it, where that is not the file.
function by({ sources }, field) {
  const source = sources?.[field] ?? "";
  return source && t(`source.${source.split(":")[0]}`, { name: source.split(":")[1] ?? "" });
}

function pencil(line, field, correct) {
  if (!correct) return line;
  line.append(h("button", { type: "button", className: "round small", "aria-label": t("correct.of", { what: t(`info.${field}`) }), title: t("correct"), onclick: () => correct(field) }, icon("edit")));
  return line;
}

function fact(name, main, ...more) {
  return h("div", { className: "fact" }, icon(name), h("b", {}, main), more.filter(Boolean).map((line) => h("small", {}, line)));
}

// What it was taken for, and the way to say that it is a photo after all.
function look({ photo, look: { kind, source } }) {
  const line = fact("photos", t(`media.${kind}`), t(`look.${source}`), owners(h("button", { type: "button", className: "button small", onclick: () =>
    post("/api/corrections", { photos: [photo], kind: "photo" }).then(() => { line.remove(); toast(t("look.done")); }, complain) }, t("look.photo"))));
  return line;
}

function when(known) {
  if (!known.taken) return fact("date", t("info.nodate"));
  return fact("date", whenName(known), [timeName(known), t(`date.${known.date_source}`)].filter(Boolean).join(" · "));
}

// Where it was taken, as a dot: the whole map is one step away.
function smallMap({ lat, lon }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const link = h("a", { className: "globe small", href: address("/map", { at: [lat.toFixed(4), lon.toFixed(4), 8].join(",") }), "aria-label": t("info.map"), title: t("info.map") },
    canvas, h("span", { className: "dot" }));
  import("./globe.js").then(async ({ Globe }) => {
    const globe = new Globe(link, canvas, { moved: () => {} });
    globe.rest();
    await globe.load();
    globe.look(lat, lon, 3.2);
  }).catch(() => link.remove());
  return link;
}

function position({ position: at }) {
  if (!at) return "";
  const side = (value, plus, minus) => `${Math.abs(value).toFixed(4)}° ${value < 0 ? minus : plus}`;
  const [north, south, east, west] = t("compass").split(" ");
  return `${side(at.lat, north, south)}, ${side(at.lon, east, west)}`;
}

function exposure(camera) {
  const time = camera.exposure_s && (camera.exposure_s < 0.4 ? `1/${Math.round(1 / camera.exposure_s)} s` : `${number(camera.exposure_s)} s`);
  const parts = [camera.focal_mm && `${number(camera.focal_mm)} mm`, camera.aperture && `ƒ/${number(camera.aperture)}`, time, camera.iso && `ISO ${camera.iso}`];
  return parts.filter(Boolean).join(" · ");
}

function names(title, list, asked) {
  if (!list.length) return null;
  const links = list.map((name) => h("li", {}, h("a", { className: "chip plain", href: address("/search", asked(name)) }, name)));
  return block(t(title), h("ul", { className: "chips" }, links));
}

function block(title, ...children) {
  return h("section", {}, h("h3", {}, title), children);
}

function row(photos) {
  return h("div", { className: "thumbs" }, photos.slice(0, FEW).map((photo) =>
    h("button", { type: "button", "aria-label": t("photo"), onclick: () => withPhoto(photo, { replace: true }) },
      h("img", { src: thumbnail(photo), alt: "" }))));
}

async function similar(photo, panel) {
  const found = await get(`/api/photos/${photo}/similar?limit=${FEW}`).catch(() => ({ hits: [] }));
  if (!found.hits.length) return;
  const all = h("a", { href: address(`/similar/${photo}`) }, t("info.all"));
  panel.append(block([t("info.similar"), all], row(found.hits.map((hit) => hit.photo))));
}
