/* Courant web chat: one script tag, one element <courant-chat>. Documentation: docs/webchat.md. */
(() => {
"use strict";
const script = document.currentScript;
const BASE = new URL("./", script.src);
const LONGEST = 2000, HEARTBEAT = 40000;
const SAFE = /^https?:$/;

const T = {
  open: "Ouvrir l'assistant",
  unread: n => n > 1 ? `${n} messages non lus` : "1 message non lu",
  title: "Assistant",
  subtitle: "Réponses automatiques",
  close: "Fermer l'assistant",
  clear: "Effacer la conversation",
  sure: "Effacer cette conversation\u00a0? Elle disparaîtra de cet appareil.",
  yes: "Oui, effacer", no: "Non, la garder",
  cleared: "Conversation effacée. En voici une nouvelle.",
  notCleared: "La conversation n'a pas pu être effacée. Réessayez dans un instant.",
  expired: "La conversation précédente a expiré. En voici une nouvelle.",
  messages: "Messages",
  client: "Vous", assistant: "Assistant", conseiller: "Conseiller",
  choices: "Réponses proposées",
  offered: n => n > 1 ? `${n} réponses proposées sous la conversation.` : "1 réponse proposée sous la conversation.",
  input: "Votre message", hint: "Écrivez votre message",
  send: "Envoyer",
  typing: "L'assistant prépare sa réponse…",
  lost: "Connexion perdue. Nouvel essai en cours…",
  found: "Connexion rétablie.",
  slow: "Un instant\u00a0: votre message partira dans quelques secondes.",
  waiting: "En attente d'envoi",
  refused: "Ce message n'a pas pu être envoyé.",
  left: n => `Encore ${n} caractère${n > 1 ? "s" : ""} possible${n > 1 ? "s" : ""}.`,
  kept: n => `Cet échange est conservé ${n} mois. N'écrivez ni mot de passe ni numéro de carte.`,
  window: "nouvelle fenêtre",
  place: "Envoyer ma position",
  placeSent: "Position envoyée",
  locating: "Recherche de votre position…",
  noPlace: "Votre position n'est pas disponible. Écrivez l'adresse.",
  photo: "Joindre une photo",
  photoSent: "Photo envoyée",
  sending: "Envoi de la photo…",
  noPhoto: "Cette photo n'a pas pu être envoyée. Choisissez une image JPEG ou PNG de 5\u00a0Mo au plus.",
  picture: "Image envoyée par l'assistant",
  enlarge: "Voir l'image",
  units: ["octets", "Ko", "Mo"],
};

const CSS = `
:host{all:initial;--a:var(--courant-accent,#00594c);--on:var(--courant-on-accent,#fff);--soft:var(--courant-soft,#e9f2ef);
--ink:#15211d;--dim:#4b5a55;--line:#bccac4;--bg:#fff;--side:var(--courant-inset,1.25rem);
font:400 1rem/1.5 var(--courant-font,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif);color:var(--ink)}
:host([hidden]),[hidden]{display:none!important}
*{box-sizing:border-box;margin:0}
button,textarea{font:inherit;color:inherit}
button{--t:max(44px,min(2.75rem,14vw));min-width:var(--t);min-height:var(--t);cursor:pointer;border-radius:.75rem;border:1px solid transparent}
:focus-visible{outline:.1875rem solid #005fcc;outline-offset:.125rem}
svg{width:1.5rem;height:1.5rem;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;flex:none}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.launch{position:fixed;z-index:2147483000;inset-block-end:var(--side);inset-inline-end:var(--side);display:flex;gap:.625rem;
align-items:center;max-inline-size:calc(100vw - 2*var(--side));padding:.75rem 1.25rem;border-radius:2rem;background:var(--a);
color:var(--on);font-weight:600;box-shadow:0 .25rem 1.25rem #0004}
.badge{background:#b3261e;color:#fff;border-radius:1rem;padding:0 .5rem;border:1px solid #fff}
.panel{position:fixed;z-index:2147483000;inset-block-end:var(--side);inset-inline-end:var(--side);display:flex;
flex-direction:column;inline-size:min(25rem,100vw - 2*var(--side));block-size:min(42rem,100dvh - 2*var(--side));
background:var(--bg);border:1px solid var(--line);border-radius:1.125rem;overflow:hidden;box-shadow:0 .75rem 3rem #0005}
header{display:flex;align-items:center;gap:.25rem;padding:.75rem .5rem .75rem clamp(.5rem,4vw,1rem);background:var(--a);color:var(--on)}
header div{flex:1;min-width:0}
h2{font-size:clamp(.75rem,6vw,1.125rem);line-height:1.3;font-weight:700;overflow-wrap:anywhere}
header p{font-size:.875rem;line-height:1.3}
header button{flex:none;background:none;color:inherit;display:grid;place-items:center}
header :focus-visible,.launch:focus-visible{outline-color:#fff;box-shadow:0 0 0 .375rem #003b8e}
header button:hover{background:#fff3}
.log{flex:1;min-block-size:6rem;overflow-y:auto;overscroll-behavior:contain;padding:clamp(.5rem,4vw,1rem);display:flex;flex-direction:column;gap:.875rem}
.log:focus-visible{outline-offset:-.25rem}
.m{max-inline-size:88%;align-self:flex-start}
.m.client{align-self:flex-end}
.who{font-size:.8125rem;color:var(--dim);margin-block-end:.125rem;padding-inline:.25rem}
.client .who{text-align:end}
.b{padding:.625rem clamp(.5rem,3vw,.875rem);border:1px solid transparent;border-radius:.25rem 1rem 1rem;background:var(--soft);overflow-wrap:anywhere}
.client .b{background:var(--a);color:var(--on);border-radius:1rem .25rem 1rem 1rem}
.conseiller .b{background:#fff6e0;border-color:#d9b45b}
.b>*+*{margin-block-start:.625rem}
.b p{white-space:pre-line}
.b a{color:#004b87;text-underline-offset:.15em}
.client .b a{color:inherit}
.b ul{list-style:none;padding:0}
.b li a{display:flex;align-items:center;min-block-size:2.75rem;padding:.5rem .75rem;background:#fff;border:1px solid var(--line);border-radius:.75rem}
.b li+li{margin-block-start:.5rem}
.b img{display:block;max-inline-size:100%;block-size:auto;border-radius:.5rem}
.late .b{border:1px dashed var(--on)}
.state{font-size:.8125rem;color:var(--dim);text-align:end}
.status,.alert,.kept{padding:.125rem 1rem;font-size:.875rem;color:var(--dim)}
.status:empty,.alert:empty,.kept:empty{padding:0}
.status.dots::before{content:"";display:inline-block;inline-size:.5rem;block-size:.5rem;margin-inline-end:.5rem;border-radius:50%;background:var(--a);animation:p 1s infinite alternate}
@keyframes p{to{opacity:.2}}
.alert{color:#8c1d18;font-weight:600}
.ask{padding:.75rem 1rem;border-block-start:1px solid var(--line);background:#fff6e0}
.ask div{display:flex;flex-wrap:wrap;gap:.5rem;margin-block-start:.5rem}
.quick{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;padding:.5rem 1rem .25rem;max-block-size:min(16rem,40%);overflow-y:auto}
.quick button,.ask button{padding:.375rem .875rem;background:var(--bg);border:1.5px solid var(--a);color:var(--a);font-weight:600;border-radius:1.375rem;text-align:start}
.quick button:hover,.ask button:hover{background:var(--soft)}
form{display:flex;align-items:flex-end;gap:.5rem;padding:.5rem clamp(.5rem,4vw,1rem);border-block-start:1px solid var(--line)}
textarea{flex:1;min-inline-size:0;min-block-size:2.75rem;max-block-size:8rem;padding:.5625rem .75rem;resize:none;border:1px solid #6f807a;border-radius:.75rem;background:var(--bg)}
textarea::placeholder{color:#5d6b66;opacity:1;white-space:nowrap}
form button{background:var(--a);color:var(--on);display:grid;place-items:center}
.kept{font-size:.75rem;padding-block-end:.625rem;line-height:1.35}
@media (max-width:30rem),(max-height:30rem){.panel{inset:0;inline-size:auto;block-size:auto;border:0;border-radius:0}
header{padding-block:.25rem}header p{display:none}}
@media (max-height:30rem){.kept{display:none}.quick{max-block-size:6rem}.log{padding-block:.5rem}}
@media (prefers-reduced-motion:reduce){*,::before{animation:none!important}}
@media (forced-colors:active){.b,.launch,form button,.panel{border-color:CanvasText}}
`;

const PATHS = {
  talk: "M4 5h16v11H9l-5 4z", close: "M6 6l12 12M18 6L6 18",
  bin: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6", send: "M4 12l16-8-6 16-3-7z",
};

const h = (tag, props, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter(child => child != null));
  return node;
};

const icon = name => {
  const [svg, path] = ["svg", "path"].map(tag => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
};

/* A photo as small as a meter's digits allow; as it is where the browser cannot do that. */
const small = async file => {
  try {
    const bitmap = await createImageBitmap(file);
    const part = Math.min(1, 2000 / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(bitmap.width * part, bitmap.height * part);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({type: "image/jpeg", quality: 0.85});
  } catch { return file; }
};

const sleep = ms => new Promise(done => setTimeout(done, ms));

/* The line to the server: session, stream, queue. One tab streams for all of them. */
class Line {
  constructor(on) {
    this.on = on;
    this.key = `courant ${BASE}`;
    this.last = 0;
    this.queue = [];
    this.tries = 0;
    this.shared = navigator.locks && self.BroadcastChannel;
    if (this.shared) {
      this.tabs = new BroadcastChannel(this.key);
      this.tabs.onmessage = ({data}) => this.hear(data);
    }
    this.waiting = new Set();
    addEventListener("offline", () => on.lost());
    addEventListener("online", () => {
      this.retry();
      if (this.ready) this.catchUp(true).then(on.found, () => {});
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.retry();
      if (this.ready && this.shared && !this.turn) this.lead();
    });
  }

  get token() { try { return localStorage.getItem(this.key) || ""; } catch { return this.kept || ""; } }
  set token(value) { this.kept = value; try { localStorage.setItem(this.key, value); } catch { /* private mode */ } }

  call(path, {headers, ...options} = {}) {
    const all = {...headers, authorization: `Bearer ${this.token}`};
    return fetch(new URL(path, BASE), {...options, headers: all, cache: "no-store", credentials: "omit"});
  }

  alone(work) { return this.shared ? navigator.locks.request(`${this.key} session`, work) : work(); }

  /* Opens a session, or renews the one that is kept; tells whether the conversation is new. */
  open() {
    const before = this.token;
    return this.alone(async () => {
      const renewed = this.token !== before;
      const answer = await this.call("session", {method: "POST"});
      if (!answer.ok) throw new Error(answer.status);
      const session = await answer.json();
      this.token = session.token;
      this.on.session(session);
      return session.new || renewed;
    });
  }

  async start() {
    if (this.started) return;
    this.started = true;
    let fresh;
    for (;;) {
      try {
        fresh = await this.open();
        await this.catchUp(fresh);
        break;
      } catch { this.on.lost(); await this.pause(); }
    }
    this.ready = true;
    this.on.found();
    this.flush();
    if (this.shared) this.lead(!document.hidden);
    else this.stream();
  }

  /* The tab in view takes the stream; a tab in the background may be asleep and would hold it for nothing. */
  lead(steal = true) {
    navigator.locks.request(`${this.key} stream`, steal ? {steal} : {}, () => this.stream()).catch(() => {
      this.turn = null;
      this.abort?.abort();
      this.lead(false);
    });
  }

  async renew() {
    await (await this.open() ? this.moved(T.expired, true) : this.catchUp(true));
  }

  /* A new conversation takes the place of one that has ended. */
  moved(text, tell) {
    this.last = 0;
    this.on.reset(text);
    if (tell) this.tabs?.postMessage({kind: "moved", value: text});
    this.again = true;
    this.abort?.abort();
    return this.catchUp(true);
  }

  async catchUp(live) {
    const answer = await this.call(`history?after=${this.last}`);
    if (!answer.ok) throw new Error(answer.status);
    const {messages} = await answer.json();
    this.on.history(() => messages.forEach(message => this.take(message)), live);
  }

  take(message) {
    if (message.n <= this.last) return;
    this.last = message.n;
    this.on.message(message);
  }

  async stream() {
    const turn = this.turn = {};
    while (this.turn === turn) {
      const abort = this.abort = new AbortController();
      let dog;
      const fed = () => { clearTimeout(dog); dog = setTimeout(() => abort.abort(), HEARTBEAT); };
      try {
        fed();
        const headers = {"last-event-id": String(this.last)};
        const answer = await this.call("stream", {headers, signal: abort.signal});
        if (answer.status === 401) { await this.renew(); continue; }
        if (!answer.ok) throw new Error(answer.status);
        this.tries = 0;
        this.on.found();
        this.flush();
        await this.read(answer.body, fed);
      } catch { /* the loop tries again */ }
      clearTimeout(dog);
      if (this.turn !== turn) break;
      this.on.typing(false);
      if (this.again) { this.again = false; continue; }
      if (this.tries) this.on.lost();
      await this.pause();
    }
  }

  async read(body, fed) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = "";;) {
      const {value, done} = await reader.read();
      if (done) return;
      fed();
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) this.event(block);
    }
  }

  event(block) {
    const field = name => (block.match(new RegExp(`^${name}: (.*)$`, "m")) || [])[1];
    if (!field("data")) return;
    const data = {kind: field("event"), value: JSON.parse(field("data"))};
    this.tabs?.postMessage(data);
    this.hear(data);
  }

  /* What the stream brings, directly or through the tab that has it. */
  hear({kind, value}) {
    this.on.found();
    if (kind === "typing") this.on.typing(value.on);
    else if (kind === "moved") this.moved(value).catch(() => {});
    else if (value.n > this.last + 1) this.catchUp(true).catch(() => {});
    else this.take(value);
  }

  pause() {
    const seconds = Math.min(30, 2 ** this.tries++) * (0.75 + Math.random() / 2);
    return new Promise(done => { this.waiting.add(done); setTimeout(done, seconds * 1000); });
  }

  retry() {
    this.waiting.forEach(done => done());
    this.waiting.clear();
  }

  send(item) {
    this.queue.push(item);
    this.flush();
  }

  async flush() {
    if (this.flushing || !this.token) return;
    this.flushing = true;
    while (this.queue.length) {
      const {words, ...said} = this.queue[0];
      try {
        const answer = await this.call("messages", {
          method: "POST", body: JSON.stringify(said),
          headers: {"content-type": "application/json"}, signal: AbortSignal.timeout(20000),
        });
        await this.settle(answer, this.queue[0]);
      } catch { this.on.lost(); await this.pause(); }
    }
    this.flushing = false;
  }

  async settle(answer, item) {
    if (answer.status === 401) return this.renew();
    if (answer.status === 429) { this.on.slow(); return sleep(1000 * (answer.headers.get("retry-after") || 10)); }
    if (answer.status >= 500) throw new Error(answer.status);
    this.queue.shift();
    if (!answer.ok) return this.on.refused(item);
    const {n, token} = await answer.json();
    if (token) this.token = token;
    this.tries = 0;
    this.on.found();
    this.on.sent(item, n);
  }

  async clear() {
    const answer = await this.call("session", {method: "DELETE"});
    if (!answer.ok && answer.status !== 401) throw new Error(answer.status);
    this.queue = [];
    await this.open();
    await this.moved(T.cleared, true);
  }
}

/* Text with its line breaks; numbers never break, phone numbers and addresses can be followed. */
const PARTS = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])|(SMS au|\b[Ll]e|\b[Aa]u|,|\bou) (1[578]|11[2459]|3114)(?![\d,.\u00a0]*\d|\s?(?:[€%hk]|janv|févr|mars|avri|mai|juin|juil|août|sept|octo|nove|déce))|((?:\+33|\b0)(?:[^\S\n.]?\d){9}(?!\d))|(\d+(?:[ .,]\d+)+)/g;

const written = text => {
  const out = [];
  const urgent = /(^|\D)(112|114|3114)(?![\d,])/.test(text);
  let at = 0, calls = false;
  for (const [all, url, before, short, phone, number] of text.matchAll(PARTS)) {
    const found = text.indexOf(all, at), solid = (phone || number || "").replace(/ /g, "\u00a0");
    out.push(text.slice(at, found));
    at = found + all.length;
    // In a list ("le 18, 112 ou 114") what follows a phone number is one too.
    const follows = before === "," || before === "ou";
    if (url) out.push(h("a", {href: url, target: "_blank", rel: "noopener noreferrer"}, url, note([T.window])));
    else if (short && (urgent || short > 99) && (calls || !follows)) out.push(`${before} `, h("a", {href: `${before[0] === "S" ? "sms" : "tel"}:${short}`}, short));
    else if (phone) out.push(h("a", {href: `tel:${phone.replace(/[^\d+]/g, "")}`}, solid));
    else out.push(solid || all);
    calls ||= Boolean(phone || short && !follows);
  }
  return [...out, text.slice(at)];
};

const note = parts => h("span", {}, `\u00a0(${parts.filter(Boolean).join(", ")})`);

const size = bytes => {
  if (!bytes) return "";
  const power = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2;
  return `${(bytes / 1000 ** power).toLocaleString("fr-FR", {maximumFractionDigits: power > 1 ? 1 : 0})}\u00a0${T.units[power]}`;
};

const link = (url, title, kind, bytes) => {
  let target;
  try { target = new URL(url); } catch { return null; }
  if (!SAFE.test(target.protocol)) return null;
  // Channels without this note need the kind in the title.
  const label = h("span", {}, title.replace(` (${kind})`, ""), note([kind, size(bytes), T.window]));
  return h("a", {href: target.href, target: "_blank", rel: "noopener noreferrer"}, label);
};

class CourantChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.own = new Map();
    this.unread = 0;
    this.build();
    this.line = new Line({
      session: session => { this.kept.textContent = T.kept(session.retention_months); },
      history: (fill, live) => this.fill(fill, live),
      message: message => this.show(message),
      typing: on => this.typing(on),
      sent: (item, n) => this.place(this.own.get(item.id), n),
      refused: item => { this.own.get(item.id)?.remove(); this.alert.textContent = T.refused; this.input.value ||= item.text || ""; },
      slow: () => this.say(T.slow, 8000),
      lost: () => this.lost(),
      found: () => this.found(),
      reset: text => this.reset(text),
    });
    document.addEventListener("click", event => {
      const opener = event.target.closest?.("[data-courant-open]");
      if (opener) this.open(opener, opener.dataset.courantOpen);
    });
    if (this.line.token) this.line.start();
    if (this.remember()) this.open(null);
  }

  build() {
    const root = this.attachShadow({mode: "open"});
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.launchText = h("span", {}, T.open);
    this.badge = h("span", {class: "badge", "aria-hidden": "true", hidden: true});
    this.launcher = h("button", {class: "launch", type: "button", "aria-expanded": "false", "aria-controls": "panel", onclick: () => this.open(this.launcher)},
      icon("talk"), this.launchText, this.badge);
    this.log = h("div", {class: "log", role: "log", "aria-live": "polite", "aria-label": T.messages, tabindex: "0"});
    this.status = h("p", {class: "status", role: "status"});
    this.alert = h("p", {class: "alert", role: "alert"});
    this.quick = h("ul", {class: "quick", "aria-label": T.choices, hidden: true});
    this.kept = h("p", {class: "kept"});
    this.panel = h("section", {class: "panel", id: "panel", "aria-labelledby": "title", hidden: true, onkeydown: event => this.key(event)},
      h("header", {},
        h("div", {}, h("h2", {id: "title", tabindex: "-1"}, script.dataset.title || T.title), h("p", {}, T.subtitle)),
        this.iconButton("bin", T.clear, () => this.confirm()), this.iconButton("close", T.close, () => this.close())),
      this.log, this.status, this.alert, this.question(), this.quick, this.form(), this.kept);
    root.append(h("div", {lang: "fr"}, this.launcher, this.panel));
  }

  iconButton(name, label, act) {
    return h("button", {type: "button", "aria-label": label, title: label, onclick: act}, icon(name));
  }

  question() {
    const no = h("button", {type: "button", onclick: () => this.confirm(false)}, T.no);
    const yes = h("button", {type: "button", onclick: () => this.clear()}, T.yes);
    return this.ask = h("div", {class: "ask", role: "group", "aria-labelledby": "sure", hidden: true}, h("p", {id: "sure"}, T.sure), h("div", {}, no, yes));
  }

  form() {
    this.input = h("textarea", {id: "input", rows: "1", maxlength: LONGEST, placeholder: T.hint, enterkeyhint: "send", oninput: () => this.grow()});
    this.picker = h("input", {type: "file", accept: "image/*", multiple: true, hidden: true, onchange: ({target}) => {
      if (target.files.length) this.send([...target.files].slice(0, 3));
      target.value = "";
    }});
    return h("form", {onsubmit: event => { event.preventDefault(); this.submit(); }},
      h("label", {class: "sr", for: "input"}, T.input), this.input, this.picker,
      h("button", {type: "submit", "aria-label": T.send, title: T.send}, icon("send")));
  }

  /* Opening and closing. */
  open(opener, words) {
    this.opener = opener || this.opener;
    this.toggle(true);
    this.line.start();
    if (words && !this.input.value) { this.input.value = words; this.grow(); }
    if (opener !== null) (matchMedia("(pointer:coarse)").matches && !words ? this.shadowRoot.getElementById("title") : this.input).focus();
    this.unread = 0;
    this.count();
    this.log.scrollTop = this.log.scrollHeight;
  }

  close() {
    this.toggle(false);
    (this.opener?.isConnected && this.opener !== this.launcher ? this.opener : this.launcher).focus();
    this.opener = null;
  }

  toggle(open) {
    this.panel.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute("aria-expanded", open);
    this.remember(open);
  }

  remember(open) {
    const key = `${this.line.key} open`;
    try {
      if (open === undefined) return sessionStorage.getItem(key) === "true";
      sessionStorage.setItem(key, open);
    } catch { return false; }
  }

  key(event) {
    if (event.key === "Escape") { this.ask.hidden ? this.close() : this.confirm(false); event.stopPropagation(); }
    else if (event.key === "Enter" && event.target === this.input && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.submit(); }
  }

  /* Sending. */
  submit() {
    const text = this.input.value.trim();
    this.input.focus();
    if (!text) return;
    this.input.value = "";
    this.grow();
    this.tell({text}, text);
  }

  tell(said, words) {
    const item = {...said, words, id: crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now()};
    this.alert.textContent = "";
    this.choices([]);
    const node = this.draw({author: "client", text: words, at: new Date().toISOString()});
    node.classList.add("late");
    this.from = node;
    this.begins = true;
    this.own.set(item.id, node);
    this.log.append(node);
    this.scroll();
    setTimeout(() => node.dataset.n || node.isConnected && node.append(h("p", {class: "state"}, T.waiting)), 1500);
    this.line.send(item);
  }

  grow() {
    const left = LONGEST - this.input.value.length;
    this.input.style.blockSize = "";
    if (this.input.value) this.input.style.blockSize = `${this.input.scrollHeight + 2}px`;
    if (left <= 200) this.say(T.left(left), 4000);
  }

  /* Showing. */
  fill(fill, live) {
    // What was said before is not read aloud again.
    if (!live) this.log.setAttribute("aria-live", "off");
    this.quiet = !live;
    fill();
    this.scroll();
    this.quiet = false;
    this.begins = true;
    if (!live) setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  show(message) {
    const mine = message.id && this.own.get(message.id);
    if (mine) {
      // The server may have masked a card number or a code.
      const words = mine.querySelector(".b");
      if (words.textContent !== message.text.replace(/\n{2,}/g, "")) words.replaceChildren(this.words(message.text));
      return this.place(mine, message.n);
    }
    const node = this.draw(message);
    // An answer of several messages begins with its first; what comes after it is news, with its own beginning.
    const asked = message.author === "client";
    if (asked || this.begins) this.from = node;
    this.begins = asked;
    this.place(node, message.n);
    if (asked) return this.choices([]);
    if (message.asks === "lieu" && navigator.geolocation) this.offer(T.place, () => this.locate());
    if (message.asks === "photo") this.offer(T.photo, () => this.picker.click());
    this.choices(message.buttons || [], true);
    if (this.panel.hidden && !this.quiet) { this.unread++; this.count(); }
  }

  draw({author, name, text, at, links = [], image, alt, buttons}) {
    const time = new Date(at);
    const who = [T[author] || T.assistant, name].filter(Boolean).join(" ");
    const hour = time.toLocaleTimeString("fr-FR", {hour: "2-digit", minute: "2-digit"});
    const anchors = links.map(one => link(one.url, one.title, one.kind, one.size)).filter(Boolean);
    return h("div", {class: `m ${author}`},
      h("p", {class: "who"}, `${who} `, h("time", {datetime: at}, hour)),
      h("div", {class: "b"},
        this.words(text),
        image && this.picture(image, alt),
        anchors.length ? h("ul", {}, anchors.map(anchor => h("li", {}, anchor))) : null),
      buttons?.length && !this.quiet ? h("p", {class: "sr"}, T.offered(buttons.length)) : null);
  }

  words(text = "") {
    const all = new DocumentFragment();
    all.append(...text.split(/\n{2,}/).filter(Boolean).map(part => h("p", {}, written(part))));
    return all;
  }

  picture(url, alt) {
    const follow = link(url, T.enlarge);
    return follow && h("div", {}, h("img", {src: url, alt: alt || T.picture, onerror: event => event.target.remove(), onload: () => this.scroll()}), follow);
  }

  /* The server's number decides the place; what waits for its number stays last. */
  place(node, n) {
    if (!node || node.dataset.n) return;
    node.dataset.n = n;
    node.classList.remove("late");
    node.querySelector(".state")?.remove();
    const later = [...this.log.children].find(other => other !== node && !(Number(other.dataset.n) < n));
    if (!node.isConnected || (later && node.nextSibling !== later && node.compareDocumentPosition(later) & 2)) this.log.insertBefore(node, later || null);
    this.scroll();
  }

  /* To the end, but never past the beginning of the answer or of the news. */
  scroll() {
    const {log, from} = this;
    log.scrollTop = from && !this.quiet ? Math.min(log.scrollHeight, from.offsetTop - log.offsetTop - 8) : log.scrollHeight;
  }

  choices(buttons, add) {
    if (!add) this.quick.replaceChildren();
    for (const {id, title} of buttons) {
      this.offer(title, event => this.choose(event, id, title));
    }
    this.quick.hidden = !this.quick.children.length;
    this.scroll();
  }

  offer(title, act) {
    // The same words twice would be the same wish twice: the newest counts.
    [...this.quick.children].find(one => one.textContent === title)?.remove();
    this.quick.append(h("li", {}, h("button", {type: "button", onclick: act}, title)));
    this.quick.hidden = false;
  }

  /* The browser asks for the permission; without it, an address can still be typed. */
  locate() {
    this.say(T.locating);
    this.input.focus();
    navigator.geolocation.getCurrentPosition(({coords: {latitude, longitude}}) => {
      this.say("");
      this.tell({location: {latitude, longitude}}, T.placeSent);
    }, () => this.say(T.noPlace, 8000), {timeout: 15000, maximumAge: 60000});
  }

  async send(photos) {
    this.say(T.sending);
    this.input.focus();
    try {
      const files = [];
      for (const photo of photos) {
        const answer = await this.line.call("files", {method: "POST", body: await small(photo)});
        if (!answer.ok) throw new Error(answer.status);
        files.push((await answer.json()).id);
      }
      this.say("");
      this.tell({files}, T.photoSent);
    } catch {
      this.say("");
      this.alert.textContent = T.noPhoto;
    }
  }

  choose(event, id, title) {
    // A finger needs no keyboard for the next choice; other means of input go back to the text field.
    const touched = event.pointerType === "touch";
    this.tell({button: id}, title);
    (touched ? this.log : this.input).focus();
  }

  count() {
    this.badge.hidden = !this.unread;
    this.badge.textContent = this.unread;
    this.launchText.textContent = this.unread ? `${T.open}, ${T.unread(this.unread)}` : T.open;
  }

  /* Telling how things are. */
  say(text, ms) {
    const {log} = this, atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    clearTimeout(this.hush);
    this.status.classList.remove("dots");
    this.status.textContent = text;
    if (atEnd) log.scrollTop = log.scrollHeight;
    if (ms) this.hush = setTimeout(() => { this.status.textContent = ""; }, ms);
  }

  typing(on) {
    clearTimeout(this.soon);
    this.begins ||= !on;
    if (on) this.soon = setTimeout(() => { this.say(T.typing); this.status.classList.add("dots"); }, 400);
    else if (this.status.textContent === T.typing) this.say("");
  }

  lost() {
    if (this.away) return;
    this.away = true;
    this.say(T.lost);
  }

  found() {
    if (!this.away) return;
    this.away = false;
    this.say(T.found, 4000);
  }

  reset(text) {
    this.own.clear();
    this.from = null;
    this.log.replaceChildren();
    this.choices([]);
    this.say(text, 8000);
    for (const item of this.line.queue) this.own.set(item.id, this.log.appendChild(this.draw({author: "client", text: item.words, at: new Date().toISOString()})));
  }

  confirm(show = true) {
    this.ask.hidden = !show;
    (show ? this.ask.querySelector("button") : this.input).focus();
  }

  async clear() {
    this.confirm(false);
    try { await this.line.clear(); } catch { this.alert.textContent = T.notCleared; }
  }
}

customElements.define("courant-chat", CourantChat);
const mount = () => document.querySelector("courant-chat") || document.body.append(document.createElement("courant-chat"));
if (document.body) mount(); else addEventListener("DOMContentLoaded", mount);
})();
