const table = document.querySelector('table');
const rows = [...table.tBodies[0].rows];
const heads = [...table.tHead.rows[0].cells];
const words = document.getElementById('words');
const rule = document.getElementById('rule');
const value = (row, column, numeric) => {
  const text = (row.cells[column].firstElementChild || row.cells[column]).textContent.trim();
  return numeric ? parseFloat(text.replace('−', '-')) : text.toLowerCase();
};
const sort = (column) => {
  const numeric = column > 0 && column < 5;
  const down = heads[column].getAttribute('aria-sort') === 'ascending';
  heads.forEach((head) => head.removeAttribute('aria-sort'));
  heads[column].setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const keyed = rows.map((row) => [value(row, column, numeric), row]);
  const empty = (key) => key === '' || key !== key;
  keyed.sort(([a], [b]) => {
    if (empty(a) || empty(b)) return empty(a) - empty(b);
    return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
  });
  table.tBodies[0].append(...keyed.map(([, row]) => row));
};
const filter = () => {
  const wanted = words.value.toLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    const matches = !rule.value || (row.dataset.r || '').split(' ').includes(rule.value);
    row.hidden = !(matches && wanted.every((word) => text.includes(word)));
    if (!row.hidden) shown += 1;
  }
  document.getElementById('count').textContent = shown + ' of ' + rows.length + ' shown';
};
heads.forEach((head, column) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => sort(column));
});
document.querySelector('.controls').hidden = false;
words.addEventListener('input', filter);
rule.addEventListener('change', filter);
