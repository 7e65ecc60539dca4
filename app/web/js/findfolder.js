// Looking for a folder of photos where there is no dialog of the system's: folders alone, and how many photos each holds.
import { getBy } from "./api.js";
import { find, h, icon } from "./dom.js";
import { openSheet } from "./sheet.js";
import { t } from "./text.js";
import { complain } from "./toast.js";

// add(folder): a folder was chosen, by its key.
export async function browseFolders(add) {
  const body = h("div", { className: "browser" });
  const close = openSheet(t("browse.title"), null, body);
  body.parentElement.classList.add("tall");
  let shown = "";
  await look("");

  async function look(folder) {
    try {
      draw(await getBy("/api/folders/inside", { folder }));
    } catch (error) {
      complain(error);
    }
  }

  function draw(found) {
    const here = shown = found.folder;
    const row = ({ folder, name }) => h("li", {}, h("button", { type: "button", className: "row", onclick: () => look(folder) },
      icon("folder"), h("span", { className: "grow" }, name), h("small", { "data-folder": folder }), icon("next")));
    const places = found.places.map(({ folder, name }) => h("button", { type: "button", className: "chip plain", "aria-pressed": String(folder === here), onclick: () => look(folder) }, name));
    const up = h("button", { type: "button", className: "round", "aria-label": t("browse.up"), title: t("browse.up"), disabled: !found.above, onclick: () => look(found.above) }, icon("up"));
    const amount = h("span", { className: "grow quiet", role: "status", "data-folder": here }, found.known ? t("browse.known") : t("browse.counting"));
    const main = h("button", { type: "button", className: "button main", disabled: found.known, onclick: () => { close(); add(here); } }, t("browse.add", { folder: found.name || found.path }));
    body.replaceChildren(h("div", { className: "chips" }, places),
      h("div", { className: "row at" }, up, h("b", { className: "grow", title: found.path, tabIndex: -1 }, found.path)),
      found.folders.length ? h("ul", { "aria-label": t("browse.inside") }, found.folders.map(row)) : h("p", { className: "quiet none" }, t("browse.none")),
      h("div", { className: "row foot" }, amount, main));
    find(".at b", body).focus();
    count(here, found.known).catch(complain);
  }

  // What is counted comes after the list: a large disk takes a moment.
  async function count(folder, known) {
    const amounts = await getBy("/api/folders/photos", { folder });
    if (folder !== shown) return;
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll("[data-folder]"))) {
      const said = amounts[place.dataset.folder];
      const whole = place.dataset.folder === folder;
      if (said && !(whole && known)) place.textContent = wordsOf(said, whole);
    }
  }
}

function wordsOf({ photos, more }, whole) {
  if (!photos && !more) return whole ? t("browse.empty") : "";
  return t(more ? "browse.more" : "count", { n: photos });
}
