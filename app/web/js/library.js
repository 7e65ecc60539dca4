// Folders, figures, what failed, and how the pages look.
import { get } from "./api.js";
import { h, icon } from "./dom.js";
import { startIndex } from "./indexing.js";
import { nothingBelow } from "./pages.js";
import { on } from "./state.js";
import { bytes, t } from "./text.js";

export async function showLibrary(content) {
  const draw = async () => {
    const [status, folders] = await Promise.all([get("/api/status"), get("/api/folders")]);
    content.replaceChildren(h("div", { className: "page" },
      h("header", {}, h("h1", {}, t("library")), h("p", { className: "quiet" }, t("library.text", { folder: status.library }))),
      figures(status), folderCard(folders)));
  };
  await draw();
  return nothingBelow(on("indexed", draw));
}

function card(title, ...children) {
  return h("section", { className: "card" }, h("h2", {}, title), children);
}

function figures(status) {
  const facts = [["facts.photos", status.photos.toLocaleString("en")],
    status.waiting ? ["facts.waiting", status.waiting.toLocaleString("en")] : null,
    ["facts.failed", status.failed.toLocaleString("en")], ["facts.bytes", bytes(status.bytes)], ["facts.model", status.model]];
  return card(t("facts"), h("dl", { className: "facts" },
    facts.filter(Boolean).map(([name, value]) => h("div", {}, h("dt", {}, t(name)), h("dd", {}, value)))));
}

function folderCard(folders) {
  const rows = folders.map((folder) => h("div", { className: "row" }, icon("folder"),
    h("div", { className: "grow" }, folder.path, folder.online ? null : h("div", { className: "quiet" }, t("folder.offline"))),
    h("button", { className: "button", type: "button", disabled: !folder.online, onclick: () => startIndex([folder.name]) },
      t(folder.known ? "folder.refresh" : "folder.index"))));
  return card(t("folders"), h("p", { className: "quiet" }, t("folders.text")), rows,
    h("p", { className: "quiet" }, t("welcome.other")));
}
