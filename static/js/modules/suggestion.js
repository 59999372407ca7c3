// Below an e-mail field: the address with its domain spelt as most people spell it. Never more than an offer.
modules.suggestion = (field) => {
  const control = field.querySelector("input");
  const place = document.createElement("p");
  place.setAttribute("role", "status");
  field.append(place);

  control.addEventListener("change", () => {
    const address = likelier(control.value.trim());
    whenReleased(() => place.replaceChildren(...(address ? [offer(control, address)] : [])));
  });
};

function offer(control, address) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "field__offer";
  button.append("Meinten Sie ", Object.assign(document.createElement("strong"), { textContent: address }), "?");
  button.addEventListener("click", () => {
    control.value = address;
    control.focus();
    control.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
}

// Domains of mailboxes, not of firms. Those that look alike are all named, so that none is taken for a slip of another.
const MAILBOXES = `gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de mail.de mail.com
email.de email.com outlook.de outlook.com hotmail.de hotmail.com live.de live.com icloud.com me.com mac.com yahoo.de yahoo.com
ymail.com aol.com aol.de arcor.de online.de kabelmail.de posteo.de mailbox.org proton.me protonmail.com bluewin.ch`.split(/\s+/);
const NO_MAILBOXES = { "gmail.de": "gmail.com", "googlemail.de": "googlemail.com" };

function likelier(address) {
  const [, person, domain] = address.toLowerCase().match(/^([^@\s]+)@([^@\s]+)$/) ?? [];
  if (!domain || MAILBOXES.includes(domain)) return "";
  const near = NO_MAILBOXES[domain] ?? MAILBOXES.find((known) => isOneSlipAway(domain, known));
  const found = near ?? domain.replace(/\.(con|cmo|ocm)$/, ".com");
  return found === domain ? "" : `${person}@${found}`;
}

// One sign too many, too few, another or two swapped. In short names only swapped: "wep.de" may well be a firm.
function isOneSlipAway(typed, known) {
  let start = 0;
  let end = 0;
  while (start < known.length && typed[start] === known[start]) start += 1;
  while (end < Math.min(typed.length, known.length) - start && typed.at(-1 - end) === known.at(-1 - end)) end += 1;
  const [a, b] = [typed, known].map((name) => name.slice(start, name.length - end));
  const isSwapped = a.length === 2 && a === [...b].reverse().join("");
  return isSwapped || (known.indexOf(".") > 4 && Math.max(a.length, b.length) === 1);
}
