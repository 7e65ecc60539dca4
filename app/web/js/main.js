// Which page is shown, and what stays around it.
import { h, icon } from "./dom.js";
import { resume } from "./indexing.js";
import { showKeys } from "./keys.js";
import { SearchBox } from "./searchbox.js";
import { address, where, withPhoto } from "./state.js";
import { applyTheme } from "./theme.js";
import { t } from "./text.js";
import { showTimeline } from "./timeline.js";
import { Viewer } from "./viewer.js";

const content = document.getElementById("content");
const scroller = document.getElementById("scroller");
const box = new SearchBox();
const TABS = [["/", "photos"], ["/favorites", "favorites", "heart"], ["/library", "library"]];

let page = null, pageKey = null, viewer = null, turn = 0;

async function pageFor(path, params) {
  if (path === "/search" || path.startsWith("/similar/")) {
    const { showSearch, showSimilar } = await import("./search.js");
    if (path === "/search") return showSearch(content, scroller, params.get("q") ?? "", params.get("plan"));
    return showSimilar(content, scroller, Number(path.slice("/similar/".length)));
  }
  if (path === "/library") return (await import("./library.js")).showLibrary(content);
  if (path === "/favorites" || path === "/hidden") return showTimeline(content, scroller, path.slice(1));
  return showTimeline(content, scroller, "all");
}

async function route() {
  const { path, params } = where();
  const photo = Number(params.get("photo")) || null;
  params.delete("photo");
  const key = address(path, Object.fromEntries(params));
  const mine = (turn += 1);
  if (key !== pageKey) {
    closeViewer();
    await turnTo(key, path, params);
  }
  if (mine !== turn || !page) return;
  if (photo) openViewer(photo);
  else closeViewer();
}

async function turnTo(key, path, params) {
  pageKey = key;
  page?.destroy();
  page = null;
  drawTabs(path);
  box.set(path === "/search" ? (params.get("q") ?? "") : "");
  scroller.scrollTop = 0;
  document.body.classList.add("busy");
  scroller.setAttribute("aria-busy", "true");
  try {
    const shown = await pageFor(path, params);
    if (pageKey === key) page = shown;
    else shown.destroy();
  } catch (error) {
    if (pageKey === key) showProblem(error);
  }
  if (pageKey !== key) return;
  document.body.classList.remove("busy");
  scroller.removeAttribute("aria-busy");
}

function showProblem(error) {
  content.replaceChildren(h("div", { className: "welcome" }, h("h1", {}, t("problem.title")),
    h("p", { className: "quiet" }, [error.message, error.hint].filter(Boolean).join(" ")),
    h("button", { className: "button main", type: "button", onclick: () => { pageKey = null; route(); } }, t("retry"))));
}

function openViewer(photo) {
  document.querySelectorAll("#bar, #scroller, #tabs, #rail").forEach((part) => { part.inert = true; });
  viewer ??= new Viewer(page, () => withPhoto(null));
  viewer.show(photo);
}

function closeViewer() {
  if (!viewer) return;
  document.querySelectorAll("#bar, #scroller, #tabs, #rail").forEach((part) => { part.inert = false; });
  const photo = viewer.photo;
  viewer.destroy();
  viewer = null;
  page?.back(photo);
}

function drawTabs(path) {
  const links = () => TABS.map(([to, name, image]) => h("a", { href: `#${to}`, "aria-current": path === to ? "page" : null,
    "aria-label": t(name), title: t(name) }, icon(image ?? name), h("span", {}, t(name))));
  document.querySelector("#bar .places").replaceChildren(...links());
  document.getElementById("tabs").replaceChildren(...links());
}

function key(event) {
  const typing = event.target.closest?.("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); if (!viewer) box.input.focus(); }
  else if (event.key === "?") { event.preventDefault(); showKeys(); }
  else if (event.key === "Escape" && !viewer && where().path !== "/") history.back();
}

applyTheme();
document.title = t("product");
const skip = document.getElementById("skip");
skip.textContent = t("skip");
skip.addEventListener("click", (event) => {
  event.preventDefault();
  (content.querySelector(".tile[tabindex='0']") ?? scroller).focus();
});
document.getElementById("tabs").setAttribute("aria-label", t("product"));
document.getElementById("bar").append(
  h("a", { className: "brand", href: "#/" }, h("img", { src: "/icon.svg", alt: "" }), h("span", {}, t("product"))),
  box.element, h("nav", { className: "places", "aria-label": t("product") }));
document.addEventListener("keydown", key);
window.addEventListener("hashchange", route);
route();
resume().catch(() => {});
