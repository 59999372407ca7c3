/* The clock of the bar goes on, in Berlin, written as the server wrote it. */
modules.clock = (clock) => {
  const parts = [{ weekday: "short" }, { day: "numeric", month: "short" }, { hour: "2-digit", minute: "2-digit" }];
  const formats = parts.map((part) => new Intl.DateTimeFormat("de-DE", { timeZone: "Europe/Berlin", ...part }));

  setInterval(() => {
    clock.textContent = formats.map((format) => format.format()).join(" ").replaceAll(" ", "\u00a0");
    clock.dateTime = new Date().toISOString();
  }, 5000);
};
