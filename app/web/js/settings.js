// What there is, and what the user can choose: folders, what to leave out, the model, how queries are read, what may be kept, the look.
import { get, post } from "./api.js";
import { changingModel } from "./changing.js";
import { consentWords, lookForFaces } from "./consent.js";
import { h, icon, nothingBelow } from "./dom.js";
import { chooseFolder, startIndex } from "./indexing.js";
import { phonesPart } from "./phones.js";
import { openSheet } from "./sheet.js";
import { on } from "./state.js";
import { strongerModels } from "./stronger.js";
import { LANGUAGE, bytes, number, percent, t, tenths, translated } from "./text.js";
import { chooseTheme, theme } from "./theme.js";
import { complain, toast } from "./toast.js";
import { sayForgotten } from "./traces.js";
import { trashCard } from "./trash.js";

const MB = 1e6, FACES = "faces", BEST = "builtin-best";
const CACHE_MB = [500, 1000, 2000, 5000, 10000, 20000], PICTURE_MB = [640, 2000, 4000, 8000, 16000];

export async function showSettings(content) {
  const draw = async () => {
    const [status, chosen, folders, models, desktop, steps] = await Promise.all(
      ["status", "settings", "folders", "models", "desktop", "steps"].map((name) => get(`/api/${name}`)));
    const stronger = strongerModels(new Set([...models.models, ...models.networks].map(({ name }) => name)), draw);
    content.replaceChildren(h("div", { className: "page settings" },
      h("header", {}, h("h1", {}, t("settings")), h("p", { className: "quiet" }, t("library.text", { folder: status.library }))),
      figures(status), folderCard(folders, chosen, desktop, draw), exclusionCard(chosen, draw), modelCard(models, stronger, draw),
      peopleCard(steps, draw), papersCard(chosen), stepCard(steps, chosen, draw), searchCard(chosen), trashCard(card, toggle, chosen, choose), cacheCard(chosen), pictureCard(chosen), lookCard(chosen), browserCard()));
  };
  await draw();
  return nothingBelow(on("indexed", draw));
}

// Keeps one choice; what the service refuses is said, and the page shows what stands.
async function choose(values, redraw) {
  try {
    await post("/api/settings", values);
    toast(t("settings.kept"));
  } catch (error) {
    complain(error);
  }
  await redraw?.();
}

function card(title, text, ...children) {
  return h("section", { className: "card" }, h("h2", {}, title), text ? h("p", { className: "quiet" }, text) : null, children);
}

const button = (words, onclick, more = {}) => h("button", { className: "button", type: "button", onclick, ...more }, words);

function figures(status) {
  const facts = ["photos", "waiting", "failed"].filter((name) => name !== "waiting" || status.waiting).map((name) => [name, number(status[name])]);
  return card(t("facts"), "", h("dl", { className: "facts" }, [...facts, ["bytes", bytes(status.bytes)], ["model", status.model]].map(([name, value]) =>
    h("div", {}, h("dt", {}, t(`facts.${name}`)), h("dd", {}, value)))));
}

function folderCard(folders, chosen, desktop, redraw) {
  const rows = folders.map((folder) => h("div", { className: "row" }, icon("folder"),
    h("div", { className: "grow" }, folder.path, folder.online ? null : h("div", { className: "quiet" }, t("folder.offline"))),
    button(t(folder.known ? "folder.refresh" : "folder.index"), () => startIndex([folder.name]), { className: "button adds", disabled: !folder.online }),
    folder.known ? button(t("folder.forget"), () => askToForget(folder, redraw)) : null));
  const add = h("div", {}, button(t("folder.add"), () => chooseFolder(desktop), { className: "button main adds" }));
  return card(t("folders"), t("folders.text"), rows, add, toggle(t("settings.watch"), chosen.watch, (watch) => choose({ watch })));
}

function askToForget(folder, redraw) {
  const forget = async () => {
    close();
    try {
      const { photos, traces } = await post("/api/folders/forget", { folder: folder.name, acts });
      sayForgotten(t("forget.done", { n: photos }), traces);
    } catch (error) {
      complain(error);
    }
    await redraw();
  };
  let acts = false;
  const close = openSheet(t("forget.title"), null, h("p", {}, t("forget.text", { folder: folder.path })),
    h("p", { className: "quiet" }, t("forget.keep")), toggle(t("forget.acts"), acts, (chosen) => { acts = chosen; }),
    h("div", { className: "chips" }, button(t("forget.yes"), forget, { className: "button main" }), button(t("forget.no"), () => close())));
}

function exclusionCard(chosen, redraw) {
  const keep = (exclude) => choose({ exclude }, redraw);
  const chips = chosen.exclude.map((pattern) => h("span", { className: "chip" }, pattern,
    h("button", { type: "button", "aria-label": t("chip.remove", { label: pattern }),
      onclick: () => keep(chosen.exclude.filter((one) => one !== pattern)) }, icon("close"))));
  const input = h("input", { type: "text", maxLength: 300, "aria-label": t("exclude.label"), placeholder: t("exclude.example"),
    onkeydown: (event) => { if (event.key === "Enter") add(); } });
  const add = () => { if (input.value.trim()) keep([...chosen.exclude, input.value.trim()]); };
  return card(t("exclude"), t("exclude.text"), chips.length ? h("div", { className: "chips" }, chips) : null,
    h("div", { className: "entry" }, input, button(t("exclude.add"), add)));
}

function modelCard(known, stronger, redraw) {
  const { models, next } = known;
  const use = async (name) => {
    try {
      const { waiting } = await post("/api/models", { model: name });
      if (waiting && known.networks.some((one) => one.name === name)) toast(t("model.looks", { name }));
    } catch (error) {
      complain(error);
    }
    await redraw();
  };
  const rows = models.map((model) => h("div", { className: "row" }, icon("idea"),
    h("div", { className: "grow" }, h("b", {}, model.name), h("div", { className: "quiet" }, problemOf(model) || (model.name === BEST ? t("model.best") : [bytes(model.bytes), translated(model.licence)].filter(Boolean).join(" · ")))),
    model.active ? h("span", { className: "chip plain" }, t("model.active"))
      : model.name === next ? h("span", { className: "chip plain" }, t("model.next"))
        : button(t("model.use"), () => use(model.name), { disabled: Boolean(model.problem) })));
  return card(t("model"), t("model.text"), rows, changingModel(known, redraw), networkRows(known.networks, use), stronger);
}

// What steps run in place of their own, once something was fetched for them.
function networkRows(networks, use) {
  const chosen = networks.filter(({ step }) => networks.filter((one) => one.step === step).length > 1 || !step);
  return chosen.map((one) => h("div", { className: "row" }, icon("idea"),
    h("div", { className: "grow" }, h("b", {}, one.name), h("div", { className: "quiet" },
      problemOf(one) || [t(`step.${one.step}`), bytes(one.bytes), translated(one.licence)].filter(Boolean).join(" · ")),
    one.near ? h("div", { className: "quiet" }, t("model.near", { pairs: number(one.near.pairs), before: percent(one.near.before), after: percent(one.near.after) })) : null),
    one.active ? h("span", { className: "chip plain" }, t("model.active"))
      : button(t("model.use"), () => use(one.name), { disabled: Boolean(one.problem) })));
}

// What is the matter with a model of somebody's own is told in English alone; that there is something, in any language.
function problemOf({ problem }) {
  const words = translated(problem);
  return words === problem && problem && LANGUAGE !== "en" ? t("model.problem") : words;
}

// What looking for faces means stands beside its switch: to switch it on is to say yes to that.
function peopleCard({ steps }, redraw) {
  const step = steps.find((one) => one.step === FACES);
  if (!step) return null;
  const set = async (input, run) => {
    input.disabled = true;
    await run().catch(complain);
    await redraw();
  };
  const off = () => post("/api/steps", { step: FACES, on: false }).then(({ traces }) => sayForgotten(t("consent.off"), traces));
  const input = h("input", { type: "checkbox", className: "switch", checked: step.on, disabled: Boolean(step.problem), "aria-label": t("consent.switch"), onchange: () => {
    if (input.checked) set(input, lookForFaces);
    else {
      input.checked = true; // until it is confirmed
      askToStop(step, t("consent.stop", { n: step.done }), () => set(input, off));
    }
  } });
  return card(t("people"), "", consentWords(step), h("label", { className: "row" }, h("div", { className: "grow" }, h("b", {}, t("consent.switch")), h("div", { className: "quiet" }, stepState(step))), input),
    step.on ? h("div", {}, h("a", { className: "button", href: "#/people" }, icon("person"), t("consent.see"))) : null);
}

function stepCard({ running, waits_for: waiting, steps }, chosen, redraw) {
  const set = async (input, step, wanted) => {
    input.checked = wanted;
    input.disabled = true; // a click before the card is drawn anew would be of the state before
    try {
      const { traces } = await post("/api/steps", { step, on: wanted });
      await redraw();
      sayForgotten(t("settings.kept"), traces);
    } catch (error) {
      complain(error);
      await redraw();
    }
  };
  const rows = steps.filter(({ step }) => step !== FACES).map((step) => h("label", { className: "row" },
    h("div", { className: "grow" }, h("b", {}, stepName(step.step)), h("div", { className: "quiet" }, stepState(step))),
    step.stays_on || !step.version ? null : h("input", { type: "checkbox", className: "switch", checked: step.on, "aria-label": stepName(step.step),
      onchange: ({ target }) => {
        if (target.checked) set(target, step.step, true);
        else {
          target.checked = true; // until it is confirmed
          askToStop(step, t("step.stop.text", { n: step.done }), () => set(target, step.step, false));
        }
      } })));
  const text = waiting ? t("steps.waiting", { why: translated(waiting) }) : t(running ? "steps.running" : "steps.text");
  return card(t("steps"), text, rows,
    toggle(t("steps.battery"), chosen.pause_on_battery, (wait) => choose({ pause_on_battery: wait })),
    toggle(t("steps.busy"), chosen.pause_when_busy, (wait) => choose({ pause_when_busy: wait })));
}

const STEP_NAMES = new Set(["embed", "tag", "quality", "faces", "kind", "text", "moments"]);
// A step from outside is called what it calls itself.
const stepName = (step) => STEP_NAMES.has(step) ? t(`step.${step}`) : step;

function stepState(step) {
  if (step.problem) return translated(step.problem);
  if (!step.on) return t("step.off");
  const counts = ["done", "due", "failed"].filter((name) => name === "done" || step[name])
    .map((name) => t(`step.${name}`, { n: step[name] }));
  const cost = step.ms === null ? [] : [t("step.cost", { ms: step.ms < 10 ? tenths(step.ms) : Math.round(step.ms) })];
  return [...counts, ...cost].join(" · ");
}

function askToStop(step, words, stop) {
  const close = openSheet(t("step.stop", { step: stepName(step.step) }), null, h("p", {}, words),
    h("div", { className: "chips" }, button(t("step.stop.yes"), () => { close(); stop(); }, { className: "button main" }), button(t("forget.no"), () => close())));
}

function papersCard(chosen) {
  return card(t("papers"), t("papers.text"), toggle(t("papers.grid"), chosen.documents_in_grid, (shown) => choose({ documents_in_grid: shown })));
}

function searchCard(chosen) {
  const home = h("input", { type: "text", maxLength: 2, value: chosen.home, placeholder: chosen.home_found || "–", className: "short",
    "aria-label": t("home"), onchange: (event) => choose({ home: event.target.value.trim().toUpperCase() }) });
  const language = h("select", { "aria-label": t("language"), onchange: (event) => choose({ language: event.target.value }) },
    Object.entries({ "": t("language.told"), ...chosen.languages }).map(([code, name]) => h("option", { value: code, selected: code === chosen.language }, name)));
  return card(t("reading"), t("reading.text"),
    segments(t("reading"), ["auto", "rules", "llm"], "planner", chosen.planner, (planner) => choose({ planner })),
    h("label", { className: "row" }, h("span", { className: "grow" }, t("language"), h("span", { className: "quiet block" }, t("language.text"))), language),
    h("label", { className: "row" }, h("span", { className: "grow" }, t("home"), h("span", { className: "quiet block" }, t("home.text"))), home));
}

function cacheCard(chosen) {
  const sizes = [...new Set([...CACHE_MB, chosen.thumbnails_mb])].sort((a, b) => a - b);
  const select = h("select", { "aria-label": t("cache"), onchange: (event) => choose({ thumbnails_mb: Number(event.target.value) }) },
    sizes.map((mb) => h("option", { value: mb, selected: mb === chosen.thumbnails_mb }, bytes(mb * MB))));
  return card(t("cache"), t("cache.text"), h("div", {}, select));
}

function pictureCard(chosen) {
  const sizes = [...new Set([...PICTURE_MB, chosen.picture_mb])].sort((a, b) => a - b);
  const select = h("select", { "aria-label": t("picture"), onchange: (event) => choose({ picture_mb: Number(event.target.value) }) },
    sizes.map((mb) => h("option", { value: mb, selected: mb === chosen.picture_mb }, bytes(mb * MB))));
  return card(t("picture"), t("picture.text"), h("div", {}, select));
}

// The words of all pages change with the language, so the page is loaded anew.
function lookCard(chosen) {
  const speak = async ({ target }) => { await choose({ app_language: target.value }); location.reload(); };
  const language = h("select", { "aria-label": t("shown"), onchange: speak },
    Object.entries({ "": t("shown.auto"), ...chosen.app_languages }).map(([code, name]) => h("option", { value: code, lang: code || null, selected: code === chosen.app_language }, name)));
  return card(t("look"), "", segments(t("look"), ["auto", "light", "dark"], "look", theme(), (name) => { chooseTheme(name); choose({ theme: name }); }),
    h("label", { className: "row" }, h("span", { className: "grow" }, t("shown")), language));
}

function browserCard() {
  const link = async () => {
    const { link: address } = await post("/api/sessions/link", {});
    openSheet(t("browsers.more"), null, h("p", {}, t("browsers.link")), h("input", { type: "text", readOnly: true, className: "address", value: address, "aria-label": t("browsers.more"), onfocus: ({ target }) => target.select() }));
  };
  const end = () => post("/api/sessions/end", {}).then(() => toast(t("browsers.ended")));
  return [card(t("browsers"), t("browsers.text"), h("div", { className: "chips" }, button(t("browsers.more"), () => link().catch(complain)), button(t("browsers.end"), () => end().catch(complain)))), phonesPart(card, toggle)];
}

function segments(label, names, group, chosen, run) {
  const choices = names.map((name) => h("label", {},
    h("input", { type: "radio", name: group, value: name, checked: name === chosen, onchange: () => run(name) }), t(`${group}.${name}`)));
  return h("div", {}, h("div", { className: "segments", role: "radiogroup", "aria-label": label }, choices));
}

function toggle(words, checked, run) {
  return h("label", { className: "row" }, h("span", { className: "grow" }, words),
    h("input", { type: "checkbox", className: "switch", checked, onchange: (event) => run(event.target.checked) }));
}
