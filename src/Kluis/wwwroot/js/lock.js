// Locks the screen in the page itself, at the moment the server does. The page and what was typed in it stay where they are, out of sight
// and out of reach; the same person unlocks and goes on. The server decides: this module asks it, and shows its page. Without this module
// the next click leads to that page, and a form that was sent too late is kept there.
import { offer } from './passkey.js';

const dialog = document.getElementById('lock');
const title = document.title;
const others = new BroadcastChannel('kluis-lock');
const told = 30_000;
let hidden = null;
let focus = null;
let timer = 0;
let seen = performance.now();

const token = () => document.querySelector('input[name="__RequestVerificationToken"]').value;
const send = (address, body) => fetch(address, { method: 'POST', body, redirect: 'manual' }).catch(() => null);

// How long is left, in milliseconds; null: the server cannot be reached.
const leftOf = async asking => {
  const answer = await asking;
  // A redirect is the way to the sign-in: this one is over.
  if (answer?.type === 'opaqueredirect')
    location.assign('/sign-in');
  return answer?.ok ? (await answer.json()).left : null;
};
const ask = () => leftOf(fetch('/locked?handler=Left', { redirect: 'manual', headers: { 'Kluis-Quiet': '1' } }).catch(() => null));
const wait = span => {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(250, span));
};

// Locked is what the server says is locked. When it does not answer at the moment that was agreed, the page is covered all the same.
const look = async () => {
  const left = await ask();
  if (left === 0 || left === null)
    lock();
  else if (hidden)
    open(left);
  else
    wait(left + 250);
};

function lock() {
  if (hidden)
    return;
  clearTimeout(timer);
  focus = document.activeElement;
  for (const each of document.querySelectorAll('dialog[open]'))
    each.close();
  for (const sound of document.querySelectorAll('audio, video'))
    sound.pause();
  hidden = [...document.body.children].filter(part => part !== dialog && !part.hidden);
  for (const part of hidden)
    part.hidden = part.inert = true;
  document.title = `${dialog.dataset.title} · Kluis`;
  dialog.showModal();
  others.postMessage('locked');
  fill();
}

function open(left) {
  for (const part of hidden)
    part.hidden = part.inert = false;
  hidden = null;
  document.title = title;
  dialog.close();
  dialog.replaceChildren();
  focus?.focus();
  others.postMessage('open');
  wait(left + 250);
}

// The page that unlocks, as the server shows it to who has no script.
async function fill() {
  const answer = await fetch('/locked', { redirect: 'manual' }).catch(() => null);
  if (answer?.ok)
    show(await answer.text());
  else if (answer?.type === 'opaqueredirect')
    look();
  else
    setTimeout(() => hidden && fill(), 5000);
}

function show(text) {
  const page = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
  page.querySelector('form[action="/language"]')?.remove();
  dialog.replaceChildren(...page.childNodes);
  offer(dialog);
  dialog.querySelector('[role="alert"][tabindex], #password')?.focus();
}

dialog.addEventListener('submit', async event => {
  const form = event.target;
  if (event.defaultPrevented || new URL(form.action).pathname !== '/locked')
    return;
  event.preventDefault();
  const answer = await send(form.action, new URLSearchParams(new FormData(form)));
  if (answer?.type === 'opaqueredirect')
    look();
  else if (answer)
    show(await answer.text());
});

// Esc opens nothing.
dialog.addEventListener('cancel', event => event.preventDefault());
dialog.addEventListener('close', () => hidden && dialog.showModal());

document.querySelector('form[action="/locked?handler=Lock"]')?.addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target;
  form.closest('details').open = false;
  if (await send(form.action, new URLSearchParams(new FormData(form))))
    lock();
  else
    form.submit();
});

// Typing and pointing are signs of life that the server does not see: it is told now and then, of a person's own acts only.
for (const sign of ['keydown', 'pointerdown', 'pointermove', 'wheel']) {
  addEventListener(sign, async event => {
    if (hidden || !event.isTrusted || performance.now() - seen < told)
      return;
    seen = performance.now();
    const left = await leftOf(send('/locked?handler=Here', new URLSearchParams({ __RequestVerificationToken: token() })));
    if (left === 0)
      lock();
    else if (left !== null)
      wait(left + 250);
  }, { passive: true });
}

// After the lid was open again, and when another tab has locked or unlocked.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
others.addEventListener('message', event => (event.data === 'locked' ? lock() : hidden && look()));

// The page has just come from the server; when it cannot say how long is left, it is asked again.
const begin = async () => {
  const left = await ask();
  if (left === null)
    setTimeout(begin, 5000);
  else if (!hidden)
    wait(left + 250);
};
begin();
