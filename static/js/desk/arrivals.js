/* "3 neue Anfragen" above an open list, once a minute while it can be seen; the list itself stays where it is. */
modules.arrivals = (line) => {
  const link = line.querySelector("a");
  const words = link.querySelector("span");
  const title = document.title;

  async function look() {
    if (document.hidden) return;
    const answer = await fetch(line.dataset.url, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const { count } = await answer.json();
    if (!count) return;
    words.textContent = count === 1 ? "1 neue Anfrage" : `${count} neue Anfragen`;
    link.hidden = false;
    document.title = `(${count}) ${title}`;
  }

  setInterval(look, Number(line.dataset.every ?? 60) * 1000);
  document.addEventListener("visibilitychange", look);
};
