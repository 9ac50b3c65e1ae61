'use strict';
// The page of `duban demo`: one person's chat with the bot, the group, the
// timeline and the clock. All text of the page comes from the catalogue.
const $ = id => document.getElementById(id);
const texts = JSON.parse($('texts').textContent);
const t = (key, args = {}) => texts['demo.' + key].replace(/\{(\w+)\}/g, (mark, name) => args[name] ?? mark);
const el = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter(c => c != null));
  return node;
};

let state = null;                 // what /demo/api/state last said
let chat = '';                    // user id, or id of a group
const unread = new Map();
let clockBase = 0, clockRead = 0; // virtual time in ms, and when it was read

async function call(path, body) {
  const init = body === undefined ? {} : { method: 'POST', body: body instanceof FormData ? body : JSON.stringify(body) };
  const res = await fetch('demo/api/' + path, init);
  if (!res.ok) throw new Error((await res.text()) || res.statusText);
  return res.status === 204 ? null : res.json();
}
function fail(err) { say(t('failed', { why: err.message })); }
function say(text) { $('moved').textContent = text; $('moved').hidden = !text; }

const stamp = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', year: 'numeric', month: 'long', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const short = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const isoDay = ms => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(ms);
const virtualNow = () => clockBase + Date.now() - clockRead;
function showClock(iso) {
  if (iso) { clockBase = Date.parse(iso); clockRead = Date.now(); $('date').value = isoDay(clockBase + 864e5); $('date').min = isoDay(clockBase); }
  $('now').textContent = stamp.format(virtualNow());
}

function showPeople() {
  const want = $('search').value.trim();
  const list = $('people');
  list.replaceChildren();
  const entry = (id, name, role, kind) => {
    const n = unread.get(id) || 0;
    return el('button', { onclick: () => open(id), ariaCurrent: String(id === chat), title: id },
      el('span', { className: 'avatar ' + kind, textContent: [...name].at(kind === 'group' ? 0 : -1) }),
      el('span', { className: 'name', textContent: name }),
      role && el('span', { className: 'role', textContent: role }),
      n ? el('span', { className: 'badge', textContent: n > 99 ? '99+' : n }) : null);
  };
  if (!want) {
    list.append(el('h3', { textContent: t('groups') }), ...state.groups.map(g => entry(g.id, g.name, '', 'group')));
    const news = state.people.filter(p => unread.get(p.id)).slice(0, 12);
    if (news.length) list.append(el('h3', { textContent: t('news') }), ...news.map(p => entry(p.id, p.name, p.unit, '')));
  }
  let shown = 0;
  for (const unit of state.units) {
    const found = state.people.filter(p => p.unit === unit && (!want || (p.name + p.unit + p.role + p.id).includes(want)));
    if (!found.length) continue;
    shown += found.length;
    list.append(el('h3', { textContent: unit }), ...found.map(p => entry(p.id, p.name, p.role, '')));
  }
  if (!shown) list.append(el('h3', { textContent: t('nobody') }));
  for (const b of document.querySelectorAll('.tabs button')) {
    b.querySelector('.badge')?.remove();
    const n = b.dataset.to === 'group' ? state.groups.reduce((s, g) => s + (unread.get(g.id) || 0), 0) : 0;
    if (n) b.append(el('span', { className: 'badge', textContent: n }));
  }
}

// The markdown subset that group messages use; everything goes in as text.
function markdown(source) {
  const box = el('div');
  for (const line of source.split('\n')) {
    let node = box, text = line;
    const head = /^(#{1,6}) (.*)$/.exec(line), quote = /^> ?(.*)$/.exec(line);
    if (head) { node = el('h4'); text = head[2]; } else if (quote) { node = el('blockquote'); text = quote[1]; } else { node = el('div'); }
    for (const part of text.split(/(\*\*[^*]+\*\*|<font color="\w+">.*?<\/font>)/)) {
      const bold = /^\*\*(.+)\*\*$/.exec(part), font = /^<font color="(\w+)">(.*)<\/font>$/.exec(part);
      node.append(bold ? el('b', { textContent: bold[1] }) : font ? el('span', { className: font[1], textContent: font[2] }) : part);
    }
    if (!text) node.append(el('br'));
    box.append(node);
  }
  return box;
}

function bubble(item) {
  if (item.type === 'image') return el('div', { className: 'bubble' }, el('img', { src: item.url, alt: item.name || t('photo') }));
  if (item.type === 'file') return el('div', { className: 'bubble file' }, item.url ? el('a', { href: item.url, download: item.name, textContent: item.name }) : item.name);
  if (item.type === 'markdown') return el('div', { className: 'bubble' }, markdown(item.text));
  if (item.type === 'card') {
    return el('div', { className: 'bubble card' },
      el('div', {}, el('b', { textContent: item.title }), item.text ? el('div', { className: 'desc', textContent: item.text }) : null),
      el('div', { className: 'buttons' }, ...(item.buttons || []).map(b => el('button', {
        textContent: b.text, disabled: !!item.done,
        onclick: e => { e.target.disabled = true; call('press', { as: chat, task: item.task, key: b.key, text: b.text }).catch(fail); },
      }))));
  }
  return el('div', { className: 'bubble', textContent: item.text });
}
let lastShown = 0;
function append(item) {
  const list = $('chat');
  list.querySelector('.empty')?.remove();
  const at = Date.parse(item.at);
  if (Math.abs(at - lastShown) > 3e5) list.append(el('li', { className: 'time', textContent: stamp.format(at) }));
  lastShown = at;
  const group = chat.startsWith('group:');
  const person = state.people.find(p => p.id === chat);
  list.append(el('li', { className: 'msg ' + (item.mine ? 'mine' : 'bot') },
    el('span', { className: 'avatar ' + (item.mine ? '' : 'bot'), textContent: item.mine && !group ? [...person.name].at(-1) : t('bot') }),
    bubble(item)));
  list.scrollTop = list.scrollHeight;
}

async function open(id) {
  chat = id;
  unread.delete(id);
  const group = id.startsWith('group:');
  const person = state.people.find(p => p.id === id);
  $('with').textContent = group ? state.groups.find(g => g.id === id).name : t('with', { name: person.name });
  $('who').textContent = group ? t('group.note') : person.unit + ' · ' + person.role;
  $('form').hidden = $('hints').hidden = group;
  tab(group ? 'group' : 'chat');
  showPeople();
  const { items } = await call('chat?with=' + encodeURIComponent(id));
  if (chat !== id) return;
  lastShown = 0;
  $('chat').replaceChildren(...(items.length ? [] : [el('li', { className: 'empty', textContent: t(group ? 'empty.group' : 'empty') })]));
  items.forEach(append);
  $('chat').dataset.of = id;
}

function showHints() {
  $('hints').replaceChildren(...t('hints').split('|').map(h => el('button', { type: 'button', textContent: h.split('=')[0], onclick: () => {
    $('text').value = h.includes('=') ? h.slice(h.indexOf('=') + 1) : h; grow(); $('text').focus();
  } })));
}

function showTimeline() {
  const now = virtualNow(), list = $('timeline');
  list.replaceChildren();
  let phase = '';
  for (const m of state.timeline) {
    if (m.phase !== phase) list.append(el('h3', { textContent: phase = m.phase }));
    const at = Date.parse(m.at);
    const bar = m.owed ? [el('div', { className: 'bar' }, Object.assign(el('i'), { style: `width:${100 * m.filed / m.owed}%` })),
      el('div', { className: 'count', textContent: t('figures', m) })] : [];
    list.append(el('li', { className: 'mile' + (at < now ? ' past' : '') },
      el('header', {}, el('b', { textContent: m.name }), el('small', { textContent: short.format(at) })),
      m.place ? el('div', { className: 'count', textContent: m.place }) : null, ...bar));
  }
}

async function refresh() { state = await call('state'); $('campaign').textContent = state.campaign; showClock(state.now); showPeople(); showTimeline(); }

async function move(body) {
  const buttons = document.querySelectorAll('.moves button');
  buttons.forEach(b => { b.disabled = true; });
  say(t('moving'));
  try {
    const res = await call('clock', body);
    await refresh();
    say(res.sent ? t('moved', { at: short.format(Date.parse(res.now)), sent: res.sent, people: res.people }) : t('moved.quiet', { at: short.format(Date.parse(res.now)) }));
  } catch (err) { fail(err); } finally { buttons.forEach(b => { b.disabled = false; }); }
}

function tab(name) {
  document.body.dataset.tab = name === 'group' ? 'chat' : name;
  document.querySelectorAll('.tabs button').forEach(b => { b.ariaCurrent = String(b.dataset.to === name); });
}
function grow() { const x = $('text'); x.style.height = 'auto'; x.style.height = x.scrollHeight + 2 + 'px'; }

$('form').onsubmit = e => {
  e.preventDefault();
  const text = $('text').value;
  if (!text.trim() || chat.startsWith('group:')) return;
  $('text').value = ''; grow();
  call('send', { as: chat, text }).then(refresh).catch(fail);
};
$('text').oninput = grow;
$('text').onkeydown = e => { if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); $('form').requestSubmit(); } };
$('file').onchange = () => {
  const form = new FormData();
  form.set('as', chat); form.set('file', $('file').files[0]);
  $('file').value = '';
  call('file', form).then(refresh).catch(fail);
};
$('search').oninput = showPeople;
$('next').onclick = () => move({ to: 'next' });
$('day').onclick = () => move({ to: 'day' });
$('go').onclick = () => move({ to: $('date').value });
$('pick').onclick = () => tab('people');
document.querySelectorAll('.tabs button').forEach(b => { b.onclick = () => {
  if (b.dataset.to === 'group') open(state.groups[0].id);
  else if (b.dataset.to === 'chat' && chat.startsWith('group:')) open(state.first);
  else tab(b.dataset.to);
}; });

let waiting = 0; // the list is drawn once for a burst of messages
new EventSource('demo/api/stream').onmessage = e => {
  const news = JSON.parse(e.data);
  if (news.chat === chat) append(news.item);
  else if (!news.item.mine) unread.set(news.chat, (unread.get(news.chat) || 0) + 1);
  if (!waiting) waiting = setTimeout(() => { waiting = 0; showPeople(); }, 200);
};
setInterval(() => showClock(), 1000);
showHints();
refresh().then(() => open(state.first)).catch(fail);
