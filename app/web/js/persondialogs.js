// What can be said of a person, each in a small dialog: all but forgetting can be taken back.
import { get, post } from "./api.js";
import { find, h, icon } from "./dom.js";
import { nameOf } from "./faces.js";
import { say } from "./gestures.js";
import { NameBox } from "./namebox.js";
import { openSheet } from "./sheet.js";
import { go, tell } from "./state.js";
import { count, t } from "./text.js";
import { complain, toast } from "./toast.js";
import { sayForgotten } from "./traces.js";

const LOOK_MS = 1000;
const button = (words, onclick, others = {}) => h("button", { type: "button", className: "button", onclick, ...others }, words);
const change = (person, values) => () => post(`/api/people/${person.id}/change`, values);

function asked(title, ...content) {
  const close = openSheet(title, null, ...content);
  find(".sheet input, .sheet .main")?.focus();
  return close;
}

// A name that somebody else has: then they may be one.
export function rename(person) {
  const take = async (who) => {
    close();
    if (!who.person) await say(t("renamed", { name: who.name }), change(person, { name: who.name }));
    else if (who.person !== person.id) askToMerge(person, who);
  };
  const box = new NameBox({ label: t("name.label"), value: person.name, take });
  const close = asked(t(person.name ? "person.rename" : "person.name"), box.element, h("div", { className: "chips" }, button(t("keep"), () => box.enter(), { className: "button main" }), button(t("cancel"), () => close())));
  box.input.select();
}

function askToMerge(person, other) {
  const words = { name: other.name };
  const close = asked(t("merge.title", words), h("p", {}, t("merge.text", words)),
    h("div", { className: "chips" }, button(t("merge.yes"), () => { close(); merged(other.person, person, other.name); }, { className: "button main" }), button(t("cancel"), () => close())));
}

// The other one is this person: faces, names and photos come together.
async function merged(into, gone, name) {
  const there = await say(t("merged", { name }), () => post(`/api/people/${into}/merge`, { others: [gone.id] }));
  if (there) go(`/person/${into}`);
}

export function merge(person) {
  const take = (who) => {
    close();
    // Who has a name keeps it, and the page.
    if (person.name) say(t("merged", { name: person.name }), () => post(`/api/people/${person.id}/merge`, { others: [who.person] }));
    else merged(who.person, person, who.name);
  };
  const box = new NameBox({ label: t("merge.label"), only: true, without: [person.id], take });
  const close = asked(t("person.merge.title", { name: nameOf(person) }), h("p", { className: "quiet" }, t("person.merge.text")), box.element);
}

export function more(person) {
  const row = (image, label, text, run) => h("li", {}, h("button", { type: "button", onclick: () => { close(); run(); } }, icon(image), h("span", {}, h("b", {}, label), h("small", { className: "quiet" }, text))));
  const name = nameOf(person);
  const close = asked(name, h("ul", { className: "menu" },
    row("date", t("person.birth"), t("person.birth.why"), () => birth(person)),
    person.name ? row("memories", t("person.remember"), t("person.remember.why"), () => remember(person).catch(complain)) : null,
    person.faces ? row("star", t("person.cover"), t("person.cover.why"), () => go(`/person/${person.id}`, { see: "faces" })) : null,
    person.hidden ? null : row("hide", t("person.hide"), t("person.hide.why"), () => say(t("person.hid", { name }), change(person, { hidden: true }))),
    person.stranger ? null : row("without", t("person.stranger"), t("person.stranger.why"), () => say(t("person.strange", { name }), change(person, { stranger: true }))),
    row("problem", t("person.forget"), t("person.forget.why"), () => forget(person).catch(complain))));
}

// Memories of the person, made now: the page shows them when they are there.
async function remember(person) {
  const path = `/api/people/${person.id}/memories`, before = (await get(path)).memories.length;
  await post(path, {});
  toast(t("person.remember.making", { name: person.name }));
  let found = await get(path);
  while (found.state === "making") {
    await new Promise((wake) => { setTimeout(wake, LOOK_MS); });
    found = await get(path);
  }
  if (found.error) throw new Error(found.error);
  await tell("people");
  toast(found.memories.length > before ? t("person.remember.done", { name: person.name }) : t("person.remember.none", { name: person.name }));
}

function birth(person) {
  const input = h("input", { type: "text", value: person.birth ?? "", maxLength: 10, placeholder: "2019-05-31", "aria-label": t("person.birth"), className: "line",
    onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); keep(); } } });
  const keep = () => { close(); say(t("person.birth.done"), change(person, { birth: input.value.trim() })); };
  const close = asked(t("person.birth"), h("p", { className: "quiet" }, t("person.birth.text")), input,
    h("div", { className: "chips" }, button(t("keep"), keep, { className: "button main" }), button(t("cancel"), () => close())));
  input.focus();
}

// Says first what goes, and that nothing brings it back.
async function forget(person) {
  const gone = await post(`/api/people/${person.id}/forget`, { sure: false }), name = nameOf(person);
  const sure = async () => {
    close();
    try {
      const { traces } = await post(`/api/people/${person.id}/forget`, { sure: true });
      go("/people");
      sayForgotten(t("forgotten", { name }), traces);
    } catch (error) {
      complain(error);
    }
  };
  const close = openSheet(t("person.forget.title", { name }), null, h("p", {}, t("person.forget.text", { faces: count("face", gone.faces), photos: count("count", gone.photos), name })),
    h("p", {}, h("b", {}, t("person.forget.never"))),
    h("div", { className: "chips" }, button(t("cancel"), () => close(), { className: "button main" }), button(t("person.forget.yes"), sure, { className: "button danger" })));
  find(".sheet .main")?.focus();
}
