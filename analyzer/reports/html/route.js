const views = [...document.querySelectorAll('.view')];
const route = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const view = (target && target.closest('.view')) || views[0];
  views.forEach((other) => other.classList.toggle('on', other === view));
  if (target && target !== view) target.scrollIntoView({ block: 'center' });
  else scrollTo(0, 0);
};
addEventListener('hashchange', route);
route();
