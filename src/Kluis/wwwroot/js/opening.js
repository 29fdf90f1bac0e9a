// While a conversation is open: its players, what was heard, and the end of its time. Without script the page has a plain
// player for each recording and a button that closes.
import { Player } from './player.js';

const state = document.getElementById('opening');
const players = [...document.querySelectorAll('[data-player]')].map(element => new Player(element));
let told = false;

const heard = () => players.flatMap(player => player.heard()).map(([from, to]) => `${from.toFixed(1)}-${to.toFixed(1)}`).join(',');

// The form of the close button carries along what was heard.
document.querySelector('form[data-close]')?.addEventListener('submit', event => {
  event.target.elements.heard.value = heard();
  told = true;
});

// Whoever leaves after listening closes: what was heard is written down once. Who heard nothing may come back.
const close = () => {
  const spans = heard();
  if (told || spans === '')
    return;
  told = true;
  fetch(`/api/v1/openings/${state.dataset.opening}/close`, {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json', 'Kluis-Quiet': '1' },
    body: JSON.stringify({ heard: spans }),
  });
};
addEventListener('pagehide', close);

// When the time is over the page is sealed again. It asks by itself, so that is no sign of life; where the screen is locked by now, or the
// server cannot say, the whole page goes.
const seal = async () => {
  close();
  const answer = await fetch(location.pathname, { redirect: 'manual', headers: { 'Kluis-Quiet': '1' } }).catch(() => null);
  if (!answer?.ok) {
    location.reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const main = document.querySelector('main');
  const isHere = main.contains(document.activeElement);
  main.replaceWith(page.querySelector('main'));
  if (isHere)
    document.querySelector('main').focus();
};

// A page out of the browser's memory may show what has been closed since.
addEventListener('pageshow', event => event.persisted && location.reload());

const left = Number(state.dataset.left);
setTimeout(() => { document.getElementById('player-status').textContent = state.dataset.soon; }, Math.max(0, left - 60_000));
setTimeout(seal, left + 500);
