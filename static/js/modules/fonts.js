// Lets the words be read first: the faces are asked for once the page is painted; from then on they are in the cache.
modules.fonts = (page) => {
  const use = (part) => part.classList.add("has-fonts");
  const fetchAll = () => Promise.allSettled([...document.fonts].map((face) => face.load()));
  const frame = () => new Promise(requestAnimationFrame);
  const pieces = (part) => (part.querySelectorAll("*").length < 60 ? [part] : [...part.children].flatMap(pieces));

  // Piece by piece: to set the whole page anew at once would hold up a tap on a small phone.
  const change = async () => {
    await fetchAll();
    for (const piece of pieces(document.body)) {
      use(piece);
      await frame();
    }
  };

  // The first paint may be the bare ground; what counts is the one with words.
  const watch = (paints) => paints.getEntriesByName("first-contentful-paint").forEach(change);

  if (document.referrer.startsWith(location.origin)) use(page);
  else new PerformanceObserver(watch).observe({ type: "paint", buffered: true });
};
