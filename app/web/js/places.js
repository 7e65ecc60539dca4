// How far each page was scrolled: whoever comes back to it, or reloads it, finds it where it was left.
const KEPT = "places";

export class Places {
  // shown(): the address of the page there is, without what stands over it.
  constructor(scroller, shown) {
    this.scroller = scroller;
    this.shown = shown;
    this.tops = new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
    history.scrollRestoration = "manual";
    window.addEventListener("pagehide", () => {
      this.keep();
      sessionStorage.setItem(KEPT, JSON.stringify([...this.tops]));
    });
  }

  keep() {
    if (this.shown() !== null) this.tops.set(this.shown(), this.scroller.scrollTop);
  }

  // Whether one was at this entry of the history before.
  arrive() {
    const again = Boolean(history.state?.seen);
    history.replaceState({ seen: true }, "");
    return again;
  }

  // A list that comes in parts is asked for more until it is long enough.
  async find(key, page) {
    const top = this.tops.get(key) ?? 0, { scroller } = this;
    while (scroller.scrollHeight - scroller.clientHeight < top && await page.more?.());
    scroller.scrollTop = top;
  }
}
