// Why a memory is shown, and what to have less of.
import { h, icon } from "./dom.js";
import { isOwner } from "./may.js";
import { placeName } from "./names.js";
import { openSheet } from "./sheet.js";
import { capital, dayOfYear, t } from "./text.js";

const ICONS = { person: "person", place: "place", day: "date", kind: "memories", memory: "hide" };
const FEW = 6;

export function aboutSheet(memory, { album, hide, hidePhoto, less }) {
  const choice = (about) => {
    const label = labelOf(about);
    return h("li", {}, h("button", { type: "button", className: "chip plain", onclick: () => { close(); less({ what: about.what, subject: about.subject }, label); } },
      icon(ICONS[about.what]), label));
  };
  const choices = memory.about.filter((about) => about.what !== "memory");
  const places = choices.filter((about) => about.what === "place").slice(0, FEW);
  const shown = choices.filter((about) => about.what !== "place" || places.includes(about));
  const close = openSheet(t("player.why"), "i",
    h("ul", { className: "why" }, memory.why.map((reason) => h("li", {}, icon("star"), capital(reason)))),
    isOwner && h("section", {}, h("h3", {}, t("player.less")), h("ul", { className: "chips" }, shown.map(choice))),
    isOwner && h("div", { className: "actions" },
      h("button", { type: "button", className: "button", onclick: () => { close(); album(); } }, icon("album"), t("player.album")),
      h("button", { type: "button", className: "button", onclick: () => { close(); hidePhoto(); } }, icon("photos"), t("player.hide.photo")),
      h("button", { type: "button", className: "button", onclick: () => { close(); hide(); } }, icon("hide"), t("player.hide"))));
}

function labelOf({ what, subject }) {
  if (what === "kind") return t(`memory.${subject}`);
  if (what === "place") return placeName(subject);
  return what === "day" ? dayOfYear(subject) : subject;
}
