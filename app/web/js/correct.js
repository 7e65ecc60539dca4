// What is said of photos by hand: when, where, what, who, how good. One photo's own words stand in the fields; for many, what is left empty stays.
import { getBy, post } from "./api.js";
import { find, h, icon } from "./dom.js";
import { say } from "./gestures.js";
import { gesturesOf, inParts } from "./parts.js";
import { openSheet } from "./sheet.js";
import { tell } from "./state.js";
import { count, t } from "./text.js";
import { complain } from "./toast.js";

const MOST = 5;
let copied = null, number = 0;

export function copyPlace(photo, told) {
  copied = photo;
  told(t("place.copied"));
}

// known: what is known of the one photo, null for many; focus: the field that is meant.
export function correctPhotos(photos, known = null, focus = "") {
  const said = {}, one = photos.length === 1 && known;
  const fields = [...(one ? [text("title", one.title), text("caption", one.caption, "textarea")] : []), dateFields(one), placeFields(said),
    ...names("keywords", one?.keywords), ...names("people", one?.people), rating(one)];
  const form = h("form", { className: "form", onsubmit: (event) => {
    event.preventDefault();
    const body = { ...said, ...read(form, one) };
    close();
    if (Object.keys(body).length) send(photos, body);
  } }, h("p", { className: "quiet" }, t("say.text"), one ? "" : ` ${t("say.empty")}`), fields,
  h("div", { className: "chips decide" }, h("button", { type: "submit", className: "button main" }, t("say.save")), h("button", { type: "button", className: "button", onclick: () => close() }, t("cancel"))));
  const close = openSheet(t("correct"), null, one ? null : h("p", {}, count("count", photos.length)), form);
  find(focus ? `[name="${focus}"]` : "input, textarea", form)?.focus();
}

async function send(photos, body) {
  const told = async () => { await tell("corrected"); await tell("listed"); };
  await say(({ left }) => t(left ? "say.left" : "say.done", { n: count("count", photos.length - left), of: photos.length - left, left: count("count", left) }), async () => {
    const answers = await inParts(photos, (part) => post("/api/corrections", { photos: part, ...body }));
    return { ...gesturesOf(answers), left: answers.reduce((sum, answer) => sum + answer.left, 0) };
  }, told);
}

// What differs from what is known, as the service wants it.
function read(form, one) {
  const values = new FormData(form), found = {}, word = (name) => String(values.get(name) ?? "").trim();
  const words = (name) => word(name).split(",").map((each) => each.trim()).filter(Boolean);
  for (const name of ["title", "caption"]) if (values.has(name) && word(name) !== (one?.[name] ?? "")) found[name] = word(name);
  for (const name of ["shift", "zone"]) if (word(name)) found[name] = word(name);
  if (values.has("nodate")) found.date = "none";
  else if (word("date") && word("date") !== shown(one)) found.date = word("date");
  if (values.has("noplace")) found.place = "none";
  else if (word("place") && word("place") !== (one?.place ?? "")) found.place = word("place");
  for (const name of ["keywords", "people"]) {
    if (words(name).length) found[name] = words(name);
    const gone = [...values.getAll(`no_${name}`).map(String), ...words(`no_${name}_typed`)];
    if (gone.length) found[`no_${name}`] = gone;
  }
  if (values.has("rating") && word("rating") !== "" && Number(word("rating")) !== (one?.rating ?? 0)) found.rating = Number(word("rating"));
  return found;
}

const labelled = (words, field) => h("label", {}, h("span", {}, words), field);

function text(name, value, kind = "input") {
  return labelled(t(`say.${name}`), h(kind, { name, value: value ?? "", maxLength: name === "title" ? 1000 : 20000, rows: 3 }));
}

// As much of a date as is known, as it is typed.
function shown(one) {
  if (!one?.taken || one.date_source === "mtime" || one.date_source === "guess") return "";
  return { year: one.taken.slice(0, 4), decade: one.taken.slice(0, 4), month: one.taken.slice(0, 7), day: one.taken.slice(0, 10) }[one.precision] ?? one.taken.slice(0, 16).replace("T", " ");
}

function dateFields(one) {
  const field = (name, value = "") => labelled(t(`say.${name}`), h("input", { name, value, placeholder: t(`say.${name}.hint`), autocomplete: "off", maxLength: 60 }));
  return [field("date", shown(one)), h("div", { className: "pair" }, field("shift"), field("zone")), check("nodate")];
}

const check = (name) => h("label", { className: "check" }, h("input", { type: "checkbox", name }), h("span", {}, t(`say.${name}`)));

function placeFields(said) {
  const id = `places-${(number += 1)}`, list = h("datalist", { id }), map = h("div", {});
  const point = (at) => { delete said.point; delete said.place_of; if (at) Object.assign(said, at); };
  let asking = 0;
  const input = h("input", { name: "place", placeholder: t("say.place.hint"), autocomplete: "off", maxLength: 200, oninput: () => {
    point(null);
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const { places } = await getBy("/api/places", { name: input.value.trim() }).catch(() => ({ places: [] }));
      list.replaceChildren(...places.slice(0, MOST).map((place) => h("option", { value: place.name })));
    }, 150);
  } });
  input.setAttribute("list", id);
  const open = async () => {
    const { Globe } = await import("./globe.js"), canvas = h("canvas", { "aria-hidden": "true" });
    const root = h("div", { className: "globe picking", tabIndex: 0, role: "group", "aria-label": t("say.map.label") }, canvas, h("span", { className: "dot" }));
    const globe = new Globe(root, canvas, { moved: () => {} });
    map.replaceChildren(root, h("button", { type: "button", className: "button", onclick: () => {
      const { lat, lon } = globe.middle();
      input.value = "";
      input.placeholder = `${lat.toFixed(4)}, ${lon.toFixed(4)}`;
      point({ point: { lat, lon } });
      globe.destroy();
      map.replaceChildren();
      input.focus();
    } }, icon("check"), t("say.map.take")));
    await globe.load();
    globe.look(40, 10, 1.5);
    root.focus();
  };
  return [labelled(t("say.place"), input), list, h("div", { className: "chips" }, h("button", { type: "button", className: "button small", onclick: () => open().catch(complain) }, icon("map"), t("say.map")),
    copied ? h("button", { type: "button", className: "button small", onclick: ({ currentTarget }) => { input.value = ""; point({ place_of: copied }); currentTarget.setAttribute("aria-pressed", "true"); } }, icon("place"), t("say.copied")) : null), map, check("noplace")];
}

function names(field, known) {
  const input = (name, words) => labelled(words, h("input", { name, autocomplete: "off", maxLength: 2000 }));
  if (!known) return [h("div", { className: "pair" }, input(field, t(`say.${field}`)), input(`no_${field}_typed`, t(`say.no${field}`)))];
  return [input(field, t(`say.${field}`)), known.length ? h("div", { className: "chips" }, known.map((name) =>
    h("label", { className: "check" }, h("input", { type: "checkbox", name: `no_${field}`, value: name }), h("span", {}, t("say.without", { name }))))) : null];
}

function rating(one) {
  const options = [...(one ? [] : [["", t("say.rating.stays")]]), ["0", t("say.rating.none")], ...[1, 2, 3, 4, 5].map((n) => [String(n), t("say.stars", { n })])];
  return labelled(t("say.rating"), h("select", { name: "rating" }, options.map(([value, words]) => h("option", { value, selected: one ? value === String(one.rating ?? 0) : value === "" }, words))));
}
