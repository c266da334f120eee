addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  event.preventDefault();
  const place = document.getElementById(link.getAttribute('href').slice(1));
  place.scrollIntoView({ block: 'center' });
  place.focus({ preventScroll: true });
});
