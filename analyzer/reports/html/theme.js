const themes = ['auto', 'light', 'dark'];
const toggle = document.getElementById('theme');
const paint = (theme) => {
  root.dataset.theme = theme;
  toggle.textContent = 'Theme: ' + theme;
};
paint(root.dataset.theme);
toggle.hidden = false;
toggle.addEventListener('click', () => {
  const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
  remember(next);
  paint(next);
});
