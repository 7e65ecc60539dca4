// What may be done here: at the computer everything, on a paired phone what its owner allows it.
const MAY = document.documentElement.dataset.may;

export const isOwner = MAY === undefined;
export const may = (need) => isOwner || MAY.split(" ").includes(need);
// The same of what only the owner does: else nothing.
export const owners = (thing) => (isOwner ? thing : null);
