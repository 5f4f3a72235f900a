// Live parts, clock, chart, keys. Everything works without it except being live.
'use strict';

// --- replacing parts without flicker: same elements stay, so focus, scroll and open details stay too
function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || (from.id || '') !== (to.id || '')) {
    from.replaceWith(to);
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  const keepsOpen = from.nodeName === 'DETAILS';
  for (const attribute of [...from.attributes]) {
    if (!to.hasAttribute(attribute.name) && !(keepsOpen && attribute.name === 'open') && attribute.name !== 'hidden') {
      from.removeAttribute(attribute.name);
    }
  }
  for (const attribute of to.attributes) {
    if (from.getAttribute(attribute.name) !== attribute.value) from.setAttribute(attribute.name, attribute.value);
  }
  if (from.nodeName === 'INPUT' || from.nodeName === 'TEXTAREA') return;
  morphChildren(from, to);
}

function morphChildren(from, to) {
  const byId = new Map();
  for (const child of from.children) if (child.id) byId.set(child.id, child);
  let current = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const known = wanted.id ? byId.get(wanted.id) : undefined;
    if (known && known !== current) {
      from.insertBefore(known, current);
      morph(known, wanted);
    } else if (current && (known || (!wanted.id && !current.id))) {
      const next = current.nextSibling;
      morph(current, wanted);
      current = next;
    } else {
      from.insertBefore(wanted, current);
    }
  }
  while (current) {
    const next = current.nextSibling;
    current.remove();
    current = next;
  }
}

document.addEventListener('htmx:sseBeforeMessage', (event) => {
  event.preventDefault();
  const holder = event.target;
  const template = document.createElement('template');
  template.innerHTML = event.detail.data;
  morphChildren(holder, template.content);
  htmx.process(holder);
  if (holder.id === 'clock' || holder.id === 'controls') resetClock();
  if (holder.id === 'trend') drawTrend();
  refilter();
});

// --- forms carry the token against cross-site requests
document.addEventListener('htmx:configRequest', (event) => {
  const header = document.querySelector('meta[name=csrf-header]').content;
  if (header) event.detail.headers[header] = document.querySelector('meta[name=csrf]').content;
});
// --- the same intention sent twice is done once: an id stays with the form until an answer came
document.addEventListener('htmx:configRequest', (event) => {
  if (event.detail.verb === 'get') return;
  const source = event.detail.elt;
  if (!source.dataset.command) {
    source.dataset.command = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  event.detail.headers['X-Command-Id'] = source.dataset.command;
});
document.addEventListener('htmx:afterRequest', (event) => {
  if (event.detail.xhr && event.detail.xhr.status > 0) delete event.detail.elt.dataset.command;
  if (event.detail.successful && event.target.matches('form.stack')) event.target.reset();
  clearTimeout(window.noticeTimer);
  window.noticeTimer = setTimeout(() => { document.getElementById('notice').textContent = ''; }, 12000);
});

// --- connection
const link = document.getElementById('link');
function say(state) {
  if (!link) return;
  link.textContent = link.dataset[state];
  link.className = 'link ' + state;
  document.body.classList.toggle('offline', state === 'lost');
}
document.addEventListener('htmx:sseOpen', () => say('live'));
document.addEventListener('htmx:sseError', () => say('lost'));
document.addEventListener('htmx:sseClose', () => say('lost'));

// --- the clock ticks between updates
let clockStart = performance.now();
function resetClock() { clockStart = performance.now(); }
function clockText(millis) {
  const seconds = Math.floor(Math.max(0, millis) / 1000);
  const two = (number) => String(number).padStart(2, '0');
  return Math.floor(seconds / 3600) + ':' + two(Math.floor(seconds / 60) % 60) + ':' + two(seconds % 60);
}
setInterval(() => {
  if (document.body.classList.contains('offline')) return;
  for (const clock of document.querySelectorAll('[data-time]')) {
    if (clock.dataset.running !== 'true') continue;
    const passed = Math.min(performance.now() - clockStart, 5000) * Number(clock.dataset.speed);
    clock.textContent = clockText(Math.min(Number(clock.dataset.time) + passed, Number(clock.dataset.duration)));
  }
}, 250);

// --- trend
let chart;
function token(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
function drawTrend() {
  const data = document.getElementById('trend-data');
  const place = document.getElementById('chart');
  if (!data || !place || typeof echarts === 'undefined') return;
  const series = JSON.parse(data.value);
  if (series.points.length > 1) series.points = series.points.filter((point) => point[0] > 0);
  chart = chart || echarts.init(place, null, { renderer: 'canvas' });
  const text = token('--dim');
  chart.setOption({
    animation: false,
    color: ['#2f6fde', '#d9822b', '#2e9e6b', '#b0489c', '#7a68d8', '#c94f4f', '#3aa6b9', '#9a8f2b'],
    grid: { left: 64, right: 24, top: 36, bottom: 40 },
    legend: { textStyle: { color: text }, top: 0, type: 'scroll' },
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (value) => value.toLocaleString('en') },
    xAxis: { type: 'value', min: 0, max: 'dataMax', axisLabel: { color: text, showMaxLabel: false, formatter: (hours) => hours + ' h' }, splitLine: { show: false } },
    yAxis: { type: 'value', scale: true, axisLabel: { color: text }, splitLine: { lineStyle: { color: token('--line') } } },
    series: series.teams.map((team, index) => ({
      name: team, type: 'line', showSymbol: false, lineStyle: { width: 2.5, type: ['solid', 'dashed', 'dotted'][Math.floor(index / 8) % 3] },
      data: series.points.map((point) => [Math.round(point[0] / 36000) / 100, point[index + 1]]),
    })),
  });
}
window.addEventListener('resize', () => chart && chart.resize());

// --- filter and keys
function refilter() {
  for (const input of document.querySelectorAll('[data-filter]')) filter(input);
}
function filter(input) {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of document.querySelectorAll(input.dataset.filter)) {
    const text = item.textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
}
document.addEventListener('input', (event) => {
  if (event.target.matches('[data-filter]')) {
    filter(event.target);
    const url = new URL(location);
    if (event.target.value) url.searchParams.set('filter', event.target.value); else url.searchParams.delete('filter');
    history.replaceState(null, '', url);
  }
});
function changeTheme() {
  const dark = document.documentElement.dataset.theme === 'dark'
    || (document.documentElement.dataset.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', document.documentElement.dataset.theme);
  if (chart) { chart.dispose(); chart = undefined; drawTrend(); }
}
document.getElementById('theme').addEventListener('click', changeTheme);
document.getElementById('keys').addEventListener('click', () => document.getElementById('keyhelp').showModal());
document.addEventListener('keydown', (event) => {
  if (event.target.closest('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/') {
    const input = document.getElementById('filter');
    if (input) { event.preventDefault(); input.focus(); }
  } else if (event.key === '?') {
    document.getElementById('keyhelp').showModal();
  } else if (event.key === 't') {
    changeTheme();
  } else if (event.key.startsWith('Arrow')) {
    walk(event);
  }
});
function walk(event) {
  const grid = event.target.closest('[data-grid]');
  if (!grid) return;
  const cells = [...grid.querySelectorAll(grid.dataset.grid)].filter((cell) => cell.offsetParent);
  const here = event.target.getBoundingClientRect();
  const index = cells.indexOf(event.target);
  let next;
  if (event.key === 'ArrowRight') next = cells[index + 1];
  if (event.key === 'ArrowLeft') next = cells[index - 1];
  if (event.key === 'ArrowDown') next = cells.slice(index + 1).find((cell) => cell.getBoundingClientRect().top > here.top + 4);
  if (event.key === 'ArrowUp') next = cells.slice(0, Math.max(0, index)).reverse().find((cell) => cell.getBoundingClientRect().top < here.top - 4);
  if (next) { event.preventDefault(); next.focus(); }
}

const wanted = new URL(location).searchParams.get('filter');
const input = document.getElementById('filter');
if (wanted && input) { input.value = wanted; }
refilter();
drawTrend();
