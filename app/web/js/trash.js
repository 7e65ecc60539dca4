// Copies on their way to the system's trash: named, confirmed, moved part by part, and listed.
import { post } from "./api.js";
import { h } from "./dom.js";
import { inParts } from "./parts.js";
import { openSheet } from "./sheet.js";
import { bytes, count, dayName, t } from "./text.js";
import { complain, toast } from "./toast.js";

const PART = 20;

// files: photos with the one that is `kept` instead; first(): hides them, false where that failed; after(): once they are moved.
export function moveToTrash(files, first, after) {
  const yes = async () => {
    close();
    if (await first()) await move(files).then(after).catch(complain);
  };
  const close = openSheet(t("trash.title"), null, h("p", {}, t("trash.text")), list(files.map(({ name, folder, bytes: size, kept }) =>
    ({ name, folder, more: [bytes(size), t("trash.instead", { name: [kept.folder, kept.name].join("/") })] }))),
  h("div", { className: "chips" }, h("button", { type: "button", className: "button main", onclick: yes }, count("trash.yes", files.length)),
    h("button", { type: "button", className: "button", onclick: () => close() }, t("cancel"))));
}

async function move(files) {
  const body = files.map(({ photo, name, kept }) => ({ photo, name, kept: kept.photo }));
  const answers = await inParts(body, (part) => post("/api/duplicates/trash", { files: part }), PART);
  const done = answers.flatMap((answer) => answer.files), stay = done.filter(({ problem }) => problem);
  if (stay.length < done.length) toast(count("trash.done", done.length - stay.length), t("trash.list"), () => { location.hash = "#/duplicates"; });
  if (stay.length) openSheet(t("trash.stay"), null, list(stay.map(({ name, problem }) => ({ name, folder: "", more: [problem] }))));
}

export function showTrashed(files) {
  openSheet(t("trash.list"), null, h("p", { className: "quiet" }, t("trash.list.text")), list(files.map(({ name, folder, at, back, kept }) =>
    ({ name, folder, more: [dayName(at), back ? t("trash.back") : t("trash.instead", { name: kept })] }))));
}

function list(rows) {
  return h("ul", { className: "files" }, rows.map(({ name, folder, more }) => h("li", { className: "row" },
    h("div", { className: "grow" }, h("b", {}, name), folder ? h("div", { className: "quiet" }, folder) : null), h("small", { className: "quiet" }, more.join(" · ")))));
}

// On the page Settings: card and toggle as there, choose(values) keeps one.
export const trashCard = (card, toggle, chosen, choose) => card(t("trash.card"), t("trash.card.text"), toggle(t("trash.switch"), chosen.trash, (trash) => choose({ trash })));
