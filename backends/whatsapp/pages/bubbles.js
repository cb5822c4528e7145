// Messages as the phone shows them. What comes from outside only ever becomes text or attributes, never markup.

const STATUS = {
  waiting: ["◷", "en attente"], accepted: ["✓", "envoyé"], sent: ["✓", "envoyé"],
  delivered: ["✓✓", "remis"], read: ["✓✓", "lu"],
};
const FAILURES = {
  131047: "la fenêtre de 24 heures est fermée, il fallait un modèle approuvé",
  131026: "la personne ne peut pas recevoir ce message",
  131053: "le fichier n'a pas pu être pris",
};
const MARKS = /(```[^`]+```)|\*([^*\n]+)\*|_([^_\n]+)_|~([^~\n]+)~|(https?:\/\/[^\s<>]+[^\s<>.,;:!?)])/g;

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// *gras*, _italique_, ~barré~, ```code``` and links.
export function formatted(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(MARKS)) {
    const [whole, code, bold, italic, struck, url] = found;
    const before = text[found.index - 1], after = text[found.index + whole.length];
    if (!url && !code && (/[\p{L}\p{N}]/u.test(before || " ") || /[\p{L}\p{N}]/u.test(after || " "))) continue;
    nodes.push(text.slice(end, found.index));
    if (code) nodes.push(el("code", {}, code.slice(3, -3)));
    else if (bold) nodes.push(el("b", {}, bold));
    else if (italic) nodes.push(el("i", {}, italic));
    else if (struck) nodes.push(el("s", {}, struck));
    else nodes.push(link(url, url));
    end = found.index + whole.length;
  }
  nodes.push(text.slice(end));
  return el("div", { class: "text" }, ...nodes);
}

function link(url, label, attributes = {}) {
  const safe = /^https?:\/\//.test(url) ? url : "#";
  return el("a", { href: safe, target: "_blank", rel: "noopener noreferrer", ...attributes }, label);
}

const fileOf = (content, name = "") =>
  content.id ? `/simulator/files/${encodeURIComponent(content.id)}?name=${encodeURIComponent(name)}` : content.link;

const caption = (content) => (content.caption ? formatted(content.caption) : null);

const SHOWN = {
  text: (content) => [formatted(content.body)],
  image: (content) => [el("img", { src: fileOf(content), alt: content.caption ? "" : "Image" }), caption(content)],
  sticker: (content) => [el("img", { class: "sticker", src: fileOf(content), alt: "Autocollant" })],
  video: (content) => [el("video", { src: fileOf(content), controls: true }), caption(content)],
  audio: (content) => [el("audio", { src: fileOf(content), controls: true }), el("span", {}, "Message vocal")],
  document: (content) => {
    const name = content.filename || "document";
    const kind = (name.split(".").pop() || "").slice(0, 4).toUpperCase();
    return [link(new URL(fileOf(content, name), location.href).href, name, { class: "file", "data-kind": kind }), caption(content)];
  },
  location: (content) => [formatted(`*Position*\n${[content.name, content.address].filter(Boolean).join(", ")}\n${content.latitude}, ${content.longitude}`.replace("\n\n", "\n"))],
  reaction: (content) => [formatted(content.emoji ? `A réagi ${content.emoji}` : "A retiré sa réaction")],
  contacts: (content) => content.contacts.map((one) => formatted(`Contact\u00a0: ${one.name.formatted_name || ""}`)),
  button: (content) => [formatted(content.text)],
  template: (content) => {
    return [formatted(content.shown.text), el("footer", {}, `Modèle «\u00a0${content.name}\u00a0»`)];
  },
  interactive: (content) => {
    const reply = content.button_reply || content.list_reply;
    if (reply) return [formatted(reply.title), reply.description ? el("footer", {}, reply.description) : null];
    const head = content.header || {};
    const picture = head.image ? el("img", { src: fileOf(head.image), alt: "" }) : null;
    const file = head.document ? SHOWN.document(head.document)[0] : null;
    return [
      picture, file, head.text ? el("header", {}, head.text) : null,
      content.body ? formatted(content.body.text) : null,
      content.footer ? el("footer", {}, content.footer.text) : null,
    ];
  },
};

// What can be pressed under a message.
function acts(bubble, on) {
  const { type, content } = bubble;
  if (bubble.mine) return [];
  if (type === "template") {
    return content.shown.buttons.map((one) => reply(bubble, one.id, one.title, on));
  }
  if (type !== "interactive") return [];
  const { action } = content;
  if (content.type === "button") return action.buttons.map(({ reply: one }) => reply(bubble, one.id, one.title, on));
  if (content.type === "list") return [el("button", { type: "button", class: "act", onclick: () => on.list(bubble) }, `☰ ${action.button}`)];
  if (content.type === "cta_url") return [link(action.parameters.url, action.parameters.display_text, { class: "act" })];
  if (content.type === "location_request_message") {
    return [el("button", { type: "button", class: "act", onclick: () => on.place(bubble) }, "Envoyer ma position")];
  }
  return [];
}

function reply(bubble, id, title, on) {
  const pressed = bubble.chosen === id;
  const attributes = { type: "button", class: "act", disabled: bubble.chosen !== null, "aria-pressed": pressed ? "true" : null };
  return el("button", { ...attributes, onclick: () => on.press(bubble, id) }, title);
}

export function summary(bubble) {
  const { content } = bubble;
  const text = content.shown?.text || content.body?.text || content.body || content.caption || content.filename || bubble.type;
  return String(text).slice(0, 80);
}

export function draw(bubble, quoted, on) {
  const time = new Date(bubble.at).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
  if (bubble.status === "failed") {
    const reason = FAILURES[bubble.error] || "refusé";
    const text = `Message non remis (${bubble.error})\u00a0: ${reason}.`;
    return el("div", { class: "bubble failed", "data-status": "failed" }, el("div", { class: "body" }, text));
  }
  const shown = SHOWN[bubble.type] ? SHOWN[bubble.type](bubble.content) : [formatted(`[${bubble.type}]`)];
  const [tick, word] = STATUS[bubble.status];
  const foot = el("div", { class: "foot" }, time);
  if (bubble.mine) {
    const mark = el("span", { class: `tick ${bubble.status}`, "aria-hidden": "true" }, tick);
    foot.append(mark, el("span", { class: "quiet" }, word));
  }
  const body = el(
    "div", { class: "body" },
    el("span", { class: "quiet" }, bubble.mine ? "Vous\u00a0: " : "Entreprise\u00a0: "),
    quoted ? el("span", { class: "quote" }, summary(quoted)) : null, ...shown, foot,
  );
  const attributes = { class: bubble.mine ? "bubble mine" : "bubble", "data-type": bubble.type, "data-status": bubble.status };
  const reaction = bubble.reaction ? el("span", { class: "reaction" }, bubble.reaction) : null;
  return el("div", attributes, body, reaction, ...acts(bubble, on));
}
