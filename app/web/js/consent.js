// Faces are looked for once that was asked for: what it means, in plain words, and the switch.
import { post } from "./api.js";
import { h, icon } from "./dom.js";
import { spread } from "./gestures.js";
import { t, translated } from "./text.js";
import { complain, toast } from "./toast.js";

// step: as /api/steps has it; then(): once it is on.
export function consentCard(step, then) {
  const button = h("button", { type: "button", className: "button main", disabled: Boolean(step.problem), onclick: async () => {
    button.disabled = true;
    await lookForFaces().then(then).catch(complain);
    button.disabled = false;
  } }, t("consent.yes"));
  return h("section", { className: "card consent" }, h("span", { className: "emblem" }, icon("person")), h("div", {}, h("h2", {}, t("consent.title")), consentWords(step)), h("div", {}, button));
}

export const consentWords = (step) => [h("p", {}, t("consent.what")), h("p", { className: "quiet" }, translated(step.problem) || t("consent.keeps"))];

export async function lookForFaces() {
  await post("/api/steps", { step: "faces", on: true });
  toast(t("consent.done"));
  await spread();
}
