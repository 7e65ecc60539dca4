// The moments of the video in the viewer, below it in their order: a frame of each with its time; one pressed is played.
import { get, thumbnail } from "./api.js";
import { find, h } from "./dom.js";
import { playTime, t } from "./text.js";

const NEAR_S = 0.2;

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
  }

  button(second) {
    const time = playTime(second), frame = h("img", { alt: "", loading: "lazy", draggable: false, src: thumbnail(this.photo, "grid", second) });
    frame.addEventListener("load", () => frame.classList.add("here"));
    return h("button", { type: "button", "aria-label": t("moment.play", { time }), "data-second": String(second), onclick: () => this.stage.playAt(second) },
      frame, h("span", {}, time));
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
}
