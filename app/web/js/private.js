// What is private: behind a passphrase, on a page of its own, and nowhere else.
import { enter, get, post } from "./api.js";
import { h, icon, nothingBelow } from "./dom.js";
import { inParts } from "./parts.js";
import { leaving } from "./rooms.js";
import { openSheet } from "./sheet.js";
import { forget, offer, tell, where, withPhoto } from "./state.js";
import { count, t } from "./text.js";
import { showTimeline } from "./timeline.js";
import { complain, toast, wordsOf } from "./toast.js";

const LOOK_MS = 10_000;

export async function showPrivate(content, scroller) {
  const standing = await get("/api/private");
  if (leaving(content).aborted) return nothingBelow();
  return standing.unlocked ? unlocked(content, scroller) : locked(content, standing, () => window.dispatchEvent(new HashChangeEvent("hashchange")));
}

// opened(): once it is unlocked; a page draws itself anew.
function locked(content, standing, opened) {
  const again = async () => { await tell("turned"); opened(); };
  content.replaceChildren(h("div", { className: "page" }, h("header", {}, h("h1", {}, t("private"))), h("section", { className: "card" }, h("span", { className: "emblem" }, icon("lock")), h("p", {}, t("private.text")), passForm(standing, again))));
  return nothingBelow();
}

// What keeps passwords wants to know whose.
const nameless = () => h("input", { type: "text", hidden: true, autocomplete: "username", value: "private" });

const field = (name, words, complete) => h("label", {}, h("span", {}, t(words)), h("input", { type: "password", name, maxLength: 1000, required: true, autocomplete: complete }));

// Asks for the passphrase, or to choose one.
function passForm({ set_up: known }, opened) {
  const wrong = h("p", { className: "wrongly", role: "alert" });
  return h("form", { className: "form", onsubmit: async (event) => {
    event.preventDefault();
    const form = event.currentTarget, said = Object.fromEntries(new FormData(form));
    if (!known && said.passphrase !== said.again) { wrong.textContent = t("private.differ"); return; }
    try {
      await post(known ? "/api/private/unlock" : "/api/private/passphrase", { passphrase: said.passphrase });
      form.reset();
      await opened();
    } catch (error) {
      wrong.textContent = wordsOf(error);
    }
  } }, nameless(), known ? null : h("p", { className: "quiet" }, t("private.never")), field("passphrase", known ? "private.passphrase" : "private.choose", known ? "current-password" : "new-password"),
  known ? null : field("again", "private.again", "new-password"), wrong, h("div", {}, h("button", { type: "submit", className: "button main" }, t(known ? "private.unlock" : "private.choose"))));
}

async function unlocked(content, scroller) {
  enter(true);
  forget();
  let note = () => {}, inside = true;
  // Whatever comes next asks the library again, though this page may still be waiting for its photos.
  const leave = () => {
    if (!inside) return;
    inside = false;
    clearInterval(timer);
    withdraw();
    forget();
    enter(false);
  };
  leaving(content).addEventListener("abort", leave);
  const shut = async (words) => {
    if (where().params.get("photo")) withPhoto(null, { replace: true });
    toast(words);
    leave();
    content.replaceChildren();
    await tell("turned");
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  };
  const timer = setInterval(() => get("/api/private").then((standing) => { if (!standing.unlocked) shut(t("private.ended")); }, () => {}), LOOK_MS);
  const withdraw = offer({ image: "eye", words: t("private.public"), run: (photos) => moved("remove", photos).then((all) => { toast(t("private.public.done", { n: count("count", all), of: all })); return tell("listed"); }).then(() => note()).catch(complain) });
  const nothing = h("p", { className: "quiet", hidden: true }, t("private.none"));
  const button = (image, words, run) => h("button", { type: "button", className: "button", onclick: run }, icon(image), t(words));
  const title = h("div", { className: "above" }, h("div", { className: "head album" }, h("h1", {}, t("private")), h("span", { className: "quiet" }, t("private.left")), h("span", { className: "grow" }),
    button("edit", "private.change", change), button("lock", "private.lock", () => post("/api/private/lock", {}).then(() => shut(t("private.locked"))).catch(complain))), nothing);
  try {
    const page = await showTimeline(content, scroller, "all", { asked: { show: "all" }, title });
    note = () => { nothing.hidden = page.ids().length > 0; };
    note();
    return { ...page, destroy: () => { page.destroy(); leave(); } };
  } catch (error) {
    leave();
    throw error;
  }
}

function change() {
  const close = openSheet(t("private.change"), null, h("form", { className: "form", onsubmit: (event) => {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(event.currentTarget));
    if (said.passphrase !== said.again) { toast(t("private.differ")); return; }
    post("/api/private/passphrase", { before: said.before, passphrase: said.passphrase }).then(() => { close(); toast(t("private.changed")); }, complain);
  } }, nameless(), field("before", "private.before", "current-password"), field("passphrase", "private.choose", "new-password"), field("again", "private.again", "new-password"), h("div", {}, h("button", { type: "submit", className: "button main" }, t("private.change")))));
}

// In or out, part by part; how many, with those of the same bytes.
const moved = (way, photos) => inParts(photos, (part) => post(`/api/private/${way}`, { photos: part })).then((answers) => answers.reduce((sum, answer) => sum + answer.photos, 0));

// From anywhere: asks for the passphrase first where it is locked.
export async function makePrivate(photos) {
  const standing = await get("/api/private");
  const add = async () => {
    const all = await moved("add", photos), copies = Math.max(all - photos.length, 0);
    toast(t(copies ? "private.copies" : "private.made", { n: count("count", all), of: all, copies: count("count", copies) }));
    await tell("private");
    await tell("listed");
  };
  if (standing.unlocked) return add();
  const close = openSheet(t("private.do"), null, h("p", {}, count("count", photos.length)), h("p", { className: "quiet" }, t("private.text")), passForm(standing, async () => { close(); await add().catch(complain); }));
  return null;
}
