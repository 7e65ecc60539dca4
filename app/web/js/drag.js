// Dragging a photo out of the pages: into a folder as a copy of its file, into another program as its address.
import { get, original } from "./api.js";

const names = new Map();

// Asked when a photo is pressed: a drag that begins a moment later has to know at once what the file is called.
export async function heed(photo) {
  if (!names.has(photo)) names.set(photo, (await get(`/api/photos/${photo}`)).name);
}

export function carry(event, photo) {
  const url = new URL(original(photo), location.href).href;
  const name = (names.get(photo) ?? `photo-${photo}`).replaceAll(/[:/\\]/g, "-");
  event.dataTransfer.effectAllowed = "copy";
  event.dataTransfer.setData("DownloadURL", `application/octet-stream:${name}:${url}`);
  event.dataTransfer.setData("text/uri-list", url);
}
