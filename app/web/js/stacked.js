// Whether of copies and shots of one moment only one is shown: kept in this browser.
const KEY = "stacked";

export const stacked = () => localStorage.getItem(KEY) !== "no";
export const stack = (on) => localStorage.setItem(KEY, on ? "yes" : "no");
