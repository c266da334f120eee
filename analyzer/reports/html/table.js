const table = document.getElementById('articles');
const body = table.tBodies[0];
const rows = [...body.rows];
const heads = [...table.tHead.rows[0].cells];
const at = (id) => document.getElementById(id);
const count = at('count');
const more = at('more');
const fields = ['words', 'rule', 'section', 'level', 'group'].map(at).filter(Boolean);
const STEP = 50;
const LEVELS = ['note', 'warning', 'error'];
const NUMERIC = [1, 2, 5, 6];
let order = '';
let limit = STEP;

// The column, as the address names it.
const names = heads.map((head) => head.textContent.toLowerCase().replace(' ', '-'));
const state = () => {
  const query = new URLSearchParams();
  for (const field of fields) {
    const value = field.type === 'checkbox' ? field.checked && '1' : field.value.trim();
    if (value) query.set(field.id, value);
  }
  if (order) query.set('sort', order);
  return query;
};
const value = (row, column) => {
  if (column === 4) return -(1e6 * (row.dataset.l || 0) + (parseInt(row.cells[4].textContent.replaceAll(',', ''), 10) || 0));
  const text = (row.cells[column].querySelector('a') || row.cells[column]).textContent.trim();
  return NUMERIC.includes(column) ? parseFloat(text.replace('−', '-')) : text.toLowerCase();
};
const sorted = (some) => {
  const down = order.startsWith('-');
  const column = names.indexOf(order.replace('-', ''));
  heads.forEach((head) => head.removeAttribute('aria-sort'));
  if (!order || column < 0) return some;
  heads[column].setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const empty = (key) => key === '' || key !== key;
  return some.map((row) => [value(row, column), row]).sort(([a], [b]) => {
    if (empty(a) || empty(b)) return empty(a) - empty(b);
    return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
  }).map(([, row]) => row);
};
const matches = (query) => {
  const wanted = (query.get('words') || '').toLowerCase().split(/\s+/);
  const rule = query.get('rule');
  const number = rule && String(at('rule').selectedIndex - 1);
  const section = query.get('section');
  const level = LEVELS.indexOf(query.get('level'));
  return (row) => {
    const { r = '', s, l = 0 } = row.dataset;
    if (number && !r.split(' ').includes(number)) return false;
    if ((section && s !== section) || l < level) return false;
    row.words ||= row.textContent.toLowerCase();
    return wanted.every((word) => row.words.includes(word));
  };
};
const heading = (section, size) => {
  const row = document.createElement('tr');
  const cell = document.createElement('th');
  row.className = 'group';
  Object.assign(cell, { scope: 'rowgroup', colSpan: heads.length });
  cell.textContent = `${section === '.' ? '(none)' : section}: ${size} article${size === 1 ? '' : 's'}`;
  row.append(cell);
  return row;
};
// The rows below a heading for each section, in the order of their first rows.
const grouped = (some) => {
  const groups = new Map();
  for (const row of some) {
    if (!groups.has(row.dataset.s)) groups.set(row.dataset.s, []);
    groups.get(row.dataset.s).push(row);
  }
  return [...groups].flatMap(([section, own]) => [heading(section, own.length), ...own]);
};
const show = () => {
  const query = state();
  const found = sorted(rows.filter(matches(query)));
  const listed = query.get('group') ? grouped(found) : found;
  let shown = 0;
  for (const row of listed) {
    row.classList.toggle('later', shown >= limit);
    shown += row.className.startsWith('group') ? 0 : 1;
  }
  table.classList.add('sorted');
  body.replaceChildren(...listed);
  const all = [...query.keys()].every((key) => key === 'sort' || key === 'group');
  count.textContent = all ? '' : `${found.length} of ${rows.length} shown`;
  more.hidden = found.length <= limit;
  more.textContent = `Show all ${found.length} articles`;
};

// The address holds the state, so that Back, a bookmark and a link restore it.
const parse = () => {
  const [id, query] = location.hash.slice(1).split('?');
  return id === 'all' ? new URLSearchParams(query) : null;
};
const restore = () => {
  const query = parse() || new URLSearchParams();
  if (String(query) === String(state())) return;
  for (const field of fields) {
    if (field.type === 'checkbox') field.checked = query.has(field.id);
    else field.value = query.get(field.id) || '';
    if (field.selectedIndex === -1) field.value = '';
  }
  order = query.get('sort') || '';
  limit = STEP;
  show();
};
const change = (replace) => {
  const query = String(state());
  limit = STEP;
  show();
  history[replace ? 'replaceState' : 'pushState'](null, '', query ? `#all?${query}` : '#all');
};
const sortBy = (column) => {
  order = order === names[column] ? `-${order}` : names[column];
  change();
};
heads.forEach((head, column) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => sortBy(column));
});
document.querySelectorAll('.controls').forEach((part) => { part.hidden = false; });
more.hidden = rows.length <= limit;
more.textContent = `Show all ${rows.length} articles`;
more.addEventListener('click', () => { limit = Infinity; show(); });
for (const field of fields) {
  if (field.id !== 'words') field.addEventListener('change', () => change());
}
// Letters that are typed one after the other are one step back.
at('words').addEventListener('input', () => change((parse() || new Map()).has('words')));
at('reset').addEventListener('click', () => {
  fields.forEach((field) => { field.value = ''; field.checked = false; });
  order = '';
  change();
});
addEventListener('click', ({ target }) => {
  if (target.closest('.filter')) setTimeout(() => at('all').scrollIntoView(), 0);
});
for (const event of ['hashchange', 'popstate']) {
  addEventListener(event, () => { if (parse() || !location.hash) restore(); });
}
restore();
if (String(state())) at('all').scrollIntoView();
