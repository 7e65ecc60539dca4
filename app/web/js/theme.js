// Light, dark, or as the system says. Kept in this browser.
const KEY = "theme";

export function theme() {
  return localStorage.getItem(KEY) ?? "auto";
}

export function chooseTheme(name) {
  localStorage.setItem(KEY, name);
  applyTheme();
}

export function applyTheme() {
  if (theme() === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme();
}
