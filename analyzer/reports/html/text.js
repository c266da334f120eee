const status = document.getElementById('status');
const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
const groups = (node) => node.dataset.g.split(',');
// Where highlights overlap, one occurrence is several marks: only the first begins it.
const begins = (mark) => {
  let before = mark.previousSibling;
  while (before && before.nodeName === 'SUP') before = before.previousSibling;
  return !(before && before.className && before.classList.contains('active'));
};
let active = [];
let group = '';
const clear = () => {
  all('[aria-pressed=true]').forEach((other) => {
    other.classList.remove('active');
    other.ariaPressed = false;
  });
  active = [];
  group = '';
  status.textContent = '';
};
// Each press activates the next of the groups that the mark belongs to.
const activate = (node) => {
  const own = groups(node);
  const next = node.classList.contains('active') ? own.indexOf(group) + 1 : 0;
  clear();
  if (next === own.length) return;
  group = own[next];
  const copies = all('[data-g]', node.closest('article')).filter((other) => groups(other).includes(group));
  copies.forEach((other) => {
    other.classList.add('active');
    other.ariaPressed = true;
  });
  active = copies.filter((other) => other.matches('mark') && begins(other));
  status.textContent = active.length + (active.length === 1 ? ' occurrence highlighted. ' : ' occurrences highlighted. ')
    + (next + 1 < own.length ? 'Press again for the next finding here. ' : '')
    + (active.length > 1 ? 'N and P move between them. ' : '') + 'Escape clears.';
};
const step = (by) => {
  const stops = active.length ? active : all('mark[class]', document.querySelector('article.on'));
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
  if (target.closest('[data-g]')) activate(target.closest('[data-g]'));
});
addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (target.matches('input, select') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'Escape') clear();
  else if (key === 'n' || key === 'p') step(key === 'n' ? 1 : -1);
  else if (target.dataset.g && (key === 'Enter' || key === ' ')) {
    event.preventDefault();
    activate(target);
  }
});
