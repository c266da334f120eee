const views = [...document.querySelectorAll('.view')];
// How far down the reader was, to return there with Back.
const left = new Map();
let followed = true;
addEventListener('click', ({ target }) => {
  if (!target.closest('a')) return;
  followed = true;
  left.set(location.hash, scrollY);
});
const route = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1).split('?')[0]));
  const view = (target && target.closest('.view')) || views[0];
  views.forEach((other) => other.classList.toggle('on', other === view));
  if (!followed && left.has(location.hash)) scrollTo(0, left.get(location.hash));
  else if (target && target !== view) target.scrollIntoView({ block: target.matches('section') ? 'start' : 'center' });
  else scrollTo(0, 0);
  followed = false;
};
addEventListener('hashchange', route);
route();
