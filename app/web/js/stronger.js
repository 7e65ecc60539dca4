// Stronger models, fetched from a hub because somebody presses a button: on the page Settings.
import { get, post } from "./api.js";
import { failure } from "./changing.js";
import { h } from "./dom.js";
import { bytes, t, translated } from "./text.js";
import { complain } from "./toast.js";

const LOOK_MS = 1000, MB = 1e6;

// have: names of the models that are there; redraw(): the page shows them anew. Ends to look when it is off the page.
export function strongerModels(have, redraw) {
  const box = h("div", { className: "stronger" });
  let suggested = [];
  const ask = (path, body) => post(path, body).then(show).catch(complain);
  const fetched = (model, variant) => ask("/api/models/pull", { model, variant });
  const offer = ({ name, licence, gain, megabytes, step }, busy) => {
    const small = megabytes.int8, sizes = Object.values(megabytes), whole = "" in megabytes ? "" : Object.keys(megabytes)[0];
    return h("div", { className: "row" }, h("div", { className: "grow" }, h("b", {}, name),
      h("div", { className: "quiet" }, [step ? t(`step.${step}`) : "", bytes(sizes[0] * MB), small && small !== sizes[0] ? t("model.bits", { mb: small }) : "", translated(licence)].filter(Boolean).join(" · ")),
      h("div", { className: "quiet" }, translated(gain))),
    small && !have.has(`${name}-int8`) ? h("button", { type: "button", className: "button", disabled: busy, onclick: () => fetched(name, "int8") }, t("model.small")) : null,
    have.has(name) ? null : h("button", { type: "button", className: "button", disabled: busy, onclick: () => fetched(name, whole) }, t("model.fetch")));
  };
  const standing = ({ state, name, variant, done, total, model, error }) => {
    if (state === "running") {
      return h("div", { className: "row" }, h("div", { className: "grow", role: "status" },
      t("model.fetching", { name, done: bytes(done), total: bytes(total) }), h("progress", { max: Math.max(total, 1), value: done, "aria-label": name })),
    h("button", { type: "button", className: "button", onclick: () => ask("/api/models/pull/cancel", {}) }, t("cancel")));
    }
    if (state === "failed") {
      return failure(t("model.failed", { name }), t(`model.error.${error}`),
        h("button", { type: "button", className: "button main", onclick: () => fetched(name, variant) }, t("model.go_on")),
        h("button", { type: "button", className: "button", onclick: () => ask("/api/models/pull/cancel", {}) }, t("close")));
    }
    return model && have.has(model) ? h("div", { className: "row", role: "status" }, t("model.fetched", { name: model })) : null;
  };
  const show = (now) => {
    const running = now.state === "running";
    box.replaceChildren(...[h("h3", {}, t("model.more")), h("p", { className: "quiet" }, t("model.more.text")), standing(now), ...suggested.filter(({ step, name }) => !step || !have.has(name)).map((one) => offer(one, running))].filter(Boolean));
    if (now.model && !have.has(now.model)) redraw();
    else if (running) setTimeout(look, LOOK_MS);
  };
  const look = () => box.isConnected ? get("/api/models/pull").then(show).catch(complain) : null;
  // The page stands before: it waits for none of this.
  Promise.all([get("/api/models/suggested"), get("/api/models/pull")]).then(([some, now]) => { suggested = some; show(now); }).catch(complain);
  return box;
}
