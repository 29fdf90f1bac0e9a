// Keys for the whole console: / to the find field, ? to the list of keys, Esc closes the menu of the person. A single key acts only outside
// fields, and not at all for who has switched them off (WCAG 2.1.4).
const dialog = document.getElementById('keys-dialog');
const menu = document.querySelector('details.kl-user');

const find = () => document.getElementById('q') ?? document.querySelector('main #find, main input[type="search"]');

const toFind = () => {
  const field = find();
  field?.focus();
  field?.select();
  return field;
};

// The page with the list, shown over this one. Without an answer the link leads there.
const list = async () => {
  const answer = await fetch('/keys', { redirect: 'manual' }).catch(() => null);
  if (!answer?.ok) {
    location.assign('/keys');
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  // This page has its first heading already.
  const heading = page.querySelector('h1');
  heading.replaceWith(Object.assign(document.createElement('h2'), { textContent: heading.textContent, tabIndex: -1, autofocus: true }));
  dialog.firstElementChild.replaceChildren(...page.childNodes);
  dialog.showModal();
};

addEventListener('keydown', event => {
  if (event.key === 'Escape' && menu?.open && !document.querySelector('dialog[open]')) {
    menu.open = false;
    menu.querySelector('summary').focus();
    return;
  }
  const isTyping = event.target.closest?.('input, select, textarea, [contenteditable]');
  if (document.documentElement.dataset.keys === 'off' || isTyping || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]'))
    return;
  if (event.key === '/' ? toFind() : event.key === '?' && (list(), true))
    event.preventDefault();
});

document.querySelector('[data-keys-list]')?.addEventListener('click', event => {
  event.preventDefault();
  menu.open = false;
  list();
});
