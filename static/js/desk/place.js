/* Back from a lead, or after a step that loaded the page anew, one goes on from where one was in the same list. */
function keepPlace(all, link) {
  sessionStorage.setItem("row", JSON.stringify([location.search, all.indexOf(link), link.pathname]));
}

function placeLeft(all, by) {
  const [list, place, lead] = JSON.parse(sessionStorage.getItem("row") ?? "[]");
  if (list !== location.search) return -1;
  const found = all.findIndex((link) => link.pathname === lead);
  if (found >= 0) return found;
  return by > 0 ? place - 1 : place; // it has left the list, and the next one stands in its place
}
