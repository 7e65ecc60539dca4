// Another model takes over: how far it is, what it finds by the user's own searches beside the one before, and the way back.
import { get, post, thumbnail } from "./api.js";
import { h } from "./dom.js";
import { number, t } from "./text.js";
import { complain } from "./toast.js";

const LOOK_MS = 1000;

const button = (words, onclick, className = "button") => h("button", { type: "button", className, onclick }, words);

// known: {models, next, previous} as the service tells; redraw(): the page shows them anew. Nothing while no change is on.
export function changingModel({ models, next, previous }, redraw) {
  const active = models.find((model) => model.active)?.name ?? "";
  const box = h("div", { className: "changing" });
  const act = (path, body) => post(path, body).then(redraw, complain);
  // An update's newer look is nobody's choice: there is nothing to stay with.
  const anew = next === active, begins = anew ? "model.anew.begins" : "model.begins";
  const stay = () => anew ? "" : button(t("model.stay", { name: active }), () => act("/api/models/change/cancel", {}));
  const show = (now) => {
    const { state, stage, done, total, error } = now, name = now.name || next;
    if (state === "running") {
      const at = { name, active, done: number(done), total: number(total) };
      const words = !total ? t(begins, at) : anew ? t("model.anew", at) : t(`model.${stage}`, at);
      box.replaceChildren(h("div", { className: "row" }, h("div", { className: "grow" }, h("div", { role: "status" }, words),
        h("progress", { max: Math.max(total, 1), value: done, "aria-label": name })), stay()));
      setTimeout(look, LOOK_MS);
    } else if (state === "failed") {
      box.replaceChildren(failure(t("model.failed", { name }), error, button(t("model.go_on"), () => act("/api/models", { model: name }), "button main"), stay()));
    } else if (state === "done") redraw();
    else box.replaceChildren(h("div", { className: "row" }, h("div", { className: "grow" }, t(begins, { name: next, active })), button(t("model.go_on"), () => act("/api/models", { model: next }), "button main"), stay()));
  };
  const look = () => (box.isConnected ? get("/api/models/change").then(show).catch(complain) : null);
  if (next) get("/api/models/change").then(show).catch(complain);
  else if (previous) box.append(beforeAndAfter(previous, active, act));
  else return null;
  return box;
}

// What went wrong, under a name of its own, with what can be done about it.
export function failure(title, words, ...choices) {
  return h("div", { className: "row failure", role: "group", "aria-label": title },
    h("div", { className: "grow", role: "alert" }, h("b", {}, title), h("div", {}, words)), choices);
}

function beforeAndAfter(before, after, act) {
  const found = h("div", { className: "compared", role: "status", "aria-label": t("model.compare") });
  const ask = async (queries) => {
    found.replaceChildren(h("p", { className: "quiet" }, t("model.comparing")));
    const rows = await post("/api/models/compare", { before, after, queries });
    const strip = (words, photos) => h("div", { className: "strip" }, h("span", { className: "quiet" }, words),
      h("ul", { "aria-label": words }, photos.map(({ photo, name }) => h("li", {}, h("img", { src: thumbnail(photo), alt: name, loading: "lazy" })))));
    found.replaceChildren(...rows.map(({ query, own, before: old, after: fresh }) => h("section", {}, h("h4", {}, query, own ? null : h("small", {}, ` ${t("model.common")}`)),
      h("div", { className: "beside" }, strip(t("model.before", { name: before }), old), strip(t("model.after", { name: after }), fresh)))));
  };
  const compare = (queries) => ask(queries).catch((error) => { found.replaceChildren(); complain(error); });
  const input = h("input", { type: "text", maxLength: 300, "aria-label": t("model.ask"), placeholder: t("model.ask") });
  const form = h("form", { className: "entry", onsubmit: (event) => { event.preventDefault(); if (input.value.trim()) compare([input.value.trim()]); } },
    input, h("button", { type: "submit", className: "button" }, t("model.compare.do")));
  compare([]);
  return h("div", {}, h("h3", {}, t("model.compare")), h("p", { className: "quiet" }, t("model.compare.text", { before, after })), found, form,
    h("div", { className: "chips" }, button(t("model.keep", { name: after }), () => act("/api/models/keep", {}), "button main"), button(t("model.back", { name: before }), () => act("/api/models", { model: before }))));
}
