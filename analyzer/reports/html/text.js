const said = document.getElementById('said');
const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
const groups = (node) => node.dataset.g.split(',');
// A place may be cut in pieces where other marks begin and end in it.
const begins = (mark) => {
  let before = mark.previousSibling;
  while (before && before.nodeName === 'SUP') before = before.previousSibling;
  return !(before && before.className && before.classList.contains('lit'));
};
let lit = [];
let asked = '';
const clear = () => {
  all('[aria-pressed=true]').forEach((other) => {
    other.classList.remove('lit');
    other.ariaPressed = false;
  });
  lit = [];
  asked = '';
  said.textContent = '';
};
// The first asking lights the copies by the first mark here, the next one those by the next.
const light = (node) => {
  const own = groups(node);
  const again = node.classList.contains('lit') ? own.indexOf(asked) + 1 : 0;
  clear();
  if (again === own.length) return;
  asked = own[again];
  const copies = all('[data-g]', node.closest('article')).filter((other) => groups(other).includes(asked));
  copies.forEach((other) => {
    other.classList.add('lit');
    other.ariaPressed = true;
  });
  lit = copies.filter((other) => other.matches('mark') && begins(other));
  said.textContent = lit.length + (lit.length > 1 ? ' places lit. ' : ' place lit. ')
    + (again + 1 < own.length ? 'Again for what else is marked here. ' : '')
    + (lit.length > 1 ? 'N and P go through them, ' : '') + 'Escape clears.';
};
const step = (by) => {
  const stops = lit.length ? lit : all('mark[class]', document.querySelector('article.on'));
  const at = stops.indexOf(document.activeElement);
  const next = stops[(at + by + (at < 0 && by < 0) + stops.length) % stops.length];
  if (next) next.focus();
};
all('[data-g]').filter((node) => node.textContent.trim()).forEach((node) => {
  node.tabIndex = 0;
  node.role = 'button';
  node.ariaPressed = false;
});
addEventListener('click', ({ target }) => {
  if (target.closest('[data-g]')) light(target.closest('[data-g]'));
});
addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (target.matches('input, select') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'Escape') clear();
  else if (key === 'n' || key === 'p') step(key === 'n' ? 1 : -1);
  else if (target.dataset.g && (key === 'Enter' || key === ' ')) {
    event.preventDefault();
    light(target);
  }
});
