// The phone in the middle of the page: one conversation at a time, kept up to date by a stream.

import { draw, el } from "./bubbles.js";

const $ = (id) => document.getElementById(id);
const LATE_SECONDS = 20, SLOW_SECONDS = 10;
const shown = new Map();
let phone = null;
let stream = null;

async function call(path, method = "GET", body = undefined, type = "application/json") {
  const headers = body === undefined ? {} : { "Content-Type": type };
  const data = type === "application/json" && body !== undefined ? JSON.stringify(body) : body;
  const answer = await fetch(`/simulator/${path}`, { method, headers, body: data });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

const act = (body) => call(`phones/${phone.id}/messages`, "POST", body);

// Phones

async function list() {
  const phones = await call("phones");
  $("phones").replaceChildren(...phones.map((one) => el("li", {}, el(
    "button", { type: "button", "data-phone": one.id, onclick: () => open(one) },
    one.name, el("span", {}, one.username ? `@${one.username}, numéro caché` : spaced(one.number)),
  ))));
  return phones;
}

const spaced = (number) => number.replace(/^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, "0$1\u00a0$2\u00a0$3\u00a0$4\u00a0$5");

function open(one) {
  phone = one;
  stream?.close();
  shown.clear();
  $("log").replaceChildren();
  $("log").setAttribute("aria-live", "off");
  location.hash = one.id;
  $("holder").textContent = `Téléphone de ${one.name}`;
  for (const button of document.querySelectorAll("#phones button")) {
    button.setAttribute("aria-pressed", String(button.dataset.phone === one.id));
  }
  stream = new EventSource(`/simulator/phones/${one.id}/stream`);
  stream.addEventListener("phone", (event) => about(JSON.parse(event.data)));
  stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
}

function about(told) {
  phone = told;
  $("presence").textContent = told.typing ? "écrit…" : "compte professionnel";
  $("is_on").checked = told.is_on;
  $("tells_read").checked = told.tells_read;
  $("window").textContent = told.window_open
    ? "Fenêtre de 24 heures ouverte\u00a0: l'entreprise peut répondre librement."
    : "Fenêtre de 24 heures fermée\u00a0: seuls les modèles approuvés arrivent.";
  $("close-window").disabled = !told.window_open;
  // What was there before is not read out again.
  setTimeout(() => $("log").setAttribute("aria-live", "polite"), 300);
  view();
}

// Messages

function show(bubble) {
  const log = $("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const before = shown.get(bubble.id);
  const node = draw(bubble, shown.get(bubble.reply_to)?.bubble, { press, list: choose, place: askPlace });
  if (before) before.node.replaceWith(node);
  else log.append(node);
  shown.set(bubble.id, { bubble, node });
  if (atEnd || bubble.mine) end();
  node.querySelectorAll("img").forEach((image) => image.addEventListener("load", () => atEnd && end()));
  if (!bubble.mine && bubble.status === "delivered") view();
}

const end = () => { $("log").scrollTop = $("log").scrollHeight; };

function view() {
  const unread = [...shown.values()].some(({ bubble }) => !bubble.mine && bubble.status === "delivered");
  if (unread && !document.hidden) call(`phones/${phone.id}/viewed`, "POST", {});
}

document.addEventListener("visibilitychange", () => phone && view());

async function press(bubble, choice) {
  await act({ press: bubble.id, choice });
  $("box").focus();
}

function choose(bubble) {
  const { action } = bubble.content;
  $("list-title").textContent = action.button;
  $("rows").replaceChildren(...action.sections.flatMap((section) => [
    section.title ? el("h3", {}, section.title) : null,
    ...section.rows.map((row) => el(
      "label", { class: "row" },
      el("input", { type: "radio", name: "row", value: row.id, required: true }),
      el("span", {}, row.title, row.description ? el("small", {}, row.description) : null),
    )),
  ].filter(Boolean)));
  ask($("list"), (form) => act({ press: bubble.id, choice: form.get("row") }));
}

function askPlace(bubble = null) {
  ask($("place"), (form) => {
    const [latitude, longitude, name, address] = form.get("place").split("|");
    const body = { location: { latitude: +latitude, longitude: +longitude, name, address } };
    return act(bubble ? { ...body, reply_to: bubble.id } : body);
  });
}

function ask(dialog, done) {
  dialog.returnValue = "";
  dialog.onclose = () => dialog.returnValue === "send" && done(new FormData(dialog.querySelector("form")));
  dialog.showModal();
}

// Writing

$("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("box").value.trim();
  if (!text) return;
  $("box").value = "";
  await act({ text });
});

$("box").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("composer").requestSubmit();
  }
});

function menu(opened) {
  $("menu").hidden = !opened;
  $("attach").setAttribute("aria-expanded", String(opened));
}

$("attach").addEventListener("click", () => menu($("menu").hidden));
$("menu").addEventListener("keydown", (event) => {
  if (event.key === "Escape") { menu(false); $("attach").focus(); }
});
$("menu").addEventListener("click", ({ target }) => {
  menu(false);
  const ways = { photo: () => $("photo").click(), place: () => askPlace(), voice: () => stored("voice.ogg"), sticker: () => stored("sticker.webp") };
  ways[target.dataset.send]?.();
});

async function stored(name) {
  const file = await fetch(`/page/${name}`);
  await send(await file.blob(), file.headers.get("Content-Type"));
}

async function send(file, type, words = "") {
  const query = new URLSearchParams({ caption: words, filename: file.name || "" });
  await call(`phones/${phone.id}/files?${query}`, "POST", file, type);
}

// Several photos are an album: one event each; the words that wait in the box go with the first.
$("photo").addEventListener("change", async ({ target }) => {
  const words = $("box").value.trim();
  $("box").value = "";
  const files = [...target.files];
  target.value = "";
  for (const [rank, file] of files.entries()) await send(file, file.type, rank ? "" : words);
});

// Settings

for (const name of ["is_on", "tells_read"]) {
  $(name).addEventListener("change", ({ target }) => call(`phones/${phone.id}`, "PATCH", { [name]: target.checked }));
}
$("close-window").addEventListener("click", () => call(`phones/${phone.id}`, "PATCH", { window: "closed" }));

$("new-phone").addEventListener("submit", async (event) => {
  event.preventDefault();
  const added = await call("phones", "POST", Object.fromEntries(new FormData(event.target)));
  event.target.reset();
  await list();
  open(added);
});

$("fault").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const [kind, code] = form.get("fault").split(":");
  const seconds = { late_status: LATE_SECONDS, slow: SLOW_SECONDS }[kind] || 0;
  await call("faults", "POST", { kind, code: code && +code, times: +form.get("times"), seconds });
  await tellFaults();
});

$("behave").addEventListener("click", async () => {
  await call("faults", "DELETE");
  await tellFaults();
});

$("handshake").addEventListener("click", async () => {
  const { verified } = await call("handshake", "POST", {});
  $("verified").textContent = verified ? "L'assistant répond et connaît le jeton." : "L'assistant ne répond pas, ou refuse le jeton.";
});

async function tellFaults() {
  const waiting = await call("faults");
  const names = waiting.map((one) => `${document.querySelector(`option[value^="${one.kind}${one.code ? `:${one.code}` : ""}"]`)?.textContent || one.kind} × ${one.times}`);
  $("faults").textContent = waiting.length ? `À venir\u00a0: ${names.join("\u00a0; ")}` : "Aucun incident à venir.";
}

const phones = await list();
open(phones.find((one) => `#${one.id}` === location.hash) || phones[0]);
await tellFaults();
setInterval(tellFaults, 5000);
