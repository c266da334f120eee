const said = document.getElementById('status');
// A page opened from a folder may not use the clipboard in other ways.
const copy = (code) => {
  getSelection().selectAllChildren(code);
  said.textContent = document.execCommand('copy') ? 'Copied.' : 'Selected: press Ctrl+C to copy.';
};
document.querySelectorAll('.snippet').forEach((line) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.ariaLabel = `Copy: ${line.textContent}`;
  button.addEventListener('click', () => copy(line.firstElementChild));
  line.append(button);
});
