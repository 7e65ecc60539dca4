// Starting a run and following it, on whatever page one is.
import { get, post } from "./api.js";
import { h } from "./dom.js";
import { tell } from "./state.js";
import { spell, t, translated } from "./text.js";
import { complain, toast } from "./toast.js";

const RELIST_MS = 1500;
const LOOK_MS = 15000;
const FOUND = ["new", "changed", "moved", "unchanged", "failed", "gone", "missing"];
let source = null;
let listedAt = 0;
// The version of the last state that was looked at, and whether the run that is followed was asked for here.
let seen = null, asked = false;

export async function startIndex(folders) {
  try {
    asked = true;
    show(await post("/api/index", { folders }));
    follow();
  } catch (error) {
    complain(error);
  }
}

// By the system's own dialog in the window, else by looking through folders here.
export async function chooseFolder({ picks }) {
  try {
    if (!picks) return await (await import("./findfolder.js")).browseFolders((key) => startIndex([key]));
    const { folder } = await post("/api/desktop/folder", {});
    if (folder) await startIndex([folder]);
  } catch (error) {
    complain(error);
  }
  return null;
}

// A run may have been going on before this page was opened, or begin by itself when photos arrive.
export async function resume() {
  await look();
  setInterval(() => { if (!source && !document.hidden) look().catch(() => {}); }, LOOK_MS);
}

async function look() {
  const state = await get("/api/index");
  if (state.state === "running") follow();
  else if (seen !== null && state.version !== seen && changes(state.report)) relist();
  seen = state.version;
}

const changes = (report) => ["new", "changed", "moved", "gone", "missing"].some((name) => report?.[name]);

function follow() {
  if (source) return;
  source = new EventSource("/api/index/events");
  source.onmessage = (event) => show(JSON.parse(event.data));
}

function show(state) {
  const box = document.getElementById("progress");
  box.hidden = state.state !== "running";
  document.body.classList.toggle("indexing", !box.hidden);  // meanwhile no folder can be added
  if (state.state === "running") {
    draw(box, state);
    if (performance.now() - listedAt > RELIST_MS && state.new) relist();
  } else if (source) {
    source.close();
    source = null;
    finish(state);
  }
}

function relist() {
  listedAt = performance.now();
  tell("listed");
}

function draw(box, state) {
  const rate = state.seconds > 2 ? t("index.rate", { rate: Math.round(state.photos / state.seconds) }) : "";
  const bar = h("progress", { max: Math.max(state.total_files, 1), value: state.files, "aria-label": t("index.running") });
  if (!state.total_files) bar.removeAttribute("value");
  box.replaceChildren(
    h("div", { className: "line" }, h("b", {}, t("index.running")),
      h("span", {}, state.total_files ? t("index.of", { done: state.files, total: state.total_files }) : "")),
    bar,
    h("div", { className: "line quiet" }, h("span", {}, [rate, left(state)].filter(Boolean).join(", ")),
      h("span", {}, state.failed ? t("index.failed", { n: state.failed }) : "")));
}

// How long it will go on: by its own speed once that shows, before that by what such a run has cost.
function left(state) {
  const [done, todo] = [state.files, state.total_files - state.files];
  const seconds = state.seconds > 10 && done ? todo * state.seconds / done : (state.foreseen?.search_seconds ?? 0) - state.seconds;
  return state.foreseen && seconds >= 60 ? t("index.left", { time: spell(seconds) }) : "";
}

function finish(state) {
  relist();
  tell("indexed", state);
  seen = state.version;
  if (state.state === "failed") return toast(t("index.wrong", { why: translated(state.error) }));
  const fresh = state.report?.new ?? 0;
  if (!fresh && !asked) return null;
  asked = false;
  if (!FOUND.some((name) => state.report?.[name])) return toast(t("index.empty"));
  return toast(fresh ? t("index.done", { n: fresh }) : t("index.none"));
}
