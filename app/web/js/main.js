// Which page is shown, and what stays around it.
import { get, isUnloaded, whyNot } from "./api.js";
import { Choice, clear } from "./choice.js";
import { find, h } from "./dom.js";
import { resume } from "./indexing.js";
import { showKeys } from "./keys.js";
import { isOwner } from "./may.js";
import { learnNames } from "./names.js";
import { Nav } from "./nav.js";
import { pageOf } from "./pages.js";
import { SearchBox } from "./searchbox.js";
import { Places } from "./places.js";
import { enterRoom, leaveRoom, leaving, settle } from "./rooms.js";
import { address, chosen, on, tell, where, withMemory, withPhoto } from "./state.js";
import { adoptTheme, applyTheme } from "./theme.js";
import { t } from "./text.js";
import { complain, wordsOf } from "./toast.js";

const content = document.getElementById("content");
const scroller = document.getElementById("scroller");
const box = new SearchBox();
const LOOK_MS = 10_000;
const BELOW = "#bar, #nav, #scroller, #rail";
const nav = new Nav(document.getElementById("nav"), () => { scroller.scrollTop = 0; });
const places = new Places(scroller, () => pageKey);

const named = learnNames();
let page = null, pageKey = null, room = null, over = null, turn = 0, turning = null;

async function route() {
  const { path, params } = where();
  const photo = Number(params.get("photo")) || null, memory = params.get("memory");
  params.delete("photo");
  params.delete("memory");
  const key = address(path, Object.fromEntries(params));
  const mine = (turn += 1), again = places.arrive();
  if (key !== pageKey) {
    closeOver();
    turning = turnTo(key, path, params, again);
  }
  await turning;  // a photo may be chosen before the page is there
  if (mine !== turn || !page) return;
  if (photo) await openOver(async () => (await import("./viewer.js")).Viewer, photo, () => withPhoto(null), mine);
  else if (memory) await openOver(async () => (await import("./player.js")).Player, memory, () => withMemory(null), mine);
  else closeOver();
}

async function turnTo(key, path, params, again) {
  places.keep();
  clear();
  const held = content.contains(document.activeElement) && document.activeElement;
  pageKey = key;
  page?.destroy();
  page = null;
  if (room) leaveRoom(room);
  const mine = room = enterRoom(content), left = leaving(mine);
  const { page: wanted, rest } = pageOf(path);
  nav.mark(wanted);
  document.title = path === "/" ? t("product") : t("title", { page: (path === "/search" && params.get("q")) || t(wanted.name), product: t("product") });
  box.set(path === "/search" ? (params.get("q") ?? "") : "");
  scroller.scrollTop = 0;
  document.body.classList.add("busy");
  scroller.setAttribute("aria-busy", "true");
  try {
    if (!wanted.unnamed) await named;
    if (left.aborted) return;
    const shown = await wanted.open({ content: mine, scroller, params, rest });
    if (left.aborted) {
      shown.destroy();
      return;
    }
    page = shown;
    settle(mine);
    if (again) await places.find(key, page);
    if (held && document.activeElement === document.body) sameAs(held).focus({ preventScroll: true });
  } catch (error) {
    const why = await whyNot(error);
    if (!left.aborted) showProblem(why);
  }
  if (left.aborted) return;
  document.body.classList.remove("busy");
  scroller.removeAttribute("aria-busy");
}

// What was pressed is drawn anew with the page: the focus goes to its like, or where Tab goes on in the page.
/** @param {Element & { name?: string, value?: string }} pressed */
function sameAs({ name, value, ariaLabel, localName, className }) {
  const like = (selector) => find(selector, content);
  if (name) return like(`[name="${name}"][value="${value}"]`) ?? scroller;
  return (ariaLabel && like(`[aria-label="${CSS.escape(ariaLabel)}"]`)) || like([localName, ...className.split(" ").filter(Boolean)].join(".")) || scroller;
}

function showProblem(error) {
  const isOut = error.status === 401; // what is there to be let in again is another page
  settle(room);
  room.replaceChildren(h("div", { className: "welcome" }, h("h1", {}, t("problem.title")), h("p", { className: "quiet" }, wordsOf(error)),
    h("button", { className: "button main", type: "button", onclick: () => { if (isOut) location.reload(); else { pageKey = null; route(); } } }, t(isOut ? "reload" : "retry"))));
}

// The viewer or the player, over the page, which cannot be reached meanwhile.
async function openOver(load, shown, leave, mine) {
  const Kind = await load();
  if (mine !== turn) return;
  if (!(over instanceof Kind)) {
    closeOver();
    reach(false);
    over = new Kind(page, leave);
  }
  over.show(shown);
  over.shown = shown;
}

function reach(open) {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(BELOW))) part.inert = !open;
}

function closeOver() {
  if (!over) return;
  reach(true);
  const { shown } = over;
  over.destroy();
  over = null;
  page?.back(shown);
}

function pressed(event) {
  const typing = event.target.closest?.("input, textarea, select");
  if (!typing && (event.ctrlKey || event.metaKey) && event.key === "z" && isOwner) import("./gestures.js").then(({ undoLast }) => undoLast());
  if (!typing && (event.ctrlKey || event.metaKey) && event.key === "a") chooseAll(event);
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); if (!over) box.input.focus(); }
  else if (event.key === "?") { event.preventDefault(); showKeys(); }
  else if (event.key === "Escape" && !over && !clear() && where().path !== "/") history.back();
}

// All photos of a grid, wherever the focus is.
function chooseAll(event) {
  if (event.defaultPrevented || over || !find(".canvas", content) || !page?.ids().length) return;
  event.preventDefault();
  (page.all ?? page.ids)().forEach((id) => chosen.add(id));
  tell("chosen");
}

// A picture that is dropped or pasted is a question. What is dragged out of these pages is none.
async function asked(event, data) {
  if (![...data?.types ?? []].includes("Files") || data.types.includes("text/uri-list")) return;
  event.preventDefault();
  if (event.type === "dragover") return;
  const pictures = [...data.files].filter((file) => file.type.startsWith("image/"));  // gone once the event is over
  if (pictures.length) await (await import("./picture.js")).askBy(pictures);
}

// Pictures that do not come may be those of a phone that was revoked: one question tells, now and then.
let looked = -Infinity;
function look() {
  if (performance.now() - looked < LOOK_MS) return;
  looked = performance.now();
  get("/api/words").catch(complain);
}

applyTheme();
const skip = document.getElementById("skip");
skip.textContent = t("skip");
skip.addEventListener("click", (event) => {
  event.preventDefault();
  (find(".tile[tabindex='0']", room) ?? scroller).focus();
});
document.querySelector(".brand").append(h("span", {}, t("product")));
document.getElementById("bar").append(box.element);
new Choice(document.getElementById("bar"));
document.addEventListener("keydown", pressed);
document.addEventListener("paste", (event) => asked(event, event.clipboardData));
document.addEventListener("dragover", (event) => asked(event, event.dataTransfer));
document.addEventListener("drop", (event) => asked(event, event.dataTransfer));
const classes = (event) => event.target.classList;  // the document has none
// A picture that cannot be had leaves its place empty.
document.addEventListener("error", (event) => { classes(event)?.add("gone"); if (!isOwner) look(); }, true);
document.addEventListener("load", (event) => classes(event)?.remove("gone"), true);
window.addEventListener("hashchange", route);
// What is pressed may need a script that cannot be had any more.
window.addEventListener("unhandledrejection", (event) => {
  if (!isUnloaded(event.reason)) return;
  event.preventDefault();
  whyNot(event.reason).then(complain);
});
on("turned", () => { pageKey = null; });  // the page there is has to be another one now
route().then(() => import("./viewer.js"));  // what is needed next, once there is something to see
if (isOwner) resume().catch(() => {});
adoptTheme().catch(() => {});
