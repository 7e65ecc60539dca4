// The moments of the video in the viewer, below it in their order: a frame of each with its time; one pressed is played.
import { get, original } from "./api.js";
import { find, h } from "./dom.js";
import { playTime, t } from "./text.js";

const FRAME_PX = 120, PATIENCE_MS = 5000, NEAR_S = 0.2;

export class Moments {
  // place: what the strip stands in; stage: what plays the video.
  constructor(place, stage) {
    this.place = place;
    this.stage = stage;
    this.strip = h("ol", { className: "moments", hidden: true, "aria-label": t("moments") });
    place.append(this.strip);
    this.seconds = [];
  }

  stop() {
    this.seen?.disconnect();
    this.frames?.removeAttribute("src");
    this.seen = this.frames = null;
    this.seconds = [];
    this.strip.hidden = true;
    this.strip.replaceChildren();
  }

  // What is known of the photo that is shown: of a video with more than one moment they are shown.
  async show(known) {
    this.stop();
    this.photo = known.photo;
    if (known.media !== "video") return;
    const { seconds } = await get(`/api/photos/${known.photo}/moments`).catch(() => ({ seconds: [] }));
    if (this.photo !== known.photo || seconds.length < 2) return;
    this.seconds = seconds;
    this.strip.replaceChildren(...seconds.map((second) => h("li", {}, this.button(second))));
    this.strip.hidden = false;
    this.stage.picture.addEventListener("timeupdate", () => this.mark());
    this.mark();
    this.film(known.photo);
  }

  button(second) {
    const time = playTime(second);
    return h("button", { type: "button", "aria-label": t("moment.play", { time }), "data-second": String(second), onclick: () => this.stage.playAt(second) },
      h("canvas", { "aria-hidden": "true" }), h("span", {}, time));
  }

  // Which of them is on.
  mark() {
    const now = this.stage.second() + NEAR_S, number = this.seconds.findLastIndex((second) => second <= now);
    const before = find("[aria-current]", this.strip), button = this.strip.children[Math.max(number, 0)]?.firstElementChild;
    if (!button || before === button) return;
    before?.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    button.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // The browser itself takes the frames out of the video, one after another, of those in view alone.
  film(photo) {
    const frames = this.frames = h("video", { muted: true, preload: "auto", src: original(photo) });
    let line = Promise.resolve();
    const seen = this.seen = new IntersectionObserver((entries) => {
      for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
        seen.unobserve(target);
        line = line.then(() => (this.frames === frames ? draw(frames, target) : null)).catch(() => {});
      }
    }, { root: this.strip, rootMargin: "0px 240px" });
    this.strip.querySelectorAll("button").forEach((button) => seen.observe(button));
  }
}

async function draw(frames, button) {
  if (frames.readyState < frames.HAVE_CURRENT_DATA) await happened(frames, "loadeddata");
  const second = Number(button.dataset.second);
  if (frames.currentTime !== second) {
    const arrived = happened(frames, "seeked");
    frames.currentTime = second;
    await arrived;
  }
  const canvas = /** @type {HTMLCanvasElement} */ (find("canvas", button)), ratio = frames.videoWidth / frames.videoHeight;
  if (!ratio) return;
  canvas.width = FRAME_PX;
  canvas.height = Math.round(FRAME_PX / ratio);
  canvas.getContext("2d").drawImage(frames, 0, 0, canvas.width, canvas.height);
  button.classList.add("here");
}

function happened(element, event) {
  return new Promise((resolve, reject) => {
    element.addEventListener(event, resolve, { once: true });
    setTimeout(() => reject(new Error(event)), PATIENCE_MS);
  });
}
