// Photos on their way out: the file itself, a JPEG of a chosen size, a zip, a page; into the clipboard, to whatever the system shares with.
import { WHOLE_PX, copyOf, getBy, stream, thumbnail } from "./api.js";
import { h, icon } from "./dom.js";
import { isOwner } from "./may.js";
import { PART } from "./parts.js";
import { openSheet } from "./sheet.js";
import { bytes, count, number, t } from "./text.js";
import { complain, toast } from "./toast.js";

const SIDES = [0, WHOLE_PX, 4096, 2048, 1280], MOST_SHARED = 30, MOST_FILMED = 200, SHARED_PX = 2048, LOOK_MS = 400;

// album, name: where all of an album is meant; subtitle: of a film; sent(): one of the ways was taken.
export function sendPhotos(photos, { album = "", name = "", subtitle = "", sent = () => {} } = {}) {
  const size = h("select", { name: "side" }, SIDES.map((side) => h("option", { value: side }, t(`send.size.${side}`))));
  const bare = h("input", { type: "checkbox", name: "bare" }), alone = photos.length === 1;
  const how = () => ({ side: Number(size.value), bare: bare.checked });
  const row = (image, words, why, run) => h("li", {}, h("button", { type: "button", onclick: () => { close(); run().then(sent, complain); } }, icon(image), h("span", {}, h("b", {}, words), why ? h("small", { className: "quiet" }, why) : null)));
  const called = name || t("send.name");
  const close = openSheet(t("send"), null, h("p", { className: "quiet" }, count("count", photos.length)),
    h("div", { className: "form" }, h("label", {}, h("span", {}, t("send.size")), size), h("label", { className: "check" }, bare, h("span", {}, t("send.bare")))),
    h("ul", { className: "menu" },
      !alone && !isOwner ? null : alone ? row("send", t("send.download"), "", async () => save(copyOf(photos[0], how()), ""))
        : row("send", t("send.zip"), "", () => zipped(photos, album, called, how())),
      isOwner ? row("file", t("send.page"), t("send.page.why"), () => fetched({ form: "page", title: called, ...which(photos, album) }, `${called}.html`, photos.length)) : null,
      isOwner && photos.length <= MOST_FILMED ? row("play", t("send.film"), t("send.film.why"), () => fetched({ form: "film", title: called, subtitle, ...which(photos, album) }, `${called}.mp4`, photos.length)) : null,
      alone ? row("photos", t("send.copy"), "", () => copy(photos[0])) : null,
      navigator.canShare?.({ files: [new File([""], "a.jpg", { type: "image/jpeg" })] }) && photos.length <= MOST_SHARED ? row("open", t("send.share"), "", () => share(photos, how())) : null));
}

const which = (photos, album) => (album ? { album } : { photos });

async function zipped(photos, album, name, how) {
  if (album || photos.length <= PART) return fetched({ form: "zip", ...how, ...which(photos, album) }, `${name}.zip`, photos.length);
  for (let i = 0; i < photos.length; i += PART) await fetched({ form: "zip", ...how, photos: photos.slice(i, i + PART) }, `${name} ${i / PART + 1}.zip`, Math.min(PART, photos.length - i));
  return null;
}

// Takes what the service makes, with a bar that tells how far it is, and gives it to the browser to keep.
async function fetched(body, name, photos) {
  const stop = new AbortController(), bar = h("progress", { "aria-label": t("send.preparing", { n: count("count", photos), of: photos }) }), words = h("span", {}, t("send.preparing", { n: count("count", photos), of: photos }));
  const told = h("div", { className: "toast" }, words, bar, h("button", { type: "button", onclick: () => stop.abort() }, t("send.stop")));
  document.getElementById("toasts").replaceChildren(told);
  const show = (done, all, spelt) => { bar.max = all; bar.value = Math.min(done, all); words.textContent = t("send.of", spelt); };
  const called = `${Date.now()} ${Math.random()}`;
  let looking = 0;
  // Of what nobody knows the size of before, the photos are counted.
  const look = async () => {
    const { done, of } = await getBy("/api/export", { name: called }).catch(() => ({}));
    if (of) show(done, of, { done: number(done), all: count("count", of) });
    if (told.isConnected) looking = setTimeout(look, LOOK_MS);
  };
  try {
    const answer = await stream("/api/export", { ...body, name: called }, stop.signal), all = Number(answer.headers.get("x-photos-bytes"));
    if (!all) look();
    let done = 0;
    const counted = answer.body.pipeThrough(new TransformStream({ transform(piece, into) {
      done += piece.byteLength;
      if (all) show(done, all, { done: bytes(Math.min(done, all)), all: bytes(all) });
      into.enqueue(piece);
    } }));
    const url = URL.createObjectURL(await new Response(counted).blob());
    save(url, name);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } finally {
    clearTimeout(looking);
    told.remove();
  }
}

function save(url, name) {
  const link = h("a", { href: url, download: name.replaceAll(/[:/\\]/g, "-"), hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}

async function copy(photo) {
  const png = async () => {
    const picture = await createImageBitmap(await (await fetch(thumbnail(photo, "large"))).blob());
    const canvas = h("canvas", { width: picture.width, height: picture.height });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return new Promise((done) => { canvas.toBlob(done, "image/png"); });
  };
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png() })]);
  toast(t("send.copied"));
}

async function share(photos, how) {
  const files = await Promise.all(photos.map(async (photo) => new File([await (await fetch(copyOf(photo, { side: how.side || SHARED_PX, bare: how.bare }))).blob()], `photo-${photo}.jpg`, { type: "image/jpeg" })));
  await navigator.share({ files }).catch((error) => { if (error.name !== "AbortError") throw error; });
}
