const root = document.documentElement;
const remember = (theme) => {
  try {
    if (theme) localStorage.setItem('analyzer-theme', theme);
    return localStorage.getItem('analyzer-theme');
  } catch { return theme; }
};
root.classList.add('js');
root.dataset.theme = remember() || 'auto';
