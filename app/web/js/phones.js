// Phones in the house: those that were let in, what each may do, and one more, by the code that it shows.
import { askName } from "./addto.js";
import { get, post } from "./api.js";
import { h, icon } from "./dom.js";
import { openSheet } from "./sheet.js";
import { shortDay, t } from "./text.js";
import { complain, toast } from "./toast.js";

const LOOK_MS = 1000, LOOKS = 60;

// Draws itself, and anew after what is done in it. card(), toggle(): of the page of settings.
export function phonesPart(card, toggle) {
  const place = h("div", {});
  const draw = async () => place.replaceChildren(phonesCard(card, toggle, await get("/api/devices"), draw));
  draw().catch(complain);
  return place;
}

// house: as /api/devices has it.
function phonesCard(card, toggle, { door, devices }, redraw) {
  const act = (run) => run().then(redraw, complain);
  const button = (words, onclick, more = {}) => h("button", { className: "button", type: "button", onclick, ...more }, words);
  const rows = devices.map(({ device, name, paired, seen, favorite, people }) => {
    const path = `/api/devices/${device}`, day = (seconds) => shortDay(new Date(seconds * 1000).toISOString());
    const change = (values) => act(() => post(`${path}/change`, values));
    return h("div", { className: "device", role: "group", "aria-label": name },
      h("div", { className: "row" }, icon("phone"), h("div", { className: "grow" }, h("b", {}, name), h("div", { className: "quiet" }, t("phones.seen", { paired: day(paired), seen: day(seen) }))),
        h("div", { className: "chips" }, button(t("phones.rename"), () => askName(t("phones.rename"), t("phones.rename"), name, (said) => change({ name: said }))),
        button(t("phones.revoke"), () => act(() => post(`${path}/revoke`, {}).then(() => toast(t("phones.revoked", { name }))))))),
      toggle(t("phones.favorite"), favorite, (on) => change({ favorite: on })),
      toggle(t("phones.people"), people, (on) => change({ people: on })));
  });
  const add = door ? [h("p", { className: "quiet" }, door.address), fingerprint(door), h("div", {}, button(t("phones.add"), () => addPhone(door, devices, redraw).catch(complain), { className: "button main" }))]
    : [h("p", { className: "quiet" }, t("phones.off"), " ", h("code", {}, "photos-ml serve --lan"))];
  return card(t("phones"), t("phones.text"), rows, add);
}

const fingerprint = (door) => h("p", { className: "quiet" }, t("phones.fingerprint"), " ", h("code", { className: "print" }, inParts(door.fingerprint)));
// To be compared by eye: eight bytes that stay together, two such in a line where there is room.
const inParts = (print) => print.match(/.{1,24}/g).map((part) => h("span", {}, part));

// While this is open phones can ask. Whoever is let in says so itself, a moment later.
async function addPhone(door, before, redraw) {
  await post("/api/devices/pairing", { open: true });
  const code = h("input", { type: "text", name: "code", inputMode: "numeric", autocomplete: "off", maxLength: 7, required: true, pattern: "[0-9]{3} ?[0-9]{3}", className: "code", "aria-label": t("phones.code") });
  const people = h("input", { type: "checkbox", name: "people" }), wrong = h("p", { className: "quiet", role: "status" });
  const take = async () => {
    const { name } = await post("/api/devices/allow", { code: code.value.replace(" ", ""), people: people.checked });
    wrong.textContent = t("phones.coming", { name });
    await arrived(before);
    toast(t("phones.paired", { name }));
    close();
    await redraw();
  };
  const submit = (event) => {
    event.preventDefault();
    take().catch((error) => { wrong.textContent = [error.message, error.hint].filter(Boolean).join(" "); code.select(); });
  };
  const step = (...children) => h("li", {}, children);
  const close = openSheet(t("phones.add"), null, h("ol", { className: "pairing" },
    step(h("p", {}, t("phones.scan")), h("img", { className: "qr", alt: door.address, src: `data:image/svg+xml,${encodeURIComponent(door.qr)}` }), h("code", {}, door.address)),
    step(h("p", {}, t("phones.warned")), h("code", { className: "print" }, inParts(door.fingerprint))),
    step(h("p", {}, t("phones.type")), h("form", { onsubmit: submit }, h("div", { className: "entry" }, code, h("button", { type: "submit", className: "button main" }, t("phones.let"))),
      h("label", { className: "check" }, people, h("span", {}, t("phones.people"))), wrong))));
  code.focus();
}

// Nothing more than what the list says: the phone has a minute to come.
async function arrived(before) {
  const known = new Set(before.map(({ device }) => device));
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { devices } = await get("/api/devices");
    if (devices.some(({ device }) => !known.has(device))) return;
    await new Promise((done) => { setTimeout(done, LOOK_MS); });
  }
}
