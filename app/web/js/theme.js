// Light, dark, or as the system says. Kept in this browser.
import { get } from "./api.js";
import { isOwner } from "./may.js";

const KEY = "theme";

export function theme() {
  return localStorage.getItem(KEY) ?? "auto";
}

export function chooseTheme(name) {
  localStorage.setItem(KEY, name);
  applyTheme();
}

// The window keeps nothing of its own between two starts: there, what the library has kept counts.
export async function adoptTheme() {
  if (isOwner && localStorage.getItem(KEY) === null) chooseTheme((await get("/api/settings")).theme);
}

export function applyTheme() {
  if (theme() === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme();
}
