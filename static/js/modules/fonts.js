// Lets the words be read first: only once the page is painted, what lies below is laid out and the faces are asked for.
// From then on they are in the cache.
modules.fonts = (page) => {
  const use = (part) => part.classList.add("has-fonts");
  const reach = (part) => part.classList.add("is-reached");
  const fetchAll = () => Promise.allSettled([...document.fonts].map((face) => face.load()));
  const frame = () => new Promise(requestAnimationFrame);
  const pieces = (part) => (part.querySelectorAll("*").length < 60 ? [part] : [...part.children].flatMap(pieces));

  // Piece by piece: to lay out or set anew the whole page at once would hold up a tap on a small phone.
  const inTurn = async (parts, change) => {
    for (const part of parts) {
      change(part);
      await frame();
    }
  };

  const complete = async () => {
    const faces = fetchAll();
    await inTurn(page.querySelectorAll(".section, .footer"), reach);
    await faces;
    await inTurn(pieces(document.body), use);
  };

  // The first paint may be the bare ground; what counts is the one with words.
  const watch = (paints) => paints.getEntriesByName("first-contentful-paint").forEach(complete);

  if (document.referrer.startsWith(location.origin)) use(page);
  else new PerformanceObserver(watch).observe({ type: "paint", buffered: true });
};
