addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  event.preventDefault();
  const target = document.getElementById(link.getAttribute('href').slice(1));
  target.scrollIntoView({ block: 'center' });
  target.focus({ preventScroll: true });
});

const report = () =>
  parent.postMessage(document.querySelector('main').getBoundingClientRect().bottom + scrollY + 16, '*');
addEventListener('message', report);
new ResizeObserver(report).observe(document.querySelector('main'));
