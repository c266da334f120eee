// The target of a link may be folded.
const unfold = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target && target.closest('details');
  if (folded) folded.open = true;
};
addEventListener('hashchange', unfold);
unfold();
