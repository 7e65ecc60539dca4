// Each visit of a page draws in a room of its own, which is left when the user goes on: what answers after that is
// drawn where nobody is. What a page does outside its room it asks for `leaving` first.
import { h } from "./dom.js";

const visits = new WeakMap();

// A new room in `house`; what was drawn last stays in sight until something is drawn in it.
export function enterRoom(house) {
  const room = h("div", { className: "room" }), last = [...house.children].findLast((one) => one.hasChildNodes());
  visits.set(room, new AbortController());
  house.replaceChildren(...last ? [last] : [], room);
  return room;
}

// Something is drawn in it: what was there before goes. The room itself is not moved, which would lose the focus.
export function settle(room) {
  while (room.previousSibling) room.previousSibling.remove();
}

export const leaveRoom = (room) => visits.get(room).abort();

// The signal that the user has gone on from the room that an element is in.
/** @returns {AbortSignal} */
export const leaving = (element) => visits.get(element.closest(".room"))?.signal ?? AbortSignal.abort();
