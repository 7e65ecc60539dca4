// The first run: pick a folder, and watch photos come in.
import { get } from "./api.js";
import { h, icon } from "./dom.js";
import { chooseFolder, startIndex } from "./indexing.js";
import { isOwner } from "./may.js";
import { leaving } from "./rooms.js";
import { t } from "./text.js";

export async function welcome(content) {
  if (!isOwner) {
    content.replaceChildren(h("div", { className: "welcome" }, h("p", { className: "quiet" }, t("phone.none"))));
    return;
  }
  const [folders, desktop] = await Promise.all([get("/api/folders"), get("/api/desktop")]);
  if (leaving(content).aborted) return;
  const list = folders.map((folder) =>
    h("div", { className: "row" }, icon("folder"), h("div", { className: "grow" }, folder.path, folder.known ? h("div", { className: "quiet" }, t(folder.online ? "folder.empty" : "folder.offline")) : null),
      h("button", { className: folder.known ? "button adds" : "button main adds", type: "button", disabled: !folder.online,
        onclick: () => startIndex([folder.name]) }, t(folder.known ? "folder.refresh" : "folder.index"))));
  content.replaceChildren(h("div", { className: "welcome" },
    h("img", { src: "/icon.svg", alt: "" }),
    h("h1", {}, t("welcome.title")),
    h("p", { className: "quiet" }, t("welcome.text")),
    list.length ? h("div", { className: "card list" }, list) : null,
    h("button", { className: list.length ? "button adds" : "button main adds", type: "button", onclick: () => chooseFolder(desktop) }, t(list.length ? "welcome.other" : "welcome.choose")),
    h("p", { className: "awaited" }, t("welcome.waits"))));
}
